/** The images of an engine: how they are asked for, and what docker, podman and nerdctl answer. */
import { formatBytes } from '../../../server/src/context/format.ts';
import type { EngineKind } from './argv.ts';
import { type ImageReference, parseImageReference, repositoryName } from './imageReference.ts';

export interface MachineImage {
  /** As people write it: without `docker.io/library/`. */
  readonly name: string;
  /** What a registry calls it; absent when that is not sure. */
  readonly digest?: string;
  /** "193 MB, 2 days ago" */
  readonly detail: string;
}

/** Lists the images, digests too. */
export function imageListArguments(kind: EngineKind): string[] {
  return kind === 'podman'
    ? ['image', 'ls', '--format', 'json']
    : ['image', 'ls', '--digests', '--format', '{{json .}}'];
}

/** The named images in what was printed, each name once, in the engine's order (the newest first). */
export function readImageList(output: string): readonly MachineImage[] {
  const images = new Map<string, MachineImage>();
  for (const entry of entriesOf(output)) {
    for (const image of imagesOf(entry)) if (!images.has(image.name)) images.set(image.name, image);
  }
  return [...images.values()];
}

/** Asks the registry with the log-in that the engine has. Only docker with buildx can. */
export function registryDigestArguments(image: string): string[] {
  return ['buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', image];
}

/** The digest in what these arguments print. */
export function readManifestDigest(output: string): string | undefined {
  return entriesOf(output)
    .map(entry => digestIn(entry['digest']))
    .find(digest => digest !== undefined);
}

export interface RepoDigest {
  readonly digest: string;
  /** False: the engine gives such a digest also to images that were made here, so perhaps no registry has it. */
  readonly isPublished: boolean;
}

/**
 * The digest of the image in its repository, in what `image inspect` prints. Undefined for an image that was made here and never pushed
 * (docker with its own store of images), and for one that came under another name.
 */
export function readRepoDigest(output: string, reference: ImageReference): RepoDigest | undefined {
  return entriesOf(output)
    .map(entry => repoDigestOf(entry, repositoryName(reference)))
    .find(found => found !== undefined);
}

type Entry = Readonly<Record<string, unknown>>;

/** JSON as one value, or one value in each line; lines that are none (warnings) are left out. */
function entriesOf(output: string): readonly Entry[] {
  const start = /^\s*[[{]/m.exec(output);
  const whole = start ? parsed(output.slice(start.index)) : undefined;
  const values = whole === undefined ? output.split('\n').map(parsed) : Array.isArray(whole) ? whole : [whole];
  return values.filter((value): value is Entry => typeof value === 'object' && value !== null && !Array.isArray(value));
}

function imagesOf(entry: Entry): MachineImage[] {
  const names = entry['Names'];
  if (Array.isArray(names)) {
    // podman: one entry for each image, with all its names.
    const detail = typeof entry['Size'] === 'number' ? formatBytes(entry['Size']) : '';
    return names.flatMap(name => {
      const reference = referenceOf(name);
      return reference ? [imageOf(reference, publishedOf(repoDigestOf(entry, repositoryName(reference))), detail)] : [];
    });
  }
  const { Repository: repository, Tag: tag, Size: size, CreatedSince: age } = entry;
  if (typeof repository !== 'string' || typeof tag !== 'string') return [];
  const reference = referenceOf(`${repository}:${tag}`);
  const detail = [size, age].filter(part => typeof part === 'string' && part !== '').join(', ');
  const digest = digestIn(entry['Digest']);
  const isPublished = digest !== undefined && !isOwnDigest(entry, digest);
  return reference ? [imageOf(reference, isPublished ? digest : undefined, detail)] : [];
}

function imageOf(reference: ImageReference, digest: string | undefined, detail: string): MachineImage {
  return { name: familiarName(reference), ...(digest === undefined ? {} : { digest }), detail };
}

/** `<none>` and the like are no names. */
function referenceOf(name: unknown): ImageReference | undefined {
  const result = typeof name === 'string' ? parseImageReference(name) : undefined;
  return result?.ok && result.reference.tag !== undefined ? result.reference : undefined;
}

function familiarName({ domain, path, tag }: ImageReference): string {
  const name = domain === 'docker.io' ? path.replace(/^library\/(?=[^/]+$)/, '') : `${domain}/${path}`;
  return `${name}:${tag}`;
}

/** Of several the one that is not the image's own: podman lists that of the platform beside that of all platforms. */
function repoDigestOf(entry: Entry, repository: string): RepoDigest | undefined {
  const all = Array.isArray(entry['RepoDigests']) ? entry['RepoDigests'] : [];
  const fitting = all.flatMap(value => {
    const result = typeof value === 'string' ? parseImageReference(value) : undefined;
    if (!result?.ok || repositoryName(result.reference) !== repository) return [];
    return digestIn(result.reference.digest) ?? [];
  });
  const digest = fitting.find(candidate => !isOwnDigest(entry, candidate)) ?? fitting[0];
  return digest === undefined ? undefined : { digest, isPublished: !isOwnDigest(entry, digest) };
}

/**
 * Made from the image itself: podman, and docker with containerd's store (where it is the image's id), give it to images that no registry
 * has seen. Docker's own store has digests only from registries; there the id is another one.
 */
function isOwnDigest(entry: Entry, digest: string): boolean {
  const { Id: podmanId, ID: id = podmanId, Digest: own } = entry;
  const isPodman = Array.isArray(entry['RepoDigests']) && typeof own === 'string';
  if (isPodman && own === digest) return true;
  const digits = typeof id === 'string' ? id.replace(/^sha256:/, '') : '';
  return digits.length >= 12 && digest.startsWith(`sha256:${digits}`);
}

function publishedOf(found: RepoDigest | undefined): string | undefined {
  return found?.isPublished ? found.digest : undefined;
}

function digestIn(value: unknown): string | undefined {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value) ? value : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
