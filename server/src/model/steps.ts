/** What a stage does, in the order in which BuildKit does it: the triggers of its parent's ONBUILDs first, then its own lines. */
import type { Instruction } from '../syntax/tree.ts';
import type { Stage } from './stages.ts';

export interface Step {
  /** What is done; for a trigger the instruction behind ONBUILD. */
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** It comes from an ONBUILD of the parent stage: BuildKit reports it at the FROM of this stage. */
  readonly inherited: boolean;
  /** The instruction at whose lines BuildKit reports it. */
  readonly reportAt: Instruction;
}

/**
 * The steps of a stage. Triggers run only in stages that the target needs (convert.go, resolveStages: others are checked, but their
 * parent's triggers are not looked at).
 */
export function stageSteps(stage: Stage, needed: ReadonlySet<Stage>): readonly Step[] {
  const own = stage.instructions.map(instruction => ({ instruction, stage, inherited: false, reportAt: instruction }));
  if (stage.parent === undefined || !needed.has(stage)) return own;
  const triggers = stage.parent.instructions.flatMap(({ trigger }) =>
    trigger === undefined ? [] : [{ instruction: trigger, stage, inherited: true, reportAt: stage.from }],
  );
  return triggers.length === 0 ? own : [...triggers, ...own];
}
