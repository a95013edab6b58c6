import { defineRule } from '../rule.ts';
import { badLabels } from './_labels.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3053',
    title: 'A label that should be a date is none',
    group: 'style',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows the value.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3053', same: true }],
    messages: { invalid: 'The label {label} should be a date as in RFC 3339: 2026-01-31T12:00:00Z' },
  },
  check: context => badLabels(context, 'rfc3339', isDate),
});

function isDate(value: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/.exec(value);
  if (!match) return false;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  const days = new Date(Date.UTC(year!, month!, 0)).getUTCDate();
  return month! >= 1 && month! <= 12 && day! >= 1 && day! <= days && hour! < 24 && minute! < 60 && second! <= 60;
}
