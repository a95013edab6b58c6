/** What BuildKit's checks share: where in BuildKit's passes a finding comes up, and at which line. */
import { BUILD_PASS, type BuildPosition } from '../model/buildErrors.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import type { Step } from '../model/steps.ts';
import type { Instruction, Span } from '../syntax/tree.ts';

/** While the typed instructions are made; `before` the instruction's own errors or behind them. */
export function atInstruction(instruction: Instruction, order: 'before' | 'after' = 'before') {
  const position: BuildPosition = [BUILD_PASS.instructions, instruction.index, order === 'before' ? 0 : 9];
  return { position, reportLine: instruction.startLine };
}

/** While the FROMs are resolved: its base name comes first, then its platform. */
export function atFrom(stage: Stage, part: 'base' | 'platform') {
  const position: BuildPosition = [BUILD_PASS.from, stage.index, part === 'base' ? 0 : 2];
  return { position, reportLine: stage.from.startLine };
}

/** While a stage is put together. A step that comes from an ONBUILD is reported at the FROM, and no comment silences it. */
export function atStep(document: DockerfileDocument, step: Step, order: 'expansion' | 'dispatch' = 'dispatch') {
  const index = stepIndex(document, step);
  const position: BuildPosition = [BUILD_PASS.dispatch, step.stage.index, index, order === 'expansion' ? 0 : 2];
  return {
    position,
    reportLine: step.reportAt.startLine,
    commentOf: step.inherited ? -1 : step.instruction.index,
  };
}

/** The span for a finding of a step: what is wrong, or for a trigger the base in FROM. */
export function stepSpan(step: Step, span: Span): Span {
  return step.inherited ? (step.stage.baseWord?.span ?? step.stage.from.span) : span;
}

/** All steps of all stages, in order. */
export function* allSteps(document: DockerfileDocument): Iterable<Step> {
  for (const stage of document.stages) yield* document.stepsOf(stage);
}

const indexes = new WeakMap<DockerfileDocument, Map<Step, number>>();

function stepIndex(document: DockerfileDocument, step: Step): number {
  let known = indexes.get(document);
  if (known === undefined) {
    known = new Map();
    for (const stage of document.stages) {
      for (const [index, each] of document.stepsOf(stage).entries()) known.set(each, index);
    }
    indexes.set(document, known);
  }
  return known.get(step) ?? 0;
}
