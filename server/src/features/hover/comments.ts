/** Hover of comments that switch rules off, and of the values of directives. */
import type { DockerfileDocument } from '../../model/document.ts';
import { findNote } from '../../notes/find.ts';
import type { Span } from '../../syntax/tree.ts';
import { answer, type HoverAnswer, ofNotes, wordSpan } from './answer.ts';
import { code } from './markdown.ts';

/** Suppression comments name rules; a rule's page is shown. */
export function commentHover(
  document: DockerfileDocument,
  text: string,
  span: Span,
  offset: number,
): HoverAnswer | undefined {
  const word = wordSpan(document.text, offset, span);
  const id = document.text
    .slice(word.start, word.end)
    .replace(/^[=,;]+|[=,;]+$/g, '')
    .split(/[=,;]/)
    .find(part => findNote(`rule.${part}`));
  const isPragma = /\b(hadolint|check|tally|shellcheck)\b/.test(text);
  if (id && isPragma) return ofNotes(word, [`rule.${id}`]);
  if (!isPragma) return undefined;
  const ids = text.match(/\b(?:DL|SC)\d{4}\b/g);
  return answer(
    span,
    [
      `Switches ${ids ? ids.map(code).join(', ') : 'rules'} off: ${/global/.test(text) ? 'in the whole file' : 'for the instruction below'}.`,
    ],
    [],
  );
}

export function directiveValue(
  document: DockerfileDocument,
  name: string,
  value: string,
  span: Span,
  offset: number,
): HoverAnswer | undefined {
  if (name === 'syntax')
    return answer(span, [`The frontend that reads this file: ${code(value)}.`], ['directive.syntax'], true);
  const word = wordSpan(document.text, offset, span);
  const rule = document.text
    .slice(word.start, word.end)
    .split(/[=,;]/)
    .find(part => findNote(`rule.${part}`));
  if (rule) return ofNotes(span, [`rule.${rule}`]);
  return ofNotes(span, [`directive.${name}`]);
}
