/**
 * The stages of a Dockerfile: what they are built on, who uses whom (BuildKit dockerfile2llb/convert.go: buildDispatchStates,
 * toCommand, detectRunMount).
 */
import type { Flag, Instruction, Span, Word } from '../syntax/tree.ts';
import { expandWord } from '../syntax/words.ts';
import type { GlobalScope } from './globals.ts';
import { type ImageReference, parseImageReference } from './imageReference.ts';
import { type MountField, parseMount } from './mounts.ts';
import { flagPlacer } from './places.ts';
import { type Platform, parsePlatform } from './platforms.ts';

/** What `FROM` names, after the defaults of the global ARGs are put in. */
export type StageBase =
  | { readonly kind: 'stage'; readonly stage: Stage }
  | { readonly kind: 'scratch' }
  /** `name` is expanded; `reference` is undefined when it is no valid name. `dynamic`: it has a variable in it. */
  | {
      readonly kind: 'image';
      readonly name: string;
      readonly reference: ImageReference | undefined;
      readonly dynamic: boolean;
    }
  /** It depends on a build argument that has no default, or cannot be expanded. */
  | { readonly kind: 'unknown' };

export interface Stage {
  readonly index: number;
  readonly from: Instruction;
  /** Lower-cased, as BuildKit compares names; undefined when the stage has none. */
  readonly name: string | undefined;
  /** The name as written after AS. */
  readonly nameWord: Word | undefined;
  readonly asWord: Word | undefined;
  /** The image or stage as written. */
  readonly baseWord: Word | undefined;
  readonly platformFlag: Flag | undefined;
  /**
   * What it is built for: the flag with the defaults of the global ARGs, else the target's. The parent's for a stage built on another
   * one; for `scratch` the flag does not count (convert.go, resolveReachableStages).
   */
  readonly platform: Platform;
  readonly base: StageBase;
  /** The stage it is built on. */
  readonly parent: Stage | undefined;
  /** Without the FROM. */
  readonly instructions: readonly Instruction[];
  /** From the FROM's first character to the last instruction's end. */
  readonly span: Span;
}

/** One place that names a stage or an image: FROM, COPY --from, RUN --mount from=. */
export interface StageUse {
  readonly kind: 'FROM' | 'COPY' | 'RUN';
  /** The stage that uses the other one. */
  readonly user: Stage;
  readonly instruction: Instruction;
  /** As written. */
  readonly text: string;
  /** Where the name or number stands in the file. */
  readonly span: Span;
  /** The stage that is meant; undefined for images and for what does not exist. */
  readonly target: Stage | undefined;
  /** `--from=0`. */
  readonly byIndex: boolean;
  /** The trigger of an ONBUILD: it counts in the stages built on this one. */
  readonly onBuild: boolean;
}

export interface StageModel {
  /** Whatever stands before the first FROM, ARGs too. */
  readonly preamble: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly uses: readonly StageUse[];
  /** The last stage: what a build without a target makes. */
  readonly finalStage: Stage | undefined;
  /** The stages that the final one needs, itself too. */
  readonly reachable: ReadonlySet<Stage>;
  stageOf(instruction: Instruction): Stage | undefined;
  /** By name in any case; with `before` only stages above it. */
  byName(name: string, before?: Stage): Stage | undefined;
  usesOf(stage: Stage): readonly StageUse[];
}

/** Builds the stages of the instructions of a file. */
export function buildStages(instructions: readonly Instruction[], globals: GlobalScope): StageModel {
  const firstFrom = instructions.findIndex(isFrom);
  const preamble = firstFrom === -1 ? instructions : instructions.slice(0, firstFrom);
  const stages: Stage[] = [];
  const named = new Map<string, Stage[]>();
  const stageByInstruction = new Map<number, Stage>();
  for (let start = firstFrom; start !== -1 && start < instructions.length; ) {
    let end = start + 1;
    while (end < instructions.length && !isFrom(instructions[end]!)) end++;
    const stage = makeStage(stages.length, instructions.slice(start, end), named, globals);
    for (let index = start; index < end; index++) stageByInstruction.set(instructions[index]!.index, stage);
    stages.push(stage);
    if (stage.name !== undefined) {
      const same = named.get(stage.name);
      if (same) same.push(stage);
      else named.set(stage.name, [stage]);
    }
    start = end;
  }
  const byName = (name: string, before?: Stage): Stage | undefined => {
    const candidates = named.get(name.toLowerCase());
    if (before === undefined) return candidates?.at(-1);
    return candidates?.findLast(candidate => candidate.index < before.index);
  };
  const uses = stages.flatMap(stage => usesIn(stage, stages, byName));
  const used = groupByTarget(uses);
  const finalStage = stages.at(-1);
  return {
    preamble,
    stages,
    uses,
    finalStage,
    reachable: reachableFrom(finalStage, uses),
    stageOf: instruction => stageByInstruction.get(instruction.index),
    byName,
    usesOf: stage => used.get(stage) ?? [],
  };
}

