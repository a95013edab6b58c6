import { instructionNames } from '../../syntax/parse.ts';
import { nearest } from '../../syntax/suggest.ts';
import { defineRule } from '../rule.ts';

/** BuildKit looks at the trigger only when an image is built on this one: instructions/parse.go, parseOnBuild. */
export const rule = defineRule({
  meta: {
    id: 'onbuild-unknown-instruction',
    aliases: ['invalid-onbuild-trigger'],
    title: 'ONBUILD with an instruction that does not exist',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.2.0',
    sources: [{ tool: 'tally', code: 'invalid-onbuild-trigger', same: false }],
    messages: { unknown: 'No instruction is called {name}: this image builds, but no image can be built on it' },
  },
  *check({ document }) {
    for (const { trigger, index } of document.tree.instructions) {
      if (trigger === undefined || trigger.name === '') continue;
      if ((instructionNames as readonly string[]).includes(trigger.name)) continue;
      const name = trigger.keyword.value;
      const meant = nearest(name, instructionNames, false);
      const { span } = trigger.keyword;
      yield {
        messageId: 'unknown',
        data: { name },
        span,
        fixes:
          meant === undefined
            ? []
            : [{ title: `Change to ${meant}`, safety: 'unsafe', edits: [{ span, newText: meant }], touches: [index] }],
      };
    }
  },
});
