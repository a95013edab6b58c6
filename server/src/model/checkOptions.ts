/** `# check=skip=…;error=true;experimental=…`: at the top for the file, in a comment above an instruction for that one (linter/linter.go). */
import type { Directive, DockerfileTree, Instruction } from '../syntax/tree.ts';
import { goQuote, parseGoBool } from './goText.ts';

export interface CheckOptions {
  readonly skipAll: boolean;
  readonly skip: readonly string[];
  readonly experimentalAll: boolean;
  readonly experimental: readonly string[];
  /** Warnings fail the build. */
  readonly error: boolean;
}

export type ParsedCheckOptions =
  | { readonly ok: true; readonly options: CheckOptions }
  | { readonly ok: false; readonly error: string };

export const NO_CHECK_OPTIONS: CheckOptions = {
  skipAll: false,
  skip: [],
  experimentalAll: false,
  experimental: [],
  error: false,
};

/** Every check that BuildKit has, those that need a registry too. */
export const BUILDKIT_CHECKS: readonly string[] = [
  'ConsistentInstructionCasing',
  'CopyIgnoredFile',
  'DuplicateStageName',
  'ExposeInvalidFormat',
  'ExposeProtoCasing',
  'FromAsCasing',
  'FromPlatformFlagConstDisallowed',
  'InvalidBaseImagePlatform',
  'InvalidDefaultArgInFrom',
  'InvalidDefinitionDescription',
  'JSONArgsRecommended',
  'LegacyKeyValueFormat',
  'MaintainerDeprecated',
  'MultipleInstructionsDisallowed',
  'NoEmptyContinuation',
  'RedundantTargetPlatform',
  'ReservedStageName',
  'SecretsUsedInArgOrEnv',
  'StageNameCasing',
  'UndefinedArgInFrom',
  'UndefinedVar',
  'WorkdirRelativePath',
];

/** Checks of the file as a whole: a comment above an instruction does not reach them. */
export const CHECKS_OF_THE_FILE: readonly string[] = [
  'ConsistentInstructionCasing',
  'DuplicateStageName',
  'InvalidDefaultArgInFrom',
  'NoEmptyContinuation',
  'ReservedStageName',
];

/** Parses the text behind `check=` (linter.ParseLintOptions). */
export function parseCheckOptions(text: string): ParsedCheckOptions {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: true, options: NO_CHECK_OPTIONS };
  const parts = trimmed.split(';');
  const limited = parts.length > 3 ? [parts[0]!, parts[1]!, parts.slice(2).join(';')] : parts;
  const options: { -readonly [Key in keyof CheckOptions]: CheckOptions[Key] } = { ...NO_CHECK_OPTIONS };
  for (const part of limited) {
    const equals = part.indexOf('=');
    if (equals === -1) return { ok: false, error: `invalid check option ${goQuote(part)}` };
    const key = part.slice(0, equals).trim();
    const value = part.slice(equals + 1).trim();
    const names = value.split(',').map(name => name.trim());
    if (key === 'skip') {
      if (value === 'all') options.skipAll = true;
      else options.skip = names;
    } else if (key === 'experimental') {
      if (value === 'all') options.experimentalAll = true;
      else options.experimental = names;
    } else if (key === 'error') {
      const flag = parseGoBool(value);
      if (flag === undefined) {
        const reason = `strconv.ParseBool: parsing ${goQuote(value)}: invalid syntax`;
        return { ok: false, error: `failed to parse check option ${goQuote(part)}: ${reason}` };
      }
      options.error = flag;
    } else {
      return { ok: false, error: `invalid check option ${goQuote(key)}` };
    }
  }
  return { ok: true, options };
}

/**
 * The directive at the top of the file. The linter reads the lines as they are (parser.ParseDirective), so an indented one, and all
 * behind it, is none.
 */
export function topCheckDirective(tree: DockerfileTree): Directive | undefined {
  for (const directive of tree.directives) {
    const lineStart = tree.lines.starts[tree.lines.lineAt(directive.span.start)]!;
    const indented = tree.text.slice(lineStart, directive.span.start).replace('\u{feff}', '') !== '';
    if (indented || tree.text[directive.span.start] !== '#') return undefined;
    if (directive.name === 'check') return directive;
  }
  return undefined;
}

/** The options of the top of the file; none when they are wrong (that is a build error). Only the text up to the first blank counts. */
export function fileCheckOptions(tree: DockerfileTree): CheckOptions {
  const directive = topCheckDirective(tree);
  const parsed = directive && parseCheckOptions(directive.value.split(' ', 1)[0]!);
  return parsed?.ok ? parsed.options : NO_CHECK_OPTIONS;
}

/** The options of the first `# check=` comment directly above the instruction. */
export function commentCheckOptions(instruction: Instruction): CheckOptions {
  for (const comment of instruction.leading) {
    const match = /^([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(comment.description.trimStart());
    if (match?.[1]?.toLowerCase() !== 'check') continue;
    const parsed = parseCheckOptions(match[2]!.split(' ', 1)[0]!);
    return parsed.ok ? parsed.options : NO_CHECK_OPTIONS;
  }
  return NO_CHECK_OPTIONS;
}

/**
 * Whether BuildKit would report the check. `experimental`: the check is one of those that are off until asked for; `instruction`: the
 * one whose comments are looked at, undefined for checks of the file.
 */
export function isCheckOn(
  check: string,
  experimental: boolean,
  file: CheckOptions,
  instruction: Instruction | undefined,
): boolean {
  const above =
    instruction === undefined || CHECKS_OF_THE_FILE.includes(check)
      ? NO_CHECK_OPTIONS
      : commentCheckOptions(instruction);
  const sets = [file, above];
  if (experimental) return sets.some(options => options.experimentalAll || options.experimental.includes(check));
  return !sets.some(options => options.skipAll || options.skip.includes(check));
}
