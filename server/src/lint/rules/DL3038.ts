import { defineRule } from '../rule.ts';
import { asking, has } from './_packages.ts';

const verbs = [
  'install',
  'in',
  'groupinstall',
  'localinstall',
  'reinstall',
  'group install',
  'module install',
  'builddep',
  'upgrade',
  'update',
];

export const rule = defineRule({
  meta: {
    id: 'DL3038',
    title: 'dnf install asks whether to go on',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3038', same: false }],
    messages: {
      asks: '{command} without {flag} asks whether to go on: nobody is there to answer, and the build stops',
    },
  },
  check: context =>
    asking(
      context,
      'yum',
      call =>
        programs.includes(call.program) &&
        verbs.includes(call.subcommand) &&
        !has(call, '-y', '--assumeyes', '--help', '--assumeno', '--downloadonly'),
      '-y',
      'subcommand',
      // The microdnf of RHEL 8 to 10 never asks; where dnf5 has its name it does.
      call => call.program === 'microdnf',
    ),
});

const programs: readonly string[] = ['dnf', 'dnf5', 'microdnf', 'tdnf'];
