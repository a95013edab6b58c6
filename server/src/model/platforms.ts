/** Platform specifiers, `linux/arm64/v8`, as containerd/platforms reads them on a linux/amd64 machine. */
import { goQuote } from './goText.ts';

export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  readonly osVersion: string;
}

export type ParsedPlatform =
  | { readonly ok: true; readonly platform: Platform }
  /** BuildKit's wording (without what it puts before it). */
  | { readonly ok: false; readonly error: string };

/** The platform that a build has when nobody says anything: BuildKit's usual one. */
export const DEFAULT_PLATFORM: Platform = { os: 'linux', architecture: 'amd64', variant: '', osVersion: '' };

export const KNOWN_OS: readonly string[] =
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  );

export const KNOWN_ARCHITECTURES: readonly string[] = (
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ' +
  'ppc riscv riscv64 s390 s390x sparc sparc64 wasm'
).split(' ');

const OS_PATTERN = '^([A-Za-z0-9_-]+)(?:\\(([A-Za-z0-9_.%-]*)((?:\\+[A-Za-z0-9_.%-]+)*)\\))?$';
const COMPONENT_PATTERN = '^[A-Za-z0-9_.-]+$';

/** Parses a specifier in which no variable is left (platforms.Parse). */
export function parsePlatform(specifier: string): ParsedPlatform {
  const quoted = goQuote(specifier);
  const failure = (error: string): ParsedPlatform => ({ ok: false, error: `${error}: invalid argument` });
  if (specifier.includes('*')) return failure(`${quoted}: wildcards not yet supported`);
  const parts = splitAtMost(specifier, 4);
  const first = parts[0]!;
  const osMatch = new RegExp(OS_PATTERN).exec(first);
  if (!osMatch) {
    const pattern = goQuote(OS_PATTERN);
    return failure(
      `${goQuote(first)} is an invalid OS component of ${quoted}: OSAndVersion specifier component must match ${pattern}`,
    );
  }
  for (const part of parts.slice(1)) {
    if (new RegExp(COMPONENT_PATTERN).test(part)) continue;
    const pattern = goQuote(COMPONENT_PATTERN);
    return failure(
      `${goQuote(part)} is an invalid component of ${quoted}: platform specifier component must match ${pattern}`,
    );
  }
  const os = normalisedOs(osMatch[1]!);
  const osVersion = osMatch[2] ?? '';
  if (parts.length === 1)
    return parseSingle(first, os, osVersion, () => failure(`${quoted}: unknown operating system or architecture`));
  if (parts.length > 3) return failure(`${quoted}: cannot parse platform specifier`);
  const normalised = normaliseArchitecture(parts[1]!, parts[2] ?? '');
  let { variant } = normalised;
  const { architecture } = normalised;
  if (parts.length === 2 && architecture === 'arm' && variant === 'v7') variant = '';
  if (parts.length === 3 && architecture === 'arm64' && variant === '') variant = 'v8';
  return { ok: true, platform: { os, architecture, variant, osVersion } };
}

/** `os/architecture/variant`. */
export function formatPlatform(platform: Platform): string {
  return [platform.os, platform.architecture, platform.variant].filter(part => part !== '').join('/');
}

function parseSingle(text: string, os: string, osVersion: string, unknown: () => ParsedPlatform): ParsedPlatform {
  if (KNOWN_OS.includes(os)) {
    return { ok: true, platform: { os, architecture: DEFAULT_PLATFORM.architecture, variant: '', osVersion } };
  }
  const { architecture, variant } = normaliseArchitecture(text, '');
  if (!KNOWN_ARCHITECTURES.includes(architecture)) return unknown();
  const shown = architecture === 'arm' && variant === 'v7' ? '' : variant;
  return { ok: true, platform: { os: DEFAULT_PLATFORM.os, architecture, variant: shown, osVersion: '' } };
}

/** strings.SplitN: the last part keeps the rest. */
function splitAtMost(text: string, count: number): string[] {
  const parts = text.split('/');
  return parts.length <= count ? parts : [...parts.slice(0, count - 1), parts.slice(count - 1).join('/')];
}

function normalisedOs(os: string): string {
  const lower = os.toLowerCase();
  return lower === 'macos' ? 'darwin' : lower;
}

function normaliseArchitecture(architecture: string, variant: string): { architecture: string; variant: string } {
  architecture = architecture.toLowerCase();
  variant = variant.toLowerCase();
  switch (architecture) {
    case 'i386':
      return { architecture: '386', variant: '' };
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return { architecture: 'amd64', variant: variant === 'v1' ? '' : variant };
    case 'aarch64':
    case 'arm64':
      if (['8', 'v8', 'v8.0'].includes(variant)) variant = '';
      else if (['9', '9.0', 'v9.0'].includes(variant)) variant = 'v9';
      return { architecture: 'arm64', variant };
    case 'armhf':
      return { architecture: 'arm', variant: 'v7' };
    case 'armel':
      return { architecture: 'arm', variant: 'v6' };
    case 'arm':
      if (variant === '' || variant === '7') variant = 'v7';
      else if (['5', '6', '8'].includes(variant)) variant = 'v' + variant;
      return { architecture, variant };
    default:
      return { architecture, variant };
  }
}
