/**
 * Calls of package managers: what is done, with which options, to which packages, each with its place. packageManagers.ts says what each
 * manager knows.
 */
import { remembered } from '../syntax/remembered.ts';
import type { Span } from '../syntax/tree.ts';
import { argumentsOf, type CommandArguments, type CommandOption, isWhollyDynamic } from './arguments.ts';
import type { ShellCommand } from './commands.ts';
import {
  type ManagerSpec,
  type PackageAction,
  type PackageManager,
  packageManagers,
  type VersionStyle,
} from './packageManagers.ts';

import { partOfWord, type ShellWord, valueSpanOf } from './words.ts';

export interface PackageCall {
  readonly manager: PackageManager;
  /** As it is called: apt-get, aptitude, pip3, microdnf … */
  readonly program: string;
  readonly action: PackageAction;
  /** The subcommand as written, several words joined by a blank: 'install', 'global add', 'pip install'; '' when there is none. */
  readonly subcommand: string;
  readonly subcommandSpan: Span | undefined;
  /** Without the subcommand. */
  readonly options: readonly CommandOption[];
  /** What is installed, removed, upgraded. Empty for other actions. */
  readonly packages: readonly PackageReference[];
  /** Files that list packages: `-r requirements.txt`, `--file environment.yml`. */
  readonly lists: readonly ShellWord[];
  /** Operands of other actions: `npm run build` → build. */
  readonly operands: readonly ShellWord[];
  /** Some words may be options or any number of packages at run time (`$PKGS`). */
  readonly uncertain: boolean;
  readonly command: ShellCommand;
}

export interface PackageReference {
  /** Without version and extras. The source text when it is an expansion. */
  readonly name: string;
  /** As written behind the separator: '1.2-3', '^1'; undefined when none is given. */
  readonly version: string | undefined;
  /** '=', '==', '>=', '~=', '@', ':', '/' … */
  readonly separator: string | undefined;
  /** `name`: from the manager's repository; `file`: a path; `url`: an address or a git source; `variable`: only the run knows. */
  readonly kind: 'name' | 'file' | 'url' | 'variable';
  readonly word: ShellWord;
  readonly nameSpan: Span;
  readonly versionSpan: Span | undefined;
}

/** The call of a package manager that the command is; undefined when it is none. */
export function packageCallOf(command: ShellCommand): PackageCall | undefined {
  if (command.kind !== 'command' || !mayBeManager(command.program)) return undefined;
  const known = cache.get(command);
  if (known !== undefined) return known ?? undefined;
  const call = readCall(command);
  cache.set(command, call ?? null);
  return call;
}

/** All calls of package managers among the commands, in order; `managers` leaves out all others. */
export function packageCallsOf(
  commands: readonly ShellCommand[],
  ...managers: readonly PackageManager[]
): readonly PackageCall[] {
  return commands.flatMap(command => {
    const call = packageCallOf(command);
    return call && (managers.length === 0 || managers.includes(call.manager)) ? [call] : [];
  });
}

/** Whether the call has one of the options. */
export function callHasOption(call: PackageCall, ...names: readonly string[]): boolean {
  return call.options.some(option => names.includes(option.name));
}

const cache = new WeakMap<ShellCommand, PackageCall | null>();

/** Nearly all commands are none; nothing has to be kept of them. */
const mayBeManager = remembered(
  program =>
    program === 'pacman' ||
    program.startsWith('python') ||
    program.startsWith('pypy') ||
    Object.hasOwn(packageManagers, managerName(program)),
);

