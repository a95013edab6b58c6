/**
 * Programs that run another program: `sudo -u app env A=1 nice apt-get …`. Each has the options that take a value, so that the
 * value is not taken for the program. Source: the manual pages of sudo, coreutils, util-linux, findutils, busybox.
 */
import type { Span } from '../syntax/tree.ts';
import type { Assignment } from './commands.ts';
import { type Interpreter, interpreterName, type Script } from './script.ts';
import { partOfWord, type ShellWord } from './words.ts';

export interface Wrapper {
  /** The base name: sudo, env, xargs, sh … */
  readonly name: string;
  /** Its own words: name, options, assignments (for `sh -c` without the script). */
  readonly words: readonly ShellWord[];
  readonly span: Span;
}

export interface Unwrapped {
  readonly argv: readonly ShellWord[];
  readonly wrappers: readonly Wrapper[];
  readonly assignments: readonly Assignment[];
  readonly openEnded: boolean;
  readonly conditional: boolean;
}

/** Takes the wrappers off an argument list; the list itself when there are none, or when what follows them is not certain. */
export function unwrap(script: Script, words: readonly ShellWord[]): Unwrapped {
  const first = words[0];
  if (!first || first.dynamic || specOf(baseNameOf(first.value)) === undefined) {
    return { argv: words, wrappers: none, assignments: none, openEnded: false, conditional: false };
  }
  const wrappers: Wrapper[] = [];
  const assignments: Assignment[] = [];
  let argv = words;
  let openEnded = false;
  let conditional = false;
  for (;;) {
    const name = argv[0];
    if (!name || name.dynamic) break;
    const program = baseNameOf(name.value);
    const spec = specOf(program);
    if (!spec) break;
    const end = commandStart(argv, spec);
    if (end === undefined || end >= argv.length) break;
    const own = argv.slice(0, end);
    for (const word of own.slice(1)) {
      const assignment = spec.assignments ? assignmentOf(script, word) : undefined;
      if (assignment) assignments.push(assignment);
    }
    wrappers.push({
      name: program,
      words: own,
      span: { start: own[0]!.span.start, end: own[own.length - 1]!.span.end },
    });
    openEnded ||= spec.openEnded ?? false;
    conditional ||= spec.conditional ?? false;
    argv = argv.slice(end);
  }
  return { argv, wrappers, assignments, openEnded, conditional };
}

/**
 * The word that holds a script: `sh -c SCRIPT`, `bash -eo pipefail -c SCRIPT`, `su - app -c SCRIPT`, `eval SCRIPT`. `interpreter`
 * is undefined when the script runs in the shell around it.
 */
export function innerScriptWord(
  program: string,
  argv: readonly ShellWord[],
): { readonly word: ShellWord; readonly interpreter: Interpreter | undefined } | undefined {
  if (program === 'eval') {
    // Several words are joined by blanks: that script stands nowhere as a whole.
    const word = argv.length === 2 ? argv[1] : undefined;
    return word && !isOnlyExpansion(word) ? { word, interpreter: undefined } : undefined;
  }
  if (program === 'su' || program === 'runuser') return suScript(argv);
  if (program === 'trap') {
    const word = argv[1];
    return word && argv.length > 2 && !word.value.startsWith('-') && word.value !== ''
      ? { word, interpreter: undefined }
      : undefined;
  }
  const interpreter = interpreterName(program);
  const flags = Object.hasOwn(scriptFlags, interpreter) ? scriptFlags[interpreter] : undefined;
  if (flags) return flaggedScript(argv, flags, interpreter);
  if (!shells.has(interpreter)) return undefined;
  let sawCommandFlag = false;
  for (let index = 1; index < argv.length; index++) {
    const word = argv[index]!;
    const { value } = word;
    if (value === '--' || value === '-') continue;
    if (value.startsWith('--')) {
      if (value === '--rcfile' || value === '--init-file') index++;
      continue;
    }
    if ((value.startsWith('-') || value.startsWith('+')) && value.length > 1 && !word.dynamic) {
      if (value.startsWith('-') && value.includes('c')) sawCommandFlag = true;
      if (value.endsWith('o') || value.endsWith('O')) index++;
      continue;
    }
    return sawCommandFlag && !isOnlyExpansion(word) ? { word, interpreter } : undefined;
  }
  return undefined;
}

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'ksh', 'zsh']);

/** Languages whose programs can stand on the command line. */
const scriptFlags: Readonly<Record<string, readonly string[]>> = {
  python: ['-c'],
  perl: ['-e', '-E'],
  ruby: ['-e'],
  node: ['-e', '--eval', '-p', '--print'],
  php: ['-r'],
  powershell: ['-Command', '-command', '-c'],
};

