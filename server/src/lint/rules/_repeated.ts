/** Shared by DL3012, DL4003 and DL4004: instructions of which a stage keeps only the last. */
import { wholeLines } from '../lineEdits.ts';
import type { Finding, LintContext } from '../rule.ts';
import { sectionsOf } from './_instructions.ts';

/** Findings at the second and later ones; the fix deletes the one above, which has no effect. */
export function* repeated(context: LintContext, name: string): Generator<Finding<'repeated'>> {
  for (const { instructions } of sectionsOf(context)) {
    const all = instructions.filter(instruction => instruction.name === name);
    for (const [position, instruction] of all.entries()) {
      const lost = all[position - 1];
      if (lost === undefined) continue;
      const lines = lost.comments.length === 0 ? wholeLines(context.document.tree, lost.span) : undefined;
      yield {
        messageId: 'repeated',
        data: { name },
        span: instruction.keyword.span,
        reportLine: instruction.startLine,
        fixes: lines
          ? [
              {
                title: `Delete the ${name} above, which has no effect`,
                safety: 'safe',
                edits: [{ span: lines, newText: '' }],
                touches: [lost.index],
              },
            ]
          : [],
      };
    }
  }
}
