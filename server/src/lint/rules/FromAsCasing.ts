import { atInstruction } from '../buildkit.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: instructions/parse.go, doesFromCaseMatchAsCase. */
export const rule = defineRule({
  meta: {
    id: 'FromAsCasing',
    title: 'FROM and AS are written in the same case',
    group: 'style',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'FromAsCasing', same: true }],
    messages: { casing: "'{as}' and '{from}' keywords' casing do not match" },
  },
  *check({ document }) {
    for (const instruction of document.tree.instructions) {
      if (instruction.name !== 'FROM' || instruction.words.length < 3) continue;
      const from = instruction.keyword.value;
      const as = instruction.words[1]!;
      const lower = from === from.toLowerCase();
      // A FROM in mixed case is another rule's business.
      if (!lower && from !== from.toUpperCase()) continue;
      const wanted = lower ? as.value.toLowerCase() : as.value.toUpperCase();
      if (as.value === wanted) continue;
      yield {
        ...atInstruction(instruction),
        messageId: 'casing',
        data: { as: as.value, from },
        span: as.span,
        fixes: [
          {
            title: `Write ${wanted}`,
            safety: 'safe',
            edits: [{ span: as.span, newText: wanted }],
            touches: [instruction.index],
          },
        ],
      };
    }
  },
});
