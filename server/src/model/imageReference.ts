/**
 * Image names: `registry/repository:tag@digest`, by the grammar of distribution/reference (regexp.go, normalize.go), which is what
 * BuildKit checks FROM, `COPY --from` and `--mount from=` with.
 */
import { remembered } from '../syntax/remembered.ts';
import type { Span } from '../syntax/tree.ts';

/** A piece of the name and where it stands in the parsed text. */
export interface ImagePart {
  readonly text: string;
  readonly span: Span;
}

/** The pieces as written, whether or not they are valid. */
export interface ImageParts {
  /** Only when written: `docker.io`, `localhost:5000`. */
  readonly registry: ImagePart | undefined;
  /** Without registry, tag and digest: `library/alpine`, `alpine`. */
  readonly repository: ImagePart;
  readonly tag: ImagePart | undefined;
  readonly digest: ImagePart | undefined;
}

export interface ImageReference extends ImageParts {
  /** The registry that is meant: `docker.io` when none is written. */
  readonly domain: string;
  /** The repository at that registry: `library/alpine`. */
  readonly path: string;
  /** `domain/path`. */
  readonly name: string;
  /** The shortest name that means the same: `alpine`, `ghcr.io/a/b`. */
  readonly familiarName: string;
  /** Everything, with `:latest` when neither tag nor digest is written. */
  readonly normalized: string;
  /** One of Docker Hub's official images. */
  readonly official: boolean;
}

export type ParsedImageReference =
  | { readonly ok: true; readonly reference: ImageReference }
  /** BuildKit's wording (without what it puts before it). */
  | { readonly ok: false; readonly error: string };

