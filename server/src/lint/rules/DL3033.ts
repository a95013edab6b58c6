import { defineRule } from '../rule.ts';
import { hasVersionInName, unpinned } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3033',
    title: 'yum packages without a version',
    group: 'correctness',
    severity: 'off',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only the package index knows the versions.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3033', same: true }],
    messages: { unpinned: 'No version is given for {packages}: another day the build installs something else' },
  },
  check: context =>
    unpinned(context, ['yum'], {
      calls: call => call.program === 'yum' && (call.subcommand === 'install' || call.subcommand === 'module install'),
      isPinned: ({ word: { value } }, call) =>
        call.subcommand === 'module install' ? value.includes(':') : hasVersionInName(value) || value.endsWith('.rpm'),
    }),
});
