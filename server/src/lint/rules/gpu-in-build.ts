import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'gpu-in-build',
    aliases: ['no-buildtime-gpu-queries'],
    title: 'RUN asks for a graphics card',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'What the check is for, only its author knows.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'gpu/no-buildtime-gpu-queries', same: false }],
    messages: {
      absent: 'A build has no graphics card and no driver: {program} fails here; ask when the container starts',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      if (run.instruction.flags.some(({ name }) => name === 'device' || name === 'security')) continue;
      for (const { program, command } of run.commands) {
        if (program !== 'nvidia-smi' && program !== 'rocm-smi') continue;
        // A script that copes with its absence.
        if (command.conditional || command.scopes.length > 0) continue;
        const index = run.commands.findIndex(view => view.command === command);
        if (run.commands[index + 1]?.command.connector === '||') continue;
        yield { messageId: 'absent', data: { program }, span: command.name?.span ?? command.span };
      }
    }
  },
});
