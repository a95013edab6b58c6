/** What a single-stage file does, step by step: folders, users and variables in force, what is copied where, what runs. */
import type { DockerfileDocument } from '../../model/document.ts';
import { cleanPath, joinPath } from '../../model/goText.ts';
import type { Stage } from '../../model/stages.ts';
import { commandsIn, type ShellCommand } from '../../shell/commands.ts';
import { shellAt } from '../../shell/shells.ts';
import type { ShellWord } from '../../shell/words.ts';
import { parse } from '../../syntax/parse.ts';
import type { Instruction } from '../../syntax/tree.ts';
import { expandWord } from '../../syntax/words.ts';
import { effectOf } from './commandEffects.ts';
import type { CommandEffect } from './effects/effect.ts';
import { type BaseImage, identifyImage } from './images.ts';

/** An instruction of the stage with what was in force when it began. */
export interface Step {
  /** Index in `steps`. */
  readonly at: number;
  readonly instruction: Instruction;
  readonly workdir: string;
  readonly user: string;
  /** ENV and ARG with their values. */
  readonly variables: ReadonlyMap<string, string>;
  readonly shell: readonly string[];
}

/** A command of a RUN, with its folder and what it does. */
export interface RunCommand {
  readonly step: Step;
  readonly command: ShellCommand;
  readonly cwd: string;
  readonly words: readonly string[];
  /** The home folder of the user who runs it. */
  readonly home: string;
  readonly effect: CommandEffect;
}

/** One COPY or ADD. */
export interface CopyFact {
  readonly step: Step;
  /** As BuildKit has them, variables expanded. */
  readonly sources: readonly string[];
  /** Absolute. */
  readonly destination: string;
  /** Written with `/` at its end, or `.`. */
  readonly intoFolder: boolean;
  /** Another image or stage. */
  readonly from: string | undefined;
  readonly remote: boolean;
  /** The text of a heredoc, not a file of the context. */
  readonly inline: boolean;
  readonly chown: string | undefined;
}

/** A program that runs when the container starts. */
export interface ProgramCall {
  /** argv[0] as written: `./app`, `node`, `/usr/local/bin/x`. */
  readonly program: string;
  readonly args: readonly string[];
  readonly dynamic: boolean;
  /** `npm`: from a script of package.json. `compose`: a service of Compose runs it. */
  readonly origin: 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK' | 'compose' | 'script' | 'npm';
  /** Programs that were taken off before it: tini, exec, gosu … */
  readonly wrappers: readonly string[];
  readonly cwd: string;
  readonly conditional: boolean;
}

export interface StageFacts {
  readonly document: DockerfileDocument;
  readonly stage: Stage;
  readonly image: BaseImage;
  readonly steps: readonly Step[];
  readonly runs: readonly RunCommand[];
  readonly copies: readonly CopyFact[];
  /** In force at the end. */
  readonly workdir: string;
  readonly user: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly shell: readonly string[];
  readonly entrypoint: Instruction | undefined;
  readonly cmd: Instruction | undefined;
  readonly healthcheck: Instruction | undefined;
  /** Everything that ENTRYPOINT and CMD start, in order; the last is the main program. */
  readonly starts: readonly ProgramCall[];
  readonly healthchecks: readonly ProgramCall[];
  /** ENTRYPOINT or CMD in shell form, or through `sh -c`. */
  readonly shellForm: boolean;
  /** The grammar did not understand a script, or the shell parser is not loaded. */
  readonly unread: readonly Step[];
}

/** Reads the stage. Needs the shell parser for RUN in shell form; without it all such RUNs are `unread`. */
export function analyseStage(document: DockerfileDocument, stage: Stage): StageFacts {
  const name = stage.base.kind === 'image' ? stage.base.name : (stage.baseWord?.value ?? '');
  const image = identifyImage(stage.baseWord?.value ?? '', name);
  const walker = new StageWalker(document, image);
  for (const instruction of stage.instructions) walker.step(instruction);
  const last = walker.stateStep(stage.instructions.at(-1) ?? stage.from);
  const start = startOf(walker.entrypoint, walker.cmd, document, last);
  const health =
    walker.healthcheck === undefined
      ? []
      : programsIn(walker.healthcheck, document, last.workdir, 'HEALTHCHECK', last.variables);
  return {
    document,
    stage,
    image,
    steps: walker.steps,
    runs: walker.runs,
    copies: walker.copies,
    workdir: last.workdir,
    user: last.user,
    variables: last.variables,
    shell: last.shell,
    entrypoint: walker.entrypoint,
    cmd: walker.cmd,
    healthcheck: walker.healthcheck,
    starts: start.programs,
    healthchecks: health,
    shellForm: start.shellForm,
    unread: walker.unread,
  };
}

