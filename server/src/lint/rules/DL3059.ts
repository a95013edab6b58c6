import type { Instruction } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';
import { type RunView, runsOf } from '../runCommands.ts';
import { sectionsOf } from './_instructions.ts';
import { joinFix } from './_joinRuns.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3059',
    title: 'Several RUNs in a row',
    group: 'size',
    severity: 'off',
    cliSeverity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3059', same: true }],
    messages: { consecutive: 'This RUN could be joined with the one above' },
  },
  *check(context) {
    const views = new Map(runsOf(context).map(run => [run.instruction.index, run]));
    for (const { instructions } of sectionsOf(context)) {
      for (const [at, instruction] of instructions.entries()) {
        const above = instructions[at - 1];
        if (above === undefined || above.name !== 'RUN' || instruction.name !== 'RUN') continue;
        if (!isShort(views.get(above.index)) || !isShort(views.get(instruction.index))) continue;
        if (flagsOf(above) !== flagsOf(instruction)) continue;
        yield {
          messageId: 'consecutive',
          span: instruction.keyword.span,
          reportLine: instruction.startLine,
          fixes: joinFix(context, views.get(above.index)!, views.get(instruction.index)!),
        };
      }
    }
  },
});

function isShort(run: RunView | undefined): boolean {
  return run !== undefined && run.commands.filter(({ command }) => command.kind === 'command').length <= 1;
}

function flagsOf({ flags }: Instruction): string {
  return flags
    .map(({ text }) => text)
    .sort()
    .join('\n');
}
