/** In comments: directives, suppressions and the ids of rules in them. */

import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import type { Span } from '../../syntax/tree.ts';
import { words } from './items.ts';
import type { CompletionServices, FoundHere } from './services.ts';

/** `# hadolint ignore=`, `# check=skip=` and, behind them, ids of rules. */
export function suppressions(
  document: DockerfileDocument,
  span: Span,
  offset: number,
  { ruleIds = [], findings }: CompletionServices,
): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const list =
    /^#\s*(hadolint\s+(?:global\s+)?ignore|check\s*=\s*skip|tally\s+(?:global\s+)?ignore|shellcheck\s+disable)\s*=\s*(?:[\w/-]+\s*,\s*)*([\w/-]*)$/.exec(
      typed,
    );
  if (list) {
    const range = { start: offset - list[2]!.length, end: endOfId(document.text, offset) };
    const isForFile = /global|check/.test(list[1]!);
    const next = document.tree.instructions.find(instruction => instruction.span.end > span.end);
    const lines = isForFile || !next ? { first: 1, last: Infinity } : { first: next.startLine, last: next.endLine };
    const belongs = (id: string): boolean => !list[1]!.startsWith('shellcheck') || /^SC\d+$/.test(id);
    return ruleItems(
      document,
      range,
      ruleIds.filter(belongs),
      (findings?.() ?? []).filter(({ ruleId, line }) => belongs(ruleId) && line >= lines.first && line <= lines.last),
    );
  }
  const behind = document.text.slice(offset, span.end);
  // In front of other words it would make a sentence of its own into a suppression.
  const replaced = /^[a-z ]*=/.exec(behind)?.[0] ?? '';
  if (!/^#\s*[a-z]*$/.test(typed) || (behind.trim() !== '' && replaced === '')) return [];
  return ['# hadolint ignore=', '# hadolint global ignore=', '# check=skip=', '# shellcheck disable='].map(
    (newText, index): CompletionItem => ({
      label: newText,
      kind: CompletionItemKind.Keyword,
      filterText: newText,
      sortText: `9${index}`,
      textEdit: { range: document.lines.rangeOf({ start: span.start, end: offset + replaced.length }), newText },
    }),
  );
}

/** Where the name of a rule ends that the offset is in. */
function endOfId(text: string, offset: number): number {
  return offset + /^[\w/-]*/.exec(text.slice(offset, offset + 100))![0].length;
}

/** What is found in these lines first, with its message; then the other rules, hadolint's numbers before words. */
function ruleItems(
  document: DockerfileDocument,
  span: Span,
  ruleIds: readonly string[],
  found: readonly FoundHere[],
): CompletionItem[] {
  const messages = new Map(found.map(({ ruleId, message }) => [ruleId, message]));
  const ids = [...new Set([...messages.keys(), ...ruleIds])];
  return ids.map((label): CompletionItem => {
    const message = messages.get(label);
    const group = message !== undefined ? 0 : /^(?:DL|SC)\d/.test(label) ? 1 : 2;
    return {
      label,
      kind: CompletionItemKind.Reference,
      ...(message !== undefined ? { detail: message } : {}),
      sortText: `${group}${label}`,
      textEdit: { range: document.lines.rangeOf(span), newText: label },
    };
  });
}

export function directives(document: DockerfileDocument, span: Span, offset: number): CompletionItem[] {
  const used = new Set(document.tree.directives.map(directive => directive.name));
  const line = { start: span.start, end: offset };
  if (document.text.slice(offset, span.end).trim() !== '') return [];
  return [
    ['syntax', '# syntax=docker/dockerfile:1'],
    ['escape', '# escape=`'],
    ['check', '# check=error=true'],
  ]
    .filter(([name]) => !used.has(name!))
    .map(
      ([, newText]): CompletionItem => ({
        label: newText!,
        kind: CompletionItemKind.Keyword,
        filterText: newText!,
        textEdit: { range: document.lines.rangeOf(line), newText: newText! },
      }),
    );
}

export function directiveValues(
  document: DockerfileDocument,
  name: string,
  span: Span,
  offset: number,
  ruleIds: readonly string[],
): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const skip = /(?:skip|experimental)=(?:\w+,)*(\w*)$/.exec(typed);
  if (name === 'check' && skip) {
    const checks = ruleIds.filter(id => /^[A-Z][a-z]\w+$/.test(id));
    return words(
      document,
      { start: offset - skip[1]!.length, end: endOfId(document.text, offset) },
      ['all', ...checks],
      CompletionItemKind.Reference,
    );
  }
  switch (name) {
    case 'syntax':
      return words(document, span, ['docker/dockerfile:1', 'docker/dockerfile:1-labs'], CompletionItemKind.Value);
    case 'escape':
      return words(document, span, ['`', '\\'], CompletionItemKind.Value);
    case 'check':
      return words(document, span, ['error=true', 'skip=', 'skip=all', 'experimental=all'], CompletionItemKind.Value);
    default:
      return [];
  }
}
