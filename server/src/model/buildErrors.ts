/**
 * All that makes BuildKit refuse a Dockerfile before it runs a step, in the order of BuildKit's passes (dockerfile2llb/convert.go,
 * toDispatchState) and with its wording. BuildKit stops at the first; the others come to light one by one.
 */

import { instructionProblem, instructionProblems } from '../syntax/instructions.ts';
import { nearest } from '../syntax/suggest.ts';
import type { Instruction, Span, SyntaxProblem } from '../syntax/tree.ts';
import { expandWord, variableReferences } from '../syntax/words.ts';
import { parseCheckOptions, topCheckDirective } from './checkOptions.ts';
import { parseDevice } from './devices.ts';
import type { DockerfileDocument } from './document.ts';
import { goQuote, withSuggestion } from './goText.ts';
import { parseImageReference } from './imageReference.ts';
import type { Mount } from './mounts.ts';
import { flagPlacer } from './places.ts';
import { parsePlatform } from './platforms.ts';
import type { Stage } from './stages.ts';
import { expansionErrors, mountsWithFlags, stepError } from './stepErrors.ts';
import type { Step } from './steps.ts';

/** Where in BuildKit's passes something happens: compared element by element, see `comparePositions`. */
export type BuildPosition = readonly number[];

/** BuildKit's passes. */
export const BUILD_PASS = {
  options: 0,
  parser: 1,
  continuations: 2,
  instructions: 3,
  stageNames: 4,
  casing: 5,
  defaults: 6,
  globals: 7,
  from: 8,
  target: 9,
  commands: 10,
  circular: 11,
  images: 12,
  dispatch: 13,
  end: 14,
} as const;

export interface BuildError {
  /** As BuildKit prints it. */
  readonly message: string;
  /** Kebab-case, stable. */
  readonly code: string;
  /** The smallest text that is wrong. */
  readonly span: Span;
  /** 1-based, as BuildKit reports them; undefined where it gives no place. */
  readonly startLine: number | undefined;
  readonly endLine: number | undefined;
  readonly position: BuildPosition;
  /** Build arguments without which the build stops here; with them it may go on. Empty: it cannot be helped from outside. */
  readonly needs: readonly string[];
  readonly suggestion?: string;
}

export interface BuildErrorOptions {
  /** Whether an image can be had; asked for valid names only. Without it all can. */
  readonly imageExists?: (name: string) => boolean;
}

