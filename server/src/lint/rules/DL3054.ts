import { defineRule } from '../rule.ts';
import { isLicenceId } from '../spdx.ts';
import { badLabels } from './_labels.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3054',
    title: 'A label that should be a licence is none',
    group: 'style',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3054', same: false }],
    messages: { invalid: 'The label {label} should be an SPDX licence identifier' },
  },
  check: context =>
    badLabels(context, 'spdx', value =>
      context.options.letter === true
        ? isLicenceId(value)
        : value
            .split(/[\s()]+/)
            .every(
              word =>
                word === '' ||
                /^(AND|OR|WITH)$/.test(word) ||
                isLicenceId(word.replace(/\+$/, '')) ||
                /exception/i.test(word) ||
                word.startsWith('LicenseRef-'),
            ),
    ),
});
