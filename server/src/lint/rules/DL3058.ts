import { defineRule } from '../rule.ts';
import { badLabels } from './_labels.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3058',
    title: 'A label that should be an e-mail address is none',
    group: 'style',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3058', same: true }],
    messages: { invalid: 'The label {label} should be an e-mail address' },
  },
  check: context => badLabels(context, 'email', value => /^[^\s@<>]+@[^\s@<>.]+(?:\.[^\s@<>.]+)+$/.test(value)),
});
