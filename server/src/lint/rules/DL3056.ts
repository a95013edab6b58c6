import { defineRule } from '../rule.ts';
import { badLabels } from './_labels.ts';

/** The grammar of semver.org. */
const semver =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][\dA-Za-z-]*))*)?(?:\+[\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*)?$/;

export const rule = defineRule({
  meta: {
    id: 'DL3056',
    title: 'A label that should be a semantic version is none',
    group: 'style',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3056', same: true }],
    messages: { invalid: 'The label {label} should be a semantic version: 1.2.3' },
  },
  check: context => badLabels(context, 'semver', value => semver.test(value)),
});
