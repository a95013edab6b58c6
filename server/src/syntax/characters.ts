/** Character classes as Go has them, where JavaScript's differ. */

/** Go's unicode.IsSpace: the White_Space property (JavaScript's \s adds U+FEFF and lacks U+0085). */
export function isGoSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  if (code < 0x85) return false;
  return (
    code === 0x85 ||
    code === 0xa0 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** BuildKit's reWhitespace (parser.go): tab, vertical tab, form feed, carriage return, blank. */
export function isArgumentBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0b || code === 0x0c || code === 0x0d;
}

/** The bounds of `text[start, end)` without the white space at its ends (strings.TrimSpace). */
export function trimmedBounds(text: string, start: number, end: number): { start: number; end: number } {
  while (start < end && isGoSpace(text.charCodeAt(start))) start++;
  while (end > start && isGoSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}
