/**
 * What stops BuildKit when it puts a step of a stage together: mounts, sources and modes of COPY and ADD, ports, signals, paths
 * (dockerfile2llb: convert.go, convert_copy.go, convert_expose.go, convert_runmount.go, convert_secrets.go, convert_ssh.go).
 */
import type { Flag, Instruction, Span } from '../syntax/tree.ts';
import { isAbsolutePath, isWindowsStage, windowsPathError } from './config.ts';
import type { DockerfileDocument } from './document.ts';
import { fileModeError } from './fileMode.ts';
import { sourceKind } from './gitSource.ts';
import { cleanPath, goQuote, joinPath } from './goText.ts';
import { invalidDigest } from './imageReference.ts';
import { type ExpandMountValue, type Mount, parseMount } from './mounts.ts';
import { flagPlacer } from './places.ts';
import { parsePort } from './ports.ts';
import { isSignal } from './signals.ts';
import type { Stage } from './stages.ts';
import type { Step } from './steps.ts';
import type { ExpandedText, ExpansionError } from './variables.ts';

/** Why a step cannot be put together. */
export interface StepError {
  readonly code: string;
  readonly message: string;
  readonly span: Span;
  readonly needs?: readonly string[] | undefined;
}

/** The error of a step whose texts can be expanded (for RUN: or not). */
export function stepError(document: DockerfileDocument, step: Step): StepError | undefined {
  const texts = document.variables.expanded(step);
  switch (step.instruction.name) {
    case 'RUN':
      return runError(document, step, texts);
    case 'ADD':
    case 'COPY':
      return copyError(document, step, texts);
    case 'WORKDIR':
      return windowsError(texts[0], step.stage, 'normalizing workdir: normalizing working directory: ');
    case 'EXPOSE':
      return exposeError(texts);
    case 'VOLUME': {
      const empty = texts.find(text => text.resolved.known && text.resolved.value === '');
      const message = 'VOLUME specified can not be an empty string';
      return empty && { code: 'empty-volume', message, span: wholeOf(empty) };
    }
    case 'STOPSIGNAL': {
      const [text] = texts;
      if (!text?.resolved.known || isSignal(text.resolved.value)) return undefined;
      return { code: 'invalid-signal', message: `invalid signal: ${text.resolved.value}`, span: wholeOf(text) };
    }
    default:
      return undefined;
  }
}

