/**
 * BuildKit's second look at an instruction (frontend/dockerfile/instructions/parse.go, bflag.go): counts of arguments, flags that it
 * knows, values that can be checked without building. Mount options are checked by the model (model/mounts.ts).
 */
import { trimmedBounds } from './characters.ts';
import { parseHeredocWord } from './heredocs.ts';
import { instructionNames } from './parse.ts';
import { nearest } from './suggest.ts';
import type { DockerfileTree, Flag, Instruction, InstructionName, Span, SyntaxProblem } from './tree.ts';

export type FlagType = 'boolean' | 'string' | 'strings';

/** The flags that the newest Dockerfile frontend takes, by instruction (bflag.go, parse.go, commands_run*.go). */
export const instructionFlags: Readonly<Partial<Record<InstructionName, Readonly<Record<string, FlagType>>>>> = {
  ADD: {
    chown: 'string',
    chmod: 'string',
    link: 'boolean',
    'keep-git-dir': 'boolean',
    checksum: 'string',
    unpack: 'boolean',
    exclude: 'strings',
  },
  COPY: { chown: 'string', from: 'string', chmod: 'string', link: 'boolean', exclude: 'strings', parents: 'boolean' },
  FROM: { platform: 'string' },
  HEALTHCHECK: {
    interval: 'string',
    timeout: 'string',
    'start-period': 'string',
    'start-interval': 'string',
    retries: 'string',
  },
  RUN: { mount: 'strings', network: 'string', security: 'string', device: 'strings' },
};

export const networkModes: readonly string[] = ['default', 'none', 'host'];
export const securityModes: readonly string[] = ['sandbox', 'insecure'];

/**
 * What BuildKit refuses when it turns the tree into typed instructions: at most one problem for each instruction, and the stage
 * problems (an instruction before the first FROM). In the order of the file. Instructions that the parser phase refuses have none.
 */
export function instructionProblems(tree: DockerfileTree): readonly SyntaxProblem[] {
  const known = cache.get(tree);
  if (known) return known;
  const problems = readProblems(tree);
  cache.set(tree, problems);
  return problems;
}

const cache = new WeakMap<DockerfileTree, readonly SyntaxProblem[]>();

function readProblems(tree: DockerfileTree): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  let inStage = false;
  for (const instruction of tree.instructions) {
    if (instruction.problems.length > 0) {
      if (instruction.name === 'FROM') inStage = true;
      continue;
    }
    const problem = instructionProblem(instruction);
    if (problem) {
      problems.push({
        phase: 'instruction',
        startLine: instruction.startLine,
        endLine: instruction.endLine,
        ...problem,
      });
    } else if (!inStage && instruction.name !== 'FROM' && instruction.name !== 'ARG') {
      problems.push({
        phase: 'stage',
        code: 'no-build-stage',
        message: 'no build stage in current context',
        span: instruction.keyword.span,
        startLine: instruction.startLine,
        endLine: instruction.endLine,
      });
    }
    if (instruction.name === 'FROM') inStage = true;
  }
  return problems;
}

type Problem = Pick<SyntaxProblem, 'code' | 'message' | 'span'> & { readonly suggestion?: string };

