import { defineRule } from '../rule.ts';
import { unpinned } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3018',
    title: 'apk packages without a version',
    group: 'correctness',
    severity: 'off',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only the package index knows the versions.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3018', same: true }],
    messages: { unpinned: 'No version is given for {packages}: another day the build installs something else' },
  },
  check: context =>
    unpinned(context, ['apk'], {
      calls: call => call.subcommand === 'add',
      isPinned: ({ word: { value } }) => /[=~<>]/.test(value) || value.endsWith('.apk'),
    }),
});
