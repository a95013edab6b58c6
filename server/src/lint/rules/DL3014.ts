import type { PackageCall } from '../../shell/packages.ts';
import { defineRule } from '../rule.ts';
import { asking, has } from './_packages.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3014',
    title: 'apt-get install asks whether to go on',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3014', same: true }],
    messages: {
      asks: '{command} without {flag} asks whether to go on: nobody is there to answer, and the build stops',
    },
  },
  check: context => asking(context, 'apt', call => call.subcommand === 'install' && isAsking(call), '-y'),
});

/** What apt-get(8) lists as not asking, simulations included. */
const silent = [
  ...['-y', '--yes', '--assume-yes', '--force-yes', '--trivial-only', '--help', '--print-uris'],
  ...['-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act'],
];

function isAsking(call: PackageCall): boolean {
  if (call.uncertain && call.options.length === 0 && call.packages.length === 0) return false;
  if (has(call, ...silent)) return false;
  if (
    call.options.some(
      ({ name, value }) =>
        (name === '-o' || name === '--option') && /assume-?yes=(1|true|yes)/i.test(value?.value ?? ''),
    )
  ) {
    return false;
  }
  const quiet = call.options.filter(({ name }) => name === '-q' || name === '--quiet');
  return quiet.length < 2 && !quiet.some(({ value }) => Number(value?.value) >= 2);
}
