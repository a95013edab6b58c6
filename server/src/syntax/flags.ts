/** `--name=value` words between keyword and arguments (BuildKit parser/split_command.go, extractBuilderFlags). */
import { isGoSpace } from './characters.ts';
import { spanOf } from './logical.ts';
import type { EscapeToken, Flag, LogicalLine } from './tree.ts';

/** Reads the flags of `text[start, end)`; `restStart` is where the arguments begin (blanks not yet trimmed). */
export function readFlags(
  logical: LogicalLine,
  start: number,
  end: number,
  escape: EscapeToken,
): { readonly flags: readonly Flag[]; readonly restStart: number } {
  const { text } = logical;
  // Nearly all instructions have no flag: do not copy their text.
  // BuildKit looks at bytes here, so only ASCII blanks count.
  let first = start;
  while (first < end && text.charCodeAt(first) < 0x80 && isGoSpace(text.charCodeAt(first))) first++;
  if (!text.startsWith('--', first) || first + 1 >= end) return { flags: [], restStart: first };

  const units = unitsOf(text, first, end);
  const { codes } = units;
  const indexAt = (unit: number): number => (unit >= codes.length ? end : units.indexes[unit]!);
  const escapeCode = escape.charCodeAt(0);
  const flags: Flag[] = [];
  let at = 0;
  while (at < codes.length) {
    if (isGoSpace(codes[at]!)) {
      at++;
      continue;
    }
    if (codes[at] !== 0x2d || codes[at + 1] !== 0x2d) return { flags, restStart: indexAt(at) };
    const wordStart = at;
    let value = '';
    let quote = 0;
    let quoted = false;
    let equals = -1;
    let valueUnit = -1;
    while (at < codes.length) {
      let code = codes[at]!;
      if (quote === 0 && isGoSpace(code)) break;
      if (quote !== 0 && code === quote) {
        quote = 0;
        at++;
        continue;
      }
      if (quote === 0 && (code === 0x22 || code === 0x27)) {
        quote = code;
        quoted = true;
        at++;
        continue;
      }
      if (code === escapeCode) {
        // An escape at the very end is dropped.
        if (at + 1 === codes.length) {
          at++;
          continue;
        }
        code = codes[++at]!;
      }
      if (equals === -1 && code === 0x3d) {
        equals = value.length;
        valueUnit = at + 1;
      }
      value += String.fromCharCode(code);
      at++;
    }
    const terminated = at < codes.length;
    if (value === '--') {
      // `--` ends the flags. At the very end of the line it vanishes.
      return { flags, restStart: indexAt(at) };
    }
    if (value.length > 0 || quoted) {
      flags.push(
        makeFlag(
          logical,
          indexAt(wordStart),
          terminated ? indexAt(at) : end,
          value,
          equals,
          valueUnit === -1 ? -1 : indexAt(valueUnit),
        ),
      );
    }
  }
  return { flags, restStart: end };
}

function makeFlag(
  logical: LogicalLine,
  start: number,
  end: number,
  text: string,
  equals: number,
  valueIndex: number,
): Flag {
  const nameEnd = equals === -1 ? end : Math.max(start, valueIndex - 1);
  return {
    name: (equals === -1 ? text : text.slice(0, equals)).slice(2),
    nameSpan: spanOf(logical, start, nameEnd),
    value: equals === -1 ? undefined : text.slice(equals + 1),
    valueSpan: equals === -1 ? undefined : emptyAware(logical, valueIndex, end),
    span: spanOf(logical, start, end),
    at: { start, end },
    text,
  };
}

/** The span of a value; an empty one stands right behind the `=`, not behind a continuation. */
function emptyAware(logical: LogicalLine, start: number, end: number): { start: number; end: number } {
  if (start < end) return spanOf(logical, start, end);
  const before = spanOf(logical, start - 1, start).end;
  return { start: before, end: before };
}

/**
 * BuildKit walks the flags byte by byte. For ASCII bytes and characters are the same; otherwise the bytes of the UTF-8 form are
 * taken one by one (quirk: a flag's value comes out as Latin-1, and the bytes 0x85 and 0xA0 count as blanks).
 */
function unitsOf(text: string, start: number, end: number): { codes: readonly number[]; indexes: readonly number[] } {
  const codes: number[] = [];
  const indexes: number[] = [];
  for (let index = start; index < end; ) {
    const code = text.codePointAt(index)!;
    const width = code > 0xffff ? 2 : 1;
    if (code < 0x80) {
      codes.push(code);
      indexes.push(index);
    } else {
      for (const byte of utf8(code)) {
        codes.push(byte);
        indexes.push(index);
      }
    }
    index += width;
  }
  return { codes, indexes };
}

function utf8(code: number): number[] {
  if (code < 0x800) return [0xc0 | (code >> 6), 0x80 | (code & 0x3f)];
  if (code < 0x10000) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
  return [0xf0 | (code >> 18), 0x80 | ((code >> 12) & 0x3f), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)];
}
