/**
 * The commands of a RUN as hadolint sees them, for letter mode: every simple command by the name that is written, words with quotes
 * taken off, the exec form read as if it were a line of shell, nothing looked for in strings. Observed on the program (2.15.1).
 */
import { commandsOf, type ShellCommand, treeOf } from '../../shell/commands.ts';
import type { ShellNode } from '../../shell/parser.ts';
import { defaultShell, type Script, scriptsOf } from '../../shell/script.ts';
import type { ShellWord, WordPart } from '../../shell/words.ts';
import type { Wrapper } from '../../shell/wrappers.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';

export interface SeenWord {
  readonly text: string;
  readonly span: Span;
}

export interface SeenCommand {
  readonly name: string;
  readonly nameSpan: Span;
  readonly words: readonly SeenWord[];
  readonly span: Span;
}

export interface SeenScript {
  readonly text: string;
  readonly commands: readonly SeenCommand[];
  /** Where the first pipe begins. */
  readonly pipe: Span | undefined;
}

/** What hadolint sees in a RUN; undefined while the shell parser is not loaded. */
export function seenScript(run: Instruction): SeenScript | undefined {
  const known = cache.get(run);
  if (known) return known;
  const script = scriptsOf(run, defaultShell)[0];
  const seen = script ? readScript(asLine(script)) : nothing;
  if (seen) cache.set(run, seen);
  return seen;
}

/** Whether one of the words stands among the arguments, in any place. */
export function hasWord({ words }: SeenCommand, ...wanted: readonly string[]): boolean {
  return words.some(({ text }) => wanted.includes(text));
}

/** How often an option is given: `--name` and `--name=…` by the name, `-abc` by each of its letters. */
export function countOption({ words }: SeenCommand, option: string): number {
  return words.flatMap(({ text }) => optionsIn(text)).filter(name => name === option).length;
}

/** Whether one of the options is given, see `countOption`. */
export function hasOption(command: SeenCommand, ...options: readonly string[]): boolean {
  return options.some(option => countOption(command, option) > 0);
}

/** The words that are no options, without the words behind those options that have a value. `-` and `--` are words. */
export function operands({ words }: SeenCommand, optionsWithValue: readonly string[] = []): readonly SeenWord[] {
  const values = valueIndexes(words, optionsWithValue);
  return words.filter(({ text }, index) => !values.has(index) && !isOption(text));
}

/** The words behind the option, where its value is not written in the same word. */
export function valuesOf({ words }: SeenCommand, option: string): readonly string[] {
  return words.flatMap(({ text }, index) => {
    const next = words[index + 1];
    return next && optionsIn(text).includes(option) ? [next.text] : [];
  });
}

function valueIndexes(words: readonly SeenWord[], options: readonly string[]): ReadonlySet<number> {
  const found = new Set<number>();
  for (const [index, { text }] of words.entries())
    if (!text.includes('=') && optionsIn(text).some(name => options.includes(name))) found.add(index + 1);
  return found;
}

function isOption(text: string): boolean {
  return text.startsWith('-') && text !== '-' && text !== '--';
}

function optionsIn(text: string): readonly string[] {
  if (!isOption(text)) return [];
  if (!text.startsWith('--')) return [...text.slice(1)];
  const equals = text.indexOf('=');
  return [text.slice(2, equals === -1 ? text.length : equals)];
}

const cache = new WeakMap<Instruction, SeenScript>();
const nothing: SeenScript = { text: '', commands: [], pipe: undefined };

/** hadolint joins the strings of the exec form by blanks and reads the result as shell; of JSON's escapes it knows `\"`. */
function asLine(script: Script): Script {
  if (script.kind !== 'exec') return script.interpreter === 'sh' ? script : { ...script, interpreter: 'sh' };
  const { argv: _, ...rest } = script;
  return { ...rest, kind: 'line', interpreter: 'sh', text: script.text.replaceAll('\\', '\\\\') };
}

function readScript(script: Script): SeenScript | undefined {
  const commands = commandsOf(script);
  if (commands === undefined) return undefined;
  const tree = treeOf(script);
  const misplaced = commands.find(command => command.script === script && reserved.has(command.name?.raw ?? ''));
  if (tree?.hasError || misplaced) return readPrefix(script, misplaced?.at.start ?? firstError(tree!.root));
  return {
    text: script.text,
    commands: seenCommands(commands.filter(command => !isInHeredoc(command, script))),
    pipe: tree && hasPipe(tree.root) ? (commands[0]?.span ?? script.span) : undefined,
  };
}

