/**
 * Offsets ⇄ LSP positions. A line ends at `\n` (a `\r` before it belongs to the line end); a lone `\r` is no line end, as in
 * BuildKit. Positions are 0-based, characters are UTF-16 code units.
 */

import { lastAtMost } from './search.ts';

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export class LineIndex {
  /** The offset at which each line starts. */
  readonly starts: readonly number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.starts = starts;
  }

  get count(): number {
    return this.starts.length;
  }

  /** Where the last question was answered: most questions are about a place nearby. */
  private lastLine = 0;

  /** The 0-based line that holds the offset. */
  lineAt(offset: number): number {
    const { starts } = this;
    for (let line = this.lastLine; line < this.lastLine + 3; line++) {
      const next = starts[line + 1];
      if (starts[line]! <= offset && (next === undefined || offset < next)) {
        this.lastLine = line;
        return line;
      }
      if (next === undefined) break;
    }
    this.lastLine = lastAtMost(starts, offset, itself);
    return this.lastLine;
  }

  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.text.length));
    const line = this.lineAt(clamped);
    return { line, character: clamped - this.starts[line]! };
  }

  /** Out-of-range lines and characters are clamped, as LSP asks. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    if (position.line >= this.starts.length) return this.text.length;
    const start = this.starts[position.line]!;
    return Math.min(start + Math.max(0, position.character), this.lineEnd(position.line));
  }

  rangeOf(span: { readonly start: number; readonly end: number }): Range {
    return { start: this.positionAt(span.start), end: this.positionAt(span.end) };
  }

  /** The offset of the end of the line, before its line end. */
  lineEnd(line: number): number {
    const next = this.starts[line + 1];
    if (next === undefined) return this.text.length;
    return next >= 2 && this.text[next - 2] === '\r' ? Math.max(next - 2, this.starts[line]!) : next - 1;
  }

  /** The line's text without its line end. */
  lineText(line: number): string {
    return this.text.slice(this.starts[line] ?? this.text.length, this.lineEnd(line));
  }
}

function itself(start: number): number {
  return start;
}
