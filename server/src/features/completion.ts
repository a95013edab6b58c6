/**
 * Completion by position. Each file of completion/ answers for one kind of place; what it offers is inserted as an edit of the word under the
 * cursor, so that accepting replaces what was typed and never leaves a second half behind.
 */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { argumentItems } from './completion/arguments.ts';
import { baseItems } from './completion/bases.ts';
import { directives, directiveValues, suppressions } from './completion/comments.ts';
import { flagNames, flagsAllowed, flagValues } from './completion/flags.ts';
import { isAtTop, keywords, wholeSnippets } from './completion/instructions.ts';
import { beginningAsTyped, untilValue, words } from './completion/items.ts';
import type { CompletionServices } from './completion/services.ts';
import { variableItems, variablePrefix } from './completion/variables.ts';
import { placeAt } from './place.ts';

export type { CompletionServices, FoundHere } from './completion/services.ts';

/** What can stand at the offset; empty when there is nothing to offer. */
export function completions(
  document: DockerfileDocument,
  offset: number,
  services: CompletionServices,
): readonly CompletionItem[] {
  const { tree } = document;
  const variable = variablePrefix(document.text, offset);
  const place = placeAt(tree, offset);
  if (place.kind === 'comment') {
    // A person who begins a comment is not interrupted; who has written `ignore=` is helped on.
    if (services.trigger !== undefined && services.trigger !== '=' && services.trigger !== ',') return [];
    return [
      ...(isAtTop(document, place.span) ? directives(document, place.span, offset) : []),
      ...suppressions(document, place.span, offset, services),
    ];
  }
  if (place.kind === 'directive-name' || place.kind === 'directive-value') {
    if (place.kind === 'directive-name') return [];
    return directiveValues(document, place.directive.name, place.span, offset, services.ruleIds ?? []);
  }
  if (place.kind === 'blank') {
    const here = { start: offset, end: offset };
    return [...keywords(document, here, undefined, services), ...wholeSnippets(document, here, services)];
  }
  const { instruction } = place;
  if (place.kind === 'keyword') {
    const isAlone = !instruction.rest && document.tree.instructions.includes(instruction);
    return [
      ...keywords(document, place.span, instruction, services),
      ...(isAlone ? wholeSnippets(document, place.span, services) : []),
    ];
  }
  if (place.kind === 'heredoc-body' && !place.heredoc.expand) return [];
  if (variable) return variableItems(document, instruction, variable, offset);
  if (place.kind === 'flag-name') {
    return flagNames(document, instruction, untilValue(document.text, offset, place.flag.span, '='), services);
  }
  if (place.kind === 'flag-value') {
    return flagValues(document, instruction, place.flag.name, place.span, offset, services);
  }
  if (
    place.kind === 'base' ||
    (place.kind === 'gap' && instruction.name === 'FROM' && instruction.words.length === 0)
  ) {
    return baseItems(
      document,
      instruction,
      place.kind === 'base' ? place.span : { start: offset, end: offset },
      offset,
      services,
    );
  }
  if (place.kind === 'gap' && instruction.known && instruction.name === 'ONBUILD' && !instruction.trigger) {
    return keywords(document, { start: offset, end: offset }, instruction, services);
  }
  if (place.kind === 'healthcheck-type')
    return words(document, place.span, ['CMD', 'NONE'], CompletionItemKind.Keyword);
  const typed = typedWord(document.text, offset);
  if (typed.text.startsWith('-') && flagsAllowed(instruction, typed.span.start)) {
    return flagNames(document, instruction, untilValue(document.text, offset, typed.span, '='), services);
  }
  if (place.kind === 'gap' && instruction.name === 'HEALTHCHECK' && instruction.words.length === 0) {
    return words(document, { start: offset, end: offset }, ['CMD', 'NONE'], CompletionItemKind.Keyword);
  }
  const items = argumentItems(document, place, typed, offset, services);
  return openEnded.has(instruction.name) ? beginningAsTyped(document, items, offset) : items;
}

/** Whatever is typed there may be meant as it stands. */
const openEnded: ReadonlySet<string> = new Set([
  ...['ARG', 'CMD', 'ENTRYPOINT', 'ENV', 'EXPOSE', 'HEALTHCHECK', 'RUN', 'SHELL', 'USER', 'VOLUME', 'WORKDIR'],
]);

/** The unbroken text around the offset. */
function typedWord(text: string, offset: number): { readonly text: string; readonly span: Span } {
  let start = offset;
  while (start > 0 && !/\s/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && !/\s/.test(text[end]!)) end++;
  return { text: text.slice(start, end), span: { start, end } };
}
