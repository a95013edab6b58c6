import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3061',
    title: 'A Dockerfile begins with FROM or ARG',
    group: 'correctness',
    severity: 'error',
    fixable: 'never',
    whyNoFix: 'The instructions belong to a stage that is not there.',
    since: '0.1.0',
    syntaxError: true,
    sources: [{ tool: 'hadolint', code: 'DL3061', same: true }],
    messages: { first: 'Only ARG may stand before the first FROM' },
  },
  *check({ document, options }) {
    const wrong = document.stageModel.preamble.filter(({ name }) => name !== 'ARG');
    // For people the first one is enough; hadolint names each.
    for (const { keyword, startLine } of options.letter === true ? wrong : wrong.slice(0, 1))
      yield { messageId: 'first', span: keyword.span, reportLine: startLine };
  },
});