/** The stages that the given one needs, itself too (convert.go, allReachableStages). */
export function reachableFrom(start: Stage | undefined, uses: readonly StageUse[]): ReadonlySet<Stage> {
  const reached = new Set<Stage>();
  if (start === undefined) return reached;
  const needs = new Map<Stage, Stage[]>();
  // What a trigger names is needed by the stages that are built on its stage.
  const triggers = new Map<Stage, Stage[]>();
  for (const { user, target, onBuild } of uses) {
    if (target === undefined) continue;
    const map = onBuild ? triggers : needs;
    const list = map.get(user);
    if (list) list.push(target);
    else map.set(user, [target]);
  }
  const open = [start];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (reached.has(stage)) continue;
    reached.add(stage);
    open.push(...(needs.get(stage) ?? []));
    if (stage.parent !== undefined) open.push(...(triggers.get(stage.parent) ?? []));
  }
  return reached;
}

function isFrom(instruction: Instruction): boolean {
  return instruction.name === 'FROM';
}

function makeStage(
  index: number,
  block: readonly Instruction[],
  named: ReadonlyMap<string, readonly Stage[]>,
  globals: GlobalScope,
): Stage {
  const from = block[0]!;
  const [baseWord, second, third] = from.words;
  const asWord = second?.value.toLowerCase() === 'as' ? second : undefined;
  const nameWord = asWord === undefined ? undefined : third;
  const base = resolveBase(baseWord, named, globals);
  const platformFlag = from.flags.find(flag => flag.name === 'platform');
  return {
    index,
    from,
    name: nameWord?.value.toLowerCase(),
    nameWord,
    asWord,
    baseWord,
    platformFlag,
    platform: platformOf(base, platformFlag, globals),
    base,
    parent: base.kind === 'stage' ? base.stage : undefined,
    instructions: block.slice(1),
    span: { start: from.span.start, end: block.at(-1)!.span.end },
  };
}

function platformOf(base: StageBase, flag: Flag | undefined, globals: GlobalScope): Platform {
  if (base.kind === 'stage') return base.stage.platform;
  if (base.kind === 'scratch' || !flag?.value) return globals.targetPlatform;
  const expansion = expandWord(flag.value, name => globals.get(name), { escape: globals.escape });
  const parsed = expansion.ok ? parsePlatform(expansion.value) : undefined;
  return parsed?.ok ? parsed.platform : globals.targetPlatform;
}

function resolveBase(
  word: Word | undefined,
  named: ReadonlyMap<string, readonly Stage[]>,
  globals: GlobalScope,
): StageBase {
  if (word === undefined) return { kind: 'unknown' };
  const expansion = expandWord(word.value, name => globals.get(name), { escape: globals.escape });
  if (!expansion.ok || expansion.value === '') return { kind: 'unknown' };
  const name = expansion.value;
  // Names are stored in lower case but looked up as written: `FROM Build` is an image.
  const stage = named.get(name)?.at(-1);
  if (stage !== undefined) return { kind: 'stage', stage };
  if (name === 'scratch') return { kind: 'scratch' };
  const parsed = parseImageReference(name);
  const dynamic = expansion.references.length > 0;
  return { kind: 'image', name, reference: parsed.ok ? parsed.reference : undefined, dynamic };
}

type FindByName = (name: string, before?: Stage) => Stage | undefined;

function usesIn(stage: Stage, stages: readonly Stage[], byName: FindByName): StageUse[] {
  const uses: StageUse[] = [];
  if (stage.baseWord !== undefined) {
    const { value, span } = stage.baseWord;
    const common = { user: stage, byIndex: false, onBuild: false };
    uses.push({ ...common, kind: 'FROM', instruction: stage.from, text: value, span, target: stage.parent });
  }
  for (const instruction of stage.instructions) {
    const effective = instruction.trigger ?? instruction;
    const common = { user: stage, instruction, onBuild: effective !== instruction };
    if (effective.name === 'COPY') {
      const use = copySource(effective, stages, byName);
      if (use !== undefined) uses.push({ ...common, kind: 'COPY', ...use });
    } else if (effective.name === 'RUN') {
      for (const use of mountSources(effective, byName)) uses.push({ ...common, kind: 'RUN', ...use });
    }
  }
  return uses;
}

type Source = Pick<StageUse, 'text' | 'span' | 'target' | 'byIndex'>;

function copySource(copy: Instruction, stages: readonly Stage[], byName: FindByName): Source | undefined {
  const flag = copy.flags.find(candidate => candidate.name === 'from');
  if (!flag?.value || flag.valueSpan === undefined) return undefined;
  const text = flag.value;
  const byIndex = /^[+-]?[0-9]+$/.test(text);
  return { text, span: flag.valueSpan, target: byIndex ? stages[Number(text)] : byName(text), byIndex };
}

function mountSources(run: Instruction, byName: FindByName): Source[] {
  const sources: Source[] = [];
  for (const flag of run.flags) {
    if (flag.name !== 'mount' || flag.value === undefined) continue;
    const field: MountField | undefined = parseMount(flag.value).fields.findLast(candidate => candidate.key === 'from');
    if (!field?.value || field.valueSpan === undefined) continue;
    const span = flagPlacer(run, flag)(field.valueSpan);
    sources.push({ text: field.value, span, target: byName(field.value), byIndex: false });
  }
  return sources;
}

function groupByTarget(uses: readonly StageUse[]): ReadonlyMap<Stage, readonly StageUse[]> {
  const groups = new Map<Stage, StageUse[]>();
  for (const use of uses) {
    if (use.target === undefined) continue;
    const group = groups.get(use.target);
    if (group) group.push(use);
    else groups.set(use.target, [use]);
  }
  return groups;
}
