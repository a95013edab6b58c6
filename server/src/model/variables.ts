/**
 * Variables: what ARG and ENV set, what is inherited through `FROM stage`, and what every `$NAME` means at its place. One pass over the
 * stages in their order, as BuildKit dispatches them (dockerfile2llb/convert.go: dispatch, dispatchArg, dispatchEnv, init).
 */

import { nearest } from '../syntax/suggest.ts';
import type { EscapeToken, Instruction, Pair, Span } from '../syntax/tree.ts';
import { type ExpandOptions, expandWord, type VariableReference } from '../syntax/words.ts';
import { type ExpandableText, expandableTexts } from './expandable.ts';
import { type BuildOptions, type GlobalScope, LONGEST_VALUE } from './globals.ts';
import { spanPlacer } from './places.ts';
import { Scope } from './scope.ts';
import type { Stage, StageModel } from './stages.ts';
import type { Step } from './steps.ts';

/** A text after expansion; not known when it depends on a base image or a build argument. */
export type Resolved =
  | { readonly known: true; readonly value: string }
  | { readonly known: false; readonly reason: UnknownReason };

/** `too-long`: variables that contain each other again and again can grow without end; nobody has to see that. */
export type UnknownReason = 'base-image' | 'build-argument' | 'error' | 'too-long';

export interface VariableDefinition {
  readonly kind: 'ARG' | 'ENV';
  readonly name: string;
  readonly instruction: Instruction;
  readonly pair: Pair;
  /** Where the name stands. */
  readonly nameSpan: Span;
  /** undefined for an ARG before the first FROM. */
  readonly stage: Stage | undefined;
  /** undefined: an ARG that nothing gives a value. */
  readonly value: Resolved | undefined;
  /** The global ARG whose value an `ARG NAME` takes over; `predefined` for TARGETPLATFORM and its kin. */
  readonly takesFrom: VariableDefinition | 'predefined' | undefined;
}

/** What a reference comes to. */
export type UseState =
  /** Set by an ARG or ENV above. */
  | 'defined'
  /** An ARG without a value. */
  | 'declared'
  /** TARGETPLATFORM and its kin in FROM and global ARGs. */
  | 'predefined'
  /** The base image sets it. */
  | 'image'
  /** Perhaps the base image sets it; it is not known. */
  | 'unknown'
  /** In an ONBUILD: it depends on the stage that is built on this one. */
  | 'deferred'
  | 'undefined';

/** A reference with its place in the file and what it stands for. */
export interface VariableUse extends VariableReference {
  readonly role: ExpandableText['role'];
  /** The instruction it stands in (the trigger for an ONBUILD). */
  readonly instruction: Instruction;
  readonly stage: Stage | undefined;
  readonly state: UseState;
  readonly definition: VariableDefinition | undefined;
  readonly value: Resolved | undefined;
}

/** A variable that BuildKit would call undefined, once for each text that uses it. */
export interface UndefinedVariable {
  readonly name: string;
  /** In FROM and its platform ("UndefinedArgInFrom"), or elsewhere. */
  readonly where: 'from' | 'step';
  readonly step: Step | undefined;
  readonly stage: Stage;
  readonly instruction: Instruction;
  /** The first reference in the text; for triggers of ONBUILD the base of the FROM. */
  readonly span: Span;
  readonly suggestion: string | undefined;
  /** False when the base image is not known and may set it. */
  readonly certain: boolean;
  /** A global ARG of the name exists: it only has to be declared again. */
  readonly globalExists: boolean;
  /** Every use in the text says what to take instead: `${X:-default}`, `${X:+…}`. */
  readonly guarded: boolean;
}

/** A text of a step that cannot be expanded. */
export interface ExpansionError {
  readonly step: Step;
  readonly text: string;
  /** BuildKit's wording without `failed to process "…": `. */
  readonly message: string;
  readonly span: Span;
  /** The names whose lack makes it (for `${X:?…}`): a build argument or the base image may give them. */
  readonly needs: readonly string[];
}

