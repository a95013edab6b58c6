/**
 * What a container of a stage starts with, following `FROM stage` and what is known of the base image: the image's configuration as
 * BuildKit builds it up (dockerfile2llb/convert.go, dispatchCmd, dispatchEntrypoint, dispatchWorkdir …).
 */
import type { Instruction } from '../syntax/tree.ts';
import { DEFAULT_SHELL, DEFAULT_WINDOWS_SHELL } from './defaults.ts';
import { LONGEST_VALUE } from './globals.ts';
import { cleanPath, goQuote, joinPath } from './goText.ts';
import { type ImageFacts, imageFacts } from './imageFacts.ts';
import { exposedPorts, parsePort } from './ports.ts';
import type { Stage } from './stages.ts';
import type { Step } from './steps.ts';
import type { Resolved, VariableModel } from './variables.ts';

/** A value and the instruction that sets it; undefined for the base image or BuildKit's default. */
export interface Setting<Value> {
  readonly value: Value;
  readonly by: Instruction | undefined;
}

export interface CommandLine {
  readonly form: 'exec' | 'shell';
  /** What is run: in the shell form the shell and, as the last one, the text. */
  readonly argv: readonly string[];
}

export interface Healthcheck {
  /** `HEALTHCHECK NONE`. */
  readonly disabled: boolean;
  readonly command: CommandLine | undefined;
}

export interface RuntimeConfig {
  readonly entrypoint: Setting<CommandLine> | undefined;
  readonly cmd: Setting<CommandLine> | undefined;
  /** undefined: root, or what the base image says when it is not known (`baseKnown`). */
  readonly user: Setting<Resolved> | undefined;
  readonly workdir: Setting<Resolved>;
  readonly shell: Setting<readonly string[]>;
  /** `80/tcp`. */
  readonly exposed: readonly Setting<string>[];
  readonly volumes: readonly Setting<string>[];
  readonly labels: ReadonlyMap<string, Setting<Resolved>>;
  readonly healthcheck: Setting<Healthcheck> | undefined;
  readonly stopSignal: Setting<Resolved> | undefined;
  /** False when the base image is none that is known: then more may be set than stands here. */
  readonly baseKnown: boolean;
  readonly windows: boolean;
}

/** What the steps of a stage see; a new one only where something changes. */
export interface StepState {
  readonly workdir: Setting<Resolved>;
  readonly user: Setting<Resolved> | undefined;
  readonly shell: Setting<readonly string[]>;
  readonly windows: boolean;
  readonly baseKnown: boolean;
}

export interface ConfigModel {
  /** The configuration of the image that the stage makes. */
  configOf(stage: Stage): RuntimeConfig;
  /** What is in force where the step begins. */
  stateAt(step: Step): StepState;
}

export interface ConfigInput {
  readonly letter: boolean;
  readonly variables: () => VariableModel;
  readonly stepsOf: (stage: Stage) => readonly Step[];
}

/** Configurations are computed when they are asked for, each once, parents first. */
export function buildConfigs(input: ConfigInput): ConfigModel {
  const configs = new Map<Stage, RuntimeConfig>();
  const states = new Map<Step, StepState>();
  const configOf = (stage: Stage): RuntimeConfig => {
    const chain: Stage[] = [];
    for (let next: Stage | undefined = stage; next !== undefined && !configs.has(next); next = next.parent)
      chain.push(next);
    for (const next of chain.reverse()) {
      const start = next.parent === undefined ? baseConfig(next, input.letter) : configs.get(next.parent)!;
      configs.set(next, run(next, start, input, states));
    }
    return configs.get(stage)!;
  };
  return {
    configOf,
    stateAt: step => {
      const config = configOf(step.stage);
      return states.get(step) ?? config;
    },
  };
}

