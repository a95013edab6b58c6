/**
 * What hadolint takes for the packages of an install, for letter mode: it knows few options that have a value, so that in
 * `dnf install --releasever 9 curl-8.5` the 9 is a package to it. Observed on the program (2.15.1), one option at a time.
 */
import type { PackageManager } from '../shell/packageManagers.ts';
import type { PackageCall, PackageReference } from '../shell/packages.ts';
import type { ShellWord } from '../shell/words.ts';

interface KnownOptions {
  /** Long options whose next word is their value. */
  readonly long: readonly string[];
  /** Letters that make any short option with one of them take the next word: `-yt`, but `-tx` too. */
  readonly letters: string;
  /** Whether words in front of the subcommand count too. */
  readonly before?: boolean;
}

const known: Partial<Record<PackageManager, KnownOptions>> = {
  apt: { long: ['--target-release'], letters: 't', before: true },
  apk: { long: ['--repository', '--virtual'], letters: 'tX' },
  npm: { long: ['--registry', '--loglevel'], letters: '' },
  yum: { long: [], letters: '', before: true },
  zypper: { long: [], letters: '' },
  go: { long: [], letters: '' },
};

const pip: KnownOptions = {
  long: [
    ...['--abi', '--build', '--constraint', '--editable', '--extra-index-url', '--find-links', '--implementation'],
    ...[
      '--index-url',
      '--no-binary',
      '--only-binary',
      '--platform',
      '--prefix',
      '--progress-bar',
      '--proxy',
      '--python',
    ],
    ...['--python-version', '--requirement', '--root', '--root-user-action', '--src', '--target', '--trusted-host'],
    '--upgrade-strategy',
  ],
  letters: 'bcefit',
};

/** The words that hadolint takes for packages. */
export function letterPackages(call: PackageCall): readonly PackageReference[] {
  const options = call.manager === 'pip' || call.manager === 'pipx' ? pip : known[call.manager];
  if (!options && call.manager !== 'gem') return call.packages;
  const takesNext = (option: string): boolean => {
    // To hadolint each option of gem has a value, `-N` and `--source=URL` included.
    if (!options) return option !== '--';
    if (option.startsWith('--')) return options.long.includes(option);
    return [...option.slice(1)].some(letter => options.letters.includes(letter));
  };
  const subcommand = call.subcommandSpan ?? call.command.span;
  const found: PackageReference[] = [];
  const { args } = call.command;
  for (let index = 0; index < args.length; index++) {
    const word = args[index]!;
    const isBefore = word.span.start < subcommand.start;
    if (word.value.startsWith('-')) {
      if (takesNext(word.value)) index++;
    } else if (word.span.start >= subcommand.end || (isBefore && options?.before)) {
      found.push(call.packages.find(reference => reference.word === word) ?? referenceTo(word));
    }
  }
  return found;
}

function referenceTo(word: ShellWord): PackageReference {
  const isFile = ['/', './', '../', '~/'].some(start => word.value.startsWith(start));
  return {
    name: word.value,
    version: undefined,
    separator: undefined,
    kind: isFile ? 'file' : 'name',
    word,
    nameSpan: word.span,
    versionSpan: undefined,
  };
}
