import { defineRule } from '../rule.ts';
import { badLabels } from './_labels.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3052',
    title: 'A label that should be a URL is none',
    group: 'style',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3052', same: true }],
    messages: { invalid: 'The label {label} should be a URL' },
  },
  check: context => badLabels(context, 'url', value => /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/?#]+\S*$/.test(value)),
});
