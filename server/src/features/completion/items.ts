/** Suggestions made of lists. */
import type { CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import type { Span } from '../../syntax/tree.ts';
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
