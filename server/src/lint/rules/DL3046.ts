import { argumentsOf, findOption, hasOption } from '../../shell/arguments.ts';
import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';
import { optionFix } from '../runEdits.ts';

const valued = [
  ...[
    '-b',
    '--base-dir',
    '-c',
    '--comment',
    '-d',
    '--home-dir',
    '--home',
    '-e',
    '--expiredate',
    '-f',
    '--inactive',
    '-g',
    '--gid',
  ],
  ...[
    '-G',
    '--groups',
    '-k',
    '--skel',
    '-K',
    '--key',
    '-p',
    '--password',
    '-R',
    '--root',
    '-s',
    '--shell',
    '-u',
    '--uid',
    '-Z',
    '--selinux-user',
  ],
];

export const rule = defineRule({
  meta: {
    id: 'DL3046',
    title: 'useradd with a high UID and without -l',
    group: 'size',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3046', same: true }],
    messages: {
      sparse: 'useradd makes a huge sparse /var/log/lastlog for UID {uid}, which the layer stores in full: add -l',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const { program, command, args } of run.commands) {
        if (program !== 'useradd' || command.name === undefined) continue;
        const parsed = argumentsOf(command, { valued }, args);
        const uid = findOption(parsed, '-u', '--uid')?.value?.value;
        if (uid === undefined || !/^[0-9]{6,}$/.test(uid)) continue;
        if (hasOption(parsed, '-l', '--no-log-init')) continue;
        yield {
          messageId: 'sparse',
          data: { uid },
          span: command.span,
          reportLine: run.instruction.startLine,
          fixes: [optionFix(run, command, command.name.span, '-l', { title: 'Add -l to useradd', safety: 'safe' })],
        };
      }
    }
  },
});
