/**
 * The function of Go's `path/filepath` that decides what a pattern means to BuildKit, as on Linux: `Match` (`Clean` is in model/goText.ts).
 * Source: Go src/path/filepath/match.go. Characters are code points where Go decodes
 * runes and UTF-16 units where Go compares bytes, which is the same for all text that is valid Unicode.
 */

/** What `filepath.Match` answers; `'bad pattern'` where Go returns ErrBadPattern (it looks only as far as it needs to). */
export type GlobAnswer = boolean | 'bad pattern';

/** `filepath.Match(pattern, name)`: `*` and `?` do not match `/`, classes do. */
export function matchGlob(pattern: string, name: string): GlobAnswer {
  let rest = pattern;
  nextChunk: while (rest.length > 0) {
    const scanned = scanChunk(rest);
    const { star, chunk } = scanned;
    rest = scanned.rest;
    if (star && chunk === '') return !name.includes('/');
    const end = matchChunk(chunk, name);
    if (end === bad) return 'bad pattern';
    if (end !== none && (end === name.length || rest.length > 0)) {
      name = name.slice(end);
      continue;
    }
    if (star) {
      for (let at = 0; at < name.length && name[at] !== '/'; at++) {
        const tail = name.slice(at + 1);
        const tailEnd = matchChunk(chunk, tail);
        if (tailEnd === bad) return 'bad pattern';
        if (tailEnd === none || (rest.length === 0 && tailEnd < tail.length)) continue;
        name = tail.slice(tailEnd);
        continue nextChunk;
      }
    }
    return false;
  }
  return name.length === 0;
}

/** True when the text holds a character that is special to `filepath.Match` (BuildKit's test for a wildcard source). */
export function hasWildcard(path: string): boolean {
  for (let at = 0; at < path.length; at++) {
    const character = path[at];
    if (character === '\\') at++;
    else if (character === '*' || character === '?' || character === '[') return true;
  }
  return false;
}

const none = -1;
const bad = -2;

function scanChunk(pattern: string): { star: boolean; chunk: string; rest: string } {
  let start = 0;
  while (pattern[start] === '*') start++;
  let inClass = false;
  for (let at = start; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at += at + 1 < pattern.length ? 1 : 0;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '*' && !inClass) {
      return { star: start > 0, chunk: pattern.slice(start, at), rest: pattern.slice(at) };
    }
  }
  return { star: start > 0, chunk: pattern.slice(start), rest: '' };
}

/** The index in `text` after the chunk, `none` when it does not match there, `bad` when the chunk is malformed. */
function matchChunk(chunk: string, text: string): number {
  let at = 0;
  let read = 0;
  let failed = false;
  while (at < chunk.length) {
    if (read >= text.length) failed = true;
    const character = chunk[at];
    if (character === '[') {
      const point = failed ? 0 : text.codePointAt(read)!;
      if (!failed) read += point > 0xffff ? 2 : 1;
      at++;
      const negated = chunk[at] === '^';
      if (negated) at++;
      let found = false;
      for (let ranges = 0; !(chunk[at] === ']' && ranges > 0); ranges++) {
        const low = classCharacter(chunk, at);
        if (!low) return bad;
        at = low.end;
        let high = low;
        if (chunk[at] === '-') {
          const other = classCharacter(chunk, at + 1);
          if (!other) return bad;
          high = other;
          at = other.end;
        }
        if (low.point <= point && point <= high.point) found = true;
      }
      at++;
      if (found === negated) failed = true;
    } else if (character === '?') {
      if (!failed) {
        if (text[read] === '/') failed = true;
        read += text.codePointAt(read)! > 0xffff ? 2 : 1;
      }
      at++;
    } else {
      if (character === '\\') {
        at++;
        if (at >= chunk.length) return bad;
      }
      if (!failed) {
        if (chunk[at] !== text[read]) failed = true;
        read++;
      }
      at++;
    }
  }
  return failed ? none : read;
}

/** One end of a range in a class; undefined where Go finds the class malformed (a class must go on after it). */
function classCharacter(chunk: string, at: number): { point: number; end: number } | undefined {
  if (at >= chunk.length || chunk[at] === '-' || chunk[at] === ']') return undefined;
  if (chunk[at] === '\\') at++;
  const point = chunk.codePointAt(at);
  if (point === undefined) return undefined;
  const end = at + (point > 0xffff ? 2 : 1);
  return end >= chunk.length ? undefined : { point, end };
}
