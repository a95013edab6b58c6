import type { Instruction } from '../../syntax/tree.ts';
import { wholeLines } from '../lineEdits.ts';
import { defineRule, type Fix, type LintContext } from '../rule.ts';

/** Only what is certain: programs in a RUN may read any ARG from their environment. */
export const rule = defineRule({
  meta: {
    id: 'unused-arg',
    title: 'An ARG that nothing uses',
    group: 'style',
    severity: 'hint',
    cliSeverity: 'off',
    fixable: 'sometimes',
    since: '0.1.0',
    tags: ['unnecessary'],
    messages: { unused: 'Nothing uses the argument {name}' },
  },
  *check(context) {
    const { document } = context;
    for (const instruction of document.tree.instructions) {
      if (instruction.name !== 'ARG') continue;
      for (const { key, keySpan } of instruction.pairs) {
        // `ARG X = 1` has a pair without a name.
        if (key === '') continue;
        if (key.startsWith('BUILDKIT_') || key === 'SOURCE_DATE_EPOCH' || mayBeRead(context, instruction)) continue;
        if (countWord(document.text, key) > 1) continue;
        const alone = instruction.pairs.length === 1 && instruction.comments.length === 0;
        const lines = alone ? wholeLines(document.tree, instruction.span) : undefined;
        const fixes: Fix[] = lines
          ? [
              {
                title: `Delete ARG ${key}`,
                safety: 'unsafe',
                edits: [{ span: lines, newText: '' }],
                touches: [instruction.index],
              },
            ]
          : [];
        yield { messageId: 'unused', data: { name: key }, span: keySpan, fixes };
      }
    }
  },
});

/** A RUN below gets the argument in its environment; so do those of stages built on this one. */
function mayBeRead({ document }: LintContext, argument: Instruction): boolean {
  const stage = document.stageModel.stageOf(argument);
  if (stage === undefined) return false;
  return document.stages.some(other => {
    let current: typeof other | undefined = other;
    while (current !== undefined && current !== stage) current = current.parent;
    return (
      current === stage &&
      other.instructions.some(outer => (outer.trigger ?? outer).name === 'RUN' && outer.index > argument.index)
    );
  });
}

function countWord(text: string, word: string): number {
  let count = 0;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) {
    if (!isNameCharacter(text[at - 1]) && !isNameCharacter(text[at + word.length])) count++;
  }
  return count;
}

function isNameCharacter(character: string | undefined): boolean {
  return character !== undefined && /\w/.test(character);
}
