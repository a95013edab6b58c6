/** Options and operands of a command, by the getopt conventions that nearly all programs in Dockerfiles follow. */
import type { Span } from '../syntax/tree.ts';
import type { ShellCommand } from './commands.ts';
import { fileSpanOf } from './scriptMap.ts';
import { partOfWord, type ShellWord } from './words.ts';

/** Which options of a program take a value. */
export interface OptionSpec {
  /** Short and long options with a required value, with their dashes: '-t', '--target-release'. */
  readonly valued?: readonly string[];
  /** `-Xvalue` options whose name is more than one letter after one dash (`-ldflags x` of go): single-dash words are whole names. */
  readonly singleDash?: boolean;
  /** Options end at the first operand (sudo, env, docker run): the rest are operands. */
  readonly stopAtOperand?: boolean;
}

export interface CommandOption {
  /** With its dashes, without the value: '-y', '--no-cache-dir'. Each letter of `-qy` is an option of its own. */
  readonly name: string;
  /** undefined when there is none. */
  readonly value: ShellWord | undefined;
  /** The word that holds it; several options of a cluster share one. */
  readonly word: ShellWord;
  /** In the file: the option and its value. For a letter of a cluster, that letter. */
  readonly span: Span;
}

export interface CommandArguments {
  readonly options: readonly CommandOption[];
  /** The words that are neither options nor their values, in order. */
  readonly operands: readonly ShellWord[];
  /** A word that may be an option or any number of words at run time stands among them (`$FLAGS`, `"$@"`). */
  readonly uncertain: boolean;
}

/** Splits the words of a command (without its name) into options and operands. */
export function argumentsOf(
  command: ShellCommand,
  spec: OptionSpec = {},
  words: readonly ShellWord[] = command.args,
): CommandArguments {
  const valued = new Set(spec.valued ?? []);
  const options: CommandOption[] = [];
  const operands: ShellWord[] = [];
  let uncertain = false;
  let onlyOperands = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    if (isWhollyDynamic(word)) uncertain = true;
    const { value } = word;
    if (onlyOperands || !word.prefix.startsWith('-') || value === '-') {
      operands.push(word);
      if (spec.stopAtOperand) onlyOperands = true;
      continue;
    }
    if (value === '--') {
      onlyOperands = true;
      continue;
    }
    const next = words[index + 1];
    if (value.startsWith('--') || spec.singleDash) {
      const option = longOption(command, word, valued, next);
      options.push(option);
      if (option.value !== undefined && option.value === next) index++;
    } else if (readCluster(command, word, valued, next, options)) index++;
  }
  return { options, operands, uncertain };
}

/** Whether one of the options is there. */
export function hasOption(parsed: CommandArguments, ...names: readonly string[]): boolean {
  return parsed.options.some(option => names.includes(option.name));
}

/** The last of the options with one of the names (the last one wins in nearly all programs). */
export function findOption(parsed: CommandArguments, ...names: readonly string[]): CommandOption | undefined {
  for (let index = parsed.options.length - 1; index >= 0; index--) {
    if (names.includes(parsed.options[index]!.name)) return parsed.options[index];
  }
  return undefined;
}

/** An unquoted expansion and nothing else: any number of words. */
export function isWhollyDynamic(word: ShellWord): boolean {
  return word.dynamic && word.parts.every(part => part.kind !== 'literal' || part.text === '');
}

function longOption(
  command: ShellCommand,
  word: ShellWord,
  valued: ReadonlySet<string>,
  next: ShellWord | undefined,
): CommandOption {
  const equals = word.prefix.indexOf('=');
  if (equals !== -1) {
    const value = partOfWord(command.script, word, equals + 1);
    return { name: word.value.slice(0, equals), value, word, span: word.span };
  }
  if (valued.has(word.value) && next) {
    return { name: word.value, value: next, word, span: { start: word.span.start, end: next.span.end } };
  }
  return { name: word.value, value: undefined, word, span: word.span };
}

/** Reads `-qyt x`; true when the next word is the last option's value. */
function readCluster(
  command: ShellCommand,
  word: ShellWord,
  valued: ReadonlySet<string>,
  next: ShellWord | undefined,
  into: CommandOption[],
): boolean {
  const letters = word.prefix;
  for (let at = 1; at < letters.length; at++) {
    const name = `-${letters[at]}`;
    const letter = partOfWord(command.script, word, at, at + 1);
    const start = at === 1 ? word.span.start : letter.span.start;
    if (!valued.has(name)) {
      // `-q=2`, `-j4`: a value that is attached though none is needed.
      const rest = word.value.slice(at + 1);
      if (rest.startsWith('=') || (rest !== '' && isNumber(rest))) {
        const value = partOfWord(command.script, word, rest.startsWith('=') ? at + 2 : at + 1);
        into.push({ name, value, word, span: { start, end: word.span.end } });
        return false;
      }
      into.push({ name, value: undefined, word, span: { start, end: letter.span.end } });
      continue;
    }
    if (at + 1 < word.value.length) {
      const value = partOfWord(command.script, word, at + 1);
      into.push({ name, value, word, span: { start, end: word.span.end } });
      return false;
    }
    into.push({ name, value: next, word, span: { start, end: next?.span.end ?? word.span.end } });
    return next !== undefined;
  }
  return false;
}

function isNumber(text: string): boolean {
  for (const character of text) if (character < '0' || character > '9') return false;
  return true;
}

/** The file span of a run of words. */
export function spanOfWords(command: ShellCommand, words: readonly ShellWord[]): Span {
  const first = words[0];
  const last = words[words.length - 1];
  return first && last ? fileSpanOf(command.script.map, first.at.start, last.at.end) : command.span;
}