export interface ExpandedText extends ExpandableText {
  readonly resolved: Resolved;
  /** For EXPOSE: the words it splits into. */
  readonly words: readonly string[];
}

export interface VariableModel {
  readonly definitions: readonly VariableDefinition[];
  /** In the order of the file. */
  readonly uses: readonly VariableUse[];
  readonly undefinedVariables: readonly UndefinedVariable[];
  readonly errors: readonly ExpansionError[];
  /** The texts of a step after expansion, in BuildKit's order. */
  expanded(step: Step): readonly ExpandedText[];
  /** The use or definition whose text holds the offset. */
  variableAt(offset: number): { readonly use?: VariableUse; readonly definition?: VariableDefinition } | undefined;
  usesOf(definition: VariableDefinition): readonly VariableUse[];
  /** The definition in force for a name where the instruction begins. */
  definitionAt(instruction: Instruction, name: string): VariableDefinition | undefined;
  /** The value of a name where the instruction begins; undefined when it is not set. */
  valueAt(instruction: Instruction, name: string): Resolved | undefined;
  /** All names that are set where the instruction begins, the last set at the end. */
  namesAt(instruction: Instruction): readonly string[];
}

/** What the image at the root of a stage sets. */
export interface BaseEnvironment {
  /** Name → value; undefined values are set, but to something that is not known. */
  readonly values: ReadonlyMap<string, string | undefined>;
  /** Nothing else is set. */
  readonly complete: boolean;
}

export interface VariableInput {
  readonly instructions: readonly Instruction[];
  readonly escape: EscapeToken;
  readonly globals: GlobalScope;
  readonly stages: StageModel;
  readonly options: BuildOptions;
  readonly stepsOf: (stage: Stage) => readonly Step[];
  readonly environmentOf: (stage: Stage) => BaseEnvironment;
}

/** Evaluates the variables of a file. Linear in its size. */
export function evaluateVariables(input: VariableInput): VariableModel {
  const evaluation = new Evaluation(input);
  evaluation.run();
  return evaluation.model();
}

/** Stands in for a value that is not known while a text is expanded. */
const UNKNOWN_TEXT = '\u{fffd}';
/** Nobody reads more hints, and each costs a walk over all names. */
const MOST_SUGGESTIONS = 500;
/** Never reported: they change what is scanned, not the build (convert.go, nonEnvArgs). */
const SILENT_ARGUMENTS: ReadonlySet<string> = new Set(['BUILDKIT_SBOM_SCAN_CONTEXT', 'BUILDKIT_SBOM_SCAN_STAGE']);

interface Expanded {
  readonly resolved: Resolved;
  readonly words: readonly string[];
  readonly error: string | undefined;
  /** Names that were looked up and not found. */
  readonly missing: ReadonlySet<string>;
  readonly references: readonly VariableReference[];
}

class Evaluation {
  private readonly definitions: VariableDefinition[] = [];
  private readonly uses: VariableUse[] = [];
  private readonly undefinedVariables: UndefinedVariable[] = [];
  private readonly errors: ExpansionError[] = [];
  private readonly scopes = new Map<Stage, Scope>();
  private readonly orders = new Map<Instruction, number>();
  private readonly expansions = new Map<Step, ExpandedText[]>();
  private readonly globalDefinitions = new Map<string, VariableDefinition[]>();
  private suggestions = 0;

  constructor(private readonly input: VariableInput) {}

  run(): void {
    this.evaluateGlobals();
    for (const stage of this.input.stages.stages) this.evaluateStage(stage);
    this.uses.sort((a, b) => a.span.start - b.span.start);
  }

