/**
 * Word expansion: quotes, escapes and variables of a Dockerfile word, with every modifier, as BuildKit does it
 * (frontend/dockerfile/shell/lex.go). Its quirks are kept where they show: see the comments that begin with "Quirk".
 */
import { isGoSpace } from './characters.ts';
import type { EscapeToken, Span } from './tree.ts';

/** `$NAME` or `${NAME…}` in a word; spans are offsets into the word. */
export interface VariableReference {
  readonly name: string;
  /** From `$` to the end of the name or the closing brace. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly braces: boolean;
  /** `:-`, `-`, `:+`, `+`, `:?`, `?`, `#`, `##`, `%`, `%%`, `/`, `//`, or '' for none. */
  readonly operator: string;
  /** What follows the operator, unexpanded; undefined without an operator. */
  readonly operandSpan: Span | undefined;
  /** 0 for a reference of the word itself, 1 for one inside another's operand, … */
  readonly depth: number;
}

/** One of the words that splitting yields, with the part of the source it comes from. */
export interface SplitWord {
  readonly value: string;
  readonly span: Span;
}

export interface ExpandOptions {
  readonly escape?: EscapeToken;
  /** Keep quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Keep escape characters in the result. */
  readonly rawEscapes?: boolean;
  /** Quotes have no meaning (the bodies of expanding heredocs). */
  readonly skipQuotes?: boolean;
  /** A variable that is not set stays as it is written. */
  readonly skipUnset?: boolean;
}

export type Expansion =
  | {
      readonly ok: true;
      readonly value: string;
      readonly words: readonly SplitWord[];
      readonly references: readonly VariableReference[];
    }
  | { readonly ok: false; readonly error: string; readonly references: readonly VariableReference[] };

/** Looks a variable up: its value, or undefined when it is not set. */
export type Lookup = (name: string) => string | undefined;

/**
 * Expands a word. Never throws: an error carries BuildKit's message. `words` is the result split at unquoted blanks (BuildKit's
 * ProcessWords), `value` is the unsplit result (ProcessWord).
 */
export function expandWord(word: string, lookup: Lookup, options: ExpandOptions = {}): Expansion {
  const lexer = new Lexer(word, lookup, options);
  try {
    const { value, words } = lexer.run();
    return { ok: true, value, words, references: lexer.sortedReferences() };
  } catch (error) {
    if (!(error instanceof LexError)) throw error;
    return { ok: false, error: error.message, references: lexer.sortedReferences() };
  }
}

/** The variables that a word refers to, those in operands of modifiers too, in the order they are written. */
export function variableReferences(word: string, options: ExpandOptions = {}): readonly VariableReference[] {
  if (!word.includes('$')) return [];
  // Set and not empty, so that `${X:?…}` does not stop the reading.
  return expandWord(word, () => 'x', options).references;
}

class LexError extends Error {}

/** Gathers words while the result grows (lex.go, wordsStruct). */
class WordCollector {
  readonly words: SplitWord[] = [];
  private inWord = false;
  private start = 0;
  private end = 0;

  // Quirk: BuildKit shares one buffer between nested words, so a modifier's operand empties what the outer word had gathered.
  constructor(private readonly buffer: { text: string }) {
    this.buffer.text = '';
  }

  addCharacter(character: string, at: number, end: number): void {
    if (isGoSpace(character.codePointAt(0)!)) {
      if (this.inWord && this.buffer.text.length > 0) {
        this.words.push({ value: this.buffer.text, span: { start: this.start, end: this.end } });
        this.buffer.text = '';
        this.inWord = false;
      }
      return;
    }
    this.addRaw(character, at, end);
  }

  addRaw(text: string, at: number, end: number): void {
    if (this.buffer.text.length === 0) this.start = at;
    this.buffer.text += text;
    this.end = end;
    this.inWord = true;
  }

  /** Characters that are no blanks, each written as it is. */
  addPlain(text: string, at: number): void {
    this.addRaw(text, at, at + text.length);
  }

  addString(text: string, at: number, end: number): void {
    for (const character of text) this.addCharacter(character, at, end);
  }

  finish(): SplitWord[] {
    if (this.buffer.text.length > 0) {
      this.words.push({ value: this.buffer.text, span: { start: this.start, end: this.end } });
      this.buffer.text = '';
      this.inWord = false;
    }
    return this.words;
  }
}

class Lexer {
  private at = 0;
  private rawEscapes: boolean;
  private readonly escape: string;
  private readonly buffer = { text: '' };
  private readonly references: VariableReference[] = [];
  private depth = 0;

