import type { Step } from '../../model/steps.ts';
import type { DockerfileTree } from '../../syntax/tree.ts';
import { atStep, stepSpan } from '../buildkit.ts';
import { wholeLines } from '../lineEdits.ts';
import { defineRule, type Fix } from '../rule.ts';

/** BuildKit: dockerfile2llb/validations.go, validateUsedOnce. It points at the one that is lost. */
export const rule = defineRule({
  meta: {
    id: 'MultipleInstructionsDisallowed',
    title: 'CMD, ENTRYPOINT or HEALTHCHECK stands twice in a stage',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'MultipleInstructionsDisallowed', same: true }],
    tags: ['unnecessary'],
    messages: {
      lost: 'Multiple {name} instructions should not be used in the same stage because only the last one will be used',
      used: 'This one is used',
    },
  },
  *check({ document }) {
    for (const stage of document.stages) {
      const earlier = new Map<string, Step>();
      for (const step of document.stepsOf(stage)) {
        const { name, keyword } = step.instruction;
        if (name !== 'CMD' && name !== 'ENTRYPOINT' && name !== 'HEALTHCHECK') continue;
        const lost = earlier.get(name);
        earlier.set(name, step);
        if (lost === undefined) continue;
        yield {
          // It comes up at the second one, and that one's comment silences it; the place is the first one's.
          ...atStep(document, step),
          reportLine: lost.reportAt.startLine,
          messageId: 'lost',
          data: { name: keyword.value },
          span: stepSpan(lost, lost.instruction.span),
          related: [{ span: stepSpan(step, keyword.span), messageId: 'used' }],
          fixes: lost.inherited ? [] : removal(document.tree, lost),
        };
      }
    }
  },
});

function removal(tree: DockerfileTree, { instruction }: Step): Fix[] {
  const lines = wholeLines(tree, instruction.span);
  // Comments above belong to it as well; without them gone they would explain nothing, so that is left to people.
  if (lines === undefined || instruction.comments.length > 0) return [];
  return [
    {
      title: `Remove this ${instruction.name}`,
      safety: 'safe',
      edits: [{ span: lines, newText: '' }],
      touches: [instruction.index],
    },
  ];
}
