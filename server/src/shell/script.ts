/**
 * The scripts and commands that an instruction holds: shell form, exec form, heredocs, ONBUILD triggers. Pure syntax: no parser
 * is needed, so it works before `initShell` has finished. What scripts hold further scripts (`sh -c "…"`, `bash <<EOF`) is in
 * commands.ts (`allScriptsOf`).
 *
 * Source: BuildKit frontend/dockerfile/dockerfile2llb/convert.go, dispatchRun, and instructions/parse.go.
 */
import { remembered } from '../syntax/remembered.ts';
import type { Heredoc, Instruction, LogicalLine, Span, Word } from '../syntax/tree.ts';
import { innerMap, joinMaps, type MappedPiece, plainMap, type ScriptMap, sliceMap } from './scriptMap.ts';

/** What runs a script: the base name of a program, versions taken off ('python3.12' → 'python', 'pwsh' → 'powershell'). */
export type Interpreter =
  | 'sh'
  | 'bash'
  | 'ash'
  | 'dash'
  | 'ksh'
  | 'zsh'
  | 'powershell'
  | 'cmd'
  | 'python'
  | (string & {});

export interface Script {
  /**
   * `line`: shell form, with the heredocs that belong to it appended as the shell gets them. `heredoc`: the body is the script
   * (`RUN <<EOF`, or `bash <<EOF` inside another script). `exec`: the JSON form; `text` is its strings joined by blanks, and
   * `argv` the strings. `argument`: the script in `sh -c "…"`, `eval "…"`.
   */
  readonly kind: 'line' | 'heredoc' | 'exec' | 'argument';
  readonly text: string;
  readonly map: ScriptMap;
  /** What runs it. For `exec`, the program's name. */
  readonly interpreter: Interpreter;
  /** Where it is written in the file. */
  readonly span: Span;
  /** The instruction that holds it; for ONBUILD, the trigger. */
  readonly instruction: Instruction;
  /** Only for `exec`: the decoded strings, where they stand in `text`, and where in the file (with quotes). */
  readonly argv?: readonly ExecArgument[];
  /** Only for `heredoc`s of the Dockerfile itself. */
  readonly heredoc?: Heredoc;
  /** Heredoc with a `#!` line: it runs as a file, not through SHELL. */
  readonly shebang?: boolean;
  /** Only for `heredoc`: whether the shell around it replaces `$X` and `$(…)` before the script runs. */
  readonly expands?: boolean;
  /** Which instruction runs it. */
  readonly runs: 'RUN' | 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK';
}

export interface ExecArgument {
  readonly value: string;
  readonly at: Span;
  readonly span: Span;
}

/** What Docker uses when no SHELL instruction stands above: on Linux. */
export const defaultShell: readonly string[] = ['/bin/sh', '-c'];

/** What Docker uses when no SHELL instruction stands above: on Windows. */
export const defaultWindowsShell: readonly string[] = ['cmd', '/S', '/C'];

/**
 * The scripts that a RUN, CMD, ENTRYPOINT, HEALTHCHECK or ONBUILD instruction holds; empty for all others. `shell` is the SHELL
 * in force (see shells.ts). The same instruction and shell give the same objects, so that what is derived can be cached by them.
 */
export function scriptsOf(instruction: Instruction, shell: readonly string[] = defaultShell): readonly Script[] {
  if (!holders.has(instruction.name)) return none;
  const known = cache.get(instruction);
  if (known && isSameShell(known.shell, shell)) return known.scripts;
  const scripts = readScripts(instruction, shell);
  cache.set(instruction, { shell, scripts });
  return scripts;
}

const holders: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'ONBUILD']);
const none: readonly never[] = [];

function isSameShell(left: readonly string[], right: readonly string[]): boolean {
  return left === right || (left.length === right.length && left.every((word, index) => word === right[index]));
}

/**
 * What a SHELL value runs scripts with: `["/bin/bash", "-o", "pipefail", "-c"]` → bash,
 * `["conda", "run", "-n", "base", "/bin/bash", "-c"]` → bash, `["pwsh", "-Command"]` → powershell.
 */
export function interpreterOf(shell: readonly string[]): Interpreter {
  for (let index = shell.length - 1; index > 0; index--) {
    const name = interpreterName(shell[index]!);
    if (knownShells.has(name) && !shell[index]!.startsWith('-')) return name;
  }
  return interpreterName(shell[0] ?? 'sh');
}

