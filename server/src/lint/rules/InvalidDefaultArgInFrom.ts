import { BUILD_PASS } from '../../model/buildErrors.ts';
import { buildGlobals } from '../../model/globals.ts';
import { parseImageReference } from '../../model/imageReference.ts';
import { expandWord } from '../../syntax/words.ts';
import { defineRule } from '../rule.ts';

/**
 * BuildKit: dockerfile2llb/validations.go, validateBaseImagesWithDefaultArgs: without build arguments the name is empty or no valid
 * one. To the letter it comes up for any bad name; otherwise a name without a variable is left to the build error.
 */
export const rule = defineRule({
  meta: {
    id: 'InvalidDefaultArgInFrom',
    title: 'Without build arguments FROM has no valid image',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Only its author knows a default that works.',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'InvalidDefaultArgInFrom', same: false }],
    messages: { invalid: 'Default value for ARG {base} results in empty or invalid base image name' },
  },
  *check({ document }) {
    const { tree } = document;
    const lastName = document.stages.at(-1)?.name;
    const { buildArgs: _, ...options } = document.options;
    const globals =
      document.options.buildArgs === undefined
        ? document.globals
        : buildGlobals(tree.instructions, tree.escape, lastName, options);
    if (globals.error !== undefined) return;
    for (const stage of document.stages) {
      const { baseWord } = stage;
      if (baseWord === undefined) continue;
      const expansion = expandWord(baseWord.value, name => globals.get(name), { escape: tree.escape });
      if (!expansion.ok) return;
      if (parseImageReference(expansion.value).ok) continue;
      if (document.options.letter !== true) {
        const { references } = expansion;
        // A plain name is a build error; an undeclared variable is UndefinedArgInFrom's.
        if (references.length === 0 || references.some(({ name }) => !globals.knows(name))) continue;
      }
      yield {
        messageId: 'invalid',
        data: { base: baseWord.value },
        span: baseWord.span,
        reportLine: stage.from.startLine,
        position: [BUILD_PASS.defaults, stage.index],
        commentOf: -1,
      };
    }
  },
});
