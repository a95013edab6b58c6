import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { sectionsOf } from './_instructions.ts';

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
    const runs = runsOf(context);
    for (const { instructions } of sectionsOf(context)) {
      const indexes = new Set(instructions.map(({ index }) => index));
      const seen = new Set<string>();
      for (const run of runs) {
        if (!indexes.has(run.instruction.index)) continue;
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
    }
  },
});
