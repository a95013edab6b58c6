/** From offsets inside a value (a word, a flag's value, a pair's value) to offsets in the file. */
import { indexOf, offsetOf } from '../syntax/logical.ts';
import type { Flag, Instruction, LogicalLine, Span, Word } from '../syntax/tree.ts';

/** Turns a span of a value into a span of the file. */
export type Placer = (span: Span) => Span;

/** For a word of the instruction. */
export function wordPlacer(instruction: Instruction, word: Word): Placer {
  return later(() => logicalPlacer(instruction.logical, word.at, word.value));
}

/** For the value of a flag; the flag's value lacks the quotes and escapes that were written. */
export function flagPlacer(instruction: Instruction, flag: Flag): Placer {
  return later(() => {
    const start = flag.at.start + flag.text.length - (flag.value ?? '').length;
    const at = flag.valueSpan === undefined ? start : indexOf(instruction.logical, flag.valueSpan.start);
    return logicalPlacer(instruction.logical, { start: at, end: flag.at.end }, flag.value ?? '');
  });
}

/** For a text that stands at the file span in the instruction: the key or value of an ENV, LABEL or ARG. */
export function spanPlacer(instruction: Instruction, span: Span, value: string): Placer {
  return later(() => {
    const start = indexOf(instruction.logical, span.start);
    const end = span.end > span.start ? indexOf(instruction.logical, span.end - 1) + 1 : start;
    return logicalPlacer(instruction.logical, { start, end }, value);
  });
}

/** For a text that stands in the file as it is (the body of a heredoc). */
export function directPlacer(start: number): Placer {
  return span => ({ start: start + span.start, end: start + span.end });
}

/** Most texts are never asked for a place. */
function later(make: () => Placer): Placer {
  let made: Placer | undefined;
  return span => {
    made ??= make();
    return made(span);
  };
}

function logicalPlacer(logical: LogicalLine, at: Span, value: string): Placer {
  const written = logical.text.slice(at.start, at.end);
  if (written.startsWith(value)) return span => fileSpan(logical, at.start + span.start, at.start + span.end);
  const indexes = alignedIndexes(written, value);
  return span => {
    if (span.start >= span.end) {
      const index = at.start + (indexes[span.start] ?? written.length);
      return fileSpan(logical, index, index);
    }
    return fileSpan(logical, at.start + (indexes[span.start] ?? 0), at.start + (indexes[span.end - 1] ?? 0) + 1);
  };
}

/**
 * Where each character of the value stands in what was written: quotes and escapes in between are skipped. Characters that are
 * written in another way (JSON's \u0024) get the place of the next one that is found.
 */
function alignedIndexes(written: string, value: string): number[] {
  const indexes: number[] = [];
  let index = 0;
  for (const character of value) {
    const found = written.indexOf(character, index);
    if (found !== -1) index = found;
    for (let unit = 0; unit < character.length; unit++)
      indexes.push(Math.min(index + unit, Math.max(0, written.length - 1)));
    if (found !== -1) index += character.length;
  }
  return indexes;
}

function fileSpan(logical: LogicalLine, start: number, end: number): Span {
  if (end <= start) {
    const offset = offsetOf(logical, start);
    return { start: offset, end: offset };
  }
  return { start: offsetOf(logical, start), end: offsetOf(logical, end - 1) + 1 };
}
