import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { replaceWord } from '../runEdits.ts';

/** What apt-get calls the same. */
const shared: ReadonlySet<string> = new Set([
  ...[
    'install',
    'reinstall',
    'update',
    'upgrade',
    'remove',
    'purge',
    'autoremove',
    'clean',
    'autoclean',
    'build-dep',
    'source',
    'download',
  ],
]);

export const rule = defineRule({
  meta: {
    id: 'DL3027',
    title: 'apt in RUN where apt-get is meant for scripts',
    group: 'correctness',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3027', same: true }],
    messages: { apt: 'apt is for people at a terminal and may change its behaviour; use apt-get (or apt-cache)' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const { program, command, call } of run.commands) {
        const { name } = command;
        if (program !== 'apt' || name === undefined) continue;
        const replaceable = name.value === 'apt' && call !== undefined && shared.has(call.subcommand);
        yield {
          messageId: 'apt',
          span: name.span,
          reportLine: run.instruction.startLine,
          fixes: replaceable
            ? [
                {
                  title: 'Use apt-get',
                  safety: 'safe',
                  edits: [replaceWord(command, name, 'apt-get')],
                  touches: [run.instruction.index],
                },
              ]
            : [],
        };
      }
    }
  },
});
