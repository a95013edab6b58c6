/**
 * The order in which the tags of an image are offered: what people choose from comes first (the newest versions, plain or slim), what only
 * machines look for comes last (snapshots by date, single architectures, Windows bases). Pure.
 */

/** Without signatures and other attachments, each once, the most useful first. */
export function sortedTags(tags: Iterable<string>): string[] {
  const keys = [...new Set(tags)].filter(tag => !isAttachment(tag)).map(tag => keyOf(tag));
  return keys.sort(compareKeys).map(({ tag }) => tag);
}

interface Key {
  readonly tag: string;
  readonly group: number;
  readonly version: readonly number[];
  readonly variant: number;
}

/** cosign and buildx keep signatures and papers as tags of the same repository. */
function isAttachment(tag: string): boolean {
  return /^sha256-[0-9a-f]{64}/.test(tag) || /\.(?:sig|att|sbom)$/.test(tag);
}

const prerelease =
  /(?:^|[-._\d])(?:rc|beta|alpha|pre|preview|dev|devel|nightly|canary|edge|snapshot|next|insiders?|experimental|unstable|testing|master|main|trunk)(?=$|[-._\d])|\d[ab]\d/i;
const architecture =
  /(?:^|[-._])(?:amd64|x86_64|i386|arm64(?:v8)?|aarch64|arm32v[567]|armhf|armv7l?|armv6|armel|ppc64le|s390x|riscv64|mips64le|linux|windows|nanoserver|windowsservercore|ltsc\d+)(?=$|[-._])/i;
/** A day (`20250113`, `2025-01-13`), or the hash of a commit. */
const snapshot =
  /(?:^|[-._])20\d\d-?[01]\d-?[0-3]\d(?=$|[-._T])|^(?:sha-?)?(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,64}$/;
const versionPattern = /^v?(\d+(?:\.\d+)*)(?=$|[-_.+a-z])/i;

/** The variants that most people choose; their place in the list is their rank. */
const plainVariants: readonly string[] = ['', 'slim', 'alpine'];

function keyOf(tag: string): Key {
  const match = versionPattern.exec(tag);
  const version = match ? match[1]!.split('.').map(Number) : [];
  const variant = plainVariants.indexOf(match ? tag.slice(match[0].length).replace(/^-/, '') : '?');
  return { tag, version, group: groupOf(tag, version.length > 0, variant), variant: variant === -1 ? 9 : variant };
}

function groupOf(tag: string, isVersion: boolean, variant: number): number {
  if (architecture.test(tag) || snapshot.test(tag)) return 4;
  if (prerelease.test(tag)) return 3;
  if (!isVersion) return 2;
  return variant === -1 ? 1 : 0;
}

function compareKeys(a: Key, b: Key): number {
  return (
    a.group - b.group ||
    compareVersions(b.version, a.version) ||
    a.variant - b.variant ||
    a.tag.length - b.tag.length ||
    (a.tag < b.tag ? -1 : 1)
  );
}

/** As numbers, part by part; of two that agree the one with more parts is the newer. */
function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? -1) - (b[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
