/**
 * What a word is to its program: the owner in `chown`, the mode in `chmod`, the name in `useradd`, the pattern of `grep`, the value of an option.
 * A table by program; what is not in it gets the general answer of shell.ts. Source: the programs' manual pages.
 */
import type { Note } from '../../notes/note.ts';
import { argumentsOf } from '../../shell/arguments.ts';
import type { ShellCommand } from '../../shell/commands.ts';
import type { ShellWord } from '../../shell/words.ts';
import { code } from './markdown.ts';
import { modeLine } from './modes.ts';
import { noteItem } from './noteBlocks.ts';

interface Meaning {
  /** Options that take a value in the next word. */
  readonly valued?: readonly string[];
  /** Single-dash words are whole names (`find -type f`). */
  readonly singleDash?: boolean;
  /** What an operand is; undefined where the general answer is as good. */
  readonly operand?: (word: ShellWord, index: number, operands: readonly ShellWord[]) => string | undefined;
}

/** A sentence about an operand or the value of an option; undefined where nothing particular is known. */
export function operandMeaning(command: ShellCommand, word: ShellWord, note: Note | undefined): string | undefined {
  const meaning = Object.hasOwn(meanings, command.program) ? meanings[command.program] : undefined;
  if (!meaning) return undefined;
  const { options, operands } = argumentsOf(command, {
    ...(meaning.valued ? { valued: meaning.valued } : {}),
    ...(meaning.singleDash ? { singleDash: true } : {}),
  });
  const option = options.find(one => one.value === word);
  if (option) {
    const item = noteItem(note, option.name);
    return `The value of ${code(option.name)}${item ? `. ${item.markdown}` : '.'}`;
  }
  const index = operands.indexOf(word);
  return index === -1 ? undefined : meaning.operand?.(word, index, operands);
}

const isLast = (index: number, operands: readonly ShellWord[]): boolean => index === operands.length - 1;

/** Source, then target. */
const copies: Meaning['operand'] = (_, index, operands) =>
  operands.length > 1 && isLast(index, operands) ? 'Where it goes.' : 'What is taken.';

const names =
  (what: string): Meaning['operand'] =>
  ({ value }, index, operands) =>
    isLast(index, operands) ? `The name of the ${what}: ${code(value)}.` : undefined;

const comparisons: Readonly<Record<string, string>> = {
  '=': 'True when both texts are equal.',
  '==': 'True when both texts are equal; in `sh` write `=`.',
  '!=': 'True when the texts differ.',
  '=~': 'True when the text matches the regular expression; only in Bash’s `[[ ]]`.',
  '!': 'Turns the answer round.',
};

const testOperand: Meaning['operand'] = ({ value }, _, operands) => {
  if (Object.hasOwn(comparisons, value)) return comparisons[value];
  if (value === ']' || value === ']]') return 'Ends the condition.';
  return operands.length > 1 ? 'One side of a comparison, a text.' : 'True when the text is not empty.';
};

/** `user`, `user:group`, `user:`, `:group`. */
function newOwner(value: string): string {
  const [user = '', group] = value.split(':');
  if (user === '') return `The new group: ${code(group ?? '')}; the owner stays.`;
  const groupText =
    group === undefined ? 'the group stays' : group === '' ? 'with that user’s own group' : `the group ${code(group)}`;
  return `The new owner: ${code(user)}; ${groupText}.`;
}

const hashes: Meaning = {
  operand: ({ value }) => (value === '-' ? 'The list of sums comes from the pipe.' : 'A file whose sum is told.'),
};

const versions =
  (what: string): Meaning['operand'] =>
  ({ value }, index) =>
    index === 0 ? undefined : `Which ${what}: ${code(value)}.`;

const user: Meaning = {
  valued: [
    '-u',
    '--uid',
    '-g',
    '--gid',
    '-G',
    '--groups',
    '-d',
    '--home-dir',
    '--home',
    '-s',
    '--shell',
    '-c',
    '--comment',
    '-p',
    '--password',
    '-b',
    '--base-dir',
    '-e',
    '-f',
    '-k',
    '-K',
    '-h',
    '--gecos',
    '--ingroup',
    '-l',
    '--login',
  ],
};

