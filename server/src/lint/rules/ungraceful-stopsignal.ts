import { defineRule } from '../rule.ts';
import { instructionsNamed } from './_instructions.ts';

const signals: ReadonlySet<string> = new Set(['SIGKILL', 'KILL', '9', 'SIGSTOP', 'STOP', '19']);

export const rule = defineRule({
  meta: {
    id: 'ungraceful-stopsignal',
    title: 'STOPSIGNAL that no program can handle',
    group: 'correctness',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'no-ungraceful-stopsignal', same: true }],
    messages: { hard: '{signal} cannot be handled: the program has no chance to close its files' },
  },
  *check(context) {
    for (const { words, index } of instructionsNamed(context, 'STOPSIGNAL')) {
      const [word] = words;
      if (word && signals.has(word.value.toUpperCase()))
        yield {
          messageId: 'hard',
          data: { signal: word.value },
          span: word.span,
          fixes: [
            {
              title: 'Write STOPSIGNAL SIGTERM',
              safety: 'unsafe',
              edits: [{ span: word.span, newText: 'SIGTERM' }],
              touches: [index],
            },
          ],
        };
    }
  },
});
