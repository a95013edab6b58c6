import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3043',
    title: 'ONBUILD of ONBUILD, FROM or MAINTAINER',
    group: 'correctness',
    severity: 'error',
    fixable: 'never',
    whyNoFix: 'No other instruction does the same.',
    since: '0.1.0',
    syntaxError: true,
    sources: [{ tool: 'hadolint', code: 'DL3043', same: true }],
    messages: { trigger: '{name} cannot be the trigger of an ONBUILD' },
  },
  *check({ document }) {
    for (const { trigger, startLine } of document.tree.instructions) {
      if (trigger === undefined || !['ONBUILD', 'FROM', 'MAINTAINER'].includes(trigger.name)) continue;
      yield { messageId: 'trigger', data: { name: trigger.name }, span: trigger.keyword.span, reportLine: startLine };
    }
  },
});
