import { defineRule } from '../rule.ts';
import { instructionsNamed } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'insecure-run',
    title: 'RUN without the sandbox',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'What needs the rights, only its author knows.',
    since: '0.1.0',
    sources: [{ tool: 'sonar', code: 'S6502', same: true }],
    messages: { insecure: '--security=insecure runs this with all rights on the machine that builds' },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'RUN')) {
      const flag = instruction.flags.find(({ name, value }) => name === 'security' && value === 'insecure');
      if (flag) yield { messageId: 'insecure', span: flag.span };
    }
  },
});
