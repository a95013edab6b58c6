/** A Dockerfile as it is at one moment: the tree and what it means. Everything is computed on first use and kept. */
import type { LineIndex } from '../syntax/lines.ts';
import { parse } from '../syntax/parse.ts';
import type { DockerfileTree, Instruction } from '../syntax/tree.ts';
import { buildConfigs, type ConfigModel, type RuntimeConfig, type StepState } from './config.ts';
import { type BuildOptions, buildGlobals, type GlobalScope } from './globals.ts';
import { baseEnvironment } from './imageFacts.ts';
import { buildStages, reachableFrom, type Stage, type StageModel } from './stages.ts';
import { type Step, stageSteps } from './steps.ts';
import { evaluateVariables, type VariableModel } from './variables.ts';

export interface DocumentOptions extends BuildOptions {
  readonly uri?: string;
  /**
   * BuildKit to the letter with base images that set nothing: what `docker build --check` says without a registry. Without it the model
   * knows what well-known images set, and knows when it does not know.
   */
  readonly letter?: boolean;
}

export interface DockerfileDocument {
  readonly uri: string;
  readonly text: string;
  readonly options: DocumentOptions;
  readonly tree: DockerfileTree;
  readonly lines: LineIndex;
  readonly globals: GlobalScope;
  readonly stageModel: StageModel;
  /** Short for `stageModel.stages`. */
  readonly stages: readonly Stage[];
  readonly finalStage: Stage | undefined;
  /** The stage that is built: the target of the options, else the final one. */
  readonly targetStage: Stage | undefined;
  /** The stages that are put together: all for a check, with a target of the options only those that it needs. */
  readonly dispatchedStages: ReadonlySet<Stage>;
  readonly variables: VariableModel;
  /** The configurations of the images that the stages make, and the state each step sees. */
  readonly configs: ConfigModel;
  /** Short for `configs.configOf`. */
  configOf(stage: Stage): RuntimeConfig;
  /** SHELL, WORKDIR, USER in force where the instruction begins; undefined before the first FROM. */
  stateAt(instruction: Instruction): StepState | undefined;
  /** The step of an instruction of a stage (not of a trigger). */
  stepOf(instruction: Instruction): Step | undefined;
  /** What a stage does, the triggers of its parent's ONBUILDs first. */
  stepsOf(stage: Stage): readonly Step[];
  /** All instructions, the triggers of ONBUILD in place of the ONBUILD. */
  readonly effectiveInstructions: readonly Instruction[];
  /** The instruction whose text (continuations and heredocs too) holds the offset. */
  instructionAt(offset: number): Instruction | undefined;
}

/** Makes the snapshot of a text. Parsing is done at once, the rest when it is asked for. Never throws. */
export function createDocument(text: string, options: DocumentOptions = {}): DockerfileDocument {
  const tree = parse(text);
  const globals = lazy(() => buildGlobals(tree.instructions, tree.escape, lastStageName(tree.instructions), options));
  const stageModel = lazy(() => buildStages(tree.instructions, globals()));
  const targetStage = lazy(() => findTarget(stageModel(), options.target));
  const needed = lazy(() => reachableFrom(targetStage(), stageModel().uses));
  const dispatched = lazy(() => (options.target ? needed() : new Set(stageModel().stages)));
  const steps = lazy(() => {
    const model = stageModel();
    return new Map(model.stages.map(stage => [stage, stageSteps(stage, needed())]));
  });
  const stepsOf = (stage: Stage): readonly Step[] => steps().get(stage) ?? [];
  const variables = lazy(() =>
    evaluateVariables({
      instructions: tree.instructions,
      escape: tree.escape,
      globals: globals(),
      stages: stageModel(),
      options,
      stepsOf,
      environmentOf: stage => baseEnvironment(stage, options.letter ?? false),
    }),
  );
  const configs = lazy(() => buildConfigs({ letter: options.letter ?? false, variables, stepsOf }));
  const stepByInstruction = lazy(
    () =>
      new Map(
        [...steps().values()].flatMap(list =>
          list.filter(step => !step.inherited).map(step => [step.instruction, step] as const),
        ),
      ),
  );
  const stepOf = (instruction: Instruction): Step | undefined => stepByInstruction().get(instruction);
  const effective = lazy(() => tree.instructions.map(instruction => instruction.trigger ?? instruction));
  return {
    uri: options.uri ?? '',
    text,
    options,
    tree,
    lines: tree.lines,
    get globals() {
      return globals();
    },
    get stageModel() {
      return stageModel();
    },
    get stages() {
      return stageModel().stages;
    },
    get finalStage() {
      return stageModel().finalStage;
    },
    get targetStage() {
      return targetStage();
    },
    get dispatchedStages() {
      return dispatched();
    },
    get variables() {
      return variables();
    },
    get configs() {
      return configs();
    },
    configOf: stage => configs().configOf(stage),
    stateAt: instruction => {
      const step = stepOf(tree.instructions[instruction.index] ?? instruction);
      return step && configs().stateAt(step);
    },
    stepOf,
    stepsOf,
    get effectiveInstructions() {
      return effective();
    },
    instructionAt: offset => instructionAt(tree.instructions, offset),
  };
}

/** Computes once, on the first call. */
export function lazy<Value>(compute: () => Value): () => Value {
  let value: { readonly of: Value } | undefined;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

/** A name in any case, or a number; undefined when there is no such stage. */
function findTarget(model: StageModel, target: string | undefined): Stage | undefined {
  if (target === undefined || target === '') return model.finalStage;
  return model.byName(target);
}

function lastStageName(instructions: readonly Instruction[]): string | undefined {
  const from = instructions.findLast(instruction => instruction.name === 'FROM');
  if (from?.words[1]?.value.toLowerCase() !== 'as') return undefined;
  return from.words[2]?.value.toLowerCase();
}

function instructionAt(instructions: readonly Instruction[], offset: number): Instruction | undefined {
  let low = 0;
  let high = instructions.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const { span } = instructions[middle]!;
    if (offset < span.start) high = middle - 1;
    else if (offset > span.end) low = middle + 1;
    else return instructions[middle];
  }
  return undefined;
}
