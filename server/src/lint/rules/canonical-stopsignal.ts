import { defineRule } from '../rule.ts';
import { instructionsNamed } from './_instructions.ts';

/** Numbers that are the same on every platform of Linux that images are built for. Those of ungraceful-stopsignal are left to it. */
const names: Readonly<Record<string, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  6: 'SIGABRT',
  15: 'SIGTERM',
};

export const rule = defineRule({
  meta: {
    id: 'canonical-stopsignal',
    aliases: ['prefer-canonical-stopsignal'],
    title: 'STOPSIGNAL by a number',
    group: 'style',
    severity: 'hint',
    fixable: 'always',
    since: '0.2.0',
    sources: [{ tool: 'tally', code: 'prefer-canonical-stopsignal', same: false }],
    messages: { number: '{number} is {name}: the name says so to everybody' },
  },
  *check(context) {
    for (const { words, index } of instructionsNamed(context, 'STOPSIGNAL')) {
      const [word] = words;
      const name = word && names[word.value];
      if (word === undefined || name === undefined) continue;
      yield {
        messageId: 'number',
        data: { number: word.value, name },
        span: word.span,
        // The image's configuration has another text in it, with the same meaning.
        fixes: [
          { title: `Write ${name}`, safety: 'unsafe', edits: [{ span: word.span, newText: name }], touches: [index] },
        ],
      };
    }
  },
});