const ALPHANUMERIC = '[a-z0-9]+';
const SEPARATOR = '(?:[._]|__|-+)';
const PATH_COMPONENT = `${ALPHANUMERIC}(?:${SEPARATOR}${ALPHANUMERIC})*`;
const REMOTE_NAME = `${PATH_COMPONENT}(?:/${PATH_COMPONENT})*`;
const DOMAIN_COMPONENT = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const HOST = `(?:${DOMAIN_COMPONENT}(?:\\.${DOMAIN_COMPONENT})*|\\[[a-fA-F0-9:]+\\])`;
const DOMAIN = `${HOST}(?::[0-9]+)?`;
const TAG = '\\w[\\w.-]{0,127}';
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^((?:${DOMAIN}/)?${REMOTE_NAME})(?::(${TAG}))?(?:@(${DIGEST}))?$`);
const NAME = new RegExp(`^(?:(${DOMAIN})/)?(${REMOTE_NAME})$`);

const DEFAULT_DOMAIN = 'docker.io';
const LEGACY_DOMAIN = 'index.docker.io';
const OFFICIAL_PREFIX = 'library/';
const LONGEST_REPOSITORY = 255;
/** No valid reference is longer; keeps the expressions away from huge texts. */
const LONGEST_REFERENCE = 4096;

/** Parses a name in which no variable is left (reference.ParseNormalizedNamed). */
export function parseImageReference(text: string): ParsedImageReference {
  return knownReferences(text);
}

const knownReferences = remembered(readImageReference);

function readImageReference(text: string): ParsedImageReference {
  if (/^[a-f0-9]{64}$/.test(text)) {
    return failure(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const { domain, remainder } = splitDomain(text);
  const colon = remainder.indexOf(':');
  const remote = colon === -1 ? remainder : remainder.slice(0, colon);
  if (remote.toLowerCase() !== remote) {
    return failure(`invalid reference format: repository name (${remote}) must be lowercase`);
  }
  const whole = `${domain}/${remainder}`;
  const match = whole.length > LONGEST_REFERENCE ? null : REFERENCE.exec(whole);
  if (!match) {
    const lower = whole.length > LONGEST_REFERENCE ? null : REFERENCE.exec(whole.toLowerCase());
    return failure(lower ? 'repository name must be lowercase' : 'invalid reference format');
  }
  const named = NAME.exec(match[1]!);
  const path = named?.[2] ?? match[1]!;
  if (path.length > LONGEST_REPOSITORY) {
    return failure(`repository name must not be more than ${LONGEST_REPOSITORY} characters`);
  }
  const digestError = match[3] === undefined ? undefined : invalidDigest(match[3]);
  if (digestError !== undefined) return failure(digestError);
  return { ok: true, reference: { ...splitImageName(text), ...normalisedNames(domain, path, match[2], match[3]) } };
}

/**
 * Splits a name as written, variables and all (`$REGISTRY/app:${TAG:-latest}`), without judging it. A registry is what Docker would
 * take for one; a first part that has a variable in it counts as one only when a port or a dot follows in the same part.
 */
export function splitImageName(text: string): ImageParts {
  const visible = hideVariables(text);
  const at = visible.indexOf('@');
  const nameEnd = at === -1 ? text.length : at;
  const lastSlash = visible.lastIndexOf('/', nameEnd - 1);
  const colon = visible.indexOf(':', lastSlash + 1);
  const hasTag = colon !== -1 && colon < nameEnd;
  const repositoryEnd = hasTag ? colon : nameEnd;
  const firstSlash = visible.indexOf('/');
  const hasRegistry = firstSlash !== -1 && firstSlash < repositoryEnd && isDomain(visible.slice(0, firstSlash));
  return {
    registry: hasRegistry ? part(text, 0, firstSlash) : undefined,
    repository: part(text, hasRegistry ? firstSlash + 1 : 0, repositoryEnd),
    tag: hasTag ? part(text, colon + 1, nameEnd) : undefined,
    digest: at === -1 ? undefined : part(text, at + 1, text.length),
  };
}

function failure(error: string): ParsedImageReference {
  return { ok: false, error };
}

function part(text: string, start: number, end: number): ImagePart {
  return { text: text.slice(start, end), span: { start, end } };
}

/** The text with every character of a `$NAME` or `${…}` replaced by `x`, so that `:` and `/` inside do not count. */
function hideVariables(text: string): string {
  if (!text.includes('$')) return text;
  let out = '';
  for (let index = 0; index < text.length; ) {
    if (text[index] !== '$') {
      out += text[index++];
      continue;
    }
    let end = index + 1;
    if (text[end] === '{') {
      let depth = 0;
      do {
        if (text[end] === '{') depth++;
        else if (text[end] === '}') depth--;
        end++;
      } while (end < text.length && depth > 0);
    } else {
      while (end < text.length && /\w/.test(text[end]!)) end++;
    }
    out += 'x'.repeat(end - index);
    index = end;
  }
  return out;
}

function isDomain(first: string): boolean {
  return first === 'localhost' || /[.:]/.test(first) || first.toLowerCase() !== first;
}

function splitDomain(name: string): { readonly domain: string; readonly remainder: string } {
  const slash = name.indexOf('/');
  if (slash === -1) return { domain: DEFAULT_DOMAIN, remainder: OFFICIAL_PREFIX + name };
  const first = name.slice(0, slash);
  let domain = DEFAULT_DOMAIN;
  let remainder = name;
  if (first === LEGACY_DOMAIN) remainder = name.slice(slash + 1);
  else if (isDomain(first)) {
    domain = first;
    remainder = name.slice(slash + 1);
  }
  if (domain === DEFAULT_DOMAIN && !remainder.includes('/')) remainder = OFFICIAL_PREFIX + remainder;
  return { domain, remainder };
}

function normalisedNames(domain: string, path: string, tag: string | undefined, digest: string | undefined) {
  const name = `${domain}/${path}`;
  const onHub = domain === DEFAULT_DOMAIN;
  const official = onHub && path.startsWith(OFFICIAL_PREFIX) && !path.slice(OFFICIAL_PREFIX.length).includes('/');
  let familiarName = name;
  if (onHub) familiarName = official ? path.slice(OFFICIAL_PREFIX.length) : path;
  const suffix = (tag === undefined ? '' : ':' + tag) + (digest === undefined ? '' : '@' + digest);
  return { domain, path, name, familiarName, official, normalized: name + (suffix === '' ? ':latest' : suffix) };
}

const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/** opencontainers/go-digest, Parse: the error's text, or undefined. */
export function invalidDigest(digest: string): string | undefined {
  const colon = digest.indexOf(':');
  if (colon <= 0 || colon + 1 === digest.length) return 'invalid checksum digest format';
  const encoded = digest.slice(colon + 1);
  const length = DIGEST_LENGTHS[digest.slice(0, colon)];
  if (length === undefined) {
    const valid = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(digest);
    return valid ? 'unsupported digest algorithm' : 'invalid checksum digest format';
  }
  if (encoded.length !== length) return 'invalid checksum digest length';
  return /^[a-f0-9]+$/.test(encoded) ? undefined : 'invalid checksum digest format';
}