/** What is wrong with one instruction, in the order in which BuildKit looks. */
export function instructionProblem(instruction: Instruction): Problem | undefined {
  const { name, args, keyword } = instruction;
  const whole = instruction.rest?.span ?? keyword.span;
  const atLeastOne = (): Problem | undefined =>
    args.length === 0
      ? { code: 'missing-argument', message: `${name} requires at least one argument`, span: keyword.span }
      : undefined;
  const exactlyOne = (): Problem | undefined =>
    args.length === 1
      ? undefined
      : { code: 'missing-argument', message: `${name} requires exactly one argument`, span: keyword.span };
  switch (name) {
    case 'ENV':
    case 'LABEL':
      return flagProblem(instruction) ?? atLeastOne() ?? blankNames(instruction);
    case 'ARG':
      return atLeastOne() ?? blankNames(instruction);
    case 'MAINTAINER':
    case 'WORKDIR':
    case 'USER':
      return exactlyOne() ?? flagProblem(instruction);
    case 'STOPSIGNAL':
      return exactlyOne();
    case 'ADD':
    case 'COPY': {
      if (args.length < 2) {
        const message = `${name} requires at least two arguments, but only one was provided. Destination could not be determined`;
        return { code: 'missing-destination', message, span: whole };
      }
      const flags = flagProblem(instruction);
      if (flags) return flags;
      const destination = instruction.words.at(-1)!;
      const heredoc = parseHeredocWord(destination.value);
      return heredoc !== undefined && typeof heredoc !== 'string'
        ? {
            code: 'heredoc-destination',
            message: `${name} cannot accept a heredoc as a destination`,
            span: destination.span,
          }
        : undefined;
    }
    case 'FROM':
      return stageNameProblem(instruction) ?? flagProblem(instruction);
    case 'ONBUILD':
      return atLeastOne() ?? flagProblem(instruction) ?? triggerProblem(instruction);
    case 'RUN':
      return flagProblem(instruction) ?? runFlagValues(instruction);
    case 'CMD':
    case 'ENTRYPOINT':
      return flagProblem(instruction);
    case 'HEALTHCHECK':
      return healthcheckProblem(instruction);
    case 'EXPOSE':
      return atLeastOne() ?? flagProblem(instruction);
    case 'VOLUME': {
      const problem = atLeastOne() ?? flagProblem(instruction);
      if (problem) return problem;
      const blank = instruction.words.find(word => {
        const bounds = trimmedBounds(word.value, 0, word.value.length);
        return bounds.start === bounds.end;
      });
      return (
        blank && { code: 'empty-volume', message: 'VOLUME specified can not be an empty string', span: blank.span }
      );
    }
    case 'SHELL': {
      const problem = flagProblem(instruction);
      if (problem) return problem;
      if (args.length === 0) return atLeastOne();
      return instruction.json
        ? undefined
        : { code: 'shell-not-json', message: 'SHELL requires the arguments to be in JSON form', span: whole };
    }
    default: {
      const suggestion = nearest(keyword.value, instructionNames, false);
      const hint = suggestion ? ` (did you mean ${suggestion}?)` : '';
      return {
        code: 'unknown-instruction',
        message: `unknown instruction: ${keyword.value}${hint}`,
        span: keyword.span,
        ...(suggestion ? { suggestion } : {}),
      };
    }
  }
}

function blankNames(instruction: Instruction): Problem | undefined {
  const blank = instruction.pairs.find(pair => pair.key === '');
  return blank && { code: 'blank-name', message: `${instruction.name} names can not be blank`, span: blank.span };
}

/** `FROM image` or `FROM image AS name`. */
function stageNameProblem(instruction: Instruction): Problem | undefined {
  const { words } = instruction;
  if (words.length === 3 && words[1]!.value.toLowerCase() === 'as') {
    const name = words[2]!;
    if (/^[a-z][a-z0-9-_.]*$/.test(name.value.toLowerCase())) return undefined;
    return {
      code: 'invalid-stage-name',
      message: `invalid name for build stage: "${name.value}", name can't start with a number or contain symbols`,
      span: name.span,
    };
  }
  if (words.length === 1) return undefined;
  return {
    code: 'from-arguments',
    message: 'FROM requires either one or three arguments',
    span: instruction.rest?.span ?? instruction.keyword.span,
  };
}

function triggerProblem(instruction: Instruction): Problem | undefined {
  const trigger = instruction.trigger!;
  const name = trigger.name;
  if (name === 'ONBUILD') {
    const message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
    return { code: 'onbuild-trigger', message, span: trigger.keyword.span };
  }
  if (name === 'MAINTAINER' || name === 'FROM') {
    return {
      code: 'onbuild-trigger',
      message: `${name} isn't allowed as an ONBUILD trigger`,
      span: trigger.keyword.span,
    };
  }
  return undefined;
}

function healthcheckProblem(instruction: Instruction): Problem | undefined {
  const { args, words, keyword } = instruction;
  if (args.length === 0) {
    return { code: 'missing-argument', message: 'HEALTHCHECK requires at least one argument', span: keyword.span };
  }
  const type = args[0]!.toUpperCase();
  if (type === 'NONE') {
    return args.length === 1
      ? undefined
      : { code: 'healthcheck-none', message: 'HEALTHCHECK NONE takes no arguments', span: words[1]!.span };
  }
  const flags = flagProblem(instruction);
  if (flags) return flags;
  if (type !== 'CMD') {
    const message = `Unknown type "${type}" in HEALTHCHECK (try CMD)`;
    return { code: 'healthcheck-type', message, span: words[0]!.span };
  }
  if (args.length === 1) {
    return { code: 'healthcheck-command', message: 'Missing command after HEALTHCHECK CMD', span: words[0]!.span };
  }
  for (const name of ['interval', 'timeout', 'start-period', 'start-interval']) {
    const flag = instruction.flags.find(candidate => candidate.name === name);
    if (!flag?.value) continue;
    const nanoseconds = parseDuration(flag.value);
    if (nanoseconds === undefined) {
      return { code: 'invalid-duration', message: durationError(flag.value), span: flag.valueSpan! };
    }
    if (nanoseconds !== 0 && nanoseconds < 1e6) {
      return { code: 'invalid-duration', message: `Interval "${name}" cannot be less than 1ms`, span: flag.valueSpan! };
    }
  }
  return retriesProblem(instruction.flags.find(flag => flag.name === 'retries'));
}

