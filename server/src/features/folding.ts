/** What can be folded: stages, instructions over several lines, heredocs, runs of comments. */
import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';

export function foldingRanges(document: DockerfileDocument): FoldingRange[] {
  const { lines, tree } = document;
  const ranges: FoldingRange[] = [];
  const add = (startLine: number, endLine: number, kind?: FoldingRangeKind): void => {
    if (endLine > startLine) ranges.push(kind ? { startLine, endLine, kind } : { startLine, endLine });
  };
  // One stage is the whole file: folding it would hide everything.
  if (document.stages.length > 1) {
    for (const stage of document.stages) {
      add(lines.lineAt(stage.span.start), lines.lineAt(stage.span.end), FoldingRangeKind.Region);
    }
  }
  for (const instruction of tree.instructions) {
    add(instruction.startLine - 1, lines.lineAt(instruction.span.end));
    for (const heredoc of instruction.heredocs) {
      if (instruction.heredocs.length < 2) continue;
      add(lines.lineAt(heredoc.contentSpan.start), lines.lineAt(heredoc.terminatorSpan.end));
    }
  }
  let first = -1;
  let last = -2;
  for (const comment of tree.comments) {
    const line = lines.lineAt(comment.span.start);
    if (comment.inside === undefined && line === last + 1) {
      last = line;
      continue;
    }
    if (first !== -1) add(first, last, FoldingRangeKind.Comment);
    first = comment.inside === undefined ? line : -1;
    last = line;
  }
  if (first !== -1) add(first, last, FoldingRangeKind.Comment);
  return ranges;
}
