/** The exec form: a JSON array of strings, as Go's encoding/json reads it (BuildKit line_parsers.go, parseJSON). */
import { isGoSpace } from './characters.ts';

export interface JsonString {
  /** The decoded string. */
  readonly value: string;
  /** The string with its quotes: indexes in the text that was given. */
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `text[start, end)`. `not-json`: no valid JSON array, so the shell form; `not-strings`: an array that holds something else,
 * which is an error.
 */
export function readJsonArray(
  text: string,
  start: number,
  end: number,
): readonly JsonString[] | 'not-json' | 'not-strings' {
  let first = start;
  while (first < end && isGoSpace(text.charCodeAt(first))) first++;
  if (text[first] !== '[' || first >= end) return 'not-json';
  const source = text.slice(first, end);
  let parsed: unknown;
  try {
    parsed = JSON.parse(source);
  } catch {
    return 'not-json';
  }
  if (!Array.isArray(parsed)) return 'not-json';
  if (!parsed.every(item => typeof item === 'string')) return holdsHugeNumber(parsed) ? 'not-json' : 'not-strings';
  const values = parsed as string[];
  const strings: JsonString[] = [];
  let at = 1;
  for (const value of values) {
    const open = source.indexOf('"', at);
    let close = open + 1;
    while (source[close] !== '"') close += source[close] === '\\' ? 2 : 1;
    at = close + 1;
    strings.push({ value: replaceLoneSurrogates(value), start: first + open, end: first + at });
  }
  return strings;
}

/** Go puts U+FFFD where an escape names half of a surrogate pair. */
function replaceLoneSurrogates(value: string): string {
  return value.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd');
}

/** A number outside float64 makes Go's decoder fail, so that the shell form is taken. */
function holdsHugeNumber(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (Array.isArray(value)) return value.some(holdsHugeNumber);
  if (value !== null && typeof value === 'object') return Object.values(value).some(holdsHugeNumber);
  return false;
}
