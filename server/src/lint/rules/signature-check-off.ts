import type { ShellWord } from '../../shell/words.ts';
import { defineRule, type Fix } from '../rule.ts';
import { type CommandView, runsOf } from '../runCommands.ts';
import { removeWord } from '../runEdits.ts';

export const rule = defineRule({
  meta: {
    id: 'signature-check-off',
    title: 'Signatures of packages are not checked',
    group: 'security',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'checkov', code: 'CKV2_DOCKER_7', same: false }],
    messages: {
      off: '{what} installs packages that nobody vouches for: their signatures are not checked',
      source: 'trusted=yes: apt installs whatever this source sends, without checking its signature',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const view of run.commands) {
        const word = offWord(view);
        if (word === undefined) continue;
        const removal = /^--[a-z-]+$/.test(word.value)
          ? removeWord(context.document.tree, view.command, word)
          : undefined;
        const fixes: Fix[] = removal
          ? [{ title: `Remove ${word.value}`, safety: 'unsafe', edits: [removal], touches: [run.instruction.index] }]
          : [];
        yield view.program === 'echo' || view.program === 'printf'
          ? { messageId: 'source', span: word.span }
          : { messageId: 'off', data: { what: `${view.program} ${word.value}` }, span: word.span, fixes };
      }
    }
  },
});

function offWord({ program, args, call }: CommandView): ShellWord | undefined {
  const find = (test: (value: string) => boolean) => args.find(({ value }) => test(value));
  // A file that the build made itself has no signature.
  const onlyFiles =
    call !== undefined && call.packages.length > 0 && call.packages.every(({ kind }) => kind === 'file');
  switch (program) {
    case 'apt-get':
    case 'apt':
    case 'aptitude':
      return find(
        value =>
          value === '--allow-unauthenticated' ||
          value === '--force-yes' ||
          /AllowUnauthenticated=("?)(true|1|yes)\1$/i.test(value) ||
          /AllowInsecureRepositories=(true|1|yes)$/i.test(value),
      );
    case 'apk':
      return onlyFiles ? undefined : find(value => value === '--allow-untrusted');
    case 'yum':
    case 'dnf':
    case 'microdnf':
    case 'tdnf':
      return onlyFiles
        ? undefined
        : find(value => value === '--nogpgcheck' || /^--setopt=(.*\.)?gpgcheck=(0|false|no)$/i.test(value));
    case 'zypper':
      return find(value => value === '--no-gpg-checks');
    case 'rpm':
      return find(value => value === '--nosignature') !== undefined && args.some(({ value }) => value.includes('://'))
        ? find(value => value === '--nosignature')
        : undefined;
    case 'echo':
    case 'printf':
      return find(value => /\bdeb(-src)?\s+\[[^\]]*trusted=yes/.test(value));
    default:
      return undefined;
  }
}