  model(): VariableModel {
    const usesByDefinition = new Map<VariableDefinition, VariableUse[]>();
    for (const use of this.uses) {
      if (use.definition === undefined) continue;
      const list = usesByDefinition.get(use.definition);
      if (list) list.push(use);
      else usesByDefinition.set(use.definition, [use]);
    }
    const { stages, globals } = this.input;
    const scopeAt = (instruction: Instruction): { scope: Scope; order: number } | undefined => {
      const stage = stages.stageOf(instruction);
      const scope = stage && instruction !== stage.from ? this.scopes.get(stage) : undefined;
      return scope && { scope, order: this.orders.get(instruction) ?? scope.order };
    };
    const globalBefore = (instruction: Instruction, name: string): VariableDefinition | undefined =>
      this.globalDefinitions.get(name)?.findLast(definition => definition.instruction.index < instruction.index);
    const definitionAt = (instruction: Instruction, name: string): VariableDefinition | undefined => {
      const at = scopeAt(instruction);
      if (at === undefined) return globalBefore(instruction, name);
      return at.scope.find(name, at.order)?.definition ?? at.scope.declared(name, at.order);
    };
    return {
      definitions: this.definitions,
      uses: this.uses,
      undefinedVariables: this.undefinedVariables,
      errors: this.errors,
      expanded: step => this.expansions.get(step) ?? [],
      variableAt: offset => this.variableAt(offset),
      usesOf: definition => usesByDefinition.get(definition) ?? [],
      definitionAt,
      valueAt: (instruction, name) => {
        const at = scopeAt(instruction);
        if (at !== undefined) return at.scope.find(name, at.order)?.value;
        const value = globalBefore(instruction, name)?.value;
        if (value !== undefined) return value;
        const predefined = this.globalDefinitions.has(name) ? undefined : globals.get(name);
        return predefined === undefined ? undefined : { known: true, value: predefined };
      },
      namesAt: instruction => {
        const at = scopeAt(instruction);
        return at === undefined ? globals.keys() : at.scope.names(at.order);
      },
    };
  }

  private variableAt(offset: number): { use?: VariableUse; definition?: VariableDefinition } | undefined {
    // Nested references stand inside others; the innermost is meant.
    let use: VariableUse | undefined;
    for (const candidate of usesAround(this.uses, offset)) {
      if (candidate.span.start <= offset && offset <= candidate.span.end && candidate.depth >= (use?.depth ?? 0))
        use = candidate;
    }
    if (use !== undefined) return { use };
    const definition = this.definitions.find(
      candidate => candidate.nameSpan.start <= offset && offset <= candidate.nameSpan.end,
    );
    return definition && { definition };
  }

  private evaluateGlobals(): void {
    const { globals, instructions } = this.input;
    let next = 0;
    for (const instruction of instructions) {
      if (instruction.name === 'FROM') break;
      if (instruction.name !== 'ARG') continue;
      for (const text of expandableTexts(instruction)) {
        this.noteUses(text, instruction, undefined, name => this.globalUse(name, instruction));
      }
      for (const pair of instruction.pairs) {
        const declared = globals.declared[next++];
        const value = declared?.value;
        const definition: VariableDefinition = {
          kind: 'ARG',
          name: pair.key,
          instruction,
          pair,
          nameSpan: pair.keySpan,
          stage: undefined,
          value: value === undefined ? undefined : { known: true, value },
          takesFrom: undefined,
        };
        this.definitions.push(definition);
        const list = this.globalDefinitions.get(pair.key);
        if (list) list.push(definition);
        else this.globalDefinitions.set(pair.key, [definition]);
      }
    }
  }

  private globalUse(
    name: string,
    instruction: Instruction | undefined,
  ): Pick<VariableUse, 'state' | 'definition' | 'value'> {
    const list = this.globalDefinitions.get(name);
    const definition =
      instruction === undefined ? list?.at(-1) : list?.findLast(entry => entry.instruction !== instruction);
    if (definition !== undefined) {
      return { state: definition.value === undefined ? 'declared' : 'defined', definition, value: definition.value };
    }
    const value = list === undefined ? this.input.globals.get(name) : undefined;
    if (value === undefined) return { state: 'undefined', definition: undefined, value: undefined };
    return { state: 'predefined', definition: undefined, value: { known: true, value } };
  }