/** The absolute folder that `WORKDIR path` means, from the one before (util/system/path.go, NormalizeWorkdir). */
export function nextWorkdir(before: Resolved, path: Resolved, windows: boolean): Resolved {
  if (!path.known) return path;
  if (isAbsolutePath(path.value, windows)) return path;
  if (path.value === '' || !before.known) return before;
  if (before.value.length > LONGEST_VALUE) return { known: false, reason: 'too-long' };
  // The usual case, without taking the folder apart again.
  if (/^\w[\w-]*$/.test(path.value))
    return { known: true, value: `${before.value === '/' ? '' : before.value}/${path.value}` };
  return { known: true, value: joinPath('/', before.value, path.value) };
}

/** system.IsAbs: on Windows after the drive letter is taken off. */
export function isAbsolutePath(path: string, windows: boolean): boolean {
  if (!windows) return path.startsWith('/');
  if (/^[A-Za-z]:$/.test(path) || /^[\\/]{2}/.test(path)) return false;
  const drive = /^([^:]*):(.*)$/s.exec(path);
  if (drive && drive[1]!.toLowerCase() !== 'c') return false;
  return cleanPath((drive ? drive[2]! : path).replaceAll('\\', '/')).startsWith('/');
}

/** Why Windows has no such path; BuildKit's wording (CheckSystemDriveAndRemoveDriveLetter), undefined when it has. */
export function windowsPathError(path: string): string | undefined {
  if (/^.:$/s.test(path)) return `No relative path specified in ${goQuote(path)}`;
  if (/^[\\/]{2}/.test(path)) return 'UNC paths are not supported';
  const colon = path.indexOf(':');
  const onSystemDrive = colon === -1 || path.slice(0, colon).toLowerCase() === 'c';
  return onSystemDrive ? undefined : 'The specified path is not on the system drive (C:)';
}

/** Whether the stage is built for Windows: by its platform, or (not to the letter) by its base image. */
export function isWindowsStage(stage: Stage, letter: boolean): boolean {
  let root = stage;
  while (root.parent !== undefined) root = root.parent;
  if (stage.platform.os === 'windows') return true;
  return !letter && factsOf(root)?.windows === true;
}

function factsOf(stage: Stage): ImageFacts | undefined {
  const { base } = stage;
  return base.kind === 'image' && base.reference !== undefined ? imageFacts(base.reference) : undefined;
}

function baseConfig(stage: Stage, letter: boolean): RuntimeConfig {
  const facts = letter ? {} : (factsOf(stage) ?? (stage.base.kind === 'scratch' ? {} : undefined));
  const windows = isWindowsStage(stage, letter);
  const fromImage = <Value>(value: Value): Setting<Value> => ({ value, by: undefined });
  const known = (value: string): Setting<Resolved> => fromImage({ known: true, value });
  const exec = (argv: readonly string[] | undefined) => argv && fromImage<CommandLine>({ form: 'exec', argv });
  return {
    entrypoint: exec(facts?.entrypoint),
    cmd: exec(facts?.cmd),
    user: facts?.user === undefined ? undefined : known(facts.user),
    workdir: facts === undefined ? fromImage({ known: false, reason: 'base-image' }) : known(facts.workdir ?? '/'),
    shell: fromImage(facts?.shell ?? (windows ? DEFAULT_WINDOWS_SHELL : DEFAULT_SHELL)),
    exposed: (facts?.ports ?? []).map(fromImage),
    volumes: (facts?.volumes ?? []).map(fromImage),
    labels: new Map(),
    healthcheck: undefined,
    stopSignal: facts?.stopSignal === undefined ? undefined : known(facts.stopSignal),
    baseKnown: facts !== undefined,
    windows,
  };
}

type Draft = { -readonly [Key in keyof RuntimeConfig]: RuntimeConfig[Key] };

