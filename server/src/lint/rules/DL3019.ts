import { defineRule } from '../rule.ts';
import { callsOf, isMountedAway, runsOf } from '../runCommands.ts';
import { optionFix } from '../runEdits.ts';
import { actionSpan, has, removes } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3019',
    title: 'apk add keeps its index in the image',
    group: 'size',
    severity: 'info',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3019', same: false }],
    messages: { cached: 'apk add without --no-cache leaves the package index in the layer' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      if (isMountedAway(run, '/var/cache/apk') || isMountedAway(run, '/etc/apk/cache')) continue;
      if (run.commands.some(view => removes(view, path => path.startsWith('/var/cache')))) continue;
      for (const call of callsOf(run, 'apk')) {
        if (call.subcommand !== 'add' || has(call, '--no-cache')) continue;
        yield {
          messageId: 'cached',
          span: actionSpan(call),
          reportLine: run.instruction.startLine,
          fixes: call.subcommandSpan
            ? [
                optionFix(run, call.command, call.subcommandSpan, '--no-cache', {
                  title: 'Add --no-cache to apk add',
                  safety: 'safe',
                }),
              ]
            : [],
        };
      }
    }
  },
});
