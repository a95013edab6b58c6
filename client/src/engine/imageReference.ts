/**
 * Image names as the engines understand them: the reference grammar of distribution/reference (regexp.go, normalize.go) that
 * docker, podman, nerdctl and BuildKit share, with sentences that say what is wrong with a name and what would be right.
 */

export interface ImageReference {
  /** Host and port of the registry; "docker.io" when the name does not say. */
  readonly domain: string;
  /** Below the registry: "library/alpine", "acme/shop/api". */
  readonly path: string;
  readonly tag?: string;
  readonly digest?: string;
  /** False when the registry is docker.io only because the name names none. */
  readonly namesRegistry: boolean;
}

export type ParsedReference =
  | { readonly ok: true; readonly reference: ImageReference }
  | { readonly ok: false; readonly problem: string; readonly suggestion?: string };

const dockerHub = 'docker.io';
const namePart = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const hostPart = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domainPattern = new RegExp(`^(?:${hostPart}(?:\\.${hostPart})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?$`);
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const digestPattern = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** Reads a name such as `alpine`, `ghcr.io/acme/api:1.2` or `localhost:5000/x@sha256:…`; a refusal comes with a sentence for the user. */
export function parseImageReference(text: string): ParsedReference {
  const obstacle = obviousMistake(text);
  if (obstacle !== undefined) return obstacle;

  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined) {
    const problem = digestProblem(digest);
    if (problem !== undefined) return { ok: false, problem };
  }
  const beforeDigest = at < 0 ? text : text.slice(0, at);
  const { name, tag } = splitTag(beforeDigest);
  if (tag !== undefined && !tagPattern.test(tag)) return { ok: false, ...tagProblem(name, tag) };

  const { domain, path, namesRegistry } = splitDomain(name);
  if (!domainPattern.test(domain)) {
    return {
      ok: false,
      problem: `“${domain}” is not the name of a registry: it takes letters, digits, dots, hyphens and a port.`,
    };
  }
  const badPath = pathProblem(path, namesRegistry ? domain + '/' : '', tag);
  if (badPath !== undefined) return { ok: false, ...badPath };
  if (path.length > 255) return { ok: false, problem: 'The name is longer than 255 characters.' };
  if (!namesRegistry && /^[a-f0-9]{64}$/.test(name)) {
    return { ok: false, problem: 'Sixty-four hexadecimal digits are an image id, not a name.' };
  }
  const fullPath = domain === dockerHub && !path.includes('/') ? 'library/' + path : path;
  return { ok: true, reference: { domain, path: fullPath, tag, digest, namesRegistry } };
}

/** The whole name with registry, path and tag: what `docker push` would really push to. `alpine` → `docker.io/library/alpine:latest`. */
export function fullName(reference: ImageReference): string {
  const tag = reference.tag ?? (reference.digest === undefined ? 'latest' : undefined);
  return (
    repositoryName(reference) +
    (tag === undefined ? '' : ':' + tag) +
    (reference.digest === undefined ? '' : '@' + reference.digest)
  );
}

/** Registry and path without tag and digest: `docker.io/library/alpine`. */
export function repositoryName(reference: ImageReference): string {
  return reference.domain + '/' + reference.path;
}

/** The last part of the path: `api` of `ghcr.io/acme/api:1`. */
export function shortName(reference: ImageReference): string {
  return reference.path.slice(reference.path.lastIndexOf('/') + 1);
}

/**
 * True for a name without registry and account, `my-app:1.0`: it stands for docker.io/library/my-app, where nobody but Docker
 * may push.
 */
export function isUnqualified(reference: ImageReference): boolean {
  return reference.domain === dockerHub && reference.path.startsWith('library/');
}

/**
 * The same image name under another registry or account: `my-app:1.0` with `ghcr.io/acme` → `ghcr.io/acme/my-app:1.0`.
 * Parts that the name had above its last one are dropped.
 */
export function withPrefix(reference: ImageReference, prefix: string): string {
  return `${prefix.replace(/\/+$/, '')}/${shortName(reference)}:${reference.tag ?? 'latest'}`;
}

/** Registry and account of a name, `ghcr.io/acme` of `ghcr.io/acme/api:1`; undefined for an unqualified name. */
export function prefixOf(reference: ImageReference): string | undefined {
  if (isUnqualified(reference)) return undefined;
  const slash = reference.path.lastIndexOf('/');
  const account = slash < 0 ? '' : reference.path.slice(0, slash);
  if (reference.domain === dockerHub && !reference.namesRegistry) return account;
  return account === '' ? reference.domain : reference.domain + '/' + account;
}

/**
 * A valid image name made from a folder's name, keeping what the grammar allows (`my-cool_app.web` stays): lower case, accents
 * taken off, every other run of characters a hyphen. "app" when nothing is left.
 */
export function suggestImageName(folderName: string): string {
  const plain = folderName
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/[._-]+/g, legalSeparator)
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 128)
    .replace(/[._-]+$/, '');
  return plain === '' ? 'app' : plain;
}

