/** Writing values so that BuildKit reads them back as they were. */
import type { EscapeToken } from '../syntax/tree.ts';

/** The text in double quotes, with `$`, `"` and the escape character escaped; undefined when it cannot be written on one line. */
export function quoteValue(text: string, escape: EscapeToken): string | undefined {
  if (/[\r\n]/.test(text)) return undefined;
  let out = '"';
  for (const character of text)
    out += character === '"' || character === '$' || character === escape ? escape + character : character;
  return out + '"';
}