  private evaluateStage(stage: Stage): void {
    this.evaluateFrom(stage);
    const parent = stage.parent && this.scopes.get(stage.parent);
    const scope = new Scope(stage, parent, this.input.environmentOf(stage));
    this.scopes.set(stage, scope);
    for (const step of this.input.stepsOf(stage)) this.evaluateStep(step, scope);
    for (const { trigger } of stage.instructions) {
      if (trigger === undefined) continue;
      for (const text of expandableTexts(trigger)) {
        this.noteUses(text, trigger, stage, () => ({ state: 'deferred', definition: undefined, value: undefined }));
      }
    }
  }

  private evaluateFrom(stage: Stage): void {
    const { globals } = this.input;
    for (const text of expandableTexts(stage.from)) {
      if (!text.text.includes('$')) continue;
      this.noteUses(text, stage.from, undefined, name => this.globalUse(name, undefined));
      const missing = new Set<string>();
      const lookup = (name: string): string | undefined => {
        if (!globals.knows(name)) missing.add(name);
        return globals.get(name);
      };
      const { references } = expandWord(text.text, lookup, { escape: this.input.escape });
      for (const name of missing) {
        const reference = references.find(candidate => candidate.name === name);
        if (reference === undefined) continue;
        this.undefinedVariables.push({
          name,
          where: 'from',
          step: undefined,
          stage,
          instruction: stage.from,
          span: text.place(reference.span),
          suggestion: this.suggest(name, () => this.globalNames()),
          certain: true,
          globalExists: false,
          guarded: false,
        });
      }
    }
  }

  private globalNames(): string[] {
    const { globals } = this.input;
    return [...new Set([...globals.keys(), ...globals.declared.map(argument => argument.name)])];
  }

  private evaluateStep(step: Step, scope: Scope): void {
    const { instruction } = step;
    if (!step.inherited) this.orders.set(instruction, scope.order);
    if (instruction.problems.length > 0 && instruction.pairs.length === 0) return;
    const texts = expandableTexts(instruction);
    if (instruction.name === 'ARG') {
      this.evaluateArguments(step, scope, texts);
      return;
    }
    const order = scope.order;
    let failed = false;
    const expanded = texts.map((text): ExpandedText => {
      const result = this.expand(text, scope, order);
      if (!step.inherited) this.noteUses(text, instruction, scope.stage, name => this.stageUse(name, scope, order));
      // EXPOSE is expanded without a word about what is missing.
      if (!failed && text.role !== 'port') this.reportMissing(text, result, step, scope, order);
      if (result.error !== undefined && !failed) {
        failed = true;
        this.noteError(text, result, step, scope, order);
      }
      const { text: written, place, role, pair, name } = text;
      return { text: written, place, role, pair, name, resolved: result.resolved, words: result.words };
    });
    if (expanded.length > 0) this.expansions.set(step, expanded);
    if (instruction.name === 'ENV') this.assignEnvironment(step, scope, expanded);
  }

  private assignEnvironment(step: Step, scope: Scope, expanded: readonly ExpandedText[]): void {
    const { instruction } = step;
    const names = new Map<number, string>();
    const values = new Map<number, Resolved>();
    for (const text of expanded) {
      if (text.pair === undefined) continue;
      if (text.role === 'value') values.set(text.pair, text.resolved);
      else if (text.resolved.known) names.set(text.pair, text.resolved.value);
    }
    instruction.pairs.forEach((pair, index) => {
      const name = names.get(index);
      if (name === undefined) return;
      const value: Resolved = values.get(index) ?? { known: true, value: '' };
      const definition: VariableDefinition = {
        kind: 'ENV',
        name,
        instruction,
        pair,
        nameSpan: pair.keySpan,
        stage: scope.stage,
        value,
        takesFrom: undefined,
      };
      if (!step.inherited) this.definitions.push(definition);
      scope.assign(name, value, definition, true);
    });
  }

