import { defineRule } from '../rule.ts';
import { callsOf, runsOf } from '../runCommands.ts';
import { optionFix } from '../runEdits.ts';
import { actionSpan, has } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3015',
    title: 'apt-get install takes recommended packages too',
    group: 'size',
    severity: 'hint',
    cliSeverity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3015', same: true }],
    messages: {
      recommends: '{command} also installs the recommended packages; --no-install-recommends leaves them out',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const call of callsOf(run, 'apt')) {
        if (call.subcommand !== 'install' || call.program === 'aptitude') continue;
        if (has(call, '--no-install-recommends') || has(call, '--download-only', '-d', '--reinstall')) continue;
        if (call.options.some(({ value }) => /Install-Recommends=(0|false|no)/i.test(value?.value ?? ''))) continue;
        yield {
          messageId: 'recommends',
          data: { command: `${call.program} install` },
          span: actionSpan(call),
          reportLine: run.instruction.startLine,
          fixes: call.subcommandSpan
            ? [
                optionFix(run, call.command, call.subcommandSpan, '--no-install-recommends', {
                  title: 'Add --no-install-recommends',
                  safety: 'unsafe',
                }),
              ]
            : [],
        };
      }
    }
  },
});
