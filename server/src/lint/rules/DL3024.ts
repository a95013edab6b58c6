import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3024',
    title: 'Two stages with one name',
    group: 'correctness',
    severity: 'warning',
    cliSeverity: 'error',
    fixable: 'never',
    whyNoFix: 'A new name is needed, which only its author can give. “Rename Symbol” changes its uses too.',
    since: '0.1.0',
    supersededBy: 'DuplicateStageName',
    sources: [{ tool: 'hadolint', code: 'DL3024', same: true }],
    messages: { duplicate: 'There is a stage {name} above already' },
  },
  *check({ document }) {
    const seen = new Set<string>();
    for (const { nameWord, from } of document.stages) {
      if (nameWord === undefined) continue;
      if (seen.has(nameWord.value)) {
        yield {
          messageId: 'duplicate',
          data: { name: nameWord.value },
          span: nameWord.span,
          reportLine: from.startLine,
        };
      }
      seen.add(nameWord.value);
    }
  },
});
