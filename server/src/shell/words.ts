/** Words of the shell: what they say once quotes are gone, and where each part is written. POSIX 2.2 (quoting), bash's `$'…'`. */
import type { Span } from '../syntax/tree.ts';
import type { ShellNode } from './parser.ts';
import type { Script } from './script.ts';
import { fileSpanOf, innerMap, isContiguous, type ScriptMap } from './scriptMap.ts';

export interface ShellWord {
  /** Quotes and escapes removed. Expansions keep their source text: `"$HOME"/x` → `$HOME/x`. */
  readonly value: string;
  /** It holds an expansion (`$X`, `$(…)`, backquotes, `$((…))`, `<(…)`), so the value is known only in parts. */
  readonly dynamic: boolean;
  /** The static text before the first expansion: the whole value when the word is not dynamic. `--dest=$X` → `--dest=`. */
  readonly prefix: string;
  /** Unquoted `*`, `?`, `[…]` or `{a,b}`: the shell may make several words of it. */
  readonly pattern: boolean;
  /** How the word as a whole is quoted. */
  readonly quoting: 'none' | 'single' | 'double' | 'mixed';
  /** As written in the script. */
  readonly raw: string;
  /** Where it stands in the script that holds it. */
  readonly at: Span;
  /** Where it stands in the file, quotes included. */
  readonly span: Span;
  readonly parts: readonly WordPart[];
}

export interface WordPart {
  /** `variable`: `$X`, `${X}`, `${X:-y}`; `substitution`: `$(…)`, backquotes, `<(…)`; `arithmetic`: `$((…))`. */
  readonly kind: 'literal' | 'variable' | 'substitution' | 'arithmetic';
  /** For a literal what it says, else the source text. */
  readonly text: string;
  readonly quoted: boolean;
  /** Of the script. */
  readonly at: Span;
  /** The variable's name. */
  readonly name?: string;
}

