import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'shell-run-in-scratch',
    title: 'RUN in an empty image',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Another base image is needed.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'shell-run-in-scratch', same: false }],
    messages: { empty: 'scratch has no shell and no program: this RUN cannot work' },
  },
  *check({ document }) {
    for (const { base, instructions } of document.stages) {
      if (base.kind !== 'scratch') continue;
      for (const { name, keyword, flags } of instructions) {
        // Whatever is copied may bring a shell.
        if (name === 'COPY' || name === 'ADD') break;
        if (name !== 'RUN' || flags.some(flag => flag.name === 'mount')) continue;
        yield { messageId: 'empty', span: keyword.span };
        break;
      }
    }
  },
});