  /** ARG: the pairs one by one, each seeing the ones before. */
  private evaluateArguments(step: Step, scope: Scope, texts: readonly ExpandableText[]): void {
    const { instruction } = step;
    const { globals, options } = this.input;
    const byPair = new Map(texts.map(text => [text.pair, text]));
    const expanded: ExpandedText[] = [];
    let failed = false;
    instruction.pairs.forEach((pair, index) => {
      const name = pair.key;
      const text = byPair.get(index);
      const order = scope.order;
      let value: Resolved | undefined;
      if (text !== undefined && !step.inherited) {
        this.noteUses(text, instruction, scope.stage, used => this.stageUse(used, scope, order));
      }
      const given = options.buildArgs?.[name];
      let takesFrom: VariableDefinition['takesFrom'];
      if (given !== undefined) {
        value = { known: true, value: given };
      } else if (text !== undefined) {
        const result = this.expand(text, scope, order);
        if (!failed) this.reportMissing(text, result, step, scope, order);
        if (result.error !== undefined && !failed) {
          failed = true;
          this.noteError(text, result, step, scope, order);
        }
        value = result.resolved;
        expanded.push({ ...text, resolved: value, words: result.words });
      } else {
        const global = globals.get(name);
        if (global !== undefined) value = { known: true, value: global };
        takesFrom = this.globalDefinitions.get(name)?.at(-1) ?? (globals.knows(name) ? 'predefined' : undefined);
      }
      const definition: VariableDefinition = {
        kind: 'ARG',
        name,
        instruction,
        pair,
        nameSpan: pair.keySpan,
        stage: scope.stage,
        value,
        takesFrom,
      };
      if (!step.inherited) this.definitions.push(definition);
      if (value !== undefined && !SILENT_ARGUMENTS.has(name)) scope.assign(name, value, definition, false);
      scope.declare(name, definition);
    });
    if (expanded.length > 0) this.expansions.set(step, expanded);
  }