const meanings: Readonly<Record<string, Meaning>> = {
  useradd: { ...user, operand: names('user that is made') },
  usermod: { ...user, operand: names('user that is changed') },
  adduser: {
    ...user,
    operand: ({ value }, index, operands) =>
      operands.length > 1
        ? index === 0
          ? `The user ${code(value)}.`
          : `The group that the user joins: ${code(value)}.`
        : `The name of the user that is made: ${code(value)}.`,
  },
  groupadd: { valued: ['-g', '--gid', '-K'], operand: names('group that is made') },
  addgroup: { valued: ['-g', '--gid'], operand: names('group that is made') },
  chown: {
    operand: ({ value }, index) =>
      index === 0 ? newOwner(value) : 'Whose owner is changed; a file of an earlier layer is stored once more.',
  },
  chgrp: { operand: ({ value }, index) => (index === 0 ? `The group ${code(value)}.` : 'Whose group is changed.') },
  chmod: {
    operand: ({ value }, index) =>
      index === 0 ? modeLine(value) : 'Whose permissions are changed; a file of an earlier layer is stored once more.',
  },
  mkdir: { valued: ['-m', '--mode'], operand: () => 'A folder that is made; its parents only with `-p`.' },
  rmdir: { operand: () => 'An empty folder that is removed.' },
  rm: { operand: () => 'What is removed; only files that this same `RUN` made get the image smaller.' },
  cd: { operand: () => 'The folder in which the rest of this `RUN` works.' },
  touch: { valued: ['-t', '-d', '-r'], operand: () => 'A file that is made, or gets the time of now.' },
  cp: { valued: ['-t', '--target-directory', '-S'], operand: copies },
  mv: { valued: ['-t', '--target-directory', '-S'], operand: copies },
  rsync: { operand: copies },
  ln: {
    valued: ['-t', '-S'],
    operand: (_, index, operands) =>
      operands.length > 1 && isLast(index, operands) ? 'The link that is made.' : 'What the link leads to.',
  },
  echo: { operand: () => 'Text that is printed, with one blank between the words.' },
  printf: {
    operand: (_, index) =>
      index === 0 ? 'The form of what is printed: `%s` stands for the next argument.' : 'What is put into the form.',
  },
  export: {
    operand: ({ value }) =>
      value.includes('=')
        ? 'Set for the programs of this `RUN`; the image keeps nothing of it (that is what `ENV` does).'
        : 'A variable that the programs of this `RUN` see from here on.',
  },
  unset: { operand: () => 'A variable that is forgotten for the rest of this `RUN`.' },
  exit: {
    operand: ({ value }) =>
      value === '0' ? 'Ends the script with success.' : 'Ends the script with an error, which stops the build.',
  },
  sleep: { operand: ({ value }) => `Waits ${/^\d+$/.test(value) ? `${value} seconds` : value}.` },
  set: {
    valued: ['-o', '+o'],
    operand: ({ value }) =>
      value === 'pipefail'
        ? 'With it a pipe fails when any of its commands fails.'
        : `Becomes an argument of the script.`,
  },
  sed: {
    valued: ['-e', '-f', '--expression', '--file'],
    operand: ({ value }, index) =>
      index === 0
        ? /^\d*s(.).*\1/s.test(value)
          ? 'The rule: replaces what the first part matches by the second.'
          : 'The rule that each line goes through.'
        : 'A file that is read; with `-i` it is changed.',
  },
  grep: {
    valued: ['-e', '-f', '-m', '-A', '-B', '-C'],
    operand: (_, index) => (index === 0 ? 'The pattern that a line must match.' : 'Where it is looked for.'),
  },
  awk: {
    valued: ['-F', '-v', '-f'],
    operand: (_, index) => (index === 0 ? 'The program that each line goes through.' : 'A file that is read.'),
  },
  tr: { operand: (_, index) => (index === 0 ? 'These characters …' : '… become these.') },
  cut: { valued: ['-d', '-f', '-c', '-b', '--delimiter', '--fields'] },
  head: { valued: ['-n', '-c', '--lines', '--bytes'], operand: () => 'A file that is read.' },
  tail: { valued: ['-n', '-c', '--lines', '--bytes'], operand: () => 'A file that is read.' },
  cat: { operand: () => 'A file that is printed.' },
  xargs: { valued: ['-n', '-I', '-P', '-L', '-d', '-a'] },
  find: {
    singleDash: true,
    valued: [
      '-type',
      '-name',
      '-iname',
      '-path',
      '-ipath',
      '-wholename',
      '-regex',
      '-maxdepth',
      '-mindepth',
      '-perm',
      '-user',
      '-group',
      '-size',
      '-mtime',
      '-newer',
      '-regextype',
      '-printf',
      '-fstype',
      '-uid',
      '-gid',
    ],
    operand: ({ value }, index) =>
      value === ';' || value === '\\;'
        ? 'Ends the command of `-exec`, which runs once for each file.'
        : value === '+'
          ? 'Ends the command of `-exec`, which gets many files at once.'
          : value === '{}'
            ? 'Stands for the file that was found.'
            : value === '('
              ? 'Begins a group of conditions.'
              : value === ')'
                ? 'Ends a group of conditions.'
                : index === 0
                  ? 'Where the search begins.'
                  : undefined,
  },
  tar: {
    valued: ['-f', '--file', '-C', '--directory', '--strip-components', '--exclude', '-X', '-T', '--transform'],
    operand: ({ value }, index) =>
      index === 0 && /^[a-zA-Z]+$/.test(value) && /[xcft]/.test(value)
        ? `${code(value)}: what to do, in letters (${[...value].map(letter => tarLetters[letter] ?? letter).join(', ')}).`
        : 'A file of the archive, or the archive behind `f`.',
  },
  make: {
    valued: ['-C', '--directory', '-f', '--file', '-j', '--jobs', '-I'],
    operand: ({ value }) =>
      value.includes('=')
        ? 'A variable of the Makefile, set from outside.'
        : `The target ${code(value)} of the Makefile.`,
  },
  git: {
    valued: [
      '--depth',
      '-b',
      '--branch',
      '-C',
      '-c',
      '--origin',
      '-o',
      '--jobs',
      '-j',
      '--reference',
      '--filter',
      '--recurse-submodules',
    ],
    operand: ({ value }, index, operands) =>
      index > 0 && operands[0]?.value === 'clone'
        ? index === 1
          ? 'The repository that is copied.'
          : 'The folder that it goes into.'
        : index > 0 && (operands[0]?.value === 'checkout' || operands[0]?.value === 'reset')
          ? `The commit, tag or branch ${code(value)}.`
          : undefined,
  },
  curl: {
    valued: [
      '-o',
      '--output',
      '-H',
      '--header',
      '-d',
      '--data',
      '-u',
      '--user',
      '-x',
      '--proxy',
      '--retry',
      '-X',
      '--request',
      '-A',
      '-m',
      '--max-time',
      '--connect-timeout',
      '--retry-delay',
      '-b',
      '-e',
      '--cacert',
      '-T',
    ],
  },
  wget: {
    valued: [
      '-O',
      '--output-document',
      '-P',
      '--directory-prefix',
      '-o',
      '--tries',
      '-t',
      '-T',
      '--timeout',
      '-U',
      '--header',
    ],
  },
  gpg: {
    valued: ['--keyserver', '--homedir', '-o', '--output', '--keyserver-options', '--keyring', '-u'],
    operand: ({ value }) =>
      /^(?:0x)?[\dA-F]{8,40}$/i.test(value)
        ? 'The number of a key: the whole fingerprint (40 digits) cannot be forged.'
        : undefined,
  },
  'apt-key': { operand: ({ value }) => (value === '-' ? 'The key comes from the pipe.' : undefined) },
  'apt-get': { valued: ['-o', '-t', '-c', '--option', '--target-release'] },
  apt: { valued: ['-o', '-t', '-c', '--option', '--target-release'] },
  'add-apt-repository': {
    operand: ({ value }) =>
      value.startsWith('ppa:')
        ? 'A person’s own archive on Launchpad: its packages are not checked by Ubuntu.'
        : `The part or source ${code(value)} of the distribution.`,
  },
  'update-alternatives': {
    operand: ({ value }) =>
      /^\d+$/.test(value)
        ? 'The priority: the highest is taken.'
        : `The name or program ${code(value)} that is chosen from.`,
  },
  'docker-php-ext-install': {
    valued: ['-j'],
    operand: ({ value }) => `The extension ${code(value)} of PHP, compiled and switched on.`,
  },
  'docker-php-ext-enable': { operand: ({ value }) => `The extension ${code(value)} of PHP, switched on.` },
  'docker-php-ext-configure': {
    operand: ({ value }) => `The extension ${code(value)} of PHP, prepared for compiling.`,
  },
  pecl: {
    operand: ({ value }, index) => (index === 0 ? undefined : `The extension ${code(value)} of PHP, from PECL.`),
  },
  cpanm: { operand: ({ value }) => `The Perl module ${code(value)}.` },
  pyenv: { operand: versions('version of Python') },
  rbenv: { operand: versions('version of Ruby') },
  nvm: { operand: versions('version of Node') },
  sha256sum: hashes,
  sha512sum: hashes,
  sha1sum: hashes,
  md5sum: hashes,
  '[': { operand: testOperand },
  '[[': { operand: testOperand },
  test: { operand: testOperand },
  gunicorn: {
    valued: [
      '-b',
      '--bind',
      '-w',
      '--workers',
      '-k',
      '--worker-class',
      '-t',
      '--timeout',
      '--threads',
      '-c',
      '--config',
      '--log-level',
      '--access-logfile',
      '--error-logfile',
      '--chdir',
      '-n',
      '--name',
      '--max-requests',
    ],
    operand: ({ value }) =>
      value.includes(':')
        ? `The application: module and name in it, ${code(value)}.`
        : `The module of the application, ${code(value)}.`,
  },
  uvicorn: {
    valued: ['--host', '--port', '--workers', '--log-level', '--app-dir', '--root-path'],
    operand: ({ value }) => `The application: module and name in it, ${code(value)}.`,
  },
  dotnet: {
    valued: [
      '-c',
      '--configuration',
      '-o',
      '--output',
      '-r',
      '--runtime',
      '-f',
      '--framework',
      '--version',
      '-v',
      '--verbosity',
    ],
  },
  'ssh-keyscan': {
    valued: ['-t', '-p', '-T'],
    operand: ({ value }) => `The machine ${code(value)} whose key is asked for.`,
  },
  npm: {
    valued: ['--prefix', '--registry', '-w', '--workspace'],
    operand: ({ value }, index, operands) => script(value, index, operands),
  },
  yarn: {
    valued: ['--cwd', '--registry', '--network-timeout'],
    operand: ({ value }, index, operands) => script(value, index, operands),
  },
  pnpm: {
    valued: ['--dir', '-C', '--filter', '-F'],
    operand: ({ value }, index, operands) => script(value, index, operands),
  },
};

function script(value: string, index: number, operands: readonly ShellWord[]): string | undefined {
  const isRun = index === 1 && /^run(?:-script)?$/.test(operands[0]!.value);
  return isRun ? `The script ${code(value)} of package.json.` : undefined;
}

const tarLetters: Readonly<Record<string, string>> = {
  x: 'unpack',
  c: 'pack',
  t: 'list',
  f: 'the archive follows',
  z: 'gzip',
  j: 'bzip2',
  J: 'xz',
  v: 'names what it does',
  p: 'keeps permissions',
};
