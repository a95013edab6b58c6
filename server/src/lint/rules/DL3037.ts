import { defineRule } from '../rule.ts';
import { unpinned } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3037',
    title: 'zypper packages without a version',
    group: 'correctness',
    severity: 'off',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only the package index knows the versions.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3037', same: true }],
    messages: { unpinned: 'No version is given for {packages}: another day the build installs something else' },
  },
  check: context =>
    unpinned(context, ['zypper'], {
      calls: call => call.subcommand === 'install' || call.subcommand === 'in',
      isPinned: ({ word: { value } }) => /[=<>]/.test(value) || value.endsWith('.rpm'),
    }),
});
