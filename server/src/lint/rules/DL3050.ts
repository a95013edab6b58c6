import { defineRule } from '../rule.ts';
import { labelsOf } from './_labels.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3050',
    title: 'A label that the schema does not know',
    group: 'style',
    severity: 'info',
    fixable: 'never',
    whyNoFix: 'Either the label or the schema is wrong.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3050', same: true }],
    messages: { unknown: 'The label {label} is not in the schema' },
  },
  *check(context) {
    if (context.options.strictLabels !== true) return;
    const schema = context.options.labelSchema ?? {};
    for (const { instruction, pair, key } of labelsOf(context)) {
      if (Object.hasOwn(schema, key)) continue;
      yield { messageId: 'unknown', data: { label: key }, span: pair.keySpan, reportLine: instruction.startLine };
    }
  },
});