  private expand(text: ExpandableText, scope: Scope, order: number): Expanded {
    const { escape } = this.input;
    const heredoc = text.role === 'heredoc';
    if (!/[$"'<`\\\s]/.test(text.text)) {
      return {
        resolved: { known: true, value: text.text },
        words: [text.text],
        error: undefined,
        missing: NONE,
        references: [],
      };
    }
    const missing = new Set<string>();
    let unknown: UnknownReason | undefined;
    const lookup = (name: string): string | undefined => {
      const assignment = scope.find(name, order);
      if (assignment === undefined) {
        missing.add(name);
        if (scope.declared(name, order) !== undefined) return undefined;
        if (scope.complete) return undefined;
        unknown ??= 'base-image';
        return UNKNOWN_TEXT;
      }
      if (assignment.value.known) return assignment.value.value;
      unknown ??= assignment.value.reason;
      return UNKNOWN_TEXT;
    };
    // Bodies of heredocs always have the backslash as escape, and their quotes mean nothing (convert.go, dispatch: ExpandRaw).
    const expansion = expandWord(text.text, lookup, heredoc ? { escape: '\\', skipQuotes: true } : { escape });
    const { references } = expansion;
    if (!expansion.ok) {
      return { resolved: { known: false, reason: 'error' }, words: [], error: expansion.error, missing, references };
    }
    if (expansion.value.length > LONGEST_VALUE) unknown ??= 'too-long';
    if (unknown !== undefined)
      return { resolved: { known: false, reason: unknown }, words: [], error: undefined, missing, references };
    const words = text.role === 'port' ? expansion.words.map(word => word.value) : [expansion.value];
    return { resolved: { known: true, value: expansion.value }, words, error: undefined, missing, references };
  }

  private reportMissing(text: ExpandableText, result: Expanded, step: Step, scope: Scope, order: number): void {
    for (const name of result.missing) {
      if (scope.declared(name, order) !== undefined || SILENT_ARGUMENTS.has(name)) continue;
      const references = result.references.filter(candidate => candidate.name === name);
      const reference = references[0];
      const place = reference && !step.inherited ? text.place(reference.span) : undefined;
      this.undefinedVariables.push({
        name,
        where: 'step',
        step,
        stage: scope.stage,
        instruction: step.reportAt,
        span: place ?? scope.stage.baseWord?.span ?? step.reportAt.span,
        suggestion: this.suggest(name, () => scope.names(order)),
        certain: scope.complete,
        globalExists: this.input.globals.knows(name),
        guarded: references.length > 0 && references.every(candidate => /[-+?]$/.test(candidate.operator)),
      });
    }
  }

  private noteError(text: ExpandableText, result: Expanded, step: Step, scope: Scope, order: number): void {
    const required = result.references
      .filter(reference => reference.operator.endsWith('?'))
      .map(reference => reference.name);
    const needs = required.filter(name => (scope.find(name, order)?.value ?? { known: true, value: '' }).known);
    const isRequirement = required.some(name => result.error!.startsWith(name + ': '));
    this.errors.push({
      step,
      text: text.text,
      message: result.error!,
      span: step.inherited ? step.reportAt.span : text.place({ start: 0, end: text.text.length }),
      needs: isRequirement ? needs : [],
    });
  }

  private suggest(name: string, options: () => readonly string[]): string | undefined {
    if (this.suggestions++ >= MOST_SUGGESTIONS) return undefined;
    return nearest(name, options(), true);
  }

  private stageUse(name: string, scope: Scope, order: number): Pick<VariableUse, 'state' | 'definition' | 'value'> {
    const assignment = scope.find(name, order);
    if (assignment !== undefined) {
      const state = assignment.definition === undefined ? 'image' : 'defined';
      return { state, definition: assignment.definition, value: assignment.value };
    }
    const definition = scope.declared(name, order);
    if (definition !== undefined) return { state: 'declared', definition, value: undefined };
    return { state: scope.complete ? 'undefined' : 'unknown', definition: undefined, value: undefined };
  }

  private noteUses(
    text: ExpandableText,
    instruction: Instruction,
    stage: Stage | undefined,
    resolve: (name: string) => Pick<VariableUse, 'state' | 'definition' | 'value'>,
  ): void {
    if (!text.text.includes('$')) return;
    const options =
      text.role === 'heredoc' ? ({ escape: '\\', skipQuotes: true } as const) : { escape: this.input.escape };
    for (const reference of referencesIn(text.text, options)) {
      this.uses.push({
        name: reference.name,
        span: text.place(reference.span),
        nameSpan: text.place(reference.nameSpan),
        braces: reference.braces,
        operator: reference.operator,
        operandSpan: reference.operandSpan && text.place(reference.operandSpan),
        depth: reference.depth,
        role: text.role,
        instruction,
        stage,
        ...resolve(reference.name),
      });
    }
  }
}

const NONE: ReadonlySet<string> = new Set();

/** All references of a text; every variable counts as set, so that `${X:?}` does not end the reading. */
function referencesIn(text: string, options: ExpandOptions): readonly VariableReference[] {
  return expandWord(text, () => 'x', options).references;
}

/** The uses (sorted by start) that may hold the offset: those of the outermost reference around it. */
function* usesAround(uses: readonly VariableUse[], offset: number): Iterable<VariableUse> {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (uses[middle]!.span.start <= offset) low = middle + 1;
    else high = middle;
  }
  for (let index = low - 1; index >= 0; index--) {
    yield uses[index]!;
    if (uses[index]!.depth === 0) return;
  }
}

/** Where the name of a pair stands, for rename: the key without its quotes. */
export function pairNameSpan(instruction: Instruction, pair: Pair): Span {
  return spanPlacer(instruction, pair.keySpan, pair.key)({ start: 0, end: pair.key.length });
}
