/** What rules about RUN look at: the commands of every RUN of a document, read from the shell's syntax tree. */
import type { DockerfileDocument } from '../model/document.ts';
import { type Mount, parseMount } from '../model/mounts.ts';
import type { Stage } from '../model/stages.ts';
import { commandsIn, type ShellCommand } from '../shell/commands.ts';
import type { PackageManager } from '../shell/packageManagers.ts';
import { type PackageCall, packageCallOf } from '../shell/packages.ts';
import { defaultShell, defaultWindowsShell, interpreterOf, isPosixShell } from '../shell/script.ts';
import { shellAt } from '../shell/shells.ts';
import type { ShellWord } from '../shell/words.ts';
import type { Wrapper } from '../shell/wrappers.ts';
import type { Instruction } from '../syntax/tree.ts';
import { shellPragmas } from './pragmas.ts';
import type { LintContext } from './rule.ts';

/** A RUN (or the RUN of an ONBUILD) with its commands. */
export interface RunView {
  /** The RUN itself, for an ONBUILD its trigger; `index` is that of the ONBUILD. */
  readonly instruction: Instruction;
  readonly onBuild: boolean;
  readonly stage: Stage | undefined;
  readonly commands: readonly CommandView[];
  readonly mounts: readonly Mount[];
  /** What SHELL runs it with. */
  readonly shell: readonly string[];
}

/** A command as a rule judges it. */
export interface CommandView {
  /** Base name; with wrappers (sudo, env …) taken off, except in letter mode. */
  readonly program: string;
  readonly args: readonly ShellWord[];
  readonly command: ShellCommand;
  readonly call: PackageCall | undefined;
}

/**
 * All RUNs in the order of the file. In letter mode the commands are those that hadolint sees: a command behind sudo, env or xargs is
 * that program's argument, one with a path in front of its name is another program, and scripts in strings are not read.
 * Empty while the shell parser is not loaded.
 */
export function runsOf(context: LintContext): readonly RunView[] {
  const { document, options } = context;
  const letter = options.letter === true;
  const cache = letter ? letterCache : plainCache;
  const known = cache.get(document);
  if (known) return known;
  const runs = readRuns(document, letter);
  if (runs === undefined) return [];
  cache.set(document, runs);
  return runs;
}

/** The calls of a package manager in a RUN, in order. */
export function callsOf(run: RunView, ...managers: readonly PackageManager[]): readonly PackageCall[] {
  return run.commands.flatMap(({ call }) => (call && managers.includes(call.manager) ? [call] : []));
}

/** Whether a cache or tmpfs mount keeps the folder out of the layer. */
export function isMountedAway(run: RunView, folder: string): boolean {
  return run.mounts.some(({ type, target }) => {
    const clean = target.length > 1 && target.endsWith('/') ? target.slice(0, -1) : target;
    return (type === 'cache' || type === 'tmpfs') && clean === folder;
  });
}

/** The words of a command that are no options: hadolint's idea of arguments. */
export function plainWords(args: readonly ShellWord[]): readonly ShellWord[] {
  return args.filter(word => !word.value.startsWith('-'));
}

const plainCache = new WeakMap<DockerfileDocument, readonly RunView[]>();
const letterCache = new WeakMap<DockerfileDocument, readonly RunView[]>();

function readRuns(document: DockerfileDocument, letter: boolean): readonly RunView[] | undefined {
  const runs: RunView[] = [];
  const pragmas = shellPragmas(document.tree);
  for (const outer of document.tree.instructions) {
    const instruction = outer.trigger ?? outer;
    if (instruction.name !== 'RUN') continue;
    const inForce = pragmas.get(outer.index) ?? shellAt(document.tree, outer);
    // hadolint does not know Windows images: without SHELL everything is sh.
    const shell = letter && inForce === defaultWindowsShell ? defaultShell : inForce;
    // hadolint reads PowerShell as if it were sh, too.
    const read = letter && !isPosixShell(interpreterOf(shell)) ? defaultShell : shell;
    const commands = commandsIn(instruction, read);
    if (commands === undefined) return undefined;
    runs.push({
      instruction,
      onBuild: instruction !== outer,
      stage: document.stageModel.stageOf(outer),
      commands: letter ? letterViews(commands) : commands.map(plainView),
      mounts: instruction.flags.flatMap(({ name, value }) =>
        name === 'mount' && value !== undefined ? [parseMount(value)] : [],
      ),
      shell,
    });
  }
  return runs;
}

function plainView(command: ShellCommand): CommandView {
  return { program: command.program, args: command.args, command, call: packageCallOf(command) };
}

function letterViews(commands: readonly ShellCommand[]): CommandView[] {
  let previous: Wrapper | undefined;
  return commands.flatMap(command => {
    const [outermost] = command.wrappers;
    if (command.scopes.includes('script')) {
      // The shell around the string is a command of its own, once.
      if (outermost === undefined || outermost === previous) return [];
      previous = outermost;
    }
    if (outermost) {
      const words = command.wrappers.flatMap(wrapper => wrapper.words).slice(1);
      return [{ program: outermost.name, args: [...words, ...command.argv], command, call: undefined }];
    }
    if (command.name !== undefined && command.name.value !== command.program) {
      return [{ program: command.name.value, args: command.args, command, call: undefined }];
    }
    return [plainView(command)];
  });
}