function flaggedScript(argv: readonly ShellWord[], flags: readonly string[], interpreter: Interpreter) {
  const index = argv.findIndex((word, at) => at > 0 && flags.includes(word.value));
  const word = index === -1 ? undefined : argv[index + 1];
  return word ? { word, interpreter } : undefined;
}

/** `su [-] [user] -c SCRIPT`, `su -s /bin/bash user -c SCRIPT`. */
function suScript(argv: readonly ShellWord[]) {
  let word: ShellWord | undefined;
  let interpreter: Interpreter = 'sh';
  for (let index = 1; index < argv.length; index++) {
    const { value } = argv[index]!;
    if (value === '-c' || value === '--command' || value === '-lc') word = argv[++index];
    else if (value === '-s' || value === '--shell') interpreter = interpreterName(argv[++index]?.value ?? 'sh');
    else if (value.startsWith('--shell=')) interpreter = interpreterName(value.slice(8));
    else if (['-g', '--group', '-G', '--supp-group', '-w', '--whitelist-environment', '-u', '--user'].includes(value))
      index++;
  }
  return word && !isOnlyExpansion(word) ? { word, interpreter } : undefined;
}

function isOnlyExpansion(word: ShellWord): boolean {
  return word.parts.every(part => part.kind !== 'literal' || part.text.trim() === '');
}

interface WrapperSpec {
  /** Options that take the next word when nothing is attached: '-u', '--user'. */
  readonly valued: readonly string[];
  /** `NAME=value` words may stand before the program. */
  readonly assignments?: boolean;
  /** How many plain words stand before the program: 1 for `timeout 5 cmd`. */
  readonly operands?: number;
  /** With one of these it runs nothing, or not what stands there. */
  readonly query?: readonly string[];
  /** `-5` is an option (nice). */
  readonly openEnded?: boolean;
  readonly conditional?: boolean;
  /** The program stands only behind `--` (tini, scl). */
  readonly needsDashes?: boolean;
}

const none: readonly never[] = [];

function specOf(program: string): WrapperSpec | undefined {
  return Object.hasOwn(wrapperSpecs, program) ? wrapperSpecs[program] : undefined;
}

const wrapperSpecs: Readonly<Record<string, WrapperSpec>> = {
  sudo: {
    valued: [
      ...['-u', '--user', '-g', '--group', '-h', '--host', '-p', '--prompt', '-C', '--close-from', '-r', '--role'],
      ...[
        '-t',
        '--type',
        '-T',
        '--command-timeout',
        '-U',
        '--other-user',
        '-D',
        '--chdir',
        '-R',
        '--chroot',
        '-a',
        '-c',
      ],
    ],
    assignments: true,
    query: [
      '-l',
      '--list',
      '-v',
      '--validate',
      '-k',
      '-K',
      '-e',
      '--edit',
      '-V',
      '--version',
      '-i',
      '-s',
      '--login',
      '--shell',
    ],
  },
  doas: { valued: ['-u', '-C', '-a'], query: ['-s', '-L'] },
  env: { valued: ['-u', '--unset', '-C', '--chdir'], assignments: true, query: ['-S', '--split-string'] },
  command: { valued: [], query: ['-v', '-V'] },
  builtin: { valued: [] },
  exec: { valued: ['-a'] },
  nohup: { valued: [] },
  setsid: { valued: [] },
  time: { valued: ['-f', '--format', '-o', '--output'] },
  nice: { valued: ['-n', '--adjustment'] },
  ionice: { valued: ['-c', '--class', '-n', '--classdata', '-t'], query: ['-p', '--pid', '-P', '-u'] },
  chrt: { valued: ['-T', '-P', '-D'], operands: 1, query: ['-p', '-m'] },
  taskset: { valued: [], operands: 1, query: ['-p'] },
  timeout: { valued: ['-k', '--kill-after', '-s', '--signal'], operands: 1 },
  stdbuf: { valued: ['-i', '--input', '-o', '--output', '-e', '--error'] },
  unbuffer: { valued: [] },
  eatmydata: { valued: [] },
  fakeroot: { valued: ['-l', '--lib', '--faked', '-s', '-i', '-b'] },
  fakechroot: { valued: ['-l', '-d', '-e', '-c', '-b'] },
  setarch: { valued: [], operands: 1 },
  linux32: { valued: [] },
  linux64: { valued: [] },
  chroot: { valued: ['--userspec', '--groups'], operands: 1 },
  gosu: { valued: [], operands: 1 },
  'su-exec': { valued: [], operands: 1 },
  setpriv: {
    valued: [
      ...[
        '--reuid',
        '--regid',
        '--groups',
        '--ambient-caps',
        '--inh-caps',
        '--bounding-set',
        '--securebits',
        '--pdeathsig',
      ],
      ...['--selinux-label', '--apparmor-profile', '--ruid', '--euid', '--rgid', '--egid'],
    ],
    query: ['-d', '--dump', '--list-caps'],
  },
  tini: { valued: ['-p', '-e'] },
  'dumb-init': { valued: ['-r', '--rewrite'] },
  catatonit: { valued: [] },
  busybox: { valued: [], query: ['--list', '--install', '--help', '--list-full'] },
  strace: { valued: ['-e', '-o', '-s', '-p', '-u', '-E', '-a', '-b', '-I', '-O', '-S', '-P'], query: ['-p'] },
  flock: {
    valued: ['-w', '--wait', '--timeout', '-E', '--conflict-exit-code'],
    operands: 1,
    query: ['-c', '--command'],
  },
  xargs: {
    valued: [
      ...['-a', '--arg-file', '-d', '--delimiter', '-E', '-I', '-L', '--max-lines', '-n', '--max-args'],
      ...['-P', '--max-procs', '-s', '--max-chars', '--process-slot-var'],
    ],
    openEnded: true,
    conditional: false,
  },
  scl: { valued: [], operands: 1, needsDashes: true },
};