/**
 * The name that a Dockerfile's image gets when nothing is remembered: from its folder, with what the file's own name adds as
 * the tag. (`web`, `Dockerfile`) → `web:latest`; (`web`, `Dockerfile.dev` or `dev.Dockerfile`) → `web:dev`.
 */
export function suggestImageTag(folderName: string, fileName: string): string {
  const variant =
    /^(?:docker|container)file[.\-_](.+)$/i.exec(fileName) ?? /^(.+)\.(?:docker|container)file$/i.exec(fileName);
  const tag = variant?.[1]?.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '') ?? '';
  return `${suggestImageName(folderName)}:${tag === '' ? 'latest' : tag.slice(0, 128)}`;
}

/** `_`, `__`, `.` and any number of hyphens may stand between letters; other runs become one hyphen. */
function legalSeparator(run: string): string {
  if (run === '.' || run === '_' || run === '__' || /^-+$/.test(run)) return run;
  if (/^\.+$/.test(run)) return '.';
  return /^_+$/.test(run) ? '_' : '-';
}

function obviousMistake(text: string): ParsedReference | undefined {
  if (text === '') return { ok: false, problem: 'Give the image a name, such as my-app:1.0.' };
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text);
  if (scheme !== null) {
    return {
      ok: false,
      problem: `An image name has no “${scheme[0]}” in front.`,
      suggestion: text.slice(scheme[0].length),
    };
  }
  if (/\s/.test(text)) {
    return {
      ok: false,
      problem: 'An image name has no blanks.',
      suggestion: text.trim().replace(/\s+/g, '-'),
    };
  }
  return undefined;
}

/** The tag begins at the last colon after the last slash: an earlier colon is a port. */
function splitTag(text: string): { name: string; tag: string | undefined } {
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  if (colon < 0) return { name: text, tag: undefined };
  return { name: text.slice(0, colon), tag: text.slice(colon + 1) };
}

/** normalize.go, splitDockerDomain: the first part is a registry when it looks like one. */
function splitDomain(name: string): { domain: string; path: string; namesRegistry: boolean } {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = slash >= 0 && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
  if (!isRegistry) return { domain: dockerHub, path: name, namesRegistry: false };
  const domain = first === 'index.docker.io' ? dockerHub : first;
  return { domain, path: name.slice(slash + 1), namesRegistry: true };
}

function tagProblem(name: string, tag: string): { problem: string; suggestion?: string } {
  if (tag === '') return { problem: 'A tag is missing after “:”.', suggestion: name };
  if (tag.length > 128) return { problem: 'A tag has at most 128 characters.' };
  const better = tag.replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[.-]+/, '');
  const suggestion = better === '' ? undefined : `${name}:${better}`;
  if (/^[.-]/.test(tag))
    return { problem: `A tag begins with a letter, a digit or “_”, not with “${tag[0]}”.`, suggestion };
  return { problem: `“${tag}” is not a tag: it takes letters, digits, “_”, “.” and “-”.`, suggestion };
}

function pathProblem(
  path: string,
  prefix: string,
  tag: string | undefined,
): { problem: string; suggestion?: string } | undefined {
  const suffix = tag === undefined ? '' : ':' + tag;
  if (path === '') return { problem: 'The name of the image is missing.' };
  for (const part of path.split('/')) {
    if (namePart.test(part)) continue;
    const suggestion =
      prefix +
      path
        .split('/')
        .filter(piece => piece !== '')
        .map(suggestImageName)
        .join('/') +
      suffix;
    if (part === '') return { problem: 'There is nothing between two slashes, or after the last one.', suggestion };
    if (/[A-Z]/.test(part)) return { problem: 'Image names are written in lower case.', suggestion };
    const strange = /[^a-z0-9._-]/u.exec(part);
    if (strange !== null) {
      return {
        problem: `“${String.fromCodePoint(part.codePointAt(strange.index) ?? 0)}” cannot be in an image name.`,
        suggestion,
      };
    }
    if (/^[._-]|[._-]$/.test(part)) {
      return {
        problem: `“${part}” begins or ends with a “.”, “_” or “-”: those only stand between letters and digits.`,
        suggestion,
      };
    }
    return { problem: `“${part}” has separators side by side: one “.”, one or two “_”, or hyphens.`, suggestion };
  }
  return undefined;
}

function digestProblem(digest: string): string | undefined {
  if (!digestPattern.test(digest)) return 'After “@” comes a digest, such as sha256: and 64 hexadecimal digits.';
  const [algorithm = '', digits = ''] = digest.split(':');
  const length = digestLengths[algorithm];
  if (length === undefined) return `“${algorithm}” is not a digest algorithm that registries know: use sha256.`;
  if (digits.length !== length)
    return `A ${algorithm} digest has ${length} hexadecimal digits; this one has ${digits.length}.`;
  return /[A-F]/.test(digits) ? 'The digits of a digest are written in lower case.' : undefined;
}
