import { defineRule } from '../rule.ts';
import { stagesWithout } from './_inherited.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3057',
    title: 'No HEALTHCHECK',
    group: 'correctness',
    severity: 'off',
    fixable: 'never',
    whyNoFix: 'What tells that the program works, only its author knows.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3057', same: true }],
    messages: { missing: 'Nothing tells Docker how to find out whether the container works: there is no HEALTHCHECK' },
  },
  *check(context) {
    for (const { from } of stagesWithout(context, ({ name }) => name === 'HEALTHCHECK')) {
      yield { messageId: 'missing', span: from.keyword.span, reportLine: from.startLine };
    }
  },
});
