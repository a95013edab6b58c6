import { isWorldWritable } from '../fileModes.ts';
import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { instructionsNamed } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'world-writable',
    title: 'Everybody may write',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    since: '0.1.0',
    sources: [
      { tool: 'sonar', code: 'S2612', same: false },
      { tool: 'tally', code: 'world-writable-state-path-workaround', same: false },
    ],
    messages: {
      writable: '{mode} lets every user of the container write here; give the files to the user who needs them',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const { program, args } of run.commands) {
        if (program === 'chmod') {
          const mode = args.find(
            ({ value }) => !value.startsWith('-') || (/^-[rwxst]+$/.test(value) === false && !value.startsWith('-')),
          );
          if (mode && !mode.dynamic && isWorldWritable(mode.value)) {
            yield { messageId: 'writable', data: { mode: `chmod ${mode.value}` }, span: mode.span };
          }
        } else if (program === 'mkdir' || program === 'install') {
          const at = args.findIndex(({ value }) => value === '-m' || value === '--mode');
          const mode = at === -1 ? undefined : args[at + 1];
          if (mode && !mode.dynamic && isWorldWritable(mode.value)) {
            yield { messageId: 'writable', data: { mode: `${program} -m ${mode.value}` }, span: mode.span };
          }
        }
      }
    }
    for (const instruction of instructionsNamed(context, 'COPY', 'ADD')) {
      const flag = instruction.flags.find(({ name }) => name === 'chmod');
      if (flag?.value === undefined || !isWorldWritable(flag.value)) continue;
      yield { messageId: 'writable', data: { mode: `--chmod=${flag.value}` }, span: flag.span };
    }
  },
});
