import { BUILD_PASS } from '../../model/buildErrors.ts';
import type { DockerfileTree, Instruction } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: parser/parser.go. It reports the line on which the instruction ends, once for each instruction. */
export const rule = defineRule({
  meta: {
    id: 'NoEmptyContinuation',
    title: 'A blank line stands inside an instruction',
    group: 'correctness',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'NoEmptyContinuation', same: true }],
    messages: { blank: 'Empty continuation line' },
  },
  *check({ document }) {
    const { tree } = document;
    for (const instruction of tree.instructions) {
      const [first] = instruction.emptyLines;
      if (first === undefined) continue;
      yield {
        messageId: 'blank',
        span: first,
        reportLine: lastContinuedLine(tree, instruction),
        position: [BUILD_PASS.continuations, instruction.index],
        commentOf: -1,
        fixes: [
          {
            title: instruction.emptyLines.length === 1 ? 'Remove the blank line' : 'Remove the blank lines',
            safety: 'safe',
            edits: instruction.emptyLines.map(({ start }) => ({ span: wholeLine(tree, start), newText: '' })),
            touches: [instruction.index],
          },
        ],
      };
    }
  },
});

/** 1-based; heredocs do not count. */
function lastContinuedLine(tree: DockerfileTree, instruction: Instruction): number {
  const { logical, comments, emptyLines } = instruction;
  const segment = logical.segments.at(-1)!;
  const ends = [
    segment.offset + Math.max(0, logical.text.length - segment.at - 1),
    ...comments.map(comment => comment.span.start),
    ...emptyLines.map(line => line.start),
  ];
  return tree.lines.lineAt(Math.max(...ends)) + 1;
}

function wholeLine(tree: DockerfileTree, offset: number): { start: number; end: number } {
  const line = tree.lines.lineAt(offset);
  return { start: tree.lines.starts[line]!, end: tree.lines.starts[line + 1] ?? tree.text.length };
}