  constructor(
    private readonly source: string,
    private readonly lookup: Lookup,
    private readonly options: ExpandOptions,
  ) {
    this.escape = options.escape ?? '\\';
    this.rawEscapes = options.rawEscapes ?? false;
    // Quirk: Go's text/scanner drops a byte-order mark at the start.
    if (source.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  run(): { value: string; words: SplitWord[] } {
    return this.processUntil(undefined, this.rawEscapes);
  }

  sortedReferences(): VariableReference[] {
    return this.references.sort((a, b) => a.span.start - b.span.start);
  }

  private peek(): string | undefined {
    const code = this.source.codePointAt(this.at);
    return code === undefined ? undefined : String.fromCodePoint(code);
  }

  private next(): string | undefined {
    const character = this.peek();
    if (character !== undefined) this.at += character.length;
    return character;
  }

  private processUntil(stop: string | undefined, rawEscapes: boolean): { value: string; words: SplitWord[] } {
    const words = new WordCollector(this.buffer);
    const outerRawEscapes = this.rawEscapes;
    this.rawEscapes = rawEscapes;
    let value = '';
    try {
      for (let character = this.peek(); character !== undefined; character = this.peek()) {
        const start = this.at;
        const run = this.plainRun(stop);
        if (run !== '') {
          this.at += run.length;
          words.addPlain(run, start);
          value += run;
          continue;
        }
        if (character === stop) {
          this.at++;
          return { value, words: words.finish() };
        }
        if (character === '$') {
          const text = this.processDollar();
          value += text;
          words.addString(text, start, this.at);
        } else if (character === '<') {
          const text = this.processPossibleHeredoc();
          value += text;
          words.addRaw(text, start, this.at);
        } else if ((character === "'" || character === '"') && !this.options.skipQuotes) {
          const text = character === "'" ? this.processSingleQuote() : this.processDoubleQuote();
          value += text;
          words.addRaw(text, start, this.at);
        } else {
          this.at += character.length;
          if (character === this.escape) {
            if (this.rawEscapes) {
              words.addRaw(character, start, this.at);
              value += character;
            }
            const escaped = this.next();
            if (escaped === undefined) break;
            words.addRaw(escaped, start, this.at);
            value += escaped;
          } else {
            words.addCharacter(character, start, this.at);
            value += character;
          }
        }
      }
      if (stop !== undefined) {
        throw new LexError(`unexpected end of statement while looking for matching ${stop}`);
      }
      return { value, words: words.finish() };
    } finally {
      this.rawEscapes = outerRawEscapes;
    }
  }

  /** What comes next and stands for itself: letters, digits and the like, as many as there are. */
  private plainRun(stop: string | undefined): string {
    const { source } = this;
    let end = this.at;
    while (end < source.length && isPlain(source.charCodeAt(end)) && source[end] !== stop) end++;
    return end === this.at ? '' : source.slice(this.at, end);
  }

  private processSingleQuote(): string {
    const end = this.source.indexOf("'", this.at + 1);
    if (end === -1) {
      this.at = this.source.length;
      throw new LexError('unexpected end of statement while looking for matching single-quote');
    }
    const start = this.at;
    this.at = end + 1;
    return this.options.rawQuotes ? this.source.slice(start, end + 1) : this.source.slice(start + 1, end);
  }

  private processDoubleQuote(): string {
    this.at++;
    let value = this.options.rawQuotes ? '"' : '';
    for (;;) {
      const character = this.peek();
      if (character === undefined) {
        throw new LexError('unexpected end of statement while looking for matching double-quote');
      }
      if (character === '"') {
        this.at++;
        return this.options.rawQuotes ? value + '"' : value;
      }
      if (character === '$') {
        value += this.processDollar();
        continue;
      }
      this.at += character.length;
      if (character !== this.escape) {
        value += character;
        continue;
      }
      if (this.rawEscapes) value += character;
      const escaped = this.peek();
      if (escaped === undefined) continue;
      if (escaped === '"' || escaped === '$' || escaped === this.escape) {
        this.at++;
        value += escaped;
      } else {
        value += character;
      }
    }
  }

  private processDollar(): string {
    const start = this.at;
    this.at++;
    if (this.peek() !== '{') {
      const nameStart = this.at;
      const name = this.processName();
      if (name === '') return '$';
      this.refer(name, start, nameStart, this.at, false, '', undefined);
      const value = this.lookup(name);
      if (value === undefined) return this.options.skipUnset ? '$' + name : '';
      return value;
    }
    this.at++;
    const first = this.peek();
    if (first === undefined) throw new LexError("syntax error: missing '}'");
    if (first === '{' || first === '}' || first === ':') throw new LexError('syntax error: bad substitution');
    const nameStart = this.at;
    const name = this.processName();
    const nameEnd = this.at;
    const slot = this.references.length;
    // Noted before the rest is read, so that a half-typed `${NAME:-` is known too.
    this.refer(name, start, nameStart, nameEnd, true, '', undefined);
    const note = (operator: string, operandStart: number): void => {
      const operand = operator === '' ? undefined : { start: operandStart, end: Math.max(operandStart, this.at - 1) };
      this.references[slot] = {
        ...this.references[slot]!,
        span: { start, end: this.at },
        operator,
        operandSpan: operand,
      };
    };
    let character = this.next();
    let operator = character ?? '';
    let nullIsUnset = false;
    if (character === '}') {
      note('', this.at);
      const value = this.lookup(name);
      if (value === undefined) return this.options.skipUnset ? `\${${name}}` : '';
      return value;
    }
    if (character === ':') {
      nullIsUnset = true;
      character = this.next();
      operator += character ?? '';
    }
    switch (character) {
      case '+':
      case '-':
      case '?':
      case '#':
      case '%':
        break;
      case '/':
        if (!nullIsUnset) return this.processReplacement(name, note);
        break;
      default:
        if (!nullIsUnset) throw new LexError(`unsupported modifier (${operator}) in substitution`);
    }
    const strips = character === '#' || character === '%';
    if (nullIsUnset && strips) throw new LexError(`unsupported modifier (${operator}) in substitution`);
    const operandStart = this.at;
    const operand = this.nested('}', strips, "syntax error: missing '}'");
    const doubled = strips && this.source[operandStart] === character;
    note(doubled ? operator + character : operator, doubled ? operandStart + 1 : operandStart);
    const value = this.lookup(name);
    if (value === undefined && this.options.skipUnset) return `\${${name}${operator}${operand}}`;
    const missing = value === undefined || (nullIsUnset && value === '');
    switch (character) {
      case '-':
        return missing ? operand : value;
      case '+':
        return missing ? '' : operand;
      case '?':
        if (value === undefined) throw new LexError(`${name}: ${operand || 'is not allowed to be unset'}`);
        if (missing) throw new LexError(`${name}: ${operand || 'is not allowed to be empty'}`);
        return value;
      case '#':
      case '%': {
        const greedy = operand.startsWith(character);
        const pattern = greedy ? operand.slice(1) : operand;
        return character === '#' ? trimPrefix(pattern, value ?? '', greedy) : trimSuffix(pattern, value ?? '', greedy);
      }
      default:
        throw new LexError(`unsupported modifier (${operator}) in substitution`);
    }
  }

  private processReplacement(name: string, note: (operator: string, operandStart: number) => void): string {
    const all = this.peek() === '/';
    if (all) this.at++;
    const operandStart = this.at;
    const pattern = this.nested('/', true, "syntax error: missing '/' in ${}");
    const replacement = this.nested('}', true, "syntax error: missing '}'");
    note(all ? '//' : '/', operandStart);
    const value = this.lookup(name);
    // Quirk: a doubled slash is printed as one.
    if (value === undefined && this.options.skipUnset) return `\${${name}/${pattern}/${replacement}}`;
    const expression = patternToRegExp(pattern, true, false);
    return all ? replaceAll(value ?? '', expression, replacement) : replaceFirst(value ?? '', expression, replacement);
  }

  /** The operand of a modifier; at the end of the text the error is `atEnd`. */
  private nested(stop: string, rawEscapes: boolean, atEnd: string): string {
    this.depth++;
    try {
      return this.processUntil(stop, rawEscapes).value;
    } catch (error) {
      if (error instanceof LexError && this.at >= this.source.length) throw new LexError(atEnd);
      throw error;
    } finally {
      this.depth--;
    }
  }

  private processName(): string {
    const start = this.at;
    if (isNameStart(this.source.charCodeAt(start))) {
      this.at++;
      while (this.at < this.source.length && isNamePart(this.source.charCodeAt(this.at))) this.at++;
      // Names of other letters are read one by one.
      if (this.at === this.source.length || this.source.charCodeAt(this.at) < 0x80)
        return this.source.slice(start, this.at);
    }
    for (let character = this.peek(); character !== undefined; character = this.peek()) {
      if (this.at === start) {
        if (isDigit(character)) {
          while (this.at < this.source.length && isDigit(this.peek()!)) this.at += this.peek()!.length;
          break;
        }
        if ('@*#?-$!0'.includes(character)) {
          this.at++;
          break;
        }
      }
      if (!/[\p{L}\p{Nd}_]/u.test(character)) break;
      this.at += character.length;
    }
    return this.source.slice(start, this.at);
  }

  private processPossibleHeredoc(): string {
    const start = this.at;
    this.at++;
    if (this.peek() !== '<') return '<';
    this.at++;
    while (this.at < this.source.length && ' \t\r'.includes(this.source[this.at]!)) this.at++;
    return this.source.slice(start, this.at);
  }

  private refer(
    name: string,
    start: number,
    nameStart: number,
    nameEnd: number,
    braces: boolean,
    operator: string,
    operandSpan: Span | undefined,
  ): void {
    this.references.push({
      name,
      span: { start, end: this.at },
      nameSpan: { start: nameStart, end: nameEnd },
      braces,
      operator,
      operandSpan,
      depth: this.depth,
    });
  }
}

/** `A-Z a-z _` */
function isNameStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

function isNamePart(code: number): boolean {
  return isNameStart(code) || (code >= 0x30 && code <= 0x39);
}

/** ASCII that means nothing to the lexer, whatever stands around it. */
function isPlain(code: number): boolean {
  return isNamePart(code) || (code >= 0x2b && code <= 0x3a) || code === 0x3d || code === 0x40;
}

function isDigit(character: string): boolean {
  return /\p{Nd}/u.test(character);
}

/** A shell pattern (`*`, `?`, `\` escapes, no brackets) as a regular expression. */
function patternToRegExp(pattern: string, greedy: boolean, anchored: boolean): RegExp {
  let out = anchored ? '^' : '';
  const characters = [...pattern];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === '*') out += greedy ? '.*' : '.*?';
    else if (character === '?') out += '.';
    else if (character === '\\') {
      const escaped = characters[index + 1];
      // `}` and `/` have to be escaped inside ${}; the escape is not part of the pattern.
      if (escaped === '}' || escaped === '/') continue;
      if (escaped !== '*' && escaped !== '?' && escaped !== '\\') {
        throw new LexError(`invalid pattern (${pattern}) in substitution: invalid escape '\\${escaped ?? '￿'}'`);
      }
      out += '\\' + escaped;
      index++;
    } else out += character.replace(/[[\]{}.+()|^$/]/, '\\$&');
  }
  return new RegExp(out, 'u');
}

