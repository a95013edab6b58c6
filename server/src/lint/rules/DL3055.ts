import { defineRule } from '../rule.ts';
import { badLabels } from './_labels.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3055',
    title: 'A label that should be a git hash is none',
    group: 'style',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3055', same: true }],
    messages: { invalid: 'The label {label} should be a git hash (7 or 40 hexadecimal digits)' },
  },
  check: context => badLabels(context, 'hash', value => /^(?:[0-9a-f]{7}|[0-9a-f]{40})$/.test(value)),
});
