/** What rules about RUN look at: the commands of every RUN of a document, read from the shell's syntax tree. */
import type { DockerfileDocument } from '../model/document.ts';
import { type Mount, parseMount } from '../model/mounts.ts';
import type { Stage } from '../model/stages.ts';
import { commandsIn, type ShellCommand } from '../shell/commands.ts';
import type { PackageManager } from '../shell/packageManagers.ts';
import { type PackageCall, packageCallOf } from '../shell/packages.ts';
import { shellAt } from '../shell/shells.ts';
import type { ShellWord } from '../shell/words.ts';
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
  /** Those of the commands that call a package manager, in order. */
  readonly calls: readonly PackageCall[];
  readonly mounts: readonly Mount[];
  /** What SHELL runs it with. */
  readonly shell: readonly string[];
}

/** A command as a rule judges it. */
export interface CommandView {
  /** Base name; with wrappers (sudo, env …) taken off. */
  readonly program: string;
  readonly args: readonly ShellWord[];
  readonly command: ShellCommand;
  readonly call: PackageCall | undefined;
}

/** All RUNs in the order of the file. Empty while the shell parser is not loaded. */
export function runsOf({ document }: LintContext): readonly RunView[] {
  const known = cache.get(document);
  if (known) return known;
  const runs = readRuns(document);
  if (runs === undefined) return [];
  cache.set(document, runs);
  return runs;
}

/** The calls of a package manager in a RUN, in order. */
export function callsOf(run: RunView, ...managers: readonly PackageManager[]): readonly PackageCall[] {
  return run.calls.length === 0 ? run.calls : run.calls.filter(({ manager }) => managers.includes(manager));
}

/** Whether a cache or tmpfs mount keeps the folder out of the layer. */
export function isMountedAway(run: RunView, folder: string): boolean {
  return run.mounts.some(({ type, target }) => {
    const clean = target.length > 1 && target.endsWith('/') ? target.slice(0, -1) : target;
    return (type === 'cache' || type === 'tmpfs') && clean === folder;
  });
}

const cache = new WeakMap<DockerfileDocument, readonly RunView[]>();

function readRuns(document: DockerfileDocument): readonly RunView[] | undefined {
  const runs: RunView[] = [];
  const pragmas = shellPragmas(document.tree);
  for (const outer of document.tree.instructions) {
    const instruction = outer.trigger ?? outer;
    if (instruction.name !== 'RUN') continue;
    const shell = pragmas.get(outer.index) ?? shellAt(document.tree, outer);
    const commands = commandsIn(instruction, shell);
    if (commands === undefined) return undefined;
    const views = commands.map(viewOf);
    runs.push({
      instruction,
      onBuild: instruction !== outer,
      stage: document.stageModel.stageOf(outer),
      commands: views,
      calls: callsIn(views),
      mounts: mountsOf(instruction),
      shell,
    });
  }
  return runs;
}

function callsIn(views: readonly CommandView[]): readonly PackageCall[] {
  const calls: PackageCall[] = [];
  for (const { call } of views) if (call) calls.push(call);
  return calls;
}

function mountsOf({ flags }: Instruction): readonly Mount[] {
  const mounts: Mount[] = [];
  for (const { name, value } of flags) if (name === 'mount' && value !== undefined) mounts.push(parseMount(value));
  return mounts;
}

function viewOf(command: ShellCommand): CommandView {
  return { program: command.program, args: command.args, command, call: packageCallOf(command) };
}
