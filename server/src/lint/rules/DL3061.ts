import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3061',
    title: 'A Dockerfile begins with FROM or ARG',
    group: 'correctness',
    severity: 'error',
    fixable: 'never',
    since: '0.1.0',
    syntaxError: true,
    sources: [{ tool: 'hadolint', code: 'DL3061', same: true }],
    messages: { first: 'Only ARG may stand before the first FROM' },
  },
  *check({ document }) {
    const wrong = document.stageModel.preamble.find(({ name }) => name !== 'ARG');
    if (wrong) yield { messageId: 'first', span: wrong.keyword.span, reportLine: wrong.startLine };
  },
});
