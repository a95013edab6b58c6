import { atInstruction } from '../buildkit.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: instructions/parse.go, isLowerCaseStageName. */
export const rule = defineRule({
  meta: {
    id: 'StageNameCasing',
    title: 'Stage names are written in lower case',
    group: 'style',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'StageNameCasing', same: true }],
    messages: { casing: "Stage name '{name}' should be lowercase" },
  },
  *check({ document }) {
    for (const instruction of document.tree.instructions) {
      const name = instruction.name === 'FROM' && instruction.words.length === 3 ? instruction.words[2]! : undefined;
      if (name === undefined || name.value === name.value.toLowerCase()) continue;
      const stage = document.stageModel.stageOf(instruction);
      const uses = stage === undefined ? [] : document.stageModel.usesOf(stage).filter(use => !use.byIndex);
      const renamed = uses.filter(use => use.text !== use.text.toLowerCase());
      // A name that stands for several stages is not ours to change.
      const unique =
        stage?.nameWord === name && document.stages.filter(other => other.name === stage.name).length === 1;
      yield {
        ...atInstruction(instruction),
        messageId: 'casing',
        data: { name: name.value },
        span: name.span,
        fixes: unique
          ? [
              {
                title: `Name the stage ${name.value.toLowerCase()}`,
                safety: 'safe',
                edits: [
                  { span: name.span, newText: name.value.toLowerCase() },
                  ...renamed.map(use => ({ span: use.span, newText: use.text.toLowerCase() })),
                ],
                touches: [instruction.index, ...renamed.map(use => use.instruction.index)],
              },
            ]
          : [],
      };
    }
  },
});
