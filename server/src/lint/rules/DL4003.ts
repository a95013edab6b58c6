import { defineRule } from '../rule.ts';
import { repeated } from './_repeated.ts';

export const rule = defineRule({
  meta: {
    id: 'DL4003',
    title: 'Several CMDs in a stage',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    supersededBy: 'MultipleInstructionsDisallowed',
    sources: [{ tool: 'hadolint', code: 'DL4003', same: true }],
    messages: { repeated: 'A stage has one {name}: this one replaces the one above' },
  },
  check: context => repeated(context, 'CMD'),
});
