import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3063',
    title: 'Stage with a reserved name',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'A new name is needed, which only its author can give. “Rename Symbol” changes its uses too.',
    since: '0.1.0',
    supersededBy: 'ReservedStageName',
    sources: [{ tool: 'hadolint', code: 'DL3063', same: true }],
    messages: { reserved: '{name} is reserved: no stage should be called so' },
  },
  *check({ document }) {
    for (const { nameWord, from } of document.stages) {
      if (nameWord?.value !== 'scratch' && nameWord?.value !== 'context') continue;
      yield { messageId: 'reserved', data: { name: nameWord.value }, span: nameWord.span, reportLine: from.startLine };
    }
  },
});