function run(stage: Stage, start: RuntimeConfig, input: ConfigInput, states: Map<Step, StepState>): RuntimeConfig {
  // One copy for the stage, not one for each instruction.
  const exposed = [...start.exposed];
  const volumes = [...start.volumes];
  const labels = new Map(start.labels);
  const seen = { ports: new Set(exposed.map(each => each.value)), volumes: new Set(volumes.map(each => each.value)) };
  const draft: Draft = { ...start, exposed, volumes, labels };
  let cmdIsSet = false;
  let state = stateOf(draft);
  for (const step of input.stepsOf(stage)) {
    states.set(step, state);
    const { instruction } = step;
    const values = (): Resolved[] =>
      input
        .variables()
        .expanded(step)
        .map(text => text.resolved);
    switch (instruction.name) {
      case 'WORKDIR': {
        const path = values()[0] ?? { known: true, value: instruction.args[0] ?? '' };
        draft.workdir = { value: nextWorkdir(draft.workdir.value, path, draft.windows), by: instruction };
        state = stateOf(draft);
        break;
      }
      case 'USER':
        draft.user = { value: values()[0] ?? { known: true, value: '' }, by: instruction };
        state = stateOf(draft);
        break;
      case 'SHELL':
        if (instruction.json && instruction.args.length > 0) draft.shell = { value: instruction.args, by: instruction };
        state = stateOf(draft);
        break;
      case 'CMD':
        cmdIsSet = true;
        draft.cmd = { value: commandLine(instruction, instruction.args, draft.shell.value), by: instruction };
        break;
      case 'ENTRYPOINT':
        draft.entrypoint = { value: commandLine(instruction, instruction.args, draft.shell.value), by: instruction };
        // A CMD of the base image was meant for its own entry point.
        if (!cmdIsSet) draft.cmd = undefined;
        break;
      case 'EXPOSE':
        addPorts(exposed, seen.ports, step, input.variables());
        break;
      case 'VOLUME':
        addVolumes(volumes, seen.volumes, instruction, values());
        break;
      case 'LABEL':
        addLabels(labels, step, input.variables());
        break;
      case 'HEALTHCHECK':
        draft.healthcheck = { value: healthcheckOf(instruction, draft.shell.value), by: instruction };
        break;
      case 'STOPSIGNAL':
        draft.stopSignal = { value: values()[0] ?? { known: true, value: '' }, by: instruction };
        break;
      default:
        break;
    }
  }
  return draft;
}

function stateOf(draft: Draft): StepState {
  const { workdir, user, shell, windows, baseKnown } = draft;
  return { workdir, user, shell, windows, baseKnown };
}

function commandLine(instruction: Instruction, args: readonly string[], shell: readonly string[]): CommandLine {
  if (instruction.json) return { form: 'exec', argv: args };
  return { form: 'shell', argv: [...shell, args.join(' ')] };
}

function healthcheckOf(instruction: Instruction, shell: readonly string[]): Healthcheck {
  if (instruction.args[0]?.toUpperCase() === 'NONE') return { disabled: true, command: undefined };
  return { disabled: false, command: commandLine(instruction, instruction.args.slice(1), shell) };
}

function addPorts(exposed: Setting<string>[], seen: Set<string>, step: Step, variables: VariableModel): void {
  for (const text of variables.expanded(step)) {
    for (const word of text.words) {
      for (const port of exposedPorts(parsePort(word))) {
        if (seen.has(port)) continue;
        seen.add(port);
        exposed.push({ value: port, by: step.instruction });
      }
    }
  }
}

function addVolumes(
  volumes: Setting<string>[],
  seen: Set<string>,
  instruction: Instruction,
  values: readonly Resolved[],
): void {
  for (const value of values) {
    if (!value.known || seen.has(value.value)) continue;
    seen.add(value.value);
    volumes.push({ value: value.value, by: instruction });
  }
}

function addLabels(labels: Map<string, Setting<Resolved>>, step: Step, variables: VariableModel): void {
  const keys = new Map<number, string>();
  for (const text of variables.expanded(step)) {
    if (text.pair === undefined) continue;
    if (text.role === 'key' && text.resolved.known) keys.set(text.pair, text.resolved.value);
    const key = keys.get(text.pair);
    if (text.role === 'value' && key !== undefined) labels.set(key, { value: text.resolved, by: step.instruction });
  }
}
