import { nearest } from '../../syntax/suggest.ts';
import { defineRule } from '../rule.ts';

/** What the values of the three directives look like: a comment of another kind is left alone. */
const values: Readonly<Record<string, RegExp>> = {
  syntax: /dockerfile|^[\w.-]+(?::\d+)?\/[\w./-]+(?::[\w.-]+)?(?:@sha256:\w+)?$/,
  escape: /^[\\`]$/,
  check: /^(?:skip|error|experimental)=/,
};

/** BuildKit: parser/directives.go reads comments as directives until the first line that is none. */
export const rule = defineRule({
  meta: {
    id: 'directive-typo',
    aliases: ['syntax-directive-typo'],
    title: 'A parser directive with a wrong name',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The directive would change how the rest of the file is read.',
    since: '0.2.0',
    sources: [{ tool: 'tally', code: 'syntax-directive-typo', same: false }],
    messages: { typo: 'No directive is called {name}, so this is a comment; {meant} is one' },
  },
  *check({ document }) {
    const { comments, instructions, directives } = document.tree;
    const first = instructions[0]?.span.start ?? Number.POSITIVE_INFINITY;
    const taken = new Set(directives.map(({ name }) => name));
    for (const { span, text } of comments) {
      const [, name, value] = /^([A-Za-z]\w*)\s*=\s*(\S+)$/.exec(text) ?? [];
      // Whatever is no directive by its form ends the directives.
      if (name === undefined || value === undefined || span.start > first) return;
      const meant = nearest(name.toLowerCase(), Object.keys(values), true);
      if (meant === undefined || taken.has(meant) || !values[meant]!.test(value)) continue;
      const start = document.text.indexOf(name, span.start);
      yield { messageId: 'typo', data: { name, meant }, span: { start, end: start + name.length } };
    }
  },
});
