/**
 * Where the characters of a script stand in the file. A script is what a shell gets to see: continuations joined, JSON strings
 * decoded, tabs of `<<-` taken off, quotes of `sh -c "…"` removed. Offsets are UTF-16.
 */
import { lastAtMost } from '../syntax/search.ts';
import type { Span } from '../syntax/tree.ts';

export interface MapSegment {
  /** The index in the script at which the segment begins. */
  readonly at: number;
  /** The offset in the file at which it is written. */
  readonly offset: number;
  /**
   * Undefined: the characters up to the next segment are written one by one in the file. A number: the script's text up to the
   * next segment is written as that many characters of the file (`\"`, `\u0041`), which belong together.
   */
  readonly width?: number;
}

export interface ScriptMap {
  /** Ascending by `at`; the first begins at 0. */
  readonly segments: readonly MapSegment[];
  /** The script's length. */
  readonly length: number;
}

/** A piece of an inner text and where it stands in the text around it. */
export interface MappedPiece {
  readonly length: number;
  /** Of the text around it. */
  readonly at: Span;
}

/** The file offset of the character at `index`; for `index` = length, the offset after the last character. */
export function fileOffsetOf(map: ScriptMap, index: number): number {
  if (index >= map.length && map.length > 0) return endOfCharacter(map, map.length - 1);
  const segment = map.segments[segmentIndexAt(map, index)]!;
  return segment.width === undefined ? segment.offset + Math.max(0, index - segment.at) : segment.offset;
}

/**
 * The file span of `[start, end)` of the script. It ends behind the last character, so it never reaches over a continuation that
 * follows; it may hold continuations and comments between its characters.
 */
export function fileSpanOf(map: ScriptMap, start: number, end: number): Span {
  const from = fileOffsetOf(map, start);
  if (end <= start) return { start: from, end: from };
  return { start: from, end: endOfCharacter(map, Math.min(end, map.length) - 1) };
}

/**
 * The index in the script of the character written at the file offset; undefined when the script does not reach there. An offset
 * inside a continuation gives the next character's index.
 */
export function scriptIndexOf(map: ScriptMap, offset: number): number | undefined {
  const { segments } = map;
  if (offset < segments[0]!.offset || offset > fileOffsetOf(map, map.length)) return undefined;
  const holding = lastAtMost(segments, offset, segment => segment.offset);
  const segment = segments[holding]!;
  const nextAt = segments[holding + 1]?.at ?? map.length;
  if (segment.width !== undefined) return offset < segment.offset + segment.width ? segment.at : nextAt;
  return Math.min(segment.at + offset - segment.offset, nextAt);
}

/** Whether `[start, end)` of the script is written in the file as one run of the same characters, so that it can be edited there. */
export function isContiguous(map: ScriptMap, start: number, end: number): boolean {
  if (end <= start) return true;
  const first = segmentIndexAt(map, start);
  const last = segmentIndexAt(map, end - 1);
  for (let index = first; index <= last; index++) {
    const segment = map.segments[index]!;
    if (segment.width !== undefined) return false;
    if (index > first && segment.offset !== fileOffsetOf(map, segment.at - 1) + 1) return false;
  }
  return true;
}

/** How far the second text stands behind the first one; undefined when its pieces are not written alike. */
export function distanceOf(first: ScriptMap, second: ScriptMap): number | undefined {
  const { segments } = first;
  if (first.length !== second.length || segments.length !== second.segments.length) return undefined;
  const distance = second.segments[0]!.offset - segments[0]!.offset;
  for (let index = 0; index < segments.length; index++) {
    const left = segments[index]!;
    const right = second.segments[index]!;
    if (left.at !== right.at || left.width !== right.width || right.offset - left.offset !== distance) return undefined;
  }
  return distance;
}

/** The map of a script that stands unchanged at one place of the file. */
export function plainMap(offset: number, length: number): ScriptMap {
  return { segments: [{ at: 0, offset }], length };
}

/** The map of `[start, end)` of a script. */
export function sliceMap(map: ScriptMap, start: number, end: number): ScriptMap {
  const [only] = map.segments;
  if (map.segments.length === 1 && only!.width === undefined && end > start && end <= map.length)
    return plainMap(only!.offset + start - only!.at, end - start);
  return innerMap(map, [{ length: end - start, at: { start, end } }], start);
}

/** One script after the other. */
export function joinMaps(maps: readonly ScriptMap[]): ScriptMap {
  const segments: MapSegment[] = [];
  let length = 0;
  for (const map of maps) {
    if (map.length === 0) continue;
    for (const segment of map.segments) segments.push({ ...segment, at: segment.at + length });
    length += map.length;
  }
  return segments.length === 0 ? plainMap(maps[0]?.segments[0]?.offset ?? 0, 0) : { segments, length };
}

/**
 * The map of a text made of pieces of another one. A piece as long as its place was copied; any other was decoded as a whole.
 * `emptyAt`: where in the outer text an inner text without characters stands.
 */
export function innerMap(outer: ScriptMap, pieces: readonly MappedPiece[], emptyAt: number): ScriptMap {
  const segments: MapSegment[] = [];
  let length = 0;
  const add = (segment: MapSegment) => {
    const last = segments[segments.length - 1];
    const continues =
      last !== undefined &&
      last.width === undefined &&
      segment.width === undefined &&
      last.offset + (segment.at - last.at) === segment.offset;
    if (!continues) segments.push(segment);
  };
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    if (piece.length !== piece.at.end - piece.at.start) {
      const span = fileSpanOf(outer, piece.at.start, piece.at.end);
      add({ at: length, offset: span.start, width: span.end - span.start });
    } else {
      let index = segmentIndexAt(outer, piece.at.start);
      for (let at = piece.at.start; at < piece.at.end; ) {
        const segment = outer.segments[index]!;
        const next = Math.min(outer.segments[index + 1]?.at ?? outer.length, piece.at.end);
        const place = length + at - piece.at.start;
        if (segment.width === undefined) add({ at: place, offset: segment.offset + at - segment.at });
        else add({ at: place, offset: segment.offset, width: segment.width });
        if (next <= at) break;
        at = next;
        index++;
      }
    }
    length += piece.length;
  }
  return segments.length === 0 ? plainMap(fileOffsetOf(outer, emptyAt), 0) : { segments, length };
}

function segmentIndexAt(map: ScriptMap, index: number): number {
  return lastAtMost(map.segments, index, ({ at }) => at);
}

function endOfCharacter(map: ScriptMap, index: number): number {
  const segment = map.segments[segmentIndexAt(map, index)]!;
  return segment.width === undefined ? segment.offset + index - segment.at + 1 : segment.offset + segment.width;
}
