/**
 * Packages of Python that pip builds from their sources when their version is older than the Python: with the headers of the full
 * image, so that they load libraries which the slim image lacks. Since which version there are wheels was asked of PyPI.
 */
import { baseName } from '../commandClass.ts';
import { runtimePackagesOf } from '../packages.ts';
import type { Situation } from '../situation.ts';

interface Wheels {
  /** Per minor version of Python 3, the first version of the package with a wheel for it. */
  readonly since: Readonly<Record<number, string>>;
  /** What the full image has to build it with. */
  readonly dev: readonly string[];
}

const WHEELS: Readonly<Record<string, Wheels>> = {
  pillow: {
    since: { 8: '6.2.1', 9: '8.0.0', 10: '8.3.2', 11: '9.2.0', 12: '10.0.0', 13: '10.4.0', 14: '11.3.0' },
    dev: [
      'libjpeg-dev',
      'libtiff-dev',
      'libopenjp2-7-dev',
      'libfreetype-dev',
      'liblcms2-dev',
      'libwebp-dev',
      'libxcb1-dev',
    ],
  },
  'psycopg2-binary': {
    since: { 8: '2.8.4', 9: '2.8.6', 10: '2.9.1', 11: '2.9.5', 12: '2.9.9', 13: '2.9.10', 14: '2.9.11' },
    dev: ['libpq-dev'],
  },
  lxml: {
    since: { 8: '4.4.0', 9: '4.5.2', 10: '4.6.3', 11: '4.9.1', 12: '4.9.3', 13: '5.3.0', 14: '6.0.1' },
    dev: ['libxml2-dev', 'libxslt1-dev'],
  },
  pyyaml: {
    since: { 6: '5.4', 7: '5.4', 8: '5.4', 9: '5.4', 10: '6.0', 11: '6.0', 12: '6.0.1', 13: '6.0.2', 14: '6.0.3' },
    dev: ['libyaml-dev'],
  },
  reportlab: { since: { 10: '3.6.2', 11: '3.6.12', 12: '4.0.0', 13: '4.0.0', 14: '4.0.0' }, dev: ['libfreetype-dev'] },
};

/** The libraries of packages that the full image built: name of the library, name of the package of Python. */
export function librariesOfSourceBuilds(
  situation: Situation,
): readonly { readonly name: string; readonly of: string }[] {
  const { image } = situation.facts;
  const minor = Number(/(?:^|[^\d])3\.(\d+)/.exec(image.tag)?.[1] ?? newestPython);
  const found: { name: string; of: string }[] = [];
  for (const [name, ceilings] of pinnedVersions(situation)) {
    const wheels = WHEELS[name];
    const since = wheels?.since[Math.min(minor, newestPython)];
    if (wheels === undefined || since === undefined) continue;
    if (!ceilings.some(({ version, below }) => (below ? !isOlder(since, version) : isOlder(version, since)))) continue;
    for (const dev of wheels.dev)
      for (const library of runtimePackagesOf(dev, image.distro) ?? []) found.push({ name: library, of: name });
  }
  return found;
}

const newestPython = 14;

/** The newest version that may be installed, or the one above it. */
interface Ceiling {
  readonly version: string;
  readonly below: boolean;
}

/** The versions that lists of packages and lock files name, and the bounds of those that they leave open. */
function pinnedVersions(situation: Situation): ReadonlyMap<string, readonly Ceiling[]> {
  const found = new Map<string, Ceiling[]>();
  const add = (name: string, version: string, below = false) => {
    const key = name.toLowerCase().replace(/[_.]/g, '-');
    found.set(key, [...(found.get(key) ?? []), { version, below }]);
  };
  for (const [image, file] of situation.imageFiles ?? []) {
    const isLock = /^(?:poetry|uv|pdm)\.lock$/.test(baseName(image));
    const isList = /requirements[^/]*\.(?:txt|in)$|\/requirements\/[^/]*\.txt$/i.test(image);
    if (!isLock && !isList && baseName(image) !== 'Pipfile.lock') continue;
    const text = situation.context?.read(file) ?? '';
    if (isLock)
      for (const match of text.matchAll(/^name = "([^"]+)"\r?\nversion = "([^"]+)"/gm)) add(match[1]!, match[2]!);
    else if (isList)
      for (const match of text.matchAll(
        /^\s*([A-Za-z][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:[^#\n]*,)?\s*(===?|~=|<=?)\s*([\d.]+)/gm,
      ))
        add(match[1]!, match[3]!, match[2] === '<');
    else
      for (const match of text.matchAll(/"([A-Za-z][\w.-]*)":\s*\{[^{}]*?"version":\s*"==([\d.]+)"/g))
        add(match[1]!, match[2]!);
  }
  for (const run of situation.facts.runs)
    for (const word of run.words) {
      const match = /^([A-Za-z][\w.-]*)(?:\[[^\]]*\])?==([\d.]+)$/.exec(word);
      if (match) add(match[1]!, match[2]!);
    }
  return found;
}

function isOlder(version: string, than: string): boolean {
  const own = version.split('.').map(Number);
  const other = than.split('.').map(Number);
  for (let at = 0; at < Math.max(own.length, other.length); at++) {
    const difference = (own[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