function runError(document: DockerfileDocument, step: Step, texts: readonly ExpandedText[]): StepError | undefined {
  const { instruction, stage } = step;
  if (instruction.flags.length === 0) return undefined;
  const failure = expansionErrors(document).get(stage)?.get(step);
  let next = 0;
  for (const { flag } of mountsWithFlags(instruction)) {
    const first = next;
    const written = flag.value ?? '';
    const expand: ExpandMountValue = value => {
      const text = texts[next++];
      if (text === undefined) return { ok: true, value };
      if (text.resolved.known) return { ok: true, value: text.resolved.value };
      if (text.resolved.reason !== 'error') return { ok: true, value: undefined };
      const reason = failure?.text === value ? failure.message : 'bad substitution';
      return { ok: false, error: `failed to process ${goQuote(value)}: ${reason}` };
    };
    const isPlain = !/[$"'<`\\\s]/.test(written);
    const mount = isPlain ? parseMount(written) : parseMount(written, expand);
    // Nothing to expand: each field is what it says.
    if (isPlain) next += mount.fields.filter(({ value }) => value !== undefined).length;
    const place = flagPlacer(instruction, flag);
    if (mount.error !== undefined) {
      // The ones of the instruction phase are reported there.
      if (mount.error.phase === 'instruction') continue;
      const { message } = mount.error;
      const needs = failure !== undefined && message.endsWith(failure.message) ? failure.needs : undefined;
      return { code: 'invalid-mount', message, span: place(mount.error.span), needs };
    }
    if (texts.slice(first, next).some(text => !text.resolved.known)) continue;
    const message = mountError(document, mount, step);
    if (message !== undefined) {
      return { code: 'invalid-mount', message, span: place({ start: 0, end: written.length }) };
    }
  }
  const device = instruction.flags.find(flag => flag.name === 'device');
  const message = 'device feature is only supported in Dockerfile frontend 1.14.0-labs or later';
  return device && { code: 'device-flag', message, span: device.span };
}

/** convert_runmount.go, convert_secrets.go, convert_ssh.go. */
function mountError(document: DockerfileDocument, mount: Mount, step: Step): string | undefined {
  const from = mount.from === '' && mount.type === 'cache' ? 'scratch' : mount.from;
  if (from !== '' && isNotYetBuilt(document.stageModel.byName(from), step)) {
    return `cannot mount from stage ${goQuote(from)} to ${goQuote(mount.target)}, stage needs to be defined before current command`;
  }
  if (mount.type === 'secret') return undefined;
  if (mount.type === 'ssh') return mount.source === '' ? undefined : 'ssh does not support source';
  let target = mount.target;
  if (!isAbsolutePath(cleanPath(target), false)) {
    const workdir = document.configs.stateAt(step).workdir.value;
    if (!workdir.known) return undefined;
    target = joinPath('/', workdir.value, target);
  }
  return target === '/' ? 'invalid mount target "/"' : undefined;
}

/** A trigger may name the very stage that it runs in; an instruction that does so is a circle and told as one. */
function isNotYetBuilt(source: Stage | undefined, { stage, inherited }: Step): boolean {
  if (source === undefined) return false;
  return inherited ? source.index > stage.index : source.index >= stage.index;
}

/** convert_copy.go, dispatchCopy. */
function copyError(document: DockerfileDocument, step: Step, texts: readonly ExpandedText[]): StepError | undefined {
  const { instruction, stage } = step;
  const isAdd = instruction.name === 'ADD';
  const from = isAdd ? undefined : instruction.flags.find(flag => flag.name === 'from');
  if (from?.value) {
    const source = /^[+-]?[0-9]+$/.test(from.value)
      ? document.stages[Number(from.value)]
      : document.stageModel.byName(from.value);
    if (isNotYetBuilt(source, step)) {
      const current = document.stages.length === 1 ? '' : (stage.name ?? `stage-${stage.index}`);
      const message = `cannot copy from stage ${goQuote(from.value)}, it needs to be defined before current stage ${goQuote(current)}`;
      return { code: 'stage-not-before', message, span: from.valueSpan ?? from.span };
    }
  }
  const isWindows = isWindowsStage(stage, true);
  const destination = isWindows ? texts.findLast(text => text.role === 'word') : undefined;
  const destinationError = windowsError(destination, stage, '');
  if (destinationError !== undefined) return destinationError;
  const valueOf = (name: string): ExpandedText | undefined =>
    texts.find(text => text.role === 'flag' && text.name === name);
  const chmod = valueOf('chmod');
  if (chmod?.resolved.known && chmod.resolved.value !== '') {
    const error = fileModeError(chmod.resolved.value);
    if (error !== undefined) return { code: 'invalid-chmod', message: error, span: wholeOf(chmod) };
  }
  const sources = texts.filter(text => text.role === 'word');
  sources.pop();
  const checksum = valueOf('checksum');
  if (isAdd && checksum?.resolved.known && checksum.resolved.value !== '') {
    if (sources.length !== 1)
      return {
        code: 'checksum',
        message: "checksum can't be specified for multiple sources",
        span: wholeOf(checksum),
      };
    const [source] = sources;
    const kind = source?.resolved.known ? sourceKind(source.resolved.value).kind : undefined;
    const error = kind === 'http' ? invalidDigest(checksum.resolved.value) : undefined;
    const message = kind === 'local' ? 'checksum requires HTTP(S) or Git sources' : error;
    if (message !== undefined) return { code: 'checksum', message, span: wholeOf(checksum) };
  }
  for (const source of sources) {
    if (!source.resolved.known) continue;
    const { kind, error } = sourceKind(source.resolved.value);
    if (error !== undefined) return { code: 'invalid-git-source', message: error, span: wholeOf(source) };
    if (kind === 'local' && isWindows) {
      const sourceError = windowsError(source, step.stage, 'removing drive letter: ');
      if (sourceError !== undefined) return sourceError;
    }
    if (isAdd || kind === 'local') continue;
    const message = kind === 'git' ? "source can't be a git ref for COPY" : "source can't be a URL for COPY";
    return { code: 'remote-source', message, span: wholeOf(source) };
  }
  return undefined;
}

const expansionErrorCache = new WeakMap<DockerfileDocument, ReadonlyMap<Stage, ReadonlyMap<Step, ExpansionError>>>();

/** The first text of each step that cannot be expanded. */
export function expansionErrors(document: DockerfileDocument): ReadonlyMap<Stage, ReadonlyMap<Step, ExpansionError>> {
  const cached = expansionErrorCache.get(document);
  if (cached !== undefined) return cached;
  const byStage = new Map<Stage, Map<Step, ExpansionError>>();
  for (const error of document.variables.errors) {
    const list = byStage.get(error.step.stage) ?? new Map<Step, ExpansionError>();
    if (!list.has(error.step)) list.set(error.step, error);
    byStage.set(error.step.stage, list);
  }
  expansionErrorCache.set(document, byStage);
  return byStage;
}

const none: readonly never[] = [];

/** The --mount flags of a RUN, parsed without expansion. */
export function mountsWithFlags(run: Instruction): readonly { readonly flag: Flag; readonly mount: Mount }[] {
  if (run.flags.length === 0) return none;
  return run.flags.flatMap(flag =>
    flag.name === 'mount' && flag.value !== undefined ? [{ flag, mount: parseMount(flag.value) }] : [],
  );
}

/** Only where the file itself says that it is for Windows. */
function windowsError(text: ExpandedText | undefined, stage: Stage, prefix: string): StepError | undefined {
  if (!isWindowsStage(stage, true) || !text?.resolved.known) return undefined;
  const error = windowsPathError(text.resolved.value);
  return error === undefined
    ? undefined
    : { code: 'windows-path', message: `${prefix}removing drive letter: ${error}`, span: wholeOf(text) };
}

function exposeError(texts: readonly ExpandedText[]): StepError | undefined {
  for (const text of texts) {
    for (const word of text.words) {
      const { error } = parsePort(word);
      if (error !== undefined) return { code: 'invalid-port', message: error, span: wholeOf(text) };
    }
  }
  return undefined;
}

function wholeOf(text: ExpandedText): Span {
  return text.place({ start: 0, end: text.text.length });
}
