import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3003',
    title: 'cd in RUN where WORKDIR could be used',
    group: 'style',
    severity: 'off',
    cliSeverity: 'warning',
    fixable: 'never',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3003', same: true }],
    messages: { cd: 'cd changes the folder for this RUN only; WORKDIR changes it for all that follows' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      // hadolint does not apply it to ONBUILD.
      if (run.onBuild && context.options.letter === true) continue;
      const found = run.commands.find(({ program }) => program === 'cd');
      if (found) yield { messageId: 'cd', span: found.command.span, reportLine: run.instruction.startLine };
    }
  },
});
