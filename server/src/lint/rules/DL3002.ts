import type { Instruction } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';
import { sectionsOf, unquoted } from './_instructions.ts';

/** hadolint judges every stage; here only what the finished image runs as counts, except in letter mode. */
export const rule = defineRule({
  meta: {
    id: 'DL3002',
    title: 'The image runs as root',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Which user may run the program, only its author knows.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3002', same: false }],
    messages: { root: 'The last USER is root: processes of the container run with more rights than they need' },
  },
  *check(context) {
    const letter = context.options.letter === true;
    const { finalStage } = context.document;
    for (const { stage, instructions } of sectionsOf(context)) {
      if (letter ? stage === undefined : stage !== finalStage) continue;
      const last = instructions.findLast(instruction => instruction.name === 'USER');
      if (last?.rest === undefined || !isRoot(last, letter)) continue;
      yield { messageId: 'root', span: last.rest.span, reportLine: last.startLine };
    }
  },
});

function isRoot(instruction: Instruction, letter: boolean): boolean {
  const written = instruction.rest!.value;
  const [user] = (letter ? written : unquoted(written)).split(':');
  return user === 'root' || user === '0';
}
