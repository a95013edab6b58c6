import type { ShellWord } from '../../shell/words.ts';
import { defineRule } from '../rule.ts';
import { type CommandView, type RunView, runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'literal-password',
    title: 'A password stands in the Dockerfile',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Where the secret can be had during the build is not in the file; it has to be changed, too.',
    since: '0.1.0',
    sources: [
      { tool: 'checkov', code: 'CKV2_DOCKER_17', same: false },
      { tool: 'sonar', code: 'S6437', same: false },
    ],
    messages: { literal: 'The password is readable in the image and its history: use a secret mount' },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const view of run.commands) {
        const word = passwordWord(view, run);
        if (word !== undefined) yield { messageId: 'literal', span: word.span };
      }
    }
  },
});

/** The word with a password that is written out; expansions are none. */
function passwordWord(view: CommandView, run: RunView): ShellWord | undefined {
  const { program, args, command } = view;
  const after = (...names: readonly string[]) => {
    const at = args.findIndex(({ value }) => names.includes(value));
    return at === -1 ? undefined : args[at + 1];
  };
  const attached = (...prefixes: readonly string[]) =>
    args.find(({ value }) => prefixes.some(prefix => value.startsWith(prefix) && value.length > prefix.length));
  const literal = (word: ShellWord | undefined) =>
    word !== undefined && !word.dynamic && /[A-Za-z0-9]/.test(word.value) ? word : undefined;
  switch (program) {
    case 'chpasswd': {
      if (command.pipeline === undefined) return undefined;
      const source = run.commands.find(
        other =>
          other.command.pipeline === command.pipeline && other.command.pipelineIndex === command.pipelineIndex - 1,
      );
      if (source === undefined || !['echo', 'printf'].includes(source.program)) return undefined;
      return source.args.find(word => !word.dynamic && /^[^:\s]+:[^:\s]+/.test(word.value));
    }
    case 'useradd':
    case 'usermod': {
      const word = literal(after('-p', '--password') ?? attached('--password='));
      // `*`, `!` and `x` lock the account.
      return word && !/^[*!x]+$/.test(word.value) ? word : undefined;
    }
    case 'mysql':
    case 'mysqladmin':
    case 'mariadb':
    case 'mysqldump':
      return literal(args.find(({ value }) => /^(-p.+|--password=.+)$/.test(value)));
    case 'sshpass':
      return literal(after('-p') ?? args.find(({ value }) => /^-p.+/.test(value)));
    case 'curl': {
      const word = after('-u', '--user') ?? attached('--user=');
      return word && !word.dynamic && /^[^:\s]+:[^\s]+$/.test(word.value) ? word : undefined;
    }
    case 'wget':
      return literal(attached('--password=', '--http-password=', '--ftp-password=', '--proxy-password='));
    case 'openssl':
      return args.find(word => !word.dynamic && /^pass:.+/.test(word.value));
    case 'docker':
      return args[0]?.value === 'login' ? literal(after('-p', '--password') ?? attached('--password=')) : undefined;
    default:
      return undefined;
  }
}
