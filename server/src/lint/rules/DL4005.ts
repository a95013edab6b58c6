import { defineRule, type Fix } from '../rule.ts';
import { type CommandView, type RunView, runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'DL4005',
    title: '/bin/sh is replaced by another shell',
    group: 'correctness',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
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
      if (found)
        yield {
          messageId: 'sh',
          span: found.command.span,
          reportLine: run.instruction.startLine,
          fixes: shellFix(run, found),
        };
    }
  },
});

/** A RUN that does nothing else becomes a SHELL. */
function shellFix({ commands, instruction, onBuild }: RunView, { args, command }: CommandView): Fix[] {
  const shell = args.find(({ value }) => /^\/(?:usr\/)?bin\/(?:bash|zsh|dash|ash)$/.test(value))?.value;
  const others = commands.filter(view => view.command !== command);
  // What only takes the old link away is not needed any more.
  const isAlone = others.every(({ program, args: files }) => program === 'rm' && files.at(-1)?.value === '/bin/sh');
  if (shell === undefined || !isAlone || onBuild || instruction.comments.length > 0 || command.broken) return [];
  return [
    {
      title: `Write SHELL ["${shell}", "-c"]`,
      safety: 'unsafe',
      edits: [{ span: instruction.span, newText: `SHELL ["${shell}", "-c"]` }],
      touches: [instruction.index],
    },
  ];
}
