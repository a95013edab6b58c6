/**
 * What is known of base images: family, variant, distribution, what they set and hold. From facts/imageTags.generated.ts (mined from
 * docker-library/official-images) and from the images' own documentation.
 */
import { type ImageReference, parseImageReference, splitImageName } from '../../model/imageReference.ts';
import { imageTags } from './facts/imageTags.generated.ts';

export type Libc = 'glibc' | 'musl';

export interface BaseImage {
  /** As it stands in the FROM, variables and all. */
  readonly written: string;
  /** Variables replaced by their defaults. */
  readonly name: string;
  /** "golang", "node", "eclipse-temurin", "dotnet" …; undefined when the image is not known. */
  readonly family: string | undefined;
  /** The repository as it would be written: "golang", "docker.io/library/golang". */
  readonly repository: string;
  /** '' when none is written. */
  readonly tag: string;
  readonly pinned: boolean;
  readonly variant: 'full' | 'slim' | 'alpine' | 'unknown';
  readonly distro: Distro;
  /** The tag may come to mean another release of the distribution. */
  readonly moving: boolean;
  /** What the image sets. */
  readonly workdir: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Distro {
  readonly kind: 'debian' | 'ubuntu' | 'alpine' | 'rpm' | 'windows' | 'unknown';
  /** "bookworm", "jammy", "3.20"; '' when not known. */
  readonly release: string;
}

const DEBIAN = ['stretch', 'buster', 'bullseye', 'bookworm', 'trixie', 'forky', 'jessie', 'wheezy'];
const UBUNTU = ['trusty', 'xenial', 'bionic', 'focal', 'jammy', 'noble', 'resolute'];
const DEBIAN_NUMBERS: Readonly<Record<string, string>> = {
  '8': 'jessie',
  '9': 'stretch',
  '10': 'buster',
  '11': 'bullseye',
  '12': 'bookworm',
  '13': 'trixie',
  '14': 'forky',
  stable: 'trixie',
  latest: 'trixie',
  oldstable: 'bookworm',
};
const UBUNTU_NUMBERS: Readonly<Record<string, string>> = {
  '14.04': 'trusty',
  '16.04': 'xenial',
  '18.04': 'bionic',
  '20.04': 'focal',
  '22.04': 'jammy',
  '24.04': 'noble',
  '26.04': 'resolute',
  latest: 'noble',
};

/** Repositories that are the same image as an official one. */
const MIRRORS =
  /^(?:docker\.io\/library\/|docker\.io\/|library\/|public\.ecr\.aws\/docker\/library\/|mirror\.gcr\.io\/library\/)/;

const FAMILIES: Readonly<Record<string, string>> = {
  golang: 'golang',
  node: 'node',
  python: 'python',
  pypy: 'pypy',
  ruby: 'ruby',
  rust: 'rust',
  php: 'php',
  perl: 'perl',
  gcc: 'gcc',
  maven: 'maven',
  gradle: 'gradle',
  openjdk: 'openjdk',
  java: 'openjdk',
  adoptopenjdk: 'adoptopenjdk',
  'eclipse-temurin': 'eclipse-temurin',
  amazoncorretto: 'amazoncorretto',
  'ibm-semeru-runtimes': 'semeru',
  sapmachine: 'sapmachine',
  clojure: 'clojure',
  haskell: 'haskell',
  swift: 'swift',
  elixir: 'elixir',
  erlang: 'erlang',
  dart: 'dart',
  composer: 'composer',
  nginx: 'nginx',
  httpd: 'httpd',
  caddy: 'caddy',
  tomcat: 'tomcat',
  jetty: 'jetty',
  debian: 'debian',
  ubuntu: 'ubuntu',
  alpine: 'alpine',
  busybox: 'busybox',
  'buildpack-deps': 'buildpack-deps',
  'oven/bun': 'bun',
  'denoland/deno': 'deno',
  'hexpm/elixir': 'elixir',
  'crystallang/crystal': 'crystal',
  'sbtscala/scala-sbt': 'sbt',
  'hseeberger/scala-sbt': 'sbt',
  'mozilla/sbt': 'sbt',
  'microsoft/dotnet': 'dotnet-old',
  'mcr.microsoft.com/dotnet/sdk': 'dotnet',
  'mcr.microsoft.com/dotnet/core/sdk': 'dotnet',
  'mcr.microsoft.com/dotnet/nightly/sdk': 'dotnet',
  'mcr.microsoft.com/dotnet/aspnet': 'dotnet-runtime',
  'mcr.microsoft.com/dotnet/runtime': 'dotnet-runtime',
  'mcr.microsoft.com/dotnet/core/aspnet': 'dotnet-runtime',
  'mcr.microsoft.com/dotnet/core/runtime': 'dotnet-runtime',
  'mcr.microsoft.com/devcontainers/base': 'devcontainer',
  'ghcr.io/gleam-lang/gleam': 'gleam',
  'cimg/go': 'ci',
};

/** Describes the image of a FROM. `written` is the word as in the file, `name` the same with defaults of ARGs put in. */
export function identifyImage(written: string, name: string): BaseImage {
  const parsed = parseImageReference(name);
  const reference: ImageReference | undefined = parsed.ok ? parsed.reference : undefined;
  const parts = splitImageName(written);
  const expanded = splitImageName(name);
  const tag = expanded.tag?.text ?? '';
  const pinned = expanded.digest !== undefined;
  const full = name.slice(0, expanded.repository.span.end).replace(MIRRORS, '');
  const family = isUv(name)
    ? 'python'
    : (FAMILIES[full] ?? (/^mcr\.microsoft\.com\/dotnet\/.*sdk$/.test(full) ? 'dotnet' : undefined));
  const repository = written.slice(0, parts.repository.span.end);
  const official = full;
  // A digest alone says nothing of the release.
  const { distro, moving }: ReturnType<typeof distroOf> =
    pinned && tag === ''
      ? { distro: { kind: 'unknown', release: '' }, moving: false }
      : distroOf(family, official, tag);
  return {
    written,
    name,
    family: reference === undefined ? undefined : family,
    repository,
    tag,
    pinned,
    variant: variantOf(family, tag, distro),
    distro,
    moving,
    ...defaultsOf(family, tag, distro),
  };
}

function variantOf(family: string | undefined, tag: string, distro: Distro): BaseImage['variant'] {
  if (family === undefined) return 'unknown';
  if (distro.kind === 'alpine' || /alpine/.test(tag)) return 'alpine';
  if (/slim/.test(tag) || family === 'debian' || family === 'ubuntu') return 'slim';
  return 'full';
}

/** The distribution that a tag stands for. */
export function distroOf(
  family: string | undefined,
  repository: string,
  tag: string,
): { readonly distro: Distro; readonly moving: boolean } {
  const unknown: Distro = { kind: 'unknown', release: '' };
  if (/windows|nanoserver/.test(tag)) return { distro: { kind: 'windows', release: '' }, moving: false };
  if (family === 'debian') {
    const first = tag
      .replace(/-slim$/, '')
      .replace(/-\d{8}$/, '')
      .replace(/\.\d+$/, '');
    const release = DEBIAN_NUMBERS[first === '' ? 'latest' : first] ?? (DEBIAN.includes(first) ? first : '');
    const moving = first === '' || /stable|latest|testing/.test(first);
    return { distro: { kind: 'debian', release }, moving };
  }
  if (family === 'ubuntu') {
    const first = tag.replace(/-\d{8}(\.\d+)?$/, '');
    const release = UBUNTU_NUMBERS[first === '' ? 'latest' : first] ?? (UBUNTU.includes(first) ? first : '');
    return { distro: { kind: 'ubuntu', release }, moving: first === '' || first === 'latest' || first === 'rolling' };
  }
  if (family === 'alpine') {
    const version = /^(\d+\.\d+)/.exec(tag)?.[1] ?? '';
    return { distro: { kind: 'alpine', release: version }, moving: version === '' };
  }
  const alpine = /alpine-?v?(\d+\.\d+)/.exec(tag);
  if (alpine) return { distro: { kind: 'alpine', release: alpine[1]! }, moving: false };
  const words = tag.split(/[-_]/);
  const debian = words.find(word => DEBIAN.includes(word));
  if (debian !== undefined) return { distro: { kind: 'debian', release: debian }, moving: false };
  const ubuntu = words.find(word => UBUNTU.includes(word));
  if (ubuntu !== undefined) return { distro: { kind: 'ubuntu', release: ubuntu }, moving: false };
  const fact = tagFact(repository, tag);
  if (fact) return fact;
  if (/alpine/.test(tag)) return { distro: { kind: 'alpine', release: '' }, moving: true };
  if (family === 'bun') return { distro: { kind: 'debian', release: 'bookworm' }, moving: true };
  if (family === 'composer') return { distro: { kind: 'alpine', release: '' }, moving: true };
  if (family === 'dotnet' || family === 'dotnet-runtime')
    return { distro: { kind: 'debian', release: '' }, moving: true };
  return { distro: unknown, moving: true };
}

/** The entry of the table for a tag that does not name its distribution. */
function tagFact(repository: string, tag: string): { readonly distro: Distro; readonly moving: boolean } | undefined {
  const groups = imageTags[repository];
  if (groups === undefined) return undefined;
  // PHP's variants are built on the same release.
  const wanted = tag === '' ? 'latest' : repository === 'php' ? tag.replace(/-(?:apache|fpm|zts)(?=-|$)/, '') : tag;
  const short = /^(\d+\.\d+)\.\d+(_\d+)?(-.*)?$/.exec(wanted);
  const shorter = short ? short[1]! + (short[3] ?? '') : undefined;
  let fallback: { distro: Distro; moving: boolean } | undefined;
  for (const [distro, list] of Object.entries(groups)) {
    for (const entry of list.split(' ')) {
      const moving = entry.endsWith('*');
      const name = moving ? entry.slice(0, -1) : entry;
      if (name === wanted) return { distro: distroNamed(distro), moving };
      if (name === shorter) fallback = { distro: distroNamed(distro), moving: false };
    }
  }
  return fallback;
}

/** Whether the table knows the tag (or the same without its patch number); undefined when it knows nothing of the image. */
export function tagExists(repository: string, tag: string): boolean | undefined {
  const official = repository.replace(MIRRORS, '');
  if (imageTags[official] === undefined) return undefined;
  return tagFact(official, tag) !== undefined;
}

function distroNamed(name: string): Distro {
  const alpine = /^alpine(\d+\.\d+)$/.exec(name);
  if (alpine) return { kind: 'alpine', release: alpine[1]! };
  if (name === 'alpine') return { kind: 'alpine', release: '' };
  if (DEBIAN.includes(name)) return { kind: 'debian', release: name };
  if (UBUNTU.includes(name)) return { kind: 'ubuntu', release: name };
  if (/^(al2|ubi|oracle|centos|rhel|amazonlinux|fedora)/.test(name)) return { kind: 'rpm', release: name };
  return { kind: 'unknown', release: name };
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

function defaultsOf(
  family: string | undefined,
  tag: string,
  distro: Distro,
): Pick<BaseImage, 'workdir' | 'user' | 'env'> {
  const none = { workdir: '/', user: '' };
  switch (family) {
    case 'golang':
      return { workdir: '/go', user: '', env: { GOPATH: '/go', PATH: `/go/bin:/usr/local/go/bin:${SYSTEM_PATH}` } };
    case 'rust':
      return {
        ...none,
        env: {
          RUSTUP_HOME: '/usr/local/rustup',
          CARGO_HOME: '/usr/local/cargo',
          PATH: `/usr/local/cargo/bin:${SYSTEM_PATH}`,
        },
      };
    case 'openjdk':
      return {
        ...none,
        env: { JAVA_HOME: javaHome(tag, distro), PATH: `${javaHome(tag, distro)}/bin:${SYSTEM_PATH}` },
      };
    case 'maven':
      return {
        ...none,
        env: {
          JAVA_HOME: '/opt/java/openjdk',
          MAVEN_HOME: '/usr/share/maven',
          PATH: `/opt/java/openjdk/bin:${SYSTEM_PATH}`,
        },
      };
    case 'gradle':
      return {
        workdir: '/home/gradle',
        user: '',
        env: {
          JAVA_HOME: '/opt/java/openjdk',
          GRADLE_HOME: '/opt/gradle',
          PATH: `/opt/java/openjdk/bin:${SYSTEM_PATH}`,
        },
      };
    case 'eclipse-temurin':
      return { ...none, env: { JAVA_HOME: '/opt/java/openjdk', PATH: `/opt/java/openjdk/bin:${SYSTEM_PATH}` } };
    case 'ruby':
      return {
        ...none,
        env: {
          GEM_HOME: '/usr/local/bundle',
          BUNDLE_APP_CONFIG: '/usr/local/bundle',
          PATH: `/usr/local/bundle/bin:${SYSTEM_PATH}`,
        },
      };
    case 'composer':
      return { workdir: '/app', user: '', env: { COMPOSER_HOME: '/tmp', PATH: SYSTEM_PATH } };
    case 'php':
      return {
        workdir: /apache|fpm/.test(tag) ? '/var/www/html' : '/',
        user: '',
        env: { PHP_INI_DIR: '/usr/local/etc/php', PATH: SYSTEM_PATH },
      };
    case 'bun':
      return { workdir: '/home/bun/app', user: '', env: { PATH: `${SYSTEM_PATH}:/usr/local/bun-node-fallback-bin` } };
    case 'haskell':
      return {
        ...none,
        env: { PATH: `/root/.cabal/bin:/root/.local/bin:${SYSTEM_PATH}` },
      };
    case 'perl':
      return { workdir: '/usr/src/app', user: '', env: { PATH: SYSTEM_PATH } };
    case 'dart':
      return {
        workdir: '/root',
        user: '',
        env: { DART_SDK: '/usr/lib/dart', PATH: `/usr/lib/dart/bin:${SYSTEM_PATH}` },
      };
    case 'clojure':
      return { workdir: '/tmp', user: '', env: { PATH: `/opt/java/openjdk/bin:${SYSTEM_PATH}` } };
    case 'tomcat':
      return { workdir: '/usr/local/tomcat', user: '', env: { CATALINA_HOME: '/usr/local/tomcat', PATH: SYSTEM_PATH } };
    case 'sbt':
      return { workdir: '/root', user: '', env: { PATH: `/opt/java/openjdk/bin:${SYSTEM_PATH}` } };
    default:
      return { ...none, env: { PATH: SYSTEM_PATH } };
  }
}

function javaHome(tag: string, distro: Distro): string {
  if (distro.kind === 'alpine')
    return /^(7|8)/.test(tag) ? '/usr/lib/jvm/java-1.8-openjdk' : `/opt/openjdk-${/^\d+/.exec(tag)?.[0] ?? '17'}`;
  const version = /^(\d+)/.exec(tag)?.[1] ?? '';
  return version === '8' || version === '11' ? `/usr/local/openjdk-${version}` : `/usr/java/openjdk-${version}`;
}

export function libcOf(distro: Distro): Libc | undefined {
  if (distro.kind === 'alpine') return 'musl';
  return distro.kind === 'debian' || distro.kind === 'ubuntu' || distro.kind === 'rpm' ? 'glibc' : undefined;
}

/** The same image without what only builds need: `python:3.12` → `python:3.12-slim`. undefined when there is none or it is one already. */
export function slimTwin(image: BaseImage): string | undefined {
  if (image.variant !== 'full') return undefined;
  if (!['node', 'python', 'ruby', 'pypy', 'perl', 'rust', 'swift', 'haskell', 'golang'].includes(image.family ?? ''))
    return undefined;
  if (image.pinned) return undefined;
  const parts = splitImageName(image.written);
  const writtenTag = parts.tag?.text ?? '';
  const codename = [...DEBIAN, ...UBUNTU].find(name => image.tag.split('-').includes(name));
  // Swift has slim images on Ubuntu only.
  if (image.family === 'swift' && codename !== undefined && DEBIAN.includes(codename)) return undefined;
  // node and swift write 20-bookworm-slim, python and ruby 3.12-slim-bookworm.
  const atEnd = image.family === 'node' || image.family === 'swift' || isUv(image.name);
  const suffixed = (tag: string): string => {
    if (tag === '' || tag === 'latest') return 'slim';
    if (codename === undefined || atEnd) return `${tag}-slim`;
    return tag === codename ? `slim-${codename}` : tag.replace(`-${codename}`, `-slim-${codename}`);
  };
  const twin = suffixed(image.tag);
  const exists = codename === undefined ? tagExists(repositoryOf(image), twin) : undefined;
  const original = tagExists(repositoryOf(image), image.tag);
  // The table knows the tag but no twin of it: there is none.
  if (exists === false && original === true) return undefined;
  const writtenTwin = suffixed(writtenTag);
  if (codename !== undefined && !writtenTag.includes(codename) && !atEnd) return undefined;
  return `${image.repository}:${writtenTwin}`;
}

/** Python's own image with uv added: `ghcr.io/astral-sh/uv:python3.13-bookworm`. Tags without a Python fetch one when they run. */
function isUv(name: string): boolean {
  return /^ghcr\.io\/astral-sh\/uv:(?:[\w.]+-)?python3/.test(name);
}

/** The image's repository with mirror prefixes taken off and variables replaced. */
export function repositoryOf(image: BaseImage): string {
  return image.name.slice(0, splitImageName(image.name).repository.span.end).replace(MIRRORS, '');
}

/** What stands before an official name in a mirror: `public.ecr.aws/docker/library/`; '' where the file names none. */
export function mirrorOf(image: BaseImage): string {
  const match = MIRRORS.exec(image.written);
  if (!match) return '';
  return match[0] === 'library/' || match[0] === 'docker.io/library/' || match[0] === 'docker.io/' ? '' : match[0];
}

/** The smallest image of the same release with a shell: `debian:bookworm-slim`, `alpine:3.20`, `ubuntu:22.04`. */
export function bareImage(distro: Distro, mirror = ''): string | undefined {
  if (distro.release === '') return undefined;
  if (distro.kind === 'debian') return `${mirror}debian:${distro.release}-slim`;
  if (distro.kind === 'alpine') return `${mirror}alpine:${distro.release}`;
  if (distro.kind === 'ubuntu') {
    const number = Object.entries(UBUNTU_NUMBERS).find(([key, name]) => name === distro.release && key !== 'latest');
    return number ? `${mirror}ubuntu:${number[0]}` : undefined;
  }
  return undefined;
}

/** Rough compressed-on-disk sizes in MB of well-known images, for the estimate of what stays behind. */
export function roughSize(image: BaseImage): number | undefined {
  const alpine = image.variant === 'alpine';
  const slim = image.variant === 'slim';
  const table: Readonly<Record<string, readonly [full: number, slim: number, alpine: number]>> = {
    golang: [850, 850, 260],
    node: [1100, 250, 160],
    python: [1020, 130, 55],
    ruby: [1000, 210, 110],
    rust: [1550, 900, 950],
    php: [550, 550, 100],
    gcc: [1400, 1400, 1400],
    maven: [560, 560, 360],
    gradle: [700, 700, 500],
    openjdk: [480, 420, 330],
    'eclipse-temurin': [430, 430, 340],
    debian: [120, 75, 75],
    ubuntu: [78, 78, 78],
    alpine: [8, 8, 8],
    dotnet: [850, 850, 650],
    haskell: [2500, 1500, 1500],
    swift: [2900, 300, 300],
    elixir: [1500, 400, 100],
    nginx: [190, 190, 50],
  };
  const row = table[image.family ?? ''];
  return row === undefined ? undefined : row[alpine ? 2 : slim ? 1 : 0];
}