function readCall(command: ShellCommand): PackageCall | undefined {
  const { program } = command;
  if (program === 'pacman') return pacmanCall(command);
  const moduleCall = pythonModuleCall(command);
  const name = moduleCall?.name ?? managerName(program);
  const spec = Object.hasOwn(packageManagers, name) ? packageManagers[name] : undefined;
  if (!spec) return undefined;
  const words = moduleCall?.words ?? command.args;
  const parsed = argumentsOf(command, spec.options, words);
  const { subcommand, words: subcommandWords } = subcommandOf(spec, parsed);
  const action = subcommandWords.length === 0 ? (spec.defaultAction ?? 'other') : (spec.actions[subcommand] ?? 'other');
  const operands = parsed.operands.slice(subcommandWords.length);
  const takesPackages = action === 'install' || action === 'remove' || action === 'upgrade';
  const version =
    spec.versionOptions && parsed.options.find(option => spec.versionOptions?.includes(option.name))?.value;
  const optionPackages = parsed.options.flatMap(option =>
    option.value && spec.packageOptions?.includes(option.name) ? [option.value] : [],
  );
  const packageWords = takesPackages ? [...operands, ...optionPackages] : [];
  return {
    manager: spec.manager,
    program: moduleCall?.name ?? program,
    action,
    subcommand,
    subcommandSpan: spanOf(subcommandWords),
    options: parsed.options,
    packages: packageWords
      .map(word => packageReference(command, spec, word, version))
      .sort((a, b) => a.word.at.start - b.word.at.start),
    lists: parsed.options.flatMap(option =>
      option.value && spec.listOptions?.includes(option.name) ? [option.value] : [],
    ),
    operands: takesPackages ? [] : operands,
    uncertain: parsed.uncertain || command.openEnded,
    command,
  };
}

/** `pip3`, `pip3.12`, `pip-3` → pip; everything else as it is. */
function managerName(program: string): string {
  for (const base of ['pip', 'gem', 'bundle']) {
    if (!program.startsWith(base)) continue;
    const rest = program.slice(base.length);
    let isVersion = true;
    for (const character of rest) if (!'.-0123456789'.includes(character)) isVersion = false;
    if (isVersion) return base;
  }
  return program === 'bundler' ? 'bundle' : program === 'yarnpkg' ? 'yarn' : program;
}

/** `python3 -m pip install …`, `python -Im pip …` */
function pythonModuleCall(command: ShellCommand) {
  if (!command.program.startsWith('python') && !command.program.startsWith('pypy')) return undefined;
  const index = command.args.findIndex(
    word => word.value.startsWith('-') && !word.value.startsWith('--') && word.value.endsWith('m'),
  );
  const name = index === -1 ? undefined : command.args[index + 1];
  if (!name || command.args.slice(0, index).some(word => !word.value.startsWith('-'))) return undefined;
  return { name: name.value, words: command.args.slice(index + 2) };
}

function subcommandOf(spec: ManagerSpec, parsed: CommandArguments) {
  const [first, second] = parsed.operands;
  if (!first || first.dynamic) return { subcommand: '', words: [] };
  if (second && !second.dynamic && spec.prefixes?.includes(first.value)) {
    return { subcommand: `${first.value} ${second.value}`, words: [first, second] };
  }
  return { subcommand: first.value, words: [first] };
}

function spanOf(words: readonly ShellWord[]): Span | undefined {
  const first = words[0];
  const last = words[words.length - 1];
  return first && last ? { start: first.span.start, end: last.span.end } : undefined;
}

/** pacman's subcommand is an option: `-S`, `-Syu`, `-Rns`, `-Scc`. */
function pacmanCall(command: ShellCommand): PackageCall {
  const parsed = argumentsOf(command, {
    valued: [
      '-r',
      '--root',
      '-b',
      '--dbpath',
      '--cachedir',
      '--config',
      '--arch',
      '--gpgdir',
      '--hookdir',
      '--ignore',
      '--overwrite',
      '--assume-installed',
    ],
  });
  const has = (...names: readonly string[]) => parsed.options.some(option => names.includes(option.name));
  let action: PackageAction = 'other';
  if (has('-R', '--remove')) action = 'remove';
  else if (has('-U', '--upgrade')) action = 'install';
  else if (has('-S', '--sync')) {
    if (has('-c', '--clean')) action = 'clean';
    else if (parsed.operands.length > 0) action = 'install';
    else if (has('-u', '--sysupgrade')) action = 'upgrade';
    else if (has('-y', '--refresh')) action = 'update-index';
  }
  const operation = parsed.options.find(option =>
    ['-S', '-R', '-U', '--sync', '--remove', '--upgrade'].includes(option.name),
  );
  const spec = { split: { separators: ['='], fileEndings: ['.zst', '.xz'], slash: 'file' } } as const;
  return {
    manager: 'pacman',
    program: command.program,
    action,
    subcommand: operation?.name ?? '',
    subcommandSpan: operation?.span,
    options: parsed.options,
    packages: parsed.operands.map(word => packageReference(command, spec, word, undefined)),
    lists: [],
    operands: [],
    uncertain: parsed.uncertain || command.openEnded,
    command,
  };
}

