import type { ShellWord } from '../../shell/words.ts';
import { isWorldWritable } from '../fileModes.ts';
import { defineRule } from '../rule.ts';
import { type CommandView, runsOf } from '../runCommands.ts';
import { instructionsNamed } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'world-writable',
    title: 'Everybody may write',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell who has to write there.',
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
      for (const [position, { program, args }] of run.commands.entries()) {
        if (program === 'chmod') {
          const mode = args.find(
            ({ value }) => !value.startsWith('-') || (/^-[rwxst]+$/.test(value) === false && !value.startsWith('-')),
          );
          if (mode && !mode.dynamic && isWorldWritable(mode.value)) {
            if (isTakenBack(run.commands.slice(position + 1), args, mode)) continue;
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

/** Whether a later chmod of the same RUN gives every one of the files another mode: it was open for a moment only. */
function isTakenBack(later: readonly CommandView[], args: readonly ShellWord[], mode: ShellWord): boolean {
  const files = args.filter(word => word !== mode && !word.value.startsWith('-')).map(({ raw }) => raw);
  return files.every(file =>
    later.some(
      ({ program, args: others }) =>
        program === 'chmod' &&
        others.some(({ raw }) => raw === file) &&
        others.some(({ value }) => /^[0-7]{3,4}$/.test(value) && !isWorldWritable(value)),
    ),
  );
}