/** Makes a word of `[start, end)` of the script; `nodes` are the syntax nodes that it is made of. */
export function wordOf(script: Script, nodes: readonly ShellNode[], start: number, end: number): ShellWord {
  const raw = script.text.slice(start, end);
  const expansions: ShellNode[] = [];
  // Without one of these characters there is none.
  if (/[$`(]/.test(raw)) for (const node of nodes) collectExpansions(node, expansions);
  const plain = expansions.length === 0 ? plainPart(raw, start, end) : undefined;
  if (plain) return wordOfPart(script, raw, start, end, plain);
  const reader = new WordReader(script.text, start, end, expansions);
  reader.read();
  const { parts } = reader;
  const firstDynamic = parts.findIndex(part => part.kind !== 'literal');
  const prefixParts = firstDynamic === -1 ? parts : parts.slice(0, firstDynamic);
  return {
    value: parts.map(part => part.text).join(''),
    dynamic: firstDynamic !== -1,
    prefix: prefixParts.map(part => part.text).join(''),
    pattern: reader.pattern,
    quoting: quotingOf(raw, parts),
    raw,
    at: { start, end },
    span: fileSpanOf(script.map, start, end),
    parts,
  };
}

/** What most words are: one run of characters, as it is or as a whole in quotes. */
function plainPart(raw: string, start: number, end: number): WordPart | undefined {
  if (/^[\w\-./:=@%+,~^#!]+$/.test(raw)) return { kind: 'literal', text: raw, quoted: false, at: { start, end } };
  if (!/^(?:"[^"\\$`]*"|'[^']*')$/.test(raw)) return undefined;
  return { kind: 'literal', text: raw.slice(1, -1), quoted: true, at: { start: start + 1, end: end - 1 } };
}

function wordOfPart(script: Script, raw: string, start: number, end: number, part: WordPart): ShellWord {
  return {
    value: part.text,
    dynamic: false,
    prefix: part.text,
    pattern: false,
    quoting: part.quoted ? (raw[0] === "'" ? 'single' : 'double') : 'none',
    raw,
    at: { start, end },
    span: fileSpanOf(script.map, start, end),
    parts: [part],
  };
}

/** A word that is written as it is meant: an argument of the exec form. `at` is its place in the script's text. */
export function literalWord(value: string, at: Span, span: Span): ShellWord {
  return {
    value,
    dynamic: false,
    prefix: value,
    pattern: false,
    quoting: 'none',
    raw: value,
    at,
    span,
    parts: [{ kind: 'literal', text: value, quoted: true, at }],
  };
}

/** The part `[start, end)` of a word's value as a word of its own: the value of `--name=value`. */
export function partOfWord(script: Script, word: ShellWord, start: number, end = word.value.length): ShellWord {
  const parts: WordPart[] = [];
  let index = 0;
  for (const part of word.parts) {
    const from = Math.max(start - index, 0);
    const to = Math.min(end - index, part.text.length);
    if (from < to) parts.push(partSlice(part, from, to));
    index += part.text.length;
  }
  const at = { start: parts[0]?.at.start ?? word.at.end, end: parts[parts.length - 1]?.at.end ?? word.at.end };
  const firstDynamic = parts.findIndex(part => part.kind !== 'literal');
  const prefixParts = firstDynamic === -1 ? parts : parts.slice(0, firstDynamic);
  return {
    value: word.value.slice(start, end),
    dynamic: firstDynamic !== -1,
    prefix: prefixParts.map(part => part.text).join(''),
    pattern: word.pattern,
    quoting: word.quoting,
    raw: script.text.slice(at.start, at.end),
    at,
    span: fileSpanOf(script.map, at.start, at.end),
    parts,
  };
}

/** The file span of `[start, end)` of a word's value (a package's version, say). */
export function valueSpanOf(script: Script, word: ShellWord, start: number, end: number): Span {
  return partOfWord(script, word, start, end).span;
}

/** Whether the word is written without quotes and in one run of the file, so that a part of its value can be replaced there. */
export function isWrittenPlainly(script: Script, word: ShellWord): boolean {
  return word.raw === word.value && isContiguous(script.map, word.at.start, word.at.end);
}

/** The map of the word's value, read as a script of its own (`sh -c "…"`). */
export function valueMap(script: Script, word: ShellWord): ScriptMap {
  return innerMap(
    script.map,
    word.parts.map(part => ({ length: part.text.length, at: part.at })),
    word.at.start,
  );
}

const expansionTypes: ReadonlySet<string> = new Set([
  'simple_expansion',
  'expansion',
  'command_substitution',
  'process_substitution',
  'arithmetic_expansion',
]);

/** The outermost expansions of a node, in order. */
export function collectExpansions(node: ShellNode, into: ShellNode[]): void {
  const open = [node];
  for (let current = open.pop(); current; current = open.pop()) {
    if (expansionTypes.has(current.type)) into.push(current);
    else for (let index = current.children.length - 1; index >= 0; index--) open.push(current.children[index]!);
  }
}

function partSlice(part: WordPart, from: number, to: number): WordPart {
  if (part.text.length !== part.at.end - part.at.start) return part;
  return { ...part, text: part.text.slice(from, to), at: { start: part.at.start + from, end: part.at.start + to } };
}

function quotingOf(raw: string, parts: readonly WordPart[]): ShellWord['quoting'] {
  const quoted = parts.filter(part => part.quoted).length;
  const first = raw[0];
  const last = raw[raw.length - 1];
  if (raw.length >= 2 && first === last && quoted === parts.length) {
    if (first === "'" && !raw.slice(1, -1).includes("'")) return 'single';
    if (first === '"') return 'double';
  }
  return quoted === 0 && !raw.includes('\\') && !raw.includes('"') && !raw.includes("'") ? 'none' : 'mixed';
}

/** A part that still grows. */
interface OpenPart {
  kind: WordPart['kind'];
  text: string;
  quoted: boolean;
  at: { start: number; end: number };
  name?: string;
}

/** Reads a word character by character; the places of its expansions are known from the syntax tree. */
class WordReader {
  readonly parts: OpenPart[] = [];
  pattern = false;
  private at: number;
  private nextExpansion = 0;
  private quote: "'" | '"' | '$' | undefined;
  private sawBrace = false;

  constructor(
    private readonly text: string,
    start: number,
    private readonly end: number,
    private readonly expansions: readonly ShellNode[],
  ) {
    this.at = start;
  }

  read(): void {
    while (this.at < this.end) this.step();
  }

  private step(): void {
    const { text, at } = this;
    const expansion = this.expansions[this.nextExpansion];
    if (expansion && expansion.start <= at) {
      this.nextExpansion++;
      if (expansion.end <= at) return;
      this.parts.push(expansionPart(text, expansion, this.quote === '"'));
      this.at = expansion.end;
      return;
    }
    const character = text[at]!;
    if (this.quote === "'") {
      if (character === "'") this.close();
      else this.literal(1, character);
      return;
    }
    if (this.quote === '$') {
      if (character === "'") this.close();
      else if (character === '\\') this.ansiEscape();
      else this.literal(1, character);
      return;
    }
    if (character === '\\') {
      const next = at + 1 < this.end ? text[at + 1]! : undefined;
      if (next === '\n') this.at += 2;
      else if (next === undefined) this.literal(1, character);
      else if (this.quote === '"' && !'$`"\\'.includes(next)) this.literal(1, character);
      else this.literal(2, next, true);
      return;
    }
    if (this.quote === '"') {
      if (character === '"') this.close();
      else this.literal(1, character);
      return;
    }
    if (character === '"') this.open('"', 1);
    else if (character === "'") this.open("'", 1);
    else if (character === '$' && text[at + 1] === "'") this.open('$', 2);
    else if (character === '$' && text[at + 1] === '"') this.open('"', 2);
    else {
      if (character === '*' || character === '?' || character === '[') this.pattern = true;
      if (character === '{') this.sawBrace = true;
      if (this.sawBrace && (character === ',' || (character === '.' && text[at + 1] === '.'))) this.pattern = true;
      this.literal(1, character);
    }
  }

  private open(quote: "'" | '"' | '$', length: number): void {
    this.quote = quote;
    this.at += length;
    // An empty string is a word too: keep a place for it.
    this.parts.push({ kind: 'literal', text: '', quoted: true, at: { start: this.at, end: this.at } });
  }

  private close(): void {
    this.quote = undefined;
    this.at++;
  }

  /** Takes `length` characters of the script as the text; runs of plain ones become one part. */
  private literal(length: number, text: string, escaped = false): void {
    const quoted = this.quote !== undefined || escaped;
    const start = this.at;
    this.at += length;
    const last = this.parts[this.parts.length - 1];
    const plain = length === text.length;
    if (
      last?.kind === 'literal' &&
      last.quoted === quoted &&
      last.at.end === start &&
      plain &&
      last.text.length === last.at.end - last.at.start
    ) {
      last.text += text;
      last.at.end = this.at;
      return;
    }
    this.parts.push({ kind: 'literal', text, quoted, at: { start, end: this.at } });
  }

  private ansiEscape(): void {
    const next = this.text[this.at + 1] ?? '';
    const simple = ansiEscapes[next];
    if (simple !== undefined) {
      this.literal(2, simple);
      return;
    }
    const digits = next === 'x' ? 2 : next === 'u' ? 4 : next === 'U' ? 8 : 0;
    if (digits > 0) {
      let end = this.at + 2;
      while (end < this.at + 2 + digits && isHexDigit(this.text[end])) end++;
      const code = Number.parseInt(this.text.slice(this.at + 2, end), 16);
      if (!Number.isNaN(code) && code <= 0x10ffff) {
        this.literal(end - this.at, String.fromCodePoint(code));
        return;
      }
    }
    if (next >= '0' && next <= '7') {
      let end = this.at + 1;
      while (end < this.at + 4 && (this.text[end] ?? '') >= '0' && (this.text[end] ?? '') <= '7') end++;
      this.literal(end - this.at, String.fromCharCode(Number.parseInt(this.text.slice(this.at + 1, end), 8) & 0xff));
      return;
    }
    this.literal(1, '\\');
  }
}

const ansiEscapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '?': '?',
};

function isHexDigit(character: string | undefined): boolean {
  return character !== undefined && '0123456789abcdefABCDEF'.includes(character);
}

function expansionPart(text: string, node: ShellNode, quoted: boolean): OpenPart {
  const at = { start: node.start, end: node.end };
  const source = text.slice(node.start, node.end);
  if (node.type === 'simple_expansion' || node.type === 'expansion') {
    const name = node.children.find(
      child => child.type === 'variable_name' || child.type === 'special_variable_name' || child.type === 'subscript',
    );
    return {
      kind: 'variable',
      text: source,
      quoted,
      at,
      ...(name ? { name: text.slice(name.start, name.end) } : {}),
    };
  }
  return { kind: node.type === 'arithmetic_expansion' ? 'arithmetic' : 'substitution', text: source, quoted, at };
}
