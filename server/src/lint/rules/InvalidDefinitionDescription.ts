import { instructionProblem } from '../../syntax/instructions.ts';
import { atInstruction } from '../buildkit.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: instructions/parse.go, validateDefinitionDescription. Experimental: off unless the file asks for it. */
export const rule = defineRule({
  meta: {
    id: 'InvalidDefinitionDescription',
    title: 'The comment above FROM or ARG does not begin with its name',
    group: 'style',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Comments are left to their authors.',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'InvalidDefinitionDescription', same: true }],
    experimental: true,
    messages: { description: 'Comment for {instruction} should follow the format: `# {name} <description>`' },
  },
  *check({ document }) {
    for (const instruction of document.tree.instructions) {
      if (instruction.name !== 'FROM' && instruction.name !== 'ARG') continue;
      const comment = instruction.leading.at(-1);
      if (comment === undefined || instruction.problems.length > 0 || instructionProblem(instruction) !== undefined)
        continue;
      const stageName = instruction.words[2]?.value.toLowerCase();
      const names = instruction.name === 'ARG' ? instruction.pairs.map(pair => pair.key) : stageName ? [stageName] : [];
      if (names.length === 0 || names.includes(comment.description.split(' ', 1)[0]!)) continue;
      yield {
        ...atInstruction(instruction, 'after'),
        messageId: 'description',
        data: { instruction: instruction.name, name: names.length > 1 ? '<arg_key>' : names[0]! },
        span: comment.span,
        commentOf: instruction.index,
      };
    }
  },
});