/** The index of the program's word behind the wrapper's own ones; undefined when the wrapper runs nothing that stands here. */
function commandStart(argv: readonly ShellWord[], spec: WrapperSpec): number | undefined {
  let operands = spec.operands ?? 0;
  let index = 1;
  if (spec.needsDashes) {
    const dashes = argv.findIndex(word => word.value === '--');
    return dashes === -1 ? undefined : dashes + 1;
  }
  for (; index < argv.length; index++) {
    const word = argv[index]!;
    const { value } = word;
    if (value === '--') {
      index++;
      break;
    }
    if (value.startsWith('-') && value.length > 1) {
      const name = value.startsWith('--') ? (value.split('=')[0] ?? value) : value.slice(0, 2);
      if (spec.query?.includes(name) || isClusterWith(value, spec.query)) return undefined;
      if (takesNext(value, spec.valued)) index++;
      continue;
    }
    if (value === '-') continue;
    // An option that only the run will know (`sudo $FLAGS apt-get`): the program is not certain.
    if (word.dynamic && word.prefix === '' && word.quoting === 'none' && operands === 0) return undefined;
    if (spec.assignments && isAssignment(word)) continue;
    if (operands > 0) {
      operands--;
      continue;
    }
    break;
  }
  while (operands > 0 && index < argv.length) {
    operands--;
    index++;
  }
  if (spec.assignments) while (index < argv.length && isAssignment(argv[index]!)) index++;
  return index;
}

function isClusterWith(value: string, query: readonly string[] | undefined): boolean {
  if (!query || value.startsWith('--')) return false;
  return query.some(option => option.length === 2 && value.slice(1).includes(option[1]!) && isLetters(value.slice(1)));
}

function isLetters(text: string): boolean {
  for (const character of text) if (character.toLowerCase() === character.toUpperCase()) return false;
  return true;
}

/** Whether the option's value is the next word: `-u app`, `--user app`, and `-Eu app` (the last of a cluster). */
function takesNext(value: string, valued: readonly string[]): boolean {
  if (value.startsWith('--')) return valued.includes(value);
  for (let at = 1; at < value.length; at++) {
    if (valued.includes(`-${value[at]}`)) return at === value.length - 1;
  }
  return false;
}

function isAssignment(word: ShellWord): boolean {
  const equals = word.prefix.indexOf('=');
  return equals > 0 && isName(word.prefix.slice(0, equals));
}

function isName(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const isLetter =
      (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') || character === '_';
    if (!isLetter && (at === 0 || character < '0' || character > '9')) return false;
  }
  return text !== '';
}

function assignmentOf(script: Script, word: ShellWord): Assignment | undefined {
  if (!isAssignment(word)) return undefined;
  const equals = word.value.indexOf('=');
  return {
    name: word.value.slice(0, equals),
    append: false,
    value: partOfWord(script, word, equals + 1),
    nameSpan: partOfWord(script, word, 0, equals).span,
    span: word.span,
  };
}

function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
