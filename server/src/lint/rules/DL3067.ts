import { defineRule } from '../rule.ts';
import { instructionsNamed, unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3067',
    title: 'A whole file system is copied from another stage',
    group: 'size',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell which files are needed.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3067', same: true }],
    messages: { all: 'This copies everything that {from} holds, its build tools too' },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'COPY')) {
      const from = instruction.flags.find(({ name }) => name === 'from');
      if (from === undefined || instruction.words.length < 2) continue;
      if (!instruction.words.every(({ value }) => unquoted(value) === '/')) continue;
      yield {
        messageId: 'all',
        data: { from: from.value ?? '' },
        span: instruction.words[0]!.span,
        reportLine: instruction.startLine,
      };
    }
  },
});