function retriesProblem(flag: Flag | undefined): Problem | undefined {
  if (!flag?.value) return undefined;
  const number = /^[+-]?\d+$/.test(flag.value) ? Number(flag.value) : Number.NaN;
  const span = flag.valueSpan!;
  if (Number.isNaN(number)) {
    return { code: 'invalid-retries', message: `strconv.ParseInt: parsing "${flag.value}": invalid syntax`, span };
  }
  if (number > 2147483647 || number < -2147483648) {
    return { code: 'invalid-retries', message: `strconv.ParseInt: parsing "${flag.value}": value out of range`, span };
  }
  return number < 0
    ? { code: 'invalid-retries', message: `--retries cannot be negative (${number})`, span }
    : undefined;
}

const durationUnits: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  h: 3.6e12,
};

/** Go's time.ParseDuration, in nanoseconds; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const sign = text.startsWith('-') ? -1 : 1;
  const body = text.replace(/^[+-]/, '');
  if (body === '0') return 0;
  if (!/^((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined;
  let total = 0;
  for (const [, number, unit] of body.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)) {
    total += Number(number) * durationUnits[unit!]!;
  }
  // int64 nanoseconds: about 292 years.
  return total >= 2 ** 63 ? undefined : sign * total;
}

function durationError(value: string): string {
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(value)) return `time: missing unit in duration "${value}"`;
  const unit = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))*(?:\d+\.?\d*|\.\d+)([^\d.]+)/.exec(value)?.[1];
  return unit ? `time: unknown unit "${unit}" in duration "${value}"` : `time: invalid duration "${value}"`;
}

function runFlagValues(instruction: Instruction): Problem | undefined {
  for (const flag of instruction.flags) {
    if (flag.name === 'network' && !networkModes.includes(flag.value ?? '')) {
      return {
        code: 'invalid-network',
        message: `invalid network mode "${flag.value ?? ''}"`,
        span: flag.valueSpan ?? flag.span,
      };
    }
  }
  for (const flag of instruction.flags) {
    if (flag.name === 'security' && !securityModes.includes(flag.value ?? '')) {
      return {
        code: 'invalid-security',
        message: `security "${flag.value ?? ''}" is not valid`,
        span: flag.valueSpan ?? flag.span,
      };
    }
  }
  return undefined;
}

/** bflag.go, Parse: known, not twice, with a value of the right kind. */
export function flagProblem(instruction: Instruction): Problem | undefined {
  const known = instructionFlags[instruction.name as InstructionName] ?? {};
  const used = new Set<string>();
  for (const flag of instruction.flags) {
    const span: Span = flag.nameSpan;
    const type = Object.hasOwn(known, flag.name) ? known[flag.name] : undefined;
    if (!type) {
      const suggestion = nearest(flag.name, Object.keys(known), true);
      const hint = suggestion ? ` (did you mean ${suggestion}?)` : '';
      return {
        code: 'unknown-flag',
        message: `unknown flag: --${flag.name}${hint}`,
        span,
        ...(suggestion ? { suggestion } : {}),
      };
    }
    if (used.has(flag.name) && type !== 'strings') {
      return { code: 'duplicate-flag', message: `duplicate flag specified: --${flag.name}`, span: flag.span };
    }
    used.add(flag.name);
    const missing = type === 'boolean' ? flag.value === '' : flag.value === undefined;
    if (missing)
      return { code: 'missing-flag-value', message: `missing a value on flag: --${flag.name}`, span: flag.span };
    if (type === 'boolean' && flag.value !== undefined && !['true', 'false'].includes(flag.value.toLowerCase())) {
      const message = `expecting boolean value for flag --${flag.name}, not: ${flag.value}`;
      return { code: 'invalid-flag-value', message, span: flag.valueSpan! };
    }
  }
  return undefined;
}
