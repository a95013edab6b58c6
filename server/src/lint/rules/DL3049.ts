import { defineRule } from '../rule.ts';
import { stagesWithout } from './_inherited.ts';
import { unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3049',
    title: 'A label of the schema is missing',
    group: 'style',
    severity: 'info',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3049', same: true }],
    messages: { missing: 'The label {label} of the schema is missing' },
  },
  *check(context) {
    for (const label of Object.keys(context.options.labelSchema ?? {})) {
      const without = stagesWithout(
        context,
        ({ name, pairs }) => name === 'LABEL' && pairs.some(({ key }) => unquoted(key) === label),
      );
      for (const stage of without) {
        yield {
          messageId: 'missing',
          data: { label },
          span: stage.from.keyword.span,
          reportLine: stage.from.startLine,
        };
      }
    }
  },
});