/** The interpreter that a `#!` line names; undefined when the text has none. */
export function shebangInterpreter(text: string): Interpreter | undefined {
  if (!text.startsWith('#!')) return undefined;
  const lineEnd = text.indexOf('\n');
  const words = text
    .slice(2, lineEnd === -1 ? text.length : lineEnd)
    .trim()
    .split(/\s+/);
  const program = interpreterName(words[0] ?? '');
  if (program !== 'env') return program || undefined;
  const inner = words.slice(1).find(word => !word.startsWith('-') && !word.includes('='));
  return inner === undefined ? undefined : interpreterName(inner);
}

/** Whether tree-sitter-bash and ShellCheck understand the interpreter's language. */
export function isPosixShell(interpreter: Interpreter): boolean {
  return posixShells.has(interpreter);
}

/** The base name of a program without `.exe`, lower-cased where it is a Windows path, versions of well-known interpreters taken off. */
export function interpreterName(program: string): Interpreter {
  return knownNames(program);
}

const knownNames = remembered(readInterpreterName);

function readInterpreterName(program: string): Interpreter {
  const slash = Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\'));
  let name = program.slice(slash + 1);
  if (name.toLowerCase().endsWith('.exe')) name = name.slice(0, -4);
  const lower = name.toLowerCase();
  if (lower === 'pwsh' || lower === 'powershell') return 'powershell';
  if (lower === 'cmd') return 'cmd';
  for (const language of versionedInterpreters) {
    if (name.startsWith(language) && isVersion(name.slice(language.length))) return language;
  }
  return aliases.get(name) ?? name;
}

const posixShells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']);
const knownShells: ReadonlySet<string> = new Set([...posixShells, 'powershell', 'cmd']);
const versionedInterpreters = ['python', 'pypy', 'ruby', 'perl', 'php', 'lua', 'node'];
const aliases: ReadonlyMap<string, string> = new Map([
  ['nodejs', 'node'],
  ['rbash', 'bash'],
  ['mksh', 'ksh'],
  ['ksh93', 'ksh'],
]);

const cache = new WeakMap<Instruction, { readonly shell: readonly string[]; readonly scripts: readonly Script[] }>();

function isVersion(text: string): boolean {
  for (const character of text)
    if (character !== '.' && character !== '-' && (character < '0' || character > '9')) return false;
  return true;
}

function readScripts(instruction: Instruction, shell: readonly string[]): readonly Script[] {
  if (instruction.trigger) return readScripts(instruction.trigger, shell);
  const { name } = instruction;
  if (name === 'HEALTHCHECK') {
    const [type, ...command] = instruction.words;
    if (type?.value.toUpperCase() !== 'CMD' || command.length === 0) return [];
    return commandScripts(instruction, 'HEALTHCHECK', command, shell);
  }
  if (name !== 'RUN' && name !== 'CMD' && name !== 'ENTRYPOINT') return [];
  const words = instruction.words.length > 0 ? instruction.words : instruction.rest ? [instruction.rest] : [];
  if (words.length === 0) return [];
  return commandScripts(instruction, name as Script['runs'], words, shell);
}

function commandScripts(
  instruction: Instruction,
  runs: Script['runs'],
  words: readonly Word[],
  shell: readonly string[],
): readonly Script[] {
  const base = { instruction, runs } as const;
  if (instruction.json) return [execScript(base, instruction.logical, words)];
  const interpreter = interpreterOf(shell);
  const first = words[0]!;
  const last = words[words.length - 1]!;
  const lineAt = { start: first.at.start, end: last.at.end };
  const lineSpan = { start: first.span.start, end: last.span.end };
  const logicalMap = mapOfLogical(instruction.logical);
  const line = {
    text: instruction.logical.text.slice(lineAt.start, lineAt.end),
    map: sliceMap(logicalMap, lineAt.start, lineAt.end),
  };
  const heredocs = runs === 'RUN' ? instruction.heredocs : [];
  if (heredocs.length === 0) return [{ ...base, kind: 'line', ...line, interpreter, span: lineSpan }];
  const only = heredocs[0]!;
  // BuildKit: when the whole line is one heredoc word, its body is the script.
  if (only.operatorSpan.start <= lineSpan.start && only.operatorSpan.end >= lineSpan.end) {
    const body = bodyOf(only);
    const named = shebangInterpreter(body.text);
    return [
      {
        ...base,
        kind: 'heredoc',
        ...body,
        interpreter: named ?? interpreter,
        span: only.contentSpan,
        heredoc: only,
        shebang: named !== undefined,
      },
    ];
  }
  // Otherwise it writes the heredocs behind the line and leaves them to the shell.
  const texts = [line.text];
  const maps = [line.map];
  for (const heredoc of heredocs) {
    const nameStart = Math.max(heredoc.terminatorSpan.start, heredoc.terminatorSpan.end - heredoc.name.length);
    texts.push('\n', heredoc.content, heredoc.terminated ? heredoc.name : '');
    maps.push(
      plainMap(Math.max(0, heredoc.contentSpan.start - 1), 1),
      plainMap(heredoc.contentSpan.start, heredoc.content.length),
    );
    if (heredoc.terminated) maps.push(plainMap(nameStart, heredoc.name.length));
  }
  const end = heredocs[heredocs.length - 1]!.terminatorSpan.end;
  return [
    {
      ...base,
      kind: 'line',
      text: texts.join(''),
      map: joinMaps(maps),
      interpreter,
      span: { start: lineSpan.start, end: Math.max(end, lineSpan.end) },
    },
  ];
}

