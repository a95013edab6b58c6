import { callHasOption } from '../../shell/packages.ts';
import { defineRule } from '../rule.ts';
import { unpinned } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3028',
    title: 'gems without a version',
    group: 'correctness',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only the package index knows the versions.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3028', same: true }],
    messages: { unpinned: 'No version is given for {packages}: another day the build installs something else' },
  },
  check: context =>
    unpinned(context, ['gem'], {
      calls: call => call.action === 'install' && !callHasOption(call, '-v', '--version'),
      isPinned: ({ word, kind, version }, call) => {
        if (version !== undefined || word.value.includes(':')) return true;
        if (kind === 'file' || word.value.endsWith('.gem')) return true;
        // What follows `--` is for the extension's build, and so is the value of its options.
        const words = call.command.args;
        const at = words.indexOf(word);
        return (
          words.slice(0, at).some(({ value }) => value === '--') || (words[at - 1]?.value.startsWith('--use-') ?? false)
        );
      },
    }),
});
