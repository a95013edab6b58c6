/** For letter mode: which packages hadolint takes for pinned, one package manager at a time. Observed on the program (2.15.1). */
import { hasOption, hasWord, operands, type SeenCommand, type SeenWord } from './commands.ts';

/** The variables that count as known where a command stands: hadolint takes `name-${VERSION}` for pinned only then. */
export type KnownVariables = ReadonlySet<string>;

/** The packages without a version that a command installs, in the order of the words. */
export type FindUnpinned = (command: SeenCommand, known: KnownVariables) => readonly SeenWord[];

/** By rule. */
export const unpinnedFinders: Readonly<Record<string, FindUnpinned>> = {
  DL3008: command =>
    command.name === 'apt-get' && hasWord(command, 'install')
      ? operands(command, ['t', 'target-release']).filter(
          ({ text }) => text !== 'install' && !/[=/]/.test(text) && !text.endsWith('.deb'),
        )
      : [],
  DL3013: command => (isPipInstall(command) && !namesAList(command) ? pipPackages(command).filter(isOpenPip) : []),
  DL3016: command => (command.name === 'npm' ? npmPackages(command).filter(isOpenNpm) : []),
  DL3018: command =>
    command.name === 'apk' && hasWord(command, 'add')
      ? operands(command, ['t', 'virtual', 'X', 'repository']).filter(
          ({ text }) => text !== 'add' && !/[=~<>]/.test(text) && !text.endsWith('.apk'),
        )
      : [],
  DL3028: command => gems(command).filter(({ text }) => !text.includes(':')),
  DL3033: (command, known) => (command.name === 'yum' ? openOfYum(command, ['module'], known) : []),
  DL3037: command =>
    command.name === 'zypper' && hasWord(command, 'install', 'in')
      ? operands(command).filter(
          ({ text }) => text !== 'install' && text !== 'in' && !/[=<>]/.test(text) && !text.endsWith('.rpm'),
        )
      : [],
  DL3041: (command, known) =>
    command.name === 'dnf' || command.name === 'microdnf' ? openOfYum(command, ['module', 'group'], known) : [],
};

/** `pip install`, `pip3.12 install`, `python3 -m pip install`; options in between are read only for pip itself. */
export function isPipInstall(command: SeenCommand): boolean {
  const { name } = command;
  if (name.startsWith('pip')) return !name.startsWith('pipenv') && hasWord(command, 'install');
  return name.startsWith('python') && hasRow(command, ['-m', 'pip', 'install']);
}

/** Whether the words stand side by side among the arguments. */
export function hasRow({ words }: SeenCommand, row: readonly string[]): boolean {
  return words.some((_, at) => row.every((wanted, index) => words[at + index]?.text === wanted));
}

function namesAList(command: SeenCommand): boolean {
  return hasOption(command, 'c', 'constraint') || hasWord(command, '-r', '--requirement', '.');
}

const pipOptionsWithValue: readonly string[] = [
  ...['abi', 'b', 'build', 'e', 'editable', 'extra-index-url', 'f', 'find-links', 'i', 'index-url', 'implementation'],
  ...['no-binary', 'only-binary', 'platform', 'prefix', 'progress-bar', 'proxy', 'python', 'python-version', 'root'],
  ...['root-user-action', 'src', 't', 'target', 'trusted-host', 'upgrade-strategy'],
];

function pipPackages(command: SeenCommand): readonly SeenWord[] {
  return behind(operands(command, pipOptionsWithValue), 'install');
}

/** The words behind the first `install`, and further ones that follow it at once. */
function behind(words: readonly SeenWord[], verb: string): readonly SeenWord[] {
  const first = words.findIndex(({ text }) => text === verb);
  if (first === -1) return [];
  const rest = words.slice(first);
  const start = rest.findIndex(({ text }) => text !== verb);
  return start === -1 ? [] : rest.slice(start);
}

const versionControl = /^(?:git|(?:hg|bzr)\+(?:https?|ssh|file|static-http|sftp|ftp|lp)|svn)/;

function isOpenPip({ text }: SeenWord): boolean {
  if (/==|[!~]=|[<>]/.test(text)) return false;
  if (text.endsWith('.whl') || text.endsWith('.tar.gz')) return false;
  return versionControl.test(text) ? !text.includes('@') : !text.includes('/');
}

function npmPackages(command: SeenCommand): readonly SeenWord[] {
  const words = operands(command, ['loglevel', 'registry']);
  return words[0]?.text === 'install' ? behind(words, 'install') : [];
}

function isOpenNpm({ text }: SeenWord): boolean {
  if (/^git(?:\+(?:ssh|https?))?:\/\//.test(text)) return !text.includes('#');
  if (/\.(?:tar|tar\.gz|tgz)$/.test(text) || /^(?:\/|\.\.?\/|~\/)/.test(text)) return false;
  return !text.slice(scopeLength(text)).includes('@');
}

/** `@scope` in `@scope/name`: what stands up to the first character that sorts behind the slash is no version to hadolint. */
function scopeLength(text: string): number {
  if (!text.startsWith('@')) return 0;
  const end = [...text].findIndex(character => character <= '/');
  return end === -1 ? text.length : end;
}

/** Each option of gem has a value to hadolint, whatever it is; nothing counts behind `--`. */
function gems(command: SeenCommand): readonly SeenWord[] {
  if (command.name !== 'gem' || !hasWord(command, 'install', 'i') || hasWord(command, '-v', '--version')) return [];
  if (command.words.some(({ text }) => text.startsWith('--version='))) return [];
  const found: SeenWord[] = [];
  for (let index = 0; index < command.words.length; index++) {
    const word = command.words[index]!;
    if (word.text === '--') break;
    if (word.text.startsWith('-')) index++;
    else if (word.text !== 'install' && word.text !== 'i') found.push(word);
  }
  return found;
}

/** yum and dnf: versions behind a dash, for modules behind a colon. Of a command with `group` nothing counts. */
function openOfYum(command: SeenCommand, apart: readonly string[], known: KnownVariables): readonly SeenWord[] {
  if (!hasWord(command, 'install')) return [];
  const words = operands(command).filter(({ text }) => text !== 'install' && text !== 'module');
  if (hasWord(command, 'module')) return words.filter(({ text }) => !text.includes(':'));
  return hasWord(command, ...apart) ? [] : words.filter(({ text }) => !hasVersion(text, known));
}

function hasVersion(text: string, known: KnownVariables): boolean {
  const [, ...parts] = text.split('-');
  if (parts.length === 0) return false;
  if (text.endsWith('.rpm')) return true;
  if (text.includes('$')) return [...known].some(name => text.includes(`\${${name}}`));
  return parts.every(part => /^[\w.~^:+]*$/.test(part)) && parts.some(part => /^[0-9]/.test(part));
}
