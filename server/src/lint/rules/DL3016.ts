import { defineRule } from '../rule.ts';
import { unpinned } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3016',
    title: 'npm packages without a version',
    group: 'correctness',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only the package index knows the versions.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3016', same: true }],
    messages: { unpinned: 'No version is given for {packages}: another day the build installs something else' },
  },
  check: context =>
    unpinned(context, ['npm'], {
      calls: call =>
        call.action === 'install' && !['ci', 'clean-install', 'ic', 'install-clean', 'cit'].includes(call.subcommand),
      isPinned: ({ word, kind }) => {
        const { value } = word;
        if (/^git(\+|:)/.test(value)) return value.includes('#');
        if (kind === 'file' || /\.(tar|tgz|tar\.gz)$/.test(value)) return true;
        return value.indexOf('@', 1) !== -1;
      },
    }),
});
