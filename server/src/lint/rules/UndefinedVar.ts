import type { DockerfileDocument } from '../../model/document.ts';
import type { UndefinedVariable } from '../../model/variables.ts';
import { atStep } from '../buildkit.ts';
import { defineRule, type Fix } from '../rule.ts';

/**
 * BuildKit: dockerfile2llb/validations.go, reportUnmatchedVariables. To the letter (`document.options.letter`) base images set nothing.
 * Otherwise what well-known images set is known, and where the base image is not known the finding is a hint.
 */
export const rule = defineRule({
  meta: {
    id: 'UndefinedVar',
    title: 'A variable is used that nothing sets',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'UndefinedVar', same: false }],
    messages: { undefined: "Usage of undefined variable '${name}'{hint}" },
  },
  *check({ document }) {
    const letter = document.options.letter === true;
    for (const variable of document.variables.undefinedVariables) {
      if (variable.where !== 'step' || variable.step === undefined) continue;
      // `${X:-default}` says what happens when nothing sets it.
      if (!letter && variable.guarded) continue;
      const { name, suggestion, span, step } = variable;
      const sure = letter || variable.certain || variable.globalExists;
      yield {
        ...atStep(document, step, 'expansion'),
        messageId: 'undefined',
        data: { name: name, hint: suggestion === undefined ? '' : ` (did you mean $${suggestion}?)` },
        span,
        ...(sure ? {} : { severity: 'hint' }),
        ...(sure && !letter && extendsItself(variable) ? { severity: 'info' } : {}),
        fixes: step.inherited ? [] : fixesOf(document, variable),
      };
    }
  },
});

/** `ENV LD_LIBRARY_PATH=/x:$LD_LIBRARY_PATH`: the custom, and harmless but for the empty entry at the end. */
function extendsItself({ instruction, name, span }: UndefinedVariable): boolean {
  return instruction.pairs.some(
    pair =>
      pair.key === name &&
      pair.valueSpan !== undefined &&
      pair.valueSpan.start <= span.start &&
      span.end <= pair.valueSpan.end,
  );
}

function fixesOf(document: DockerfileDocument, variable: UndefinedVariable): Fix[] {
  const { name, suggestion, span, stage, instruction } = variable;
  const fixes: Fix[] = [];
  if (variable.globalExists) {
    const { end } = stage.from.span;
    const keyword = stage.from.keyword.value === 'from' ? 'arg' : 'ARG';
    fixes.push({
      title: `Declare ARG ${name} in this stage`,
      safety: 'unsafe',
      edits: [{ span: { start: end, end }, newText: `${document.tree.eol}${keyword} ${name}` }],
      touches: [stage.from.index],
    });
  }
  if (suggestion !== undefined) {
    const written = document.text.slice(span.start, span.end);
    fixes.push({
      title: `Use $${suggestion}`,
      safety: 'unsafe',
      edits: [{ span, newText: written.replace(name, () => suggestion) }],
      touches: [instruction.index],
    });
  }
  return fixes;
}
