/** Shared by DL3049 and DL3057: something that a stage, one it is built on, or one made from it has to have. */
import type { Stage } from '../../model/stages.ts';
import type { Instruction } from '../../syntax/tree.ts';
import type { LintContext } from '../rule.ts';

/** The stages that neither have it themselves nor inherit it nor are used by a stage that has it. */
export function stagesWithout(context: LintContext, isIt: (instruction: Instruction) => boolean): readonly Stage[] {
  const { stages, stageModel } = context.document;
  const good = new Set<Stage>();
  for (const stage of stages) {
    const own = stage.instructions.some(outer => isIt(outer.trigger ?? outer));
    if (own || (stage.parent !== undefined && good.has(stage.parent))) good.add(stage);
  }
  // A stage serves those that use it; they stand below it.
  for (const stage of [...stages].reverse()) {
    if (stageModel.usesOf(stage).some(({ user }) => good.has(user))) good.add(stage);
  }
  return stages.filter(stage => !good.has(stage));
}
