/**
 * Asks a registry, without a log-in, for the tags of a repository or the digest of an image. The one file of Drydock that uses the
 * network (tools/layers.mjs looks), and only commands call it: nothing is asked unless the user chose it.
 */
import { createHash } from 'node:crypto';
import type { ImageReference } from '../engine/imageReference.ts';
import {
  manifestAddress,
  manifestTypes,
  nextPage,
  type RegistryRefusal,
  readChallenge,
  readDigest,
  readTags,
  readToken,
  refusalMessage,
  refusalOf,
  registryRoots,
  tagsAddress,
  tokenAddress,
} from '../engine/registry.ts';

export type RegistryAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  /** One sentence. */
  | { readonly ok: false; readonly refusal: RegistryRefusal | 'cancelled'; readonly message: string };

export interface FoundTags {
  readonly tags: readonly string[];
  /** False: there are more than we read. */
  readonly complete: boolean;
}

export interface RegistryOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds for each request. */
  readonly limit?: number;
}

const mostPages = 20;
const mostBytes = 8 * 1024 * 1024;
const defaultLimit = 20_000;

/** All tags of the repository, in the registry's order. Never rejects. */
export function registryTags(
  reference: ImageReference,
  options: RegistryOptions = {},
): Promise<RegistryAnswer<FoundTags>> {
  return answerOf(reference, reference.path, options, async session => {
    const tags: string[] = [];
    let address: string | undefined = tagsAddress(session.root, reference);
    for (let page = 0; page < mostPages && address !== undefined; page++) {
      const response = await session.ask(address, 'GET', 'application/json');
      const found = readTags(await bodyOf(response));
      if (found === undefined) throw new Refused('noAnswer', { problem: 'its list of tags cannot be read' });
      tags.push(...found);
      address = nextPage(response.headers.get('link'), address);
    }
    return { tags, complete: address === undefined };
  });
}

/** The digest that the tag stands for now: that of all platforms together where there are several. Never rejects. */
export function registryDigest(
  reference: ImageReference,
  options: RegistryOptions = {},
): Promise<RegistryAnswer<string>> {
  const what = `${reference.path}:${reference.tag ?? 'latest'}`;
  return answerOf(reference, what, options, async session => {
    const address = manifestAddress(session.root, reference);
    const head = await session.ask(address, 'HEAD', manifestTypes);
    const told = readDigest(head.headers.get('docker-content-digest'));
    if (told !== undefined) return told;
    // By its definition the digest is the hash of the manifest's bytes.
    const manifest = await bodyOf(await session.ask(address, 'GET', manifestTypes));
    return `sha256:${createHash('sha256').update(manifest, 'latin1').digest('hex')}`;
  });
}

class Refused extends Error {
  constructor(
    readonly refusal: RegistryRefusal,
    readonly detail: { readonly status?: number; readonly hadToken?: boolean; readonly problem?: string },
  ) {
    super(refusal);
  }
}

interface Session {
  readonly root: string;
  /** A good answer; anything else is thrown as Refused. */
  ask(address: string, method: 'GET' | 'HEAD', accept: string): Promise<Response>;
}

async function answerOf<Value>(
  reference: ImageReference,
  what: string,
  options: RegistryOptions,
  ask: (session: Session) => Promise<Value>,
): Promise<RegistryAnswer<Value>> {
  let problem: Refused | undefined;
  for (const root of registryRoots(reference.domain)) {
    try {
      return { ok: true, value: await ask(sessionFor(root, reference, options)) };
    } catch (error) {
      if (options.signal?.aborted) return { ok: false, refusal: 'cancelled', message: 'Cancelled.' };
      problem = error instanceof Refused ? error : new Refused('noAnswer', { problem: reasonOf(error, options) });
      // Only where nobody speaks this protocol the next one is tried.
      if (error instanceof Refused) break;
    }
  }
  const { refusal, detail } = problem!;
  return { ok: false, refusal, message: refusalMessage(refusal, reference.domain, what, detail) };
}

function sessionFor(root: string, { path }: ImageReference, options: RegistryOptions): Session {
  let token: string | undefined;
  const send = (address: string, method: string, accept: string, bearer: string | undefined): Promise<Response> =>
    fetch(address, {
      method,
      headers: { accept, ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }) },
      signal: signalOf(options),
    });
  return {
    root,
    async ask(address, method, accept) {
      let response = await send(address, method, accept, token);
      if (response.status === 401 && token === undefined) {
        const challenge = readChallenge(response.headers.get('www-authenticate'));
        const from = challenge && tokenAddress(challenge, path, root);
        const granted = from === undefined ? undefined : await send(from, 'GET', 'application/json', undefined);
        token = granted?.ok ? readToken(await bodyOf(granted)) : undefined;
        if (token !== undefined) response = await send(address, method, accept, token);
      }
      const refusal = refusalOf(response.status);
      if (refusal === undefined) return response;
      await response.body?.cancel().catch(() => undefined);
      throw new Refused(refusal, { status: response.status, hadToken: token !== undefined });
    },
  };
}

function signalOf({ signal, limit = defaultLimit }: RegistryOptions): AbortSignal {
  const timeout = AbortSignal.timeout(limit);
  return signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
}

/** The body, a character for each byte; an answer that does not end is refused. */
async function bodyOf(response: Response): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new Refused('noAnswer', { problem: 'its answer is too long' });
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts).toString('latin1');
}

/** fetch hides what happened in the cause of its error. */
function reasonOf(error: unknown, { limit = defaultLimit }: RegistryOptions): string {
  if (error instanceof Error && error.name === 'TimeoutError') return `no answer within ${limit / 1000} seconds`;
  const cause = error instanceof Error ? (error.cause as { code?: unknown; message?: unknown } | undefined) : undefined;
  const { code, message } = cause ?? {};
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not known';
  if (code === 'ECONNREFUSED') return 'nothing listens there';
  return String(message ?? code ?? (error instanceof Error ? error.message : error));
}
