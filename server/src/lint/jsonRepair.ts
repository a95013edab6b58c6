/** Arrays of strings that are nearly JSON. */

/**
 * The array as JSON when it is clear what is meant: single and typographic quotes, a comma too many or missing, single backslashes,
 * a missing bracket at the end. Undefined when it is not clear.
 */
export function repairedJson(text: string): string | undefined {
  const strings: string[] = [];
  let at = 1;
  let needsComma = false;
  const source = text.trim();
  if (source[0] !== '[') return undefined;
  while (at < source.length) {
    const character = source[at]!;
    if (character === ' ' || character === '\t') at++;
    else if (character === ',') {
      if (!needsComma) return undefined;
      needsComma = false;
      at++;
    } else if (character === ']') {
      if (source.slice(at + 1).trim() !== '') return undefined;
      break;
    } else {
      const close = closing[character];
      if (close === undefined) return undefined;
      const read = readString(source, at + 1, close);
      if (read === undefined) return undefined;
      strings.push(read.value);
      needsComma = true;
      at = read.end;
    }
  }
  if (strings.length === 0) return undefined;
  const result = `[${strings.map(value => JSON.stringify(value)).join(', ')}]`;
  return result === source ? undefined : result;
}

const closing: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\u201c': '\u201c\u201d',
  '\u201d': '\u201c\u201d',
  '\u2018': '\u2018\u2019',
  '\u2019': '\u2018\u2019',
};

function readString(source: string, start: number, close: string): { value: string; end: number } | undefined {
  let value = '';
  for (let at = start; at < source.length; at++) {
    const character = source[at]!;
    if (close.includes(character)) return { value, end: at + 1 };
    if (character === '\\' && close === '"') {
      const next = source[at + 1];
      const escape = /^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.exec(source.slice(at, at + 6));
      // `C:\x` is no escape of JSON: the backslash itself is meant.
      if (!escape) {
        value += '\\';
        continue;
      }
      value += JSON.parse(`"${escape[0]}"`) as string;
      at += escape[0].length - 1;
      if (next === undefined) return undefined;
    } else value += character;
  }
  return undefined;
}
