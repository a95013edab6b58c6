import type { ShellWord } from '../../shell/words.ts';
import { defineRule, type Fix } from '../rule.ts';
import { type CommandView, type RunView, runsOf } from '../runCommands.ts';
import { removeWord } from '../runEdits.ts';
import { instructionsNamed, unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'tls-verification-off',
    title: 'Certificates are not checked',
    group: 'security',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [
      { tool: 'checkov', code: 'CKV2_DOCKER_2', same: false },
      { tool: 'sonar', code: 'S4830', same: false },
    ],
    messages: {
      flag: '{what} switches the check of certificates off: whoever sits on the way can send anything',
      variable: '{what} switches the check of certificates off, in the image too',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const view of run.commands) {
        for (const { name, value, span } of view.command.assignments) {
          if (isOffVariable(name, value?.value ?? '')) yield { messageId: 'flag', data: { what: name }, span };
        }
        const word = offWord(view);
        if (word === undefined) continue;
        const removal = isWholeFlag(word) ? removeWord(context.document.tree, view.command, word) : undefined;
        const fixes: Fix[] = removal
          ? [{ title: `Remove ${word.value}`, safety: 'unsafe', edits: [removal], touches: [run.instruction.index] }]
          : [];
        yield {
          messageId: 'flag',
          data: { what: `${view.program} ${word.value}` },
          span: word.span,
          fixes,
          ...(isVerified(run, view) ? { severity: 'hint' as const } : {}),
        };
      }
    }
    for (const instruction of instructionsNamed(context, 'ENV', 'ARG')) {
      for (const { key, value, span } of instruction.pairs) {
        if (value !== undefined && isOffVariable(key, unquoted(value)))
          yield { messageId: 'variable', data: { what: key }, span };
      }
    }
  },
});

const isNo = (value: string) => /^(0|false|no|off)$/i.test(value);
const isYes = (value: string) => /^(1|true|yes|on)$/i.test(value);

function isOffVariable(name: string, value: string): boolean {
  switch (name.toUpperCase()) {
    case 'NODE_TLS_REJECT_UNAUTHORIZED':
    case 'PYTHONHTTPSVERIFY':
    case 'BUNDLE_SSL_VERIFY_MODE':
      return value === '0';
    case 'NPM_CONFIG_STRICT_SSL':
    case 'YARN_ENABLE_STRICT_SSL':
      return isNo(value);
    case 'GIT_SSL_NO_VERIFY':
      return isYes(value);
    case 'PIP_TRUSTED_HOST':
      return value !== '';
    default:
      return false;
  }
}

/** Whether the RUN compares what was downloaded with a checksum or a signature: then nobody on the way can change it. */
function isVerified(run: RunView, { command }: CommandView): boolean {
  return run.commands.some(
    ({ program, args, command: other }) =>
      other.at.start > command.at.start &&
      ((/^(?:sha(?:1|224|256|384|512)?sum|shasum|b2sum)$/.test(program) &&
        args.some(({ value }) => /^(?:--check|--strict|-\w*c\w*)$/.test(value))) ||
        ((program === 'gpg' || program === 'gpgv') && args.some(({ value }) => value === '--verify'))),
  );
}

/** The word that switches the check off. */
function offWord({ program, args }: CommandView): ShellWord | undefined {
  const find = (test: (value: string, index: number) => boolean) => args.find((word, index) => test(word.value, index));
  const follows = (value: string) => (candidate: string, index: number) => candidate === value && index > 0;
  switch (program) {
    case 'curl':
      if (args.some(({ value }) => /^https?:\/\/(localhost|127\.|\[::1\])/.test(value))) return undefined;
      return find(
        value =>
          value === '--insecure' ||
          value === '--proxy-insecure' ||
          (/^-[a-zA-Z]*k[a-zA-Z]*$/.test(value) && !/^-[a-zA-Z]*[oHXdAeuTbcmwxrEFKPQtYyzU][a-zA-Z]*k/.test(value)),
      );
    case 'wget':
    case 'apk':
      return find(value => value === '--no-check-certificate');
    case 'pip':
    case 'pip3':
      return find(value => value === '--trusted-host' || value.startsWith('--trusted-host='));
    case 'npm':
    case 'yarn':
    case 'pnpm': {
      const flag = find(value => /^--(no-strict-ssl|strict-ssl=false)$/.test(value));
      if (flag) return flag;
      const at = args.findIndex(({ value }) => value === 'strict-ssl');
      if (at > 0 && isNo(args[at + 1]?.value ?? '')) return args[at];
      return find(value => /^strict-ssl=(false|0)$/.test(value));
    }
    case 'git': {
      const inline = find(value => /^http(\..*)?\.sslverify=(false|0|no|off)$/i.test(value));
      if (inline) return inline;
      const at = args.findIndex(({ value }) => /^http(\..*)?\.sslverify$/i.test(value));
      return at > 0 && args.some(({ value }) => value === 'config') && isNo(args[at + 1]?.value ?? '')
        ? args[at]
        : undefined;
    }
    case 'yum':
    case 'dnf':
    case 'microdnf':
      return find(value => /^--setopt=(.*\.)?sslverify=(0|false|no)$/i.test(value));
    case 'apt-get':
    case 'apt':
      return find(value => /Verify-(Peer|Host)=("?)(false|0|no)\2$/i.test(value));
    case 'go':
      return args[0]?.value === 'get' ? find(follows('-insecure')) : undefined;
    case 'helm':
    case 'kubectl':
      return find(value => value === '--insecure-skip-tls-verify' || value === '--insecure-skip-tls-verify=true');
    default:
      return undefined;
  }
}

function isWholeFlag({ value }: ShellWord): boolean {
  return (
    value === '-k' ||
    /^--(insecure|no-check-certificate|no-strict-ssl|strict-ssl=false|proxy-insecure|setopt=.*)$/.test(value)
  );
}
