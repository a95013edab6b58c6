/** Mapping between an instruction's logical line (joined as BuildKit joins) and the file. */
import { lastAtMost } from './search.ts';
import type { LogicalLine, Span } from './tree.ts';

/** The file offset of the character at `index` of the logical line. */
export function offsetOf(line: LogicalLine, index: number): number {
  const segment = line.segments[lastAtMost(line.segments, index, ({ at }) => at)]!;
  return segment.offset + (index - segment.at);
}

/** The file span of `[start, end)` of the logical line. The end is that of the last character, so it never jumps over a continuation. */
export function spanOf(line: LogicalLine, start: number, end: number): Span {
  if (end <= start) {
    const offset = offsetOf(line, start);
    return { start: offset, end: offset };
  }
  return { start: offsetOf(line, start), end: offsetOf(line, end - 1) + 1 };
}

/** The index in the logical line of a file offset; an offset inside a continuation or comment gives the next character's index. */
export function indexOf(line: LogicalLine, offset: number): number {
  const { segments } = line;
  const holding = lastAtMost(segments, offset, segment => segment.offset);
  const segment = segments[holding]!;
  const next = segments[holding + 1];
  const index = Math.max(segment.at, segment.at + (offset - segment.offset));
  return Math.min(index, next ? next.at : line.text.length);
}