/** The commands of a piece of shell text that stands outside the Dockerfile (an npm script, an entry script). */
export function commandsOfText(text: string): readonly ShellCommand[] | undefined {
  const delimiter = 'DRYDOCK_END_OF_SCRIPT';
  const script = text.replace(/\r\n/g, '\n').replace(/^#!.*$/m, '');
  if (script.includes(delimiter) || script.length > 65_536) return undefined;
  const tree = parse(`FROM scratch\nRUN <<'${delimiter}'\n${script}\n${delimiter}\n`);
  const run = tree.instructions[1];
  return run === undefined ? undefined : commandsIn(run, ['/bin/sh', '-c']);
}

/** Programs of commands, as ProgramCall. */
export function programCalls(
  commands: readonly ShellCommand[],
  cwd: string,
  origin: ProgramCall['origin'],
  variables: ReadonlyMap<string, string> = new Map(),
): ProgramCall[] {
  const calls: ProgramCall[] = [];
  let folder = cwd;
  for (const command of commands) {
    if (command.program === 'cd' && command.args[0] && !command.args[0].dynamic) {
      folder = resolvePath(folder, command.args[0].value);
      continue;
    }
    if (command.kind !== 'command' || command.name === undefined) continue;
    const call = unwrapCall(
      command.argv.map(word => valueOf(word, variables)),
      origin,
      folder,
    );
    calls.push({
      ...call,
      dynamic: command.argv[0]!.dynamic && !isResolved(command.argv[0]!, variables),
      wrappers: [...command.wrappers.map(wrapper => wrapper.name), ...call.wrappers],
      conditional: command.conditional,
    });
  }
  return calls;
}

/** A path of the image, made absolute. */
export function resolvePath(cwd: string, path: string): string {
  return path.startsWith('/') ? cleanPath(path) : joinPath(cwd === '' ? '/' : cwd, path);
}

/** Whether `path` is `folder` or lies in it. */
export function isInside(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(folder + '/');
}

class StageWalker {
  readonly steps: Step[] = [];
  readonly runs: RunCommand[] = [];
  readonly copies: CopyFact[] = [];
  readonly unread: Step[] = [];
  entrypoint: Instruction | undefined;
  cmd: Instruction | undefined;
  healthcheck: Instruction | undefined;
  private workdir: string;
  private user: string;
  private variables: Map<string, string>;
  private nextShell: readonly string[] = ['/bin/sh', '-c'];

  constructor(
    private readonly document: DockerfileDocument,
    image: BaseImage,
  ) {
    this.workdir = image.workdir;
    this.user = image.user;
    this.variables = new Map(Object.entries(image.env));
  }

  stateStep(instruction: Instruction): Step {
    return {
      at: this.steps.length,
      instruction,
      workdir: this.workdir,
      user: this.user,
      variables: this.variables,
      shell: this.nextShell,
    };
  }

  step(instruction: Instruction): void {
    const step = { ...this.stateStep(instruction), shell: shellAt(this.document.tree, instruction) };
    this.steps.push(step);
    switch (instruction.name) {
      case 'WORKDIR': {
        const path = this.expand(instruction.rest?.value ?? '');
        if (path !== '') this.workdir = resolvePath(this.workdir, path);
        return;
      }
      case 'USER':
        this.user = this.expand(instruction.rest?.value ?? '');
        return;
      case 'ENV': {
        const next = new Map(this.variables);
        for (const pair of instruction.pairs) {
          if (pair.value !== undefined) next.set(pair.key, this.expand(pair.value));
        }
        this.variables = next;
        return;
      }
      case 'ARG': {
        const next = new Map(this.variables);
        for (const pair of instruction.pairs) {
          if (pair.value !== undefined) next.set(pair.key, this.expand(pair.value));
          else {
            const value = this.document.globals.get(pair.key);
            if (value !== undefined) next.set(pair.key, value);
          }
        }
        this.variables = next;
        return;
      }
      case 'SHELL':
        if (instruction.json) this.nextShell = instruction.words.map(word => word.value);
        return;
      case 'COPY':
      case 'ADD':
        this.copy(step);
        return;
      case 'RUN':
        this.run(step);
        return;
      case 'ENTRYPOINT':
        this.entrypoint = instruction;
        // BuildKit: ENTRYPOINT in this file does not drop a CMD of this file.
        return;
      case 'CMD':
        this.cmd = instruction;
        return;
      case 'HEALTHCHECK':
        this.healthcheck = /^none$/i.test(instruction.words[0]?.value ?? '') ? undefined : instruction;
    }
  }

  /** Where `make install` writes when a configure step before it said so. */
  private prefix: string | undefined;

  private rememberPrefix(words: readonly string[], cwd: string): void {
    for (const [index, word] of words.entries()) {
      const attached = /^(?:--prefix=|-DCMAKE_INSTALL_PREFIX(?::\w+)?=)(.+)$/.exec(word)?.[1];
      const value = attached ?? (word === '--prefix' ? words[index + 1] : undefined);
      if (value !== undefined && !value.includes('$') && !/^(?:pip|npm|yarn|pnpm)/.test(words[0] ?? '')) {
        this.prefix = resolvePath(cwd, value.replace(/^["']|["']$/g, ''));
      }
    }
  }

  private withPrefix(effect: CommandEffect): CommandEffect {
    if (this.prefix === undefined || !/ install$/.test(effect.tool ?? '') || !effect.writes.includes('/usr/local'))
      return effect;
    const { prefix } = this;
    return { ...effect, writes: effect.writes.map(path => (path === '/usr/local' ? prefix : path)) };
  }

  /** The home folder of a user: what HOME says, what useradd said, /root or /home/NAME. */
  homeOf(user: string): string {
    const told = this.variables.get('HOME');
    if (told !== undefined && told !== '') return told;
    const name = user.split(':')[0]!;
    if (name === '' || name === 'root' || name === '0') return '/root';
    for (const run of this.runs) {
      if (run.effect.kind !== 'user' || !run.words.includes(name)) continue;
      const at = run.words.findIndex(word => /^(?:-d|--home-dir|--home|-h)$/.test(word));
      if (at !== -1 && run.words[at + 1] !== undefined) return run.words[at + 1]!;
    }
    return `/home/${name}`;
  }

  private expand(text: string): string {
    const expansion = expandWord(text, name => this.variables.get(name), { escape: this.document.tree.escape });
    return expansion.ok ? expansion.value : text;
  }

  private copy(step: Step): void {
    const { instruction } = step;
    const values = instruction.words.map(word => word.value);
    if (values.length < 2) return;
    const destination = this.expand(values.at(-1)!);
    const sources = values.slice(0, -1).map(value => this.expand(value));
    const flag = (name: string) => instruction.flags.find(candidate => candidate.name === name)?.value;
    const chown = flag('chown');
    this.copies.push({
      step,
      sources: sources.filter(source => !source.startsWith('<<')),
      destination: resolvePath(this.workdir, destination),
      intoFolder: /(?:^|\/)\.{0,2}$/.test(destination),
      from: flag('from'),
      remote: instruction.name === 'ADD' && sources.some(source => /^(?:https?|git|ssh):|^git@/.test(source)),
      inline: instruction.heredocs.length > 0,
      chown: chown === undefined ? undefined : this.expand(chown),
    });
  }

  private run(step: Step): void {
    const commands = commandsIn(step.instruction, step.shell);
    if (commands === undefined || commands.some(command => command.broken)) {
      this.unread.push(step);
      return;
    }
    if (commands.length === 0 && step.instruction.rest !== undefined && step.instruction.rest.value.trim() !== '') {
      // A script in another language, or nothing but comments.
      if (!/^(#.*)?$/s.test(step.instruction.rest.value.trim())) this.unread.push(step);
      return;
    }
    let cwd = step.workdir;
    const local = new Map(this.variables);
    for (const command of commands) {
      for (const assignment of command.assignments) {
        const value = assignment.value;
        if (value !== undefined && (command.kind !== 'command' || command.name === undefined)) {
          const text = valueOf(value, local);
          if (!text.includes('$')) local.set(assignment.name, text);
        }
      }
      const words = command.argv.map(word => valueOf(word, local));
      if (command.program === 'cd') {
        const target = words[1];
        if (target !== undefined && !target.includes('$') && !command.scopes.includes('subshell')) {
          cwd = resolvePath(cwd, target === '-' ? step.workdir : target);
        }
      }
      const effect = this.withPrefix(
        atHome(effectOf({ command, words, cwd, variables: local, commands }), words, this.homeOf(step.user)),
      );
      this.rememberPrefix(words, cwd);
      this.runs.push({ step, command, cwd, words, home: this.homeOf(step.user), effect });
    }
  }
}

/** Tools write into the home folder of whoever runs them; the table of effects speaks of root's. */
function atHome(effect: CommandEffect, words: readonly string[], home: string): CommandEffect {
  if (home === '/root' || !effect.writes.some(path => path.startsWith('/root/'))) return effect;
  const named = words.some(word => word.includes('/root'));
  return named
    ? effect
    : { ...effect, writes: effect.writes.map(path => (path.startsWith('/root/') ? home + path.slice(5) : path)) };
}

/** The word with the variables that are known put in. */
export function valueOf(word: ShellWord, variables: ReadonlyMap<string, string>): string {
  if (!word.dynamic) return word.value;
  return word.parts
    .map(part => {
      if (part.kind !== 'variable') return part.text;
      const expansion = expandWord(part.text, name => variables.get(name), { skipUnset: true });
      return expansion.ok ? expansion.value : part.text;
    })
    .join('');
}

function isResolved(word: ShellWord, variables: ReadonlyMap<string, string>): boolean {
  return !valueOf(word, variables).includes('$') && !valueOf(word, variables).includes('`');
}

function startOf(
  entrypoint: Instruction | undefined,
  cmd: Instruction | undefined,
  document: DockerfileDocument,
  last: Step,
): { readonly programs: readonly ProgramCall[]; readonly shellForm: boolean } {
  if (entrypoint !== undefined && !entrypoint.json) {
    return { programs: programsIn(entrypoint, document, last.workdir, 'ENTRYPOINT', last.variables), shellForm: true };
  }
  if (entrypoint !== undefined && entrypoint.words.length > 0) {
    const words = entrypoint.words.map(word => word.value);
    const shellAsEntry = /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da)?sh$/.test(words[0]!) && words.includes('-c');
    if (shellAsEntry) {
      return {
        programs: programsIn(entrypoint, document, last.workdir, 'ENTRYPOINT', last.variables),
        shellForm: true,
      };
    }
    if (cmd?.json) {
      const call = unwrapCall([...words, ...cmd.words.map(word => word.value)], 'ENTRYPOINT', last.workdir);
      if (!isScript(call.program)) return { programs: [call], shellForm: false };
      // A script that ends in `exec "$@"`, most likely: what CMD names runs too.
      return { programs: [call, ...programsIn(cmd, document, last.workdir, 'CMD', last.variables)], shellForm: false };
    }
    const call = unwrapCall(words, 'ENTRYPOINT', last.workdir);
    if (cmd === undefined) return { programs: [call], shellForm: false };
    return { programs: [call, ...programsIn(cmd, document, last.workdir, 'CMD', last.variables)], shellForm: true };
  }
  if (cmd === undefined) return { programs: [], shellForm: false };
  return { programs: programsIn(cmd, document, last.workdir, 'CMD', last.variables), shellForm: !cmd.json };
}

/** Whether a program is a shell script by its name. */
export function isScript(program: string): boolean {
  return /\.(?:ba|z|k)?sh$/.test(program) || /(?:^|\/)(?:docker-)?entrypoint$/.test(program);
}

function programsIn(
  instruction: Instruction,
  document: DockerfileDocument,
  workdir: string,
  origin: 'CMD' | 'ENTRYPOINT' | 'HEALTHCHECK',
  variables: ReadonlyMap<string, string>,
): ProgramCall[] {
  const words = instruction.words.map(word => word.value);
  const argv = instruction.name === 'HEALTHCHECK' ? words.slice(1) : words;
  if (instruction.json) return callsOfArguments(argv, workdir, origin, variables);
  const commands = commandsIn(instruction, shellAt(document.tree, instruction));
  return commands === undefined ? [] : programCalls(commands, workdir, origin, variables);
}

function callsOfArguments(
  argv: readonly string[],
  workdir: string,
  origin: ProgramCall['origin'],
  variables: ReadonlyMap<string, string>,
): ProgramCall[] {
  if (argv.length === 0) return [];
  const shellAsEntry =
    /^(?:\/bin\/|\/usr\/bin\/)?(?:ba|da)?sh$/.test(argv[0]!) && argv.some(word => /^-\w*c$/.test(word));
  if (shellAsEntry) {
    const text = argv[argv.findIndex(word => /^-\w*c$/.test(word)) + 1] ?? '';
    const inner = commandsOfText(text);
    if (inner !== undefined && inner.length > 0) return programCalls(inner, workdir, origin, variables);
  }
  return [unwrapCall(argv, origin, workdir)];
}

/** The programs of an argument list; of an entry script, most likely ended by `exec "$@"`, also the one that is handed to it. */
export function callsOfWords(
  words: readonly string[],
  workdir: string,
  origin: ProgramCall['origin'],
  variables: ReadonlyMap<string, string>,
): ProgramCall[] {
  const calls = callsOfArguments(words, workdir, origin, variables);
  const [first] = calls;
  if (calls.length !== 1 || first === undefined || !isScript(first.program) || first.args.length === 0) return calls;
  return [first, ...callsOfArguments(first.args, workdir, origin, variables)];
}

/** How many words of their own the wrappers have before the program; those of sudo, env and nice are taken off by the shell layer. */
const WRAPPERS = new Set([
  'tini',
  'dumb-init',
  'gosu',
  'su-exec',
  'dockerize',
  'exec',
  'env',
  'nice',
  'nohup',
  'xvfb-run',
  'newrelic-admin',
  'ddtrace-run',
  'opentelemetry-instrument',
  'catatonit',
  's6-setuidgid',
  'setpriv',
  'stdbuf',
  'timeout',
  'wait-for-it',
]);

/** Takes tini, gosu … off an argument list. */
function unwrapCall(argv: readonly string[], origin: ProgramCall['origin'], cwd: string): ProgramCall {
  const wrappers: string[] = [];
  let rest = [...argv];
  for (let guard = 0; guard < 6 && rest.length > 1; guard++) {
    const base = rest[0]!.slice(rest[0]!.lastIndexOf('/') + 1);
    if (!WRAPPERS.has(base)) break;
    const next = afterWrapper(base, rest);
    if (next === undefined) break;
    wrappers.push(rest[0]!);
    rest = next;
  }
  return {
    program: rest[0] ?? '',
    args: rest.slice(1),
    dynamic: (rest[0] ?? '').includes('$'),
    origin,
    wrappers,
    cwd,
    conditional: false,
  };
}

function afterWrapper(base: string, argv: readonly string[]): string[] | undefined {
  const dashes = argv.indexOf('--');
  if (base === 'dockerize' || base === 'newrelic-admin') {
    const skip = argv.findIndex((word, index) => index > 0 && !word.startsWith('-') && word !== 'run-program');
    if (base === 'dockerize') return dashes > 0 ? argv.slice(dashes + 1) : undefined;
    return skip > 0 ? argv.slice(skip) : undefined;
  }
  if (dashes > 0 && argv.slice(1, dashes).every(word => word.startsWith('-'))) return argv.slice(dashes + 1);
  let at = 1;
  while (at < argv.length && (argv[at]!.startsWith('-') || (base === 'env' && /^\w+=/.test(argv[at]!)))) at++;
  if (base === 'gosu' || base === 'su-exec' || base === 's6-setuidgid' || base === 'timeout') at++;
  return at < argv.length ? argv.slice(at) : undefined;
}
