import type { Instruction, Pair } from '../../syntax/tree.ts';
import { wholeLines } from '../lineEdits.ts';
import { defineRule } from '../rule.ts';
import { unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'duplicate-label-key',
    title: 'A label is set twice in a stage',
    group: 'correctness',
    severity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'labels/no-duplicate-keys', same: true }],
    messages: { lost: 'This value of {key} is lost: the label is set again further down' },
  },
  *check({ document }) {
    for (const stage of document.stages) {
      const last = new Map<string, { instruction: Instruction; pair: Pair }>();
      for (const instruction of stage.instructions) {
        if (instruction.name !== 'LABEL') continue;
        for (const pair of instruction.pairs) {
          const key = unquoted(pair.key);
          const lost = key.includes('$') ? undefined : last.get(key);
          last.set(key, { instruction, pair });
          if (lost === undefined) continue;
          const alone = lost.instruction.pairs.length === 1 && lost.instruction.comments.length === 0;
          const lines = alone ? wholeLines(document.tree, lost.instruction.span) : undefined;
          yield {
            messageId: 'lost',
            data: { key },
            span: lost.pair.span,
            fixes: lines
              ? [
                  {
                    title: 'Delete the LABEL that has no effect',
                    safety: 'safe',
                    edits: [{ span: lines, newText: '' }],
                    touches: [lost.instruction.index],
                  },
                ]
              : [],
          };
        }
      }
    }
  },
});
