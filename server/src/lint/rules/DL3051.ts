import { defineRule } from '../rule.ts';
import { labelsOf } from './_labels.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3051',
    title: 'A label of the schema is empty',
    group: 'style',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3051', same: true }],
    messages: { empty: 'The label {label} is empty' },
  },
  *check(context) {
    const schema = context.options.labelSchema ?? {};
    for (const { instruction, pair, key, value } of labelsOf(context)) {
      if (!Object.hasOwn(schema, key) || value !== '') continue;
      yield { messageId: 'empty', data: { label: key }, span: pair.span, reportLine: instruction.startLine };
    }
  },
});