function trimPrefix(pattern: string, value: string, greedy: boolean): string {
  const match = patternToRegExp(pattern, greedy, true).exec(value);
  return match ? value.slice(match[0].length) : value;
}

/** Shortest and longest suffixes are found by turning pattern and value round. */
function trimSuffix(pattern: string, value: string, greedy: boolean): string {
  return reversed(trimPrefix(reversedPattern(pattern), reversed(value), greedy));
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}

function reversedPattern(pattern: string): string {
  const characters = [...pattern];
  let out = '';
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index]!;
    if (character === '\\' && index !== characters.length - 1) out = character + characters[++index]! + out;
    else out = character + out;
  }
  return out;
}

function replaceFirst(value: string, expression: RegExp, replacement: string): string {
  const match = expression.exec(value);
  return match ? value.slice(0, match.index) + replacement + value.slice(match.index + match[0].length) : value;
}

/**
 * Go's ReplaceAllString: an empty match that touches the match before it does not count, and `$name` in the replacement names a
 * group (there is none, so it vanishes).
 */
function replaceAll(value: string, expression: RegExp, replacement: string): string {
  const expanded = replacement.replace(/\$(\$|\{\w+\}|\w+)/g, (_whole, what: string) => (what === '$' ? '$' : ''));
  const global = new RegExp(expression.source, 'gu');
  let out = '';
  let last = 0;
  let lastMatchEnd = -1;
  for (let at = 0; at <= value.length; ) {
    global.lastIndex = at;
    const match = global.exec(value);
    if (!match) break;
    const end = match.index + match[0].length;
    if (!(match[0] === '' && match.index === lastMatchEnd)) {
      out += value.slice(last, match.index) + expanded;
      last = end;
    }
    lastMatchEnd = end;
    at = end > at ? end : at + (value.codePointAt(at)! > 0xffff ? 2 : 1);
    if (match[0] === '' && match.index > at) at = match.index;
  }
  return out + value.slice(last);
}
