/** Expand selection: word, the instruction's arguments, the instruction, the stage, the file. */
import type { Range, SelectionRange } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { placeAt } from './place.ts';

/** For each offset the spans that hold it, the smallest outermost in the answer (LSP's chain of parents). */
export function selectionRanges(document: DockerfileDocument, offsets: readonly number[]): SelectionRange[] {
  return offsets.map(offset => {
    const spans = spansAt(document, offset).sort((a, b) => a.end - a.start - (b.end - b.start));
    let chain: SelectionRange | undefined;
    for (const span of spans.reverse()) {
      const range: Range = document.lines.rangeOf(span);
      chain = chain ? { range, parent: chain } : { range };
    }
    return chain!;
  });
}

function spansAt(document: DockerfileDocument, offset: number): Span[] {
  const spans: Span[] = [{ start: 0, end: document.text.length }];
  const add = (span: Span | undefined): void => {
    if (span && span.start <= offset && span.end >= offset) spans.push(span);
  };
  const place = placeAt(document.tree, offset);
  add(wordAt(document.text, offset));
  add(place.span);
  if ('instruction' in place) {
    const instruction = document.instructionAt(offset);
    add(place.instruction.rest?.span);
    add(place.instruction.span);
    add(instruction?.span);
    const stage = instruction && document.stageModel.stageOf(instruction);
    add(stage?.span);
    if (place.kind === 'heredoc-body') add(lineAt(document, offset));
  }
  // A span that only crosses another one has no place in a chain of parents.
  const nested: Span[] = [];
  for (const span of spans.sort((a, b) => b.end - b.start - (a.end - a.start))) {
    const parent = nested.at(-1);
    if (
      !parent ||
      (span.start >= parent.start && span.end <= parent.end && span.end - span.start < parent.end - parent.start)
    ) {
      nested.push(span);
    }
  }
  return nested;
}

function wordAt(text: string, offset: number): Span {
  let start = offset;
  let end = offset;
  while (start > 0 && /[\w.-]/.test(text[start - 1]!)) start--;
  while (end < text.length && /[\w.-]/.test(text[end]!)) end++;
  return { start, end };
}

function lineAt(document: DockerfileDocument, offset: number): Span {
  const line = document.lines.lineAt(offset);
  return { start: document.lines.starts[line]!, end: document.lines.lineEnd(line) };
}
