import { defineRule } from '../rule.ts';
import { repeated } from './_repeated.ts';

export const rule = defineRule({
  meta: {
    id: 'DL4004',
    title: 'Several ENTRYPOINTs in a stage',
    group: 'correctness',
    severity: 'warning',
    cliSeverity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    supersededBy: 'MultipleInstructionsDisallowed',
    sources: [{ tool: 'hadolint', code: 'DL4004', same: true }],
    messages: { repeated: 'A stage has one {name}: this one replaces the one above' },
  },
  check: context => repeated(context, 'ENTRYPOINT'),
});
