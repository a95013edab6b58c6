/** The ARGs before the first FROM and the predefined ones: what FROM may use (convert.go, defaultArgs and buildMetaArgs). */
import type { EscapeToken, Instruction, Pair } from '../syntax/tree.ts';
import { expandWord } from '../syntax/words.ts';
import { DEFAULT_PLATFORM, formatPlatform, type Platform } from './platforms.ts';

export interface GlobalArgument {
  readonly name: string;
  readonly instruction: Instruction;
  readonly pair: Pair;
  /** After expansion; undefined when it has no default and no build argument gives one. */
  readonly value: string | undefined;
}

export interface GlobalScope {
  readonly escape: EscapeToken;
  /** What is built for: that of the options, else BuildKit's usual one. */
  readonly targetPlatform: Platform;
  readonly declared: readonly GlobalArgument[];
  /** BuildKit's wording, at the first ARG whose default cannot be expanded; the ones behind it are not read. */
  readonly error:
    | { readonly instruction: Instruction; readonly pair: Pair; readonly text: string; readonly message: string }
    | undefined;
  /** The value; undefined when it is not set. */
  get(name: string): string | undefined;
  /** Declared (with or without a value) or predefined. */
  knows(name: string): boolean;
  /** The names that are set, the one that was set last at the end. */
  keys(): string[];
}

export interface BuildOptions {
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** The stage to build: name or number. */
  readonly target?: string;
  readonly platform?: Platform;
}

/** In characters; far beyond what a Dockerfile needs. */
export const LONGEST_VALUE = 16_384;

/** Names that BuildKit gives a value without being asked. */
export const PREDEFINED_PLATFORM_ARGUMENTS: readonly string[] = [
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
];

/** Build arguments that need no ARG to reach a RUN. */
export const PREDEFINED_PROXY_ARGUMENTS: readonly string[] = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'FTP_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
].flatMap(name => [name, name.toLowerCase()]);

/** Reads the global ARGs. `lastStageName`: TARGETSTAGE when there is no target. */
export function buildGlobals(
  instructions: readonly Instruction[],
  escape: EscapeToken,
  lastStageName: string | undefined,
  options: BuildOptions,
): GlobalScope {
  const values = predefinedValues(lastStageName, options);
  const declared: GlobalArgument[] = [];
  const names = new Set(values.keys());
  let error: GlobalScope['error'];
  reading: for (const instruction of instructions) {
    if (instruction.name === 'FROM') break;
    if (instruction.name !== 'ARG') continue;
    for (const pair of instruction.pairs) {
      const name = pair.key;
      let value = options.buildArgs?.[name];
      if (value === undefined && pair.value !== undefined) {
        const expansion = expandWord(pair.value, variable => values.get(variable), { escape });
        if (!expansion.ok) {
          error = { instruction, pair, text: pair.value, message: expansion.error };
          break reading;
        }
        // A value that grows without end is not worth following.
        value = expansion.value.slice(0, LONGEST_VALUE);
      }
      names.add(name);
      declared.push({ name, instruction, pair, value });
      if (value === undefined) continue;
      // A name that is set again goes to the end of the list.
      values.delete(name);
      values.set(name, value);
    }
  }
  return {
    escape,
    targetPlatform: options.platform ?? DEFAULT_PLATFORM,
    declared,
    error,
    get: name => values.get(name),
    knows: name => names.has(name),
    keys: () => [...values.keys()],
  };
}

function predefinedValues(lastStageName: string | undefined, options: BuildOptions): Map<string, string> {
  const build = DEFAULT_PLATFORM;
  const target = options.platform ?? DEFAULT_PLATFORM;
  const values: Record<string, string> = {
    BUILDPLATFORM: formatPlatform(build),
    BUILDOS: build.os,
    BUILDOSVERSION: build.osVersion,
    BUILDARCH: build.architecture,
    BUILDVARIANT: build.variant,
    TARGETPLATFORM: formatPlatform(target),
    TARGETOS: target.os,
    TARGETOSVERSION: target.osVersion,
    TARGETARCH: target.architecture,
    TARGETVARIANT: target.variant,
    TARGETSTAGE: options.target || lastStageName || 'default',
  };
  return new Map(Object.entries(values).map(([name, value]) => [name, options.buildArgs?.[name] ?? value]));
}
