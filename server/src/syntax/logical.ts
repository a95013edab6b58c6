/** Mapping between an instruction's logical line (joined as BuildKit joins) and the file. */
import type { LogicalLine, Span } from './tree.ts';

/** The segment that holds the index (binary search). */
function segmentAt(line: LogicalLine, index: number): { readonly at: number; readonly offset: number } {
  let low = 0;
  let high = line.segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (line.segments[middle]!.at <= index) low = middle;
    else high = middle - 1;
  }
  return line.segments[low]!;
}

/** The file offset of the character at `index` of the logical line. */
export function offsetOf(line: LogicalLine, index: number): number {
  const segment = segmentAt(line, index);
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
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle]!.offset <= offset) low = middle;
    else high = middle - 1;
  }
  const segment = segments[low]!;
  const next = segments[low + 1];
  const index = Math.max(segment.at, segment.at + (offset - segment.offset));
  return Math.min(index, next ? next.at : line.text.length);
}
