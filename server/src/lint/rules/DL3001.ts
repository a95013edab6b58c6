import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

const commands: ReadonlySet<string> = new Set([
  ...['free', 'kill', 'mount', 'ps', 'service', 'shutdown', 'ssh', 'top', 'vim'],
]);

export const rule = defineRule({
  meta: {
    id: 'DL3001',
    title: 'Commands that make no sense while an image is built',
    group: 'correctness',
    severity: 'hint',
    cliSeverity: 'info',
    fixable: 'never',
    whyNoFix: 'What is meant instead, only its author knows.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3001', same: true }],
    messages: {
      pointless:
        '{command} has no effect on the image: nothing keeps running after the RUN, and nobody is there to see',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      const found = run.commands.find(({ program }) => commands.has(program));
      if (!found) continue;
      yield {
        messageId: 'pointless',
        data: { command: found.program },
        span: found.command.name?.span ?? found.command.span,
        reportLine: run.instruction.startLine,
      };
    }
  },
});
