import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'DL4005',
    title: '/bin/sh is replaced by another shell',
    group: 'correctness',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'never',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL4005', same: true }],
    messages: {
      sh: 'Other programs count on /bin/sh being what the system brought; use SHELL to choose the shell of the RUNs',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      const found = run.commands.find(
        ({ program, args }) => program === 'ln' && args.some(({ value }) => value === '/bin/sh'),
      );
      if (found) yield { messageId: 'sh', span: found.command.span, reportLine: run.instruction.startLine };
    }
  },
});