/** A script with an error is read up to there, where what stands in front is whole: of `a; | b` it sees a, of `a || && b` nothing. */
function readPrefix(script: Script, end: number): SeenScript | undefined {
  const prefix: Script = { ...script, text: script.text.slice(0, end) };
  const unseen = { ...nothing, text: script.text };
  const isJoined = /^(?:&&|\|)/.test(script.text.slice(end)) && !/[;&\n]\s*$/.test(prefix.text);
  if (end === 0 || isJoined || treeOf(prefix)?.hasError !== false) return unseen;
  const seen = readScript(prefix);
  return seen && { ...seen, text: script.text };
}

/** The grammar takes them for names of commands where no `if` or loop is open, as in `bash -c if a; then b; fi`. */
const reserved: ReadonlySet<string> = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);

function firstError(root: ShellNode): number {
  let first = root.end;
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'ERROR' || node.missing) first = Math.min(first, node.start);
    open.push(...node.children);
  }
  return first;
}

/** `$(…)` in the body of a heredoc, which is text to hadolint. */
function isInHeredoc(command: ShellCommand, script: Script): boolean {
  return command.script !== script && !command.scopes.includes('script');
}

function hasPipe(root: ShellNode): boolean {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.type === 'pipeline') return true;
    open.push(...node.children);
  }
  return false;
}

function seenCommands(commands: readonly ShellCommand[]): SeenCommand[] {
  let previous: Wrapper | undefined;
  return commands.flatMap(command => {
    if (command.kind === 'test' || command.kind === 'assignment') return [];
    const [outermost] = command.wrappers;
    if (command.scopes.includes('script')) {
      // The shell around the string is a command of its own, once.
      if (outermost === undefined || outermost === previous) return [];
      previous = outermost;
      return named(outermost.words, command.span);
    }
    return named([...command.wrappers.flatMap(({ words }) => words), ...command.argv], command.span);
  });
}

/** The command of these words, and for `time` the one behind it too. */
function named(words: readonly ShellWord[], span: Span): SeenCommand[] {
  const [first, ...rest] = words;
  if (first === undefined || first.dynamic || first.pattern) return [];
  const own = { name: first.value, nameSpan: first.span, words: rest.map(seenWord), span };
  if (first.value === 'coproc') return named(withoutAssignments(rest), span);
  if (first.value === 'time') {
    const start = rest.findIndex(({ value }) => !value.startsWith('-'));
    return start === -1 ? [own] : [own, ...named(withoutAssignments(rest.slice(start)), span)];
  }
  const real = effectiveName(first.value, rest);
  if (real === undefined) return [own];
  return real.dynamic || real.pattern ? [] : [{ ...own, name: real.value, nameSpan: real.span }];
}

/** `time A=1 program`: the grammar takes them for words. */
function withoutAssignments(words: readonly ShellWord[]): readonly ShellWord[] {
  const start = words.findIndex(({ raw }) => !/^\w+=/.test(raw));
  return start === -1 ? [] : words.slice(start);
}

/** What these run is what counts; the name stays among the arguments. */
const passing: ReadonlySet<string> = new Set(['busybox', 'builtin', 'command', 'run']);

function effectiveName(name: string, args: readonly ShellWord[]): ShellWord | undefined {
  if (name === 'exec') return afterExecOptions(args);
  const [first] = args;
  return passing.has(name) && first && !first.value.startsWith('-') ? first : undefined;
}

/** `exec -cl -a NAME program` */
function afterExecOptions(args: readonly ShellWord[]): ShellWord | undefined {
  for (let index = 0; index < args.length; index++) {
    const { value } = args[index]!;
    if (value === '--') return args[index + 1];
    if (!value.startsWith('-')) return args[index];
    if (!/^-[cla]+$/.test(value)) return undefined;
    if (value.endsWith('a')) index++;
  }
  return undefined;
}

function seenWord(word: ShellWord): SeenWord {
  return { text: word.parts.map(part => seenPart(part)).join(''), span: word.span };
}

/** Variables are shown as `${NAME}`, commands by their words without blanks, what has no text at all as nothing. */
function seenPart({ kind, text, quoted }: WordPart): string {
  if (kind === 'arithmetic') return '${VAR}';
  if (kind === 'variable') return text.startsWith('${') ? text.replaceAll(/["']/g, '') : `\${${text.slice(1)}}`;
  if (kind === 'substitution') return seenSubstitution(text);
  return quoted ? text : text.replaceAll(/\{[^{}]*(?:,|\.\.)[^{}]*\}/g, '');
}

function seenSubstitution(text: string): string {
  if (text.startsWith('`')) return '${VAR}';
  if (!text.startsWith('$(')) return '';
  const inner = text.slice(2, -1);
  return /[|&;<>\n]/.test(inner) ? '${}' : `\${${inner.replaceAll(/[\s"']/g, '')}}`;
}
