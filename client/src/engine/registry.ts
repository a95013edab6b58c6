/**
 * A registry's side of image names, by the OCI distribution specification: the addresses of its API, its challenge for a token, its
 * pages of tags, and its refusals as sentences. Nothing is asked here; host/registryClient.ts does, on the user's order.
 */
import type { ImageReference } from './imageReference.ts';

/** Where the API of a registry may be: the first that answers counts. Plain HTTP only for this machine, as the engines do it. */
export function registryRoots(domain: string): readonly string[] {
  if (domain === 'docker.io') return ['https://registry-1.docker.io'];
  return isLoopback(domain.replace(/:\d+$/, '')) ? [`https://${domain}`, `http://${domain}`] : [`https://${domain}`];
}

export function tagsAddress(root: string, { path }: Pick<ImageReference, 'path'>): string {
  return `${root}/v2/${path}/tags/list?n=${tagsInPage}`;
}

export function manifestAddress(root: string, { path, tag }: Pick<ImageReference, 'path' | 'tag'>): string {
  return `${root}/v2/${path}/manifests/${tag ?? 'latest'}`;
}

const tagsInPage = 1000;

/** What a manifest is asked for as: lists first, so that the digest is that of all platforms together. */
export const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** `Link: </v2/x/tags/list?last=b>; rel="next"`. Another host's address is not followed. */
export function nextPage(link: string | null, current: string): string | undefined {
  const target = /<([^<>]+)>\s*;\s*rel="?next"?/i.exec(link ?? '')?.[1];
  if (target === undefined) return undefined;
  const next = resolved(target, current);
  return next !== undefined && next.origin === new URL(current).origin && next.href !== current ? next.href : undefined;
}

export interface Challenge {
  readonly scheme: 'bearer' | 'basic';
  readonly realm: string;
  readonly service?: string;
  readonly scope?: string;
}

/** What `WWW-Authenticate` asks for; a token counts before a password. Undefined when it is neither. */
export function readChallenge(header: string | null): Challenge | undefined {
  for (const scheme of ['bearer', 'basic'] as const) {
    const at = (header ?? '').search(new RegExp(`(?:^|,\\s*)${scheme}\\s`, 'i'));
    if (at < 0) continue;
    const parameters = new Map<string, string>();
    for (const match of (header ?? '').slice(at).matchAll(/([a-z_]+)="([^"]*)"/gi)) {
      const name = match[1]!.toLowerCase();
      if (!parameters.has(name)) parameters.set(name, match[2]!);
    }
    return {
      scheme,
      realm: parameters.get('realm') ?? '',
      ...(parameters.has('service') ? { service: parameters.get('service')! } : {}),
      ...(parameters.has('scope') ? { scope: parameters.get('scope')! } : {}),
    };
  }
  return undefined;
}

/** Where a token for reading the repository is to be had, without a log-in. Undefined for an address that is not to be trusted. */
export function tokenAddress(challenge: Challenge, path: string, registry: string): string | undefined {
  const realm = resolved(challenge.realm, registry);
  if (challenge.scheme !== 'bearer' || realm === undefined) return undefined;
  if (realm.protocol !== 'https:' && realm.hostname !== new URL(registry).hostname) return undefined;
  if (!/^https?:$/.test(realm.protocol)) return undefined;
  if (challenge.service !== undefined) realm.searchParams.set('service', challenge.service);
  realm.searchParams.set('scope', challenge.scope ?? `repository:${path}:pull`);
  return realm.href;
}

/** The token of a token server's answer. */
export function readToken(body: string): string | undefined {
  const { token, access_token: accessToken } = readObject(body);
  const found = [token, accessToken].find(value => typeof value === 'string' && value !== '');
  return typeof found === 'string' && !/[\r\n]/.test(found) ? found : undefined;
}

/** The tags of one page; undefined when it is no such page. A repository without tags says `null`. */
export function readTags(body: string): readonly string[] | undefined {
  const { tags, name } = readObject(body);
  if (Array.isArray(tags))
    return tags.filter((tag): tag is string => typeof tag === 'string' && /^\w[\w.-]{0,127}$/.test(tag));
  return tags === null || typeof name === 'string' ? [] : undefined;
}

/** `Docker-Content-Digest`. */
export function readDigest(header: string | null): string | undefined {
  const digest = header?.trim();
  return digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
}

export type RegistryRefusal = 'wantsLogIn' | 'notThere' | 'rateLimit' | 'noAnswer';

/** Why a registry's answer is of no use; undefined for a good one. */
export function refusalOf(status: number): RegistryRefusal | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status === 401 || status === 403) return 'wantsLogIn';
  if (status === 404) return 'notThere';
  return status === 429 ? 'rateLimit' : 'noAnswer';
}

/** The same as a sentence. `what`: "acme/api" or "acme/api:1"; `hadToken`: the registry gave us a token and then refused all the same. */
export function refusalMessage(
  refusal: RegistryRefusal,
  domain: string,
  what: string,
  detail: { readonly status?: number; readonly hadToken?: boolean; readonly problem?: string } = {},
): string {
  switch (refusal) {
    case 'wantsLogIn':
      return detail.hadToken
        ? `${domain} has no ${what}, or does not show it to everybody. (Drydock asks without a log-in.)`
        : `${domain} wants a log-in, and Drydock asks without one.`;
    case 'notThere':
      return `${domain} has no ${what}.`;
    case 'rateLimit':
      return `${domain} was asked too often from this machine and wants you to wait.`;
    default:
      return detail.status === undefined
        ? `${domain} could not be reached: ${detail.problem ?? 'no answer'}.`
        : `${domain} did not answer as a registry does (status ${detail.status}).`;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function resolved(target: string, base: string): URL | undefined {
  try {
    return new URL(target, base);
  } catch {
    return undefined;
  }
}

function readObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
