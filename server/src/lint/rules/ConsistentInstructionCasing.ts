import { BUILD_PASS } from '../../model/buildErrors.ts';
import type { TextEdit } from '../../syntax/edit.ts';
import type { Instruction } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: dockerfile2llb/validations.go, validateCommandCasing. Global ARGs do not count; a tie means upper case. */
export const rule = defineRule({
  meta: {
    id: 'ConsistentInstructionCasing',
    title: 'Instructions are written in one case',
    group: 'style',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'ConsistentInstructionCasing', same: true }],
    messages: { casing: "Command '{name}' should match the case of the command majority ({casing})" },
  },
  *check({ document }) {
    const [firstStage] = document.stages;
    if (firstStage === undefined) return;
    const instructions = document.tree.instructions.slice(firstStage.from.index).filter(each => each.known);
    let lower = 0;
    let upper = 0;
    for (const { keyword, name } of instructions) {
      if (keyword.value === name) upper++;
      else if (keyword.value === keyword.value.toLowerCase()) lower++;
    }
    const casing = lower > upper ? 'lowercase' : 'uppercase';
    const inCase = (text: string): string => (lower > upper ? text.toLowerCase() : text.toUpperCase());
    for (const instruction of instructions) {
      const { keyword } = instruction;
      const wanted = lower > upper ? keyword.value.toLowerCase() : instruction.name;
      if (keyword.value === wanted) continue;
      yield {
        messageId: 'casing',
        data: { name: keyword.value, casing },
        span: keyword.span,
        reportLine: instruction.startLine,
        position: [BUILD_PASS.casing, instruction.index],
        commentOf: -1,
        fixes: [
          {
            title: `Write ${wanted}`,
            safety: 'safe',
            edits: [{ span: keyword.span, newText: wanted }, ...asKeyword(instruction, inCase)],
            touches: [instruction.index],
          },
        ],
      };
    }
  },
});

/** AS follows FROM, else the fix would bring the FromAsCasing finding. */
function asKeyword(instruction: Instruction, inCase: (text: string) => string): TextEdit[] {
  const as = instruction.name === 'FROM' ? instruction.words[1] : undefined;
  if (as === undefined || as.value.toLowerCase() !== 'as' || as.value === inCase(as.value)) return [];
  return [{ span: as.span, newText: inCase(as.value) }];
}