function packageReference(
  command: ShellCommand,
  spec: Pick<ManagerSpec, 'split'>,
  word: ShellWord,
  version: ShellWord | undefined,
): PackageReference {
  const { script } = command;
  const whole = { word, nameSpan: word.span, version: undefined, separator: undefined, versionSpan: undefined };
  if (isWhollyDynamic(word)) return { ...whole, name: word.value, kind: 'variable' };
  const { split } = spec;
  const kind = kindOf(word, split);
  if (kind !== 'name') return { ...whole, name: word.value, kind };
  const found = findSeparator(word, split);
  if (!found) {
    if (!version) return { ...whole, name: word.value, kind };
    return { ...whole, name: word.value, kind, version: version.value, separator: ' ', versionSpan: version.span };
  }
  const nameEnd = endOfName(word.value, found.at);
  const versionStart = found.at + found.separator.length;
  return {
    name: word.value.slice(0, nameEnd),
    version: word.value.slice(versionStart),
    separator: found.separator,
    kind,
    word,
    nameSpan: valueSpanOf(script, word, 0, nameEnd),
    versionSpan: partOfWord(script, word, versionStart).span,
  };
}

function kindOf(word: ShellWord, style: VersionStyle): PackageReference['kind'] {
  const { value } = word;
  if (value.includes('://') || value.startsWith('git+') || value.startsWith('git@')) return 'url';
  if (['github:', 'gitlab:', 'bitbucket:', 'gist:'].some(prefix => value.startsWith(prefix))) return 'url';
  if (value === '.' || value === '..' || value.startsWith('./') || value.startsWith('../')) return 'file';
  if (value.startsWith('/') || value.startsWith('~/') || value.startsWith('file:')) return 'file';
  if (style.fileEndings?.some(ending => value.endsWith(ending))) return 'file';
  // `pip install .[dev]`
  if (value.startsWith('.[')) return 'file';
  const staticPart = word.prefix;
  if (style.slash === 'file' && staticPart.split('@')[0]?.includes('/')) return 'file';
  if (style.slash === 'url' && !value.startsWith('@') && (staticPart.split('@')[0]?.includes('/') ?? false))
    return 'url';
  return 'name';
}

/** The earliest separator outside of expansions. */
function findSeparator(
  word: ShellWord,
  style: VersionStyle,
): { readonly at: number; readonly separator: string } | undefined {
  let index = 0;
  for (const part of word.parts) {
    if (part.kind === 'literal') {
      for (let at = 0; at < part.text.length; at++) {
        const place = index + at;
        if (place === 0) continue;
        const separator = style.separators.find(candidate => part.text.startsWith(candidate, at));
        if (separator !== undefined) return { at: place, separator };
      }
    }
    index += part.text.length;
  }
  return undefined;
}

/** A name ends before its extras (`x[dev]==1`) and blanks (`x >= 1`). */
function endOfName(value: string, separatorAt: number): number {
  const bracket = value.indexOf('[');
  let end = bracket > 0 && bracket < separatorAt ? bracket : separatorAt;
  while (end > 0 && value[end - 1] === ' ') end--;
  return end;
}
