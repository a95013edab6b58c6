/**
 * Where a warning of ShellCheck says nothing wrong about this script: the text shows that what it fears cannot happen here, or that its advice
 * would break the script. The editor shows such a finding as a hint; the command line keeps ShellCheck's level, as hadolint does.
 *
 * Each entry looks at the text of the finding alone, or at the commands of its RUN. In doubt a warning stays a warning.
 */
import type { DockerfileDocument } from '../model/document.ts';
import type { ShellcheckFileFinding } from '../shell/shellcheck/check.ts';
import type { Instruction } from '../syntax/tree.ts';
import { type CommandView, type RunView, runsOf } from './runCommands.ts';

/** Whether the finding is one that a careful reader of this script would wave through. */
export function isDoubtful(document: DockerfileDocument, finding: ShellcheckFileFinding): boolean {
  const doubt = doubts[finding.code];
  if (doubt === undefined) return false;
  const { start, end } = finding.span;
  const run = runsOf({ document, buildContext: undefined, options: {} }).find(
    ({ instruction }) => instruction.span.start <= start && end <= instruction.span.end,
  );
  return doubt({
    document,
    instruction: finding.instruction,
    text: document.text.slice(start, end),
    before: document.text.slice(Math.max(0, start - 20), start),
    behind: document.text.slice(end, end + 200),
    run,
    command: run?.commands.findLast(({ command: { span } }) => span.start <= start && end <= span.end),
  });
}

interface Doubted {
  readonly document: DockerfileDocument;
  readonly instruction: Instruction;
  /** What ShellCheck marks, and some of the text on both sides of it. */
  readonly text: string;
  readonly before: string;
  readonly behind: string;
  /** undefined while the shell parser is not loaded. */
  readonly run: RunView | undefined;
  /** The command around it that begins last. */
  readonly command: CommandView | undefined;
}

const doubts: Readonly<Record<string, (doubted: Doubted) => boolean>> = {
  /** `A= B= && …`: empty values, as written. */
  SC1007: ({ behind }) => /^\s*(?:\w+=|[;&|\n])/.test(behind),
  /** `mix do deps.get, compile`: a word of Elixir's. */
  SC1010: ({ before }) => /\bmix\s+$/.test(before),
  /** `find … -exec rm \{} \;`, `git rev-parse @{upstream}`: find and git get their braces. */
  SC1083: ({ text, before, behind }) => /[\\@]\{\w*$/.test(before + text) || /^\{\w*\}/.test(text + behind),
  /** `for key in <fingerprint>; do`: a list that was longer, or will be. */
  SC2043: ({ text }) => /^(?:0x)?[0-9A-Fa-f]{8,}$/.test(text),
  /** `-j$(nproc)` is one word. What a package manager is given is meant to be split, and quotes would break it. */
  SC2046: ({ text, command }) => givesOneWord(text) || givesAnOption(text) || takesPackages(command),
  /** `rm -r $DIR/` where ENV gives DIR a value. */
  SC2115: ({ document, instruction, text }) => {
    const names = [...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!);
    return names.length > 0 && names.every(name => isSetByEnv(document, instruction, name));
  },
  /** `URL=https://host/?a=b`: the sign stands for itself, and that is what is meant. */
  SC2125: ({ text }) => /^["']?[a-z]+:\/\//.test(text),
  /** `export GNUPGHOME="$(mktemp -d)"`: it fails only where nothing else works either. */
  SC2155: ({ behind }) => /^=["']?(?:\$\(|`)\s*mktemp\b/.test(behind),
  /** `cd /tmp;`, `mkdir x; cd x`: the folder is there. */
  SC2164: ({ run, command }) => run !== undefined && command !== undefined && isThere(command, run),
  /** `mkdir -p -m 755`: the mode that folders get anyway. */
  SC2174: ({ text, behind }) => /^(?:-m|--mode)[ =]*0?755\b/.test(text + behind),
  /** `./installer-*.run`: the name has a version in it, and there is one such file. */
  SC2211: ({ text }) => /^(?:\.{0,2}\/|\$)/.test(text),
};

/** Programs that print one word without a blank in it: a number, an architecture, an id, a path of the system. */
const oneWord =
  /^(?:nproc|arch|pwd|whoami|uuidgen|hostname|mktemp|uname -[a-z]|id -[a-z]+|getconf \w+|sysctl -n|command -v|which|go env \w+|rpm -E|dpkg --print-[\w-]*architecture|dpkg-architecture -q\w+|apk --print-arch|lsb_release -\w*[cri]|xx-info|gcc -dump\w+|git rev-parse|git describe|git log .*--pretty=format:%[hH]|grep -c|wc -l|date \+\S+)(?:\s[^|;&\n]*)?(?:\|\|[^|;&\n]*)*$/;

function takesPackages(command: CommandView | undefined): boolean {
  return command?.call !== undefined && ['install', 'remove', 'upgrade'].includes(command.call.action);
}

function givesOneWord(substitution: string): boolean {
  return oneWord.test(innerOf(substitution));
}

/** `$(test "$arch" = x86 && echo --with-sse)`: an option or nothing; in quotes nothing would become an empty argument. */
function givesAnOption(substitution: string): boolean {
  return /^(?:test|\[)\s.*&&\s*echo\s+["']?-[\w=-]+["']?$/s.test(innerOf(substitution));
}

/** What stands inside `$(…)` or backticks. */
function innerOf(substitution: string): string {
  return substitution.replace(/^(?:\$\(|`)\s*|\s*(?:\)|`)$/g, '');
}

/** ARG does not count: `--build-arg` may empty it. */
function isSetByEnv(document: DockerfileDocument, instruction: Instruction, name: string): boolean {
  const definition = document.variables.definitionAt(instruction, name);
  return definition?.kind === 'ENV' && definition.value?.known === true && definition.value.value !== '';
}

/** Folders of every distribution. */
const systemFolders: ReadonlySet<string> = new Set(
  '/ /bin /etc /home /mnt /opt /root /srv /tmp /usr /usr/bin /usr/local /usr/local/bin /usr/share /var /var/lib /var/log ~'.split(
    ' ',
  ),
);

function isThere({ args, command }: CommandView, run: RunView): boolean {
  // `cd` alone goes home.
  const folder = (args[0]?.value ?? '~').replace(/(?<=.)\/$/, '');
  if (args.length > 1) return false;
  if (systemFolders.has(folder)) return true;
  return run.commands.some(
    other =>
      other.program === 'mkdir' &&
      other.command.span.end <= command.span.start &&
      !other.command.conditional &&
      other.args.some(({ value }) => value.replace(/(?<=.)\/$/, '') === folder),
  );
}
