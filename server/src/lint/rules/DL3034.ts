import { defineRule } from '../rule.ts';
import { asking, has } from './_packages.ts';

const verbs = ['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch', 'update', 'up', 'dist-upgrade', 'dup'];

export const rule = defineRule({
  meta: {
    id: 'DL3034',
    title: 'zypper asks whether to go on',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3034', same: true }],
    messages: {
      asks: '{command} without {flag} asks whether to go on: nobody is there to answer, and the build stops',
    },
  },
  check: context =>
    asking(
      context,
      'zypper',
      call =>
        verbs.includes(call.subcommand) &&
        !has(call, '-n', '--non-interactive', '-y', '--no-confirm', '--help', '--dry-run'),
      '-n',
      'program',
    ),
});
