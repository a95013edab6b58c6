import { defineRule } from '../rule.ts';
import { asking, has } from './_packages.ts';

const verbs = ['install', 'groupinstall', 'localinstall', 'reinstall', 'group install'];

export const rule = defineRule({
  meta: {
    id: 'DL3030',
    title: 'yum install asks whether to go on',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3030', same: true }],
    messages: {
      asks: '{command} without {flag} asks whether to go on: nobody is there to answer, and the build stops',
    },
  },
  check: context =>
    asking(
      context,
      'yum',
      call =>
        call.program === 'yum' &&
        verbs.includes(call.subcommand) &&
        !has(call, '-y', '--assumeyes', '--help', '--assumeno', '--downloadonly'),
      '-y',
    ),
});
