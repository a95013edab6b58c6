/** Changes to a text. */
import type { Span } from './tree.ts';

/** Replaces the span of the old text; an empty span inserts. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** Sorted by place; of two insertions at one place the first given stays first. */
export function sortedEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
}

/** Whether two of the sorted edits touch the same text. */
export function hasOverlap(sorted: readonly TextEdit[]): boolean {
  return sorted.some((edit, index) => index > 0 && edit.span.start < sorted[index - 1]!.span.end);
}

/** The text with the edits made; they may come in any order but must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const { span, newText } of sortedEdits(edits)) {
    out += text.slice(at, span.start) + newText;
    at = span.end;
  }
  return out + text.slice(at);
}
