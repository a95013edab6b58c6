/** Suggestions made of lists. */
import type { CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import type { Span } from '../../syntax/tree.ts';
import { heldWhileTyping } from './knownImages.ts';
import type * as values from './values.ts';

export function words(
  document: DockerfileDocument,
  span: Span,
  labels: readonly string[],
  kind: CompletionItemKind,
): CompletionItem[] {
  return labels.map((label, index) => ({
    label,
    kind,
    sortText: String(index).padStart(3, '0'),
    textEdit: { range: document.lines.rangeOf(span), newText: label },
  }));
}

export function choices(
  document: DockerfileDocument,
  span: Span,
  list: readonly values.ValueChoice[],
  kind: CompletionItemKind,
  written: (value: string) => string = value => value,
): CompletionItem[] {
  return list.map(({ value, detail }, index) => ({
    label: value,
    kind,
    detail,
    filterText: value,
    sortText: String(index).padStart(3, '0'),
    textEdit: { range: document.lines.rangeOf(span), newText: written(value) },
  }));
}

export const suggestAgain = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

/**
 * Only what begins as the typed text does, and asked again with each letter: else an editor would put `["/bin/sh", "-c"]` in the place
 * of `["sh"]`, `$APP_UID` in that of `app`, or `dotnet` in that of `done`, when Enter is pressed.
 */
export function beginningAsTyped(
  document: DockerfileDocument,
  items: readonly CompletionItem[],
  offset: number,
): CompletionItem[] {
  return items.flatMap(item => {
    const edit = item.textEdit;
    if (!edit || !('range' in edit)) return [item];
    const typed = document.text.slice(document.lines.offsetAt(edit.range.start), offset).toLowerCase();
    const filter = (item.filterText ?? item.label).toLowerCase();
    if (!filter.startsWith(typed)) return [];
    // What is written already comes first: accepting it changes nothing.
    return [{ ...item, data: heldWhileTyping, ...(filter === typed ? { sortText: '!', preselect: true } : {}) }];
  });
}

/** Of `name=value`, `80/tcp` or `user:group` the part with the cursor, so that the other one stays. */
export function untilValue(text: string, offset: number, { start, end }: Span, separator: string): Span {
  const at = text.slice(offset, end).indexOf(separator);
  return { start, end: at === -1 ? end : offset + at };
}

/** What stands between quotes (and behind the bracket of a list that is not closed yet). */
export function withoutQuotes(text: string, offset: number, { start, end }: Span): Span {
  const opening = /^\[?["']/.exec(text.slice(start, offset))?.[0] ?? '';
  if (opening === '') return { start, end };
  const closing = /["'],?\]?$/.exec(text.slice(offset, end))?.[0] ?? '';
  return { start: start + opening.length, end: end - closing.length };
}
