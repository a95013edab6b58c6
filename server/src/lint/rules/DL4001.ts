import type { Stage } from '../../model/stages.ts';
import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'DL4001',
    title: 'wget and curl in one stage',
    group: 'size',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'The two take other options.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL4001', same: true }],
    messages: { both: 'This stage uses both wget and curl: one of them would do' },
  },
  *check(context) {
    let stage: Stage | undefined;
    const seen = new Set<string>();
    for (const run of runsOf(context)) {
      if (run.stage !== stage) seen.clear();
      stage = run.stage;
      const used = run.commands.filter(({ program }) => program === 'wget' || program === 'curl');
      for (const { program } of used) seen.add(program);
      const [first] = used;
      if (first === undefined || seen.size < 2) continue;
      yield {
        messageId: 'both',
        span: first.command.name?.span ?? first.command.span,
        reportLine: run.instruction.startLine,
      };
    }
  },
});