function execScript(
  base: { readonly instruction: Instruction; readonly runs: Script['runs'] },
  logical: LogicalLine,
  words: readonly Word[],
): Script {
  const outer = mapOfLogical(logical);
  const pieces: MappedPiece[] = [];
  const argv: ExecArgument[] = [];
  let text = '';
  for (const word of words) {
    if (argv.length > 0) {
      // The blank between two strings stands for the opening quote of the second.
      pieces.push({ length: 1, at: { start: word.at.start, end: word.at.start + 1 } });
      text += ' ';
    }
    const start = text.length;
    for (const piece of jsonPieces(logical.text, word.at)) {
      pieces.push({ length: piece.text.length, at: piece.at });
      text += piece.text;
    }
    argv.push({ value: text.slice(start), at: { start, end: text.length }, span: word.span });
  }
  const first = words[0]!;
  return {
    ...base,
    kind: 'exec',
    text,
    map: innerMap(outer, pieces, first.at.start),
    interpreter: interpreterName(argv[0]?.value ?? ''),
    span: { start: first.span.start, end: words[words.length - 1]!.span.end },
    argv,
  };
}

/** The characters of a JSON string, runs of plain ones together, escapes one by one. `at` includes the quotes. */
function jsonPieces(text: string, at: Span): readonly { readonly text: string; readonly at: Span }[] {
  const pieces: { text: string; at: Span }[] = [];
  const end = text[at.end - 1] === '"' && at.end - 1 > at.start ? at.end - 1 : at.end;
  let index = text[at.start] === '"' ? at.start + 1 : at.start;
  while (index < end) {
    if (text[index] === '\\') {
      const code = text[index + 1] === 'u' ? Number.parseInt(text.slice(index + 2, index + 6), 16) : Number.NaN;
      const length = text[index + 1] === 'u' ? 6 : 2;
      const decoded = Number.isNaN(code)
        ? (jsonEscapes[text[index + 1] ?? ''] ?? text[index + 1] ?? '')
        : String.fromCharCode(code);
      pieces.push({ text: decoded, at: { start: index, end: Math.min(index + length, end) } });
      index += length;
    } else {
      const start = index;
      while (index < end && text[index] !== '\\') index++;
      pieces.push({ text: text.slice(start, index), at: { start, end: index } });
    }
  }
  return pieces;
}

const jsonEscapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The body as the shell gets it: without the leading tabs when the operator is `<<-`. */
function bodyOf(heredoc: Heredoc): { readonly text: string; readonly map: ScriptMap } {
  const { content, contentSpan } = heredoc;
  if (!heredoc.chomp) return { text: content, map: plainMap(contentSpan.start, content.length) };
  let text = '';
  const maps: ScriptMap[] = [];
  for (let at = 0; at < content.length; ) {
    const lineFeed = content.indexOf('\n', at);
    const end = lineFeed === -1 ? content.length : lineFeed + 1;
    let start = at;
    while (start < end && content[start] === '\t') start++;
    text += content.slice(start, end);
    maps.push(plainMap(contentSpan.start + start, end - start));
    at = end;
  }
  return { text, map: maps.length === 0 ? plainMap(contentSpan.start, 0) : joinMaps(maps) };
}

function mapOfLogical(logical: LogicalLine): ScriptMap {
  return { segments: logical.segments, length: logical.text.length };
}
