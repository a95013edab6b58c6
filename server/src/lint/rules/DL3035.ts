import { defineRule } from '../rule.ts';
import { callsOf, runsOf } from '../runCommands.ts';
import { actionSpan } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3035',
    title: 'zypper dist-upgrade in RUN',
    group: 'correctness',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Without the upgrade the image has other packages in it.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3035', same: true }],
    messages: {
      upgrade: 'A distribution upgrade makes another system of the base image; take a newer base image instead',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const call of callsOf(run, 'zypper')) {
        if (call.subcommand !== 'dist-upgrade' && call.subcommand !== 'dup') continue;
        yield { messageId: 'upgrade', span: actionSpan(call), reportLine: run.instruction.startLine };
      }
    }
  },
});
