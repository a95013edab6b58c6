/**
 * Heredocs inside a shell text (`cat <<EOF` … `EOF`), found with the shell's own quoting rules: POSIX 2.7.4 and bash's manual.
 * A small lexer of its own, because the grammar loses several heredocs on one line and words behind the operator.
 */
import type { Span } from '../syntax/tree.ts';

/** All spans are offsets in the text that was searched. */
export interface ShellHeredoc {
  /** The operator and its delimiter: `<<-'EOF'`, without a file descriptor. */
  readonly at: Span;
  /** The delimiter with quotes removed. */
  readonly name: string;
  /** False when a part of the delimiter is quoted: the body is then taken as it is. */
  readonly expand: boolean;
  /** `<<-`: leading tabs of the body's lines and of the terminator are dropped. */
  readonly chomp: boolean;
  /** The lines between, line ends included. */
  readonly bodyAt: Span;
  /** The line that ends it, without its line end; empty at the end of the text when there is none. */
  readonly terminatorAt: Span;
}

/** The heredocs of a shell text in the order of their bodies. Linear; total. */
export function findHeredocs(text: string): readonly ShellHeredoc[] {
  if (!text.includes('<<')) return [];
  const lexer = new HeredocLexer(text);
  lexer.run();
  return lexer.found;
}

interface Pending {
  readonly at: Span;
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
}

/** What is open at a place: `'$('` command text, `'(('` arithmetic, `'{'` a parameter expansion, `'`'` and `'"'` quotes. */
interface Frame {
  readonly kind: '$(' | '((' | '{' | '`' | '"';
  /** Open parentheses inside. */
  depth: number;
}

class HeredocLexer {
  readonly found: ShellHeredoc[] = [];
  private pending: Pending[] = [];
  private readonly frames: Frame[] = [];

  constructor(private readonly text: string) {}

  run(): void {
    let at = 0;
    while (at < this.text.length) at = this.step(at);
    this.readBodies(this.text.length);
  }

  /** Reads one token; gives the offset after it. */
  private step(at: number): number {
    const { text, frames } = this;
    const frame = frames[frames.length - 1];
    const character = text[at]!;
    if (character === '\\') return at + 2;
    if (character === '`') return this.backquote(at);
    if (character === '$' && text[at + 1] === '(') {
      const arithmetic = text[at + 2] === '(';
      frames.push({ kind: arithmetic ? '((' : '$(', depth: 0 });
      return at + (arithmetic ? 3 : 2);
    }
    if (character === '$' && text[at + 1] === '{') {
      frames.push({ kind: '{', depth: 0 });
      return at + 2;
    }
    if (character === '"') {
      if (frame?.kind === '"') frames.pop();
      else frames.push({ kind: '"', depth: 0 });
      return at + 1;
    }
    if (frame?.kind === '"') return at + 1;
    if (character === "'") return this.singleQuoted(at, frame);
    if (frame?.kind === '{') {
      if (character === '}') frames.pop();
      return at + 1;
    }
    if (character === '(') return this.openParenthesis(at, frame);
    if (character === ')') return this.closeParenthesis(at, frame);
    if (frame?.kind === '((') return at + 1;
    if (character === '#' && this.startsWord(at)) {
      const end = text.indexOf('\n', at);
      return end === -1 ? text.length : end;
    }
    if (character === '<' && text[at + 1] === '<') return text[at + 2] === '<' ? at + 3 : this.readOperator(at);
    if (character === '\n') return this.readBodies(at + 1);
    return at + 1;
  }

  private backquote(at: number): number {
    const { frames } = this;
    let open = frames.length - 1;
    while (open >= 0 && frames[open]!.kind !== '`') open--;
    if (open === -1) frames.push({ kind: '`', depth: 0 });
    else frames.length = open;
    return at + 1;
  }

  private singleQuoted(at: number, frame: Frame | undefined): number {
    const { text, frames } = this;
    if (frame?.kind === '((') return at + 1;
    // In "${x:-it's}" the apostrophe is a plain character.
    if (frame?.kind === '{' && frames.some(other => other.kind === '"')) return at + 1;
    if (text[at - 1] === '$') {
      let end = at + 1;
      while (end < text.length && text[end] !== "'") end += text[end] === '\\' ? 2 : 1;
      return end + 1;
    }
    const end = text.indexOf("'", at + 1);
    return end === -1 ? text.length : end + 1;
  }

  private openParenthesis(at: number, frame: Frame | undefined): number {
    if (frame?.kind !== '((' && this.text[at + 1] === '(' && this.startsWord(at)) {
      this.frames.push({ kind: '((', depth: 0 });
      return at + 2;
    }
    if (frame) frame.depth++;
    return at + 1;
  }

  private closeParenthesis(at: number, frame: Frame | undefined): number {
    if (!frame || frame.kind === '`') return at + 1;
    if (frame.depth > 0) {
      frame.depth--;
      return at + 1;
    }
    this.frames.pop();
    return frame.kind === '((' && this.text[at + 1] === ')' ? at + 2 : at + 1;
  }

  /** Whether a word may begin here, so that `#` is a comment and `((` arithmetic. */
  private startsWord(at: number): boolean {
    const before = this.text[at - 1];
    return before === undefined || ' \t\n;|&('.includes(before);
  }

  private readOperator(start: number): number {
    const { text } = this;
    let at = start + 2;
    const chomp = text[at] === '-';
    if (chomp) at++;
    while (text[at] === ' ' || text[at] === '\t') at++;
    const nameStart = at;
    let name = '';
    let expand = true;
    while (at < text.length && !' \t\r\n;|&<>()'.includes(text[at]!)) {
      const character = text[at]!;
      if (character === '\\') {
        expand = false;
        name += text[at + 1] ?? '';
        at += 2;
      } else if (character === "'" || character === '"') {
        expand = false;
        const end = text.indexOf(character, at + 1);
        if (end === -1 || text.slice(at, end).includes('\n')) return start + 2;
        name += text.slice(at + 1, end);
        at = end + 1;
      } else {
        name += character;
        at++;
      }
    }
    if (at === nameStart) return start + 2;
    this.pending.push({ at: { start, end: at }, name, expand, chomp });
    return at;
  }

  /** Reads the bodies of the operators of the line that ended before `at`; gives the offset after the last terminator's line end. */
  private readBodies(start: number): number {
    const { text } = this;
    let at = start;
    for (const heredoc of this.pending) {
      const bodyStart = at;
      let terminatorAt: Span | undefined;
      while (at < text.length && !terminatorAt) {
        const lineFeed = text.indexOf('\n', at);
        const lineEnd = lineFeed === -1 ? text.length : lineFeed;
        const contentEnd = lineEnd > at && text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
        let contentStart = at;
        if (heredoc.chomp) while (text[contentStart] === '\t') contentStart++;
        if (text.slice(contentStart, contentEnd) === heredoc.name) terminatorAt = { start: at, end: contentEnd };
        else at = lineFeed === -1 ? text.length : lineFeed + 1;
      }
      terminatorAt ??= { start: text.length, end: text.length };
      this.found.push({ ...heredoc, bodyAt: { start: bodyStart, end: terminatorAt.start }, terminatorAt });
      const next = text.indexOf('\n', terminatorAt.end);
      at = next === -1 ? text.length : next + 1;
    }
    this.pending = [];
    return at;
  }
}
