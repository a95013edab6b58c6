import { defineRule } from '../rule.ts';
import { instructionsNamed, unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3021',
    title: 'COPY of several sources to a target without a final slash',
    group: 'correctness',
    severity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3021', same: false }],
    messages: {
      slash:
        'Several sources need a folder: without a final slash, {target} may become one file that holds the last of them',
    },
  },
  *check(context) {
    const letter = context.options.letter === true;
    for (const instruction of instructionsNamed(context, 'COPY')) {
      const target = instruction.words.at(-1);
      if (instruction.words.length < 3 || target === undefined) continue;
      const path = unquoted(target.value);
      if (path.endsWith('/') || path.endsWith('\\')) continue;
      // These exist as folders, whatever they are called.
      if (
        !letter &&
        (path === '.' ||
          path === '..' ||
          path.endsWith('/.') ||
          path.endsWith('/..') ||
          /\$(\w+|\{[^}]*\})$/.test(path))
      )
        continue;
      const quoted = path !== target.value || instruction.json;
      const end = target.span.end - (quoted ? 1 : 0);
      yield {
        messageId: 'slash',
        data: { target: path },
        span: target.span,
        reportLine: instruction.startLine,
        fixes: path.includes('$')
          ? []
          : [
              {
                title: `Write ${path}/`,
                safety: 'safe',
                edits: [{ span: { start: end, end }, newText: '/' }],
                touches: [instruction.index],
              },
            ],
      };
    }
  },
});