/** Negative when the left comes first in BuildKit's passes. */
export function comparePositions(left: BuildPosition, right: BuildPosition): number {
  const length = Math.max(left.length, right.length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The errors in BuildKit's order: the first is the one that a build shows. */
export function buildErrors(document: DockerfileDocument, options: BuildErrorOptions = {}): readonly BuildError[] {
  const collector = new Collector(document, options);
  collector.collect();
  return collector.errors.sort((a, b) => comparePositions(a.position, b.position));
}

class Collector {
  readonly errors: BuildError[] = [];

  constructor(
    private readonly document: DockerfileDocument,
    private readonly options: BuildErrorOptions,
  ) {}

  collect(): void {
    this.checkOptions();
    this.syntax();
    this.globals();
    for (const stage of this.document.stages) this.from(stage);
    this.target();
    this.copySources();
    this.circular();
    this.images();
    for (const stage of this.document.dispatchedStages) this.steps(stage);
  }

  private add(
    code: string,
    message: string,
    span: Span,
    at: Instruction | undefined,
    position: BuildPosition,
    more: { needs?: readonly string[]; suggestion?: string | undefined } = {},
  ): void {
    const { needs = [], suggestion } = more;
    this.errors.push({
      code,
      message: withSuggestion(message, suggestion),
      span,
      startLine: at?.startLine,
      endLine: at?.endLine,
      position,
      needs,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  private checkOptions(): void {
    const directive = topCheckDirective(this.document.tree);
    if (directive === undefined) return;
    const parsed = parseCheckOptions(directive.value.split(' ', 1)[0]!);
    if (parsed.ok) return;
    const message = `failed to parse check options: ${parsed.error}`;
    this.add('invalid-check-option', message, directive.valueSpan, undefined, [BUILD_PASS.options]);
  }

  private syntax(): void {
    const { tree } = this.document;
    for (const [index, problem] of tree.problems.entries()) {
      this.addProblem(problem, problem.message, [BUILD_PASS.parser, index]);
    }
    for (const problem of instructionProblems(tree)) {
      const prefix = problem.phase === 'stage' ? '' : `dockerfile parse error on line ${problem.startLine}: `;
      this.addProblem(problem, prefix + problem.message, this.instructionPosition(problem));
    }
    for (const instruction of tree.instructions) {
      if (instruction.name !== 'RUN' || instruction.problems.length > 0) continue;
      for (const { mount, flag } of mountsWithFlags(instruction)) {
        if (mount.error?.phase !== 'instruction') continue;
        const message = `dockerfile parse error on line ${instruction.startLine}: ${mount.error.message}`;
        const span = flagPlacer(instruction, flag)(mount.error.span);
        this.add('invalid-mount', message, span, instruction, [BUILD_PASS.instructions, instruction.index, 1.2]);
      }
      for (const flag of instruction.flags) {
        if (flag.name !== 'device' || flag.value === undefined || flag.valueSpan === undefined) continue;
        const { error } = parseDevice(flag.value);
        if (error === undefined) continue;
        const message = `dockerfile parse error on line ${instruction.startLine}: ${error}`;
        this.add('invalid-device', message, flag.valueSpan, instruction, [
          BUILD_PASS.instructions,
          instruction.index,
          1.1,
        ]);
      }
    }
    const { instructions } = tree;
    if (instructions.length > 0 && instructions.every(instruction => instruction.name === 'ARG')) {
      const span = { start: this.document.text.length, end: this.document.text.length };
      this.add('no-stages', 'dockerfile contains no stages to build', span, undefined, [BUILD_PASS.stageNames - 0.5]);
    }
  }

  private addProblem(problem: SyntaxProblem, message: string, position: BuildPosition): void {
    // A wrong directive on the first line has no place (the parser counts it only afterwards).
    const placed = problem.startLine > 0;
    this.errors.push({
      code: problem.code,
      message,
      span: problem.span,
      startLine: placed ? problem.startLine : undefined,
      endLine: placed ? problem.endLine : undefined,
      position,
      needs: [],
      ...(problem.suggestion === undefined ? {} : { suggestion: problem.suggestion }),
    });
  }

  private instructionPosition(problem: SyntaxProblem): BuildPosition {
    const index = this.document.instructionAt(problem.span.start)?.index ?? 0;
    // BuildKit looks at the values of a RUN's flags in this order: device, mount, network, security.
    const isLateFlag = problem.code === 'invalid-network' || problem.code === 'invalid-security';
    return [BUILD_PASS.instructions, index, problem.phase === 'stage' ? 2 : isLateFlag ? 1.3 : 1];
  }

  private globals(): void {
    const { error } = this.document.globals;
    if (error === undefined) {
      this.sourceDateEpoch();
      return;
    }
    const message = `failed to process ${goQuote(error.text)}: ${error.message}`;
    this.add('expansion', message, error.pair.span, error.instruction, [BUILD_PASS.globals], {
      needs: requiredName(error.message, error.text),
    });
  }

  /** epoch.go: a number, `context`, or the name of a stage. */
  private sourceDateEpoch(): void {
    const { globals, stageModel } = this.document;
    const value = globals.get('SOURCE_DATE_EPOCH') ?? '';
    if (value === '' || /^[+-]?\d+$/.test(value) || value === 'context' || stageModel.byName(value) !== undefined)
      return;
    const argument = globals.declared.findLast(each => each.name === 'SOURCE_DATE_EPOCH');
    if (argument === undefined) return;
    const message = `invalid SOURCE_DATE_EPOCH: ${value}`;
    this.add('invalid-epoch', message, argument.pair.span, undefined, [BUILD_PASS.globals, 1]);
  }

  private from(stage: Stage): void {
    const { baseWord, from, platformFlag } = stage;
    const { globals } = this.document;
    if (from.problems.length > 0 || instructionProblem(from) !== undefined || baseWord === undefined) return;
    const lookup = (name: string) => globals.get(name);
    const base = expandWord(baseWord.value, lookup, { escape: globals.escape });
    const basePosition = [BUILD_PASS.from, stage.index, 1];
    if (!base.ok) {
      const message = `failed to process ${goQuote(baseWord.value)}: ${base.error}`;
      this.add('expansion', message, baseWord.span, from, basePosition, {
        needs: requiredName(base.error, baseWord.value),
      });
      return;
    }
    if (base.value === '') {
      const message = `base name (${baseWord.value}) should not be blank`;
      const needs = base.references.map(reference => reference.name).filter(name => globals.knows(name));
      this.add('blank-base-name', message, baseWord.span, from, basePosition, { needs });
      return;
    }
    if (!platformFlag?.value || platformFlag.valueSpan === undefined) return;
    this.platform(stage, platformFlag.value, platformFlag.valueSpan);
  }

  private platform(stage: Stage, text: string, span: Span): void {
    const { globals } = this.document;
    const position = [BUILD_PASS.from, stage.index, 3];
    const expansion = expandWord(text, name => globals.get(name), { escape: globals.escape });
    if (!expansion.ok) {
      const message = `failed to process arguments for platform : failed to process ${goQuote(text)}: ${expansion.error}`;
      this.add('expansion', message, span, stage.from, position, { needs: requiredName(expansion.error, text) });
      return;
    }
    const missing = expansion.references
      .map(reference => reference.name)
      .filter(name => globals.get(name) === undefined);
    const suggestion = missing.map(name => nearest(name, globals.keys(), true)).find(name => name !== undefined);
    const needs = missing.filter(name => globals.knows(name));
    if (expansion.value === '') {
      this.add('empty-platform', `empty platform value from expression ${text}`, span, stage.from, position, {
        needs,
        suggestion,
      });
      return;
    }
    const parsed = parsePlatform(expansion.value);
    if (parsed.ok) return;
    this.add('invalid-platform', `failed to parse platform ${text}: ${parsed.error}`, span, stage.from, position, {
      needs,
      suggestion,
    });
  }

  private target(): void {
    const { target } = this.document.options;
    if (!target || this.document.targetStage !== undefined || this.document.stages.length === 0) return;
    const names = this.document.stages.map((stage, index) => stage.name ?? `stage-${index}`);
    const message = `target stage ${goQuote(target)} could not be found`;
    const span = { start: this.document.text.length, end: this.document.text.length };
    this.add('unknown-target', message, span, undefined, [BUILD_PASS.target], {
      suggestion: nearest(target, names, true),
    });
  }

  /** `--from` with a variable, or a number that no stage has (convert.go, toCommand). */
  private copySources(): void {
    const { document } = this;
    // Images that COPY and RUN name get numbers too, behind the stages, in the order in which they come up.
    let states = document.stages.length;
    for (const stage of document.stages) {
      for (const [index, instruction] of stage.instructions.entries()) {
        if (instruction.problems.length > 0) continue;
        const position = [BUILD_PASS.commands, stage.index, index];
        if (instruction.name === 'RUN') {
          for (const { mount } of mountsWithFlags(instruction)) {
            if (document.stageModel.byName(rawFrom(mount) || 'scratch') === undefined) states++;
          }
        }
        const flag =
          instruction.name === 'COPY' ? instruction.flags.find(candidate => candidate.name === 'from') : undefined;
        if (!flag?.value || flag.valueSpan === undefined) continue;
        const expansion = expandWord(flag.value, () => undefined, { escape: document.tree.escape });
        if (!expansion.ok) {
          const message = `failed to process ${goQuote(flag.value)}: ${expansion.error}`;
          this.add('expansion', message, flag.valueSpan, undefined, position);
        } else if (expansion.value !== flag.value) {
          this.add('variable-in-from', VARIABLE_IN_FROM, flag.valueSpan, undefined, position);
        } else if (/^[+-]?[0-9]+$/.test(flag.value)) {
          const number = Number(flag.value);
          if (number < 0 || number >= states) {
            this.add('invalid-stage-index', `invalid stage index ${number}`, flag.valueSpan, undefined, position);
          }
        } else if (document.stageModel.byName(flag.value) === undefined) states++;
      }
    }
  }

  /** validations.go, validateCircularDependency: COPY and RUN that name each other's stages, or their own. */
  private circular(): void {
    const dependencies = new Map<Stage, Dependency[]>();
    const add = (user: Stage, dependency: Dependency): void => {
      // BuildKit keeps the last instruction for each stage that is needed.
      const others = (dependencies.get(user) ?? []).filter(other => other.target !== dependency.target);
      dependencies.set(user, [...others, dependency]);
    };
    for (const { kind, target, onBuild, user, instruction, span } of this.document.stageModel.uses) {
      if (kind !== 'FROM' && target !== undefined && !onBuild) add(user, { target, instruction, span });
    }
    this.mountsOfScratch(add);
    if (dependencies.size === 0) return;
    const visited = new Set<Stage>();
    for (const start of this.document.stages) {
      const cycle = findCycle(start, dependencies, visited);
      if (cycle === undefined) continue;
      const message = `circular dependency detected on stage: ${stageName(start)}`;
      const first = cycle.reduce((a, b) => (b.instruction.startLine < a.instruction.startLine ? b : a));
      this.add('circular-dependency', message, cycle.at(-1)!.span, first.instruction, [BUILD_PASS.circular]);
      return;
    }
  }

  /** A mount without `from` belongs to "scratch" (convert_runmount.go, detectRunMount), and a stage may have that name. */
  private mountsOfScratch(add: (user: Stage, dependency: Dependency) => void): void {
    const target = this.document.stageModel.byName('scratch');
    if (target === undefined) return;
    for (const stage of this.document.stages) {
      for (const instruction of stage.instructions) {
        if (instruction.name !== 'RUN' || instruction.problems.length > 0) continue;
        for (const { mount, flag } of mountsWithFlags(instruction)) {
          if (rawFrom(mount) === '') add(stage, { target, instruction, span: flag.span });
        }
      }
    }
  }

  private images(): void {
    const { document } = this;
    for (const stage of document.stages) {
      if (stage.base.kind !== 'image' || stage.baseWord === undefined) continue;
      const { globals } = document;
      const unset = variableReferences(stage.baseWord.value, { escape: globals.escape })
        .map(({ name }) => name)
        .filter(name => globals.knows(name) && (globals.get(name) ?? '') === '');
      this.image(stage.base.name, stage.baseWord.span, stage.from, [BUILD_PASS.images, stage.index], unset);
    }
    for (const use of document.stageModel.uses) {
      if (use.kind === 'FROM' || use.target !== undefined || use.byIndex || /\$./.test(use.text) || use.onBuild)
        continue;
      if (use.text === 'scratch') continue;
      const position = [BUILD_PASS.images, document.stages.length, use.instruction.index];
      // The image of a mount has no place of its own.
      this.image(use.text, use.span, use.kind === 'COPY' ? use.instruction : undefined, position);
    }
    this.triggers();
  }

  private image(
    name: string,
    span: Span,
    at: Instruction | undefined,
    position: BuildPosition,
    needs: readonly string[] = [],
  ): void {
    const parsed = parseImageReference(name);
    if (!parsed.ok) {
      const message = `failed to parse stage name ${goQuote(name)}: ${parsed.error}`;
      this.add('invalid-image-name', message, span, at, position, { needs });
      return;
    }
    if (this.options.imageExists?.(name) ?? true) return;
    const message = `${name}: ${parsed.reference.normalized}: not found`;
    this.add('image-not-found', message, span, at, position);
  }

  /** A trigger that is no valid instruction stops the build of the stage that is built on this one (initOnBuildTriggers). */
  private triggers(): void {
    for (const stage of this.document.stages) {
      for (const step of this.document.stepsOf(stage)) {
        if (!step.inherited) break;
        const problem = step.instruction.problems[0] ?? instructionProblem(step.instruction);
        const message = problem?.message ?? this.triggerError(step.instruction);
        const span = stage.baseWord?.span ?? stage.from.span;
        const position = [BUILD_PASS.images, this.document.stages.length + 1, stage.index];
        if (message !== undefined) this.add('onbuild-trigger', message, span, stage.from, position);
        else this.triggerImages(step.instruction, span, stage.from, position);
      }
    }
  }

  /** What a trigger copies or mounts from, when it is no stage, is an image as it is elsewhere. All stages are known by then. */
  private triggerImages(trigger: Instruction, span: Span, from: Instruction, position: BuildPosition): void {
    const copied = trigger.name === 'COPY' ? trigger.flags.filter(({ name }) => name === 'from') : [];
    const mounted = trigger.name === 'RUN' ? mountsWithFlags(trigger).map(({ mount }) => rawFrom(mount)) : [];
    for (const name of [...copied.map(({ value }) => value ?? ''), ...mounted]) {
      if (name === '' || name === 'scratch' || /^[+-]?[0-9]+$|\$/.test(name)) continue;
      if (this.document.stages.some(stage => stage.name === name.toLowerCase())) continue;
      this.image(name, span, trigger.name === 'COPY' ? from : undefined, position);
    }
  }

  private triggerError(trigger: Instruction): string | undefined {
    if (trigger.name === 'RUN') {
      const devices = trigger.flags.flatMap(flag =>
        flag.name === 'device' ? (parseDevice(flag.value ?? '').error ?? []) : [],
      );
      const mounts = mountsWithFlags(trigger).filter(({ mount }) => mount.error?.phase === 'instruction');
      return devices[0] ?? mounts[0]?.mount.error?.message;
    }
    const from = trigger.name === 'COPY' ? trigger.flags.find(flag => flag.name === 'from')?.value : undefined;
    if (!from) return undefined;
    if (/^[+-]?[0-9]+$/.test(from)) {
      return this.document.stages[Number(from)] === undefined ? `invalid stage index ${Number(from)}` : undefined;
    }
    const expansion = expandWord(from, () => undefined, { escape: '\\' });
    return expansion.ok && expansion.value === from ? undefined : VARIABLE_IN_FROM;
  }

  private steps(stage: Stage): void {
    const errorsByStep = expansionErrors(this.document).get(stage);
    const span = (wanted: Span, step: Step): Span =>
      step.inherited ? (stage.baseWord?.span ?? stage.from.span) : wanted;
    const steps = this.document.stepsOf(stage);
    for (let index = 0; index < steps.length; index++) {
      const step = steps[index]!;
      const { instruction } = step;
      if (instruction.problems.length > 0) continue;
      const expansionError = instruction.name === 'RUN' ? undefined : errorsByStep?.get(step);
      if (expansionError !== undefined) {
        const message = `failed to process ${goQuote(expansionError.text)}: ${expansionError.message}`;
        const position = [BUILD_PASS.dispatch, stage.index, index, 1];
        this.add('expansion', message, span(expansionError.span, step), step.reportAt, position, {
          needs: expansionError.needs,
        });
        continue;
      }
      const error = stepError(this.document, step);
      if (error === undefined) continue;
      const { code, message, needs = unsetArguments(this.document, step) } = error;
      const position = [BUILD_PASS.dispatch, stage.index, index, 3];
      this.add(code, message, span(error.span, step), step.reportAt, position, { needs });
    }
  }
}

const VARIABLE_IN_FROM =
  'variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround';

/** The ARGs without a value that the step uses: with a build argument it might be right. */
function unsetArguments(document: DockerfileDocument, step: Step): string[] {
  if (step.inherited) return [];
  return document.variables.expanded(step).flatMap(text =>
    variableReferences(text.text, { escape: document.tree.escape }).flatMap(({ name }) => {
      const definition = document.variables.definitionAt(step.instruction, name);
      return definition?.kind === 'ARG' && definition.value === undefined ? [name] : [];
    }),
  );
}

function stageName(stage: Stage): string {
  return stage.name ?? `stage-${stage.index}`;
}

function rawFrom(mount: Mount): string {
  return mount.fields.findLast(field => field.key === 'from')?.value ?? '';
}

/** `X: message` of `${X:?message}`: the name that is asked for. */
function requiredName(error: string, text: string): string[] {
  const name = /^([A-Za-z_]\w*): /.exec(error)?.[1];
  return name !== undefined && new RegExp(`\\$\\{${name}:?\\?`).test(text) ? [name] : [];
}

interface Dependency {
  readonly target: Stage;
  readonly instruction: Instruction;
  readonly span: Span;
}

/** The chain of instructions from the stage to the first one that closes a circle; without recursion, files may be deep. */
function findCycle(
  start: Stage,
  dependencies: ReadonlyMap<Stage, readonly Dependency[]>,
  visited: Set<Stage>,
): readonly Dependency[] | undefined {
  if (visited.has(start)) return undefined;
  visited.add(start);
  const onPath = new Set<Stage>([start]);
  const path: { stage: Stage; next: number; by: Dependency | undefined }[] = [{ stage: start, next: 0, by: undefined }];
  while (path.length > 0) {
    const top = path.at(-1)!;
    const dependency = dependencies.get(top.stage)?.[top.next++];
    if (dependency === undefined) {
      onPath.delete(top.stage);
      path.pop();
    } else if (onPath.has(dependency.target)) {
      return [...path.flatMap(entry => (entry.by === undefined ? [] : [entry.by])), dependency];
    } else if (!visited.has(dependency.target)) {
      visited.add(dependency.target);
      onPath.add(dependency.target);
      path.push({ stage: dependency.target, next: 0, by: dependency });
    }
  }
  return undefined;
}

const problemCache = new WeakMap<DockerfileDocument, readonly SyntaxProblem[]>();

/**
 * Everything for which BuildKit would refuse the file, whatever is given to the build, in the order of the file: the problems of parser
 * and instructions, and those that come up when the stages are put together (phase `stage`). Not among them is what a build argument
 * would cure (`BuildError.needs`). For people: without BuildKit's line number in front.
 */
export function buildProblems(document: DockerfileDocument): readonly SyntaxProblem[] {
  const cached = problemCache.get(document);
  if (cached !== undefined) return cached;
  const { tree } = document;
  const read = [...tree.problems, ...instructionProblems(tree)];
  const known = new Set(read.map(problem => `${problem.code} ${problem.span.start}`));
  const later = buildErrors(document).flatMap((error): SyntaxProblem[] => {
    const [pass] = error.position;
    if (error.needs.length > 0 || pass === BUILD_PASS.parser) return [];
    if (known.has(`${error.code} ${error.span.start}`)) return [];
    const line = document.lines.lineAt(error.span.start) + 1;
    return [
      {
        phase: 'stage',
        code: error.code,
        message: error.message.replace(/^dockerfile parse error on line \d+: /, ''),
        span: error.span,
        startLine: error.startLine ?? line,
        endLine: error.endLine ?? line,
        // No `suggestion`: it is a variable's name, while the span is the whole word.
      },
    ];
  });
  const problems = [...read, ...later].sort((a, b) => a.span.start - b.span.start);
  problemCache.set(document, problems);
  return problems;
}
