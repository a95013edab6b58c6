import type { Instruction, Word } from '../../syntax/tree.ts';
import { defineRule } from '../rule.ts';
import { instructionsNamed, isArchiveName, unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3020',
    title: 'ADD where COPY would do',
    group: 'style',
    severity: 'info',
    cliSeverity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3020', same: false }],
    messages: { add: 'ADD may download and unpack; to copy {sources}, COPY says what is meant' },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'ADD')) {
      const sources = instruction.words.slice(0, -1);
      if (sources.length === 0 || instruction.heredocs.length > 0) continue;
      if (!sources.every(isPlainSource)) continue;
      yield {
        messageId: 'add',
        data: { sources: sources.map(({ value }) => unquoted(value)).join(' ') },
        span: instruction.keyword.span,
        reportLine: instruction.startLine,
        fixes: mayBeCopy(instruction, sources)
          ? [
              {
                title: 'Use COPY',
                safety: 'safe',
                edits: [
                  { span: instruction.keyword.span, newText: instruction.keyword.value === 'add' ? 'copy' : 'COPY' },
                ],
                touches: [instruction.index],
              },
            ]
          : [],
      };
    }
  },
});

/** A file or folder of the context, as far as the name can tell. */
function isPlainSource({ value }: Word): boolean {
  const source = unquoted(value);
  if (isArchiveName(source)) return false;
  if (/^(https?|ftp):\/\//i.test(source)) return false;
  return (
    !source.includes('$') &&
    !source.includes('://') &&
    !/^[\w.-]+@[\w.-]+:/.test(source) &&
    !/^github\.com\//.test(source) &&
    !source.includes('.git#')
  );
}

/** Flags that COPY has too, and no pattern that an archive may match. */
function mayBeCopy(instruction: Instruction, sources: readonly Word[]): boolean {
  if (instruction.flags.some(({ name }) => !['chown', 'chmod', 'link', 'exclude'].includes(name))) return false;
  return sources.every(({ value }) => {
    const source = unquoted(value);
    const pattern = Math.max(...['*', '?', ']'].map(character => source.lastIndexOf(character)));
    return pattern === -1 || /\.[A-Za-z]/.test(source.slice(pattern + 1));
  });
}
