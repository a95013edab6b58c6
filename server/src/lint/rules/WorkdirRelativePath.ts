import { isAbsolutePath } from '../../model/config.ts';
import { goQuote } from '../../model/goText.ts';
import type { Stage } from '../../model/stages.ts';
import { atStep, stepSpan } from '../buildkit.ts';
import { defineRule } from '../rule.ts';
import { absoluteWorkdir } from './_absoluteWorkdir.ts';

/** BuildKit: dockerfile2llb/convert.go, dispatchWorkdir. Only the first WORKDIR of a stage and what it is built on counts. */
export const rule = defineRule({
  meta: {
    id: 'WorkdirRelativePath',
    title: 'The first WORKDIR is relative',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'WorkdirRelativePath', same: false }],
    messages: { relative: 'Relative workdir {path} can have unexpected results if the base image changes' },
  },
  *check({ document }) {
    const set = new Set<Stage>();
    for (const stage of document.stages) {
      if (stage.parent !== undefined && set.has(stage.parent)) set.add(stage);
      for (const step of document.stepsOf(stage)) {
        if (step.instruction.name !== 'WORKDIR' || set.has(stage)) continue;
        set.add(stage);
        const [path] = document.variables.expanded(step);
        if (path === undefined || !path.resolved.known) continue;
        if (isAbsolutePath(path.resolved.value, document.configs.stateAt(step).windows)) continue;
        // Whoever writes a drive knows that the image is a Windows one; without a registry BuildKit's rules cannot tell.
        if (document.options.letter !== true && /^[A-Za-z]:([\\/]|$)/.test(path.resolved.value)) continue;
        yield {
          ...atStep(document, step),
          messageId: 'relative',
          data: { path: goQuote(path.resolved.value) },
          span: stepSpan(step, path.place({ start: 0, end: path.text.length })),
          fixes: step.inherited ? [] : absoluteWorkdir(document, step.instruction),
        };
      }
    }
  },
});
