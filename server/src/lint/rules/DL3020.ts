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
    const letter = context.options.letter === true;
    for (const instruction of instructionsNamed(context, 'ADD')) {
      if (letter && context.document.tree.instructions[instruction.index] !== instruction) continue;
      const sources = instruction.words.slice(0, -1);
      if (sources.length === 0 || (!letter && instruction.heredocs.length > 0)) continue;
      const plain = sources.filter(source => isPlainSource(source, letter));
      if (plain.length === 0 || (!letter && plain.length < sources.length)) continue;
      const convertible = !letter || sources.every(source => isPlainSource(source, false));
      yield {
        messageId: 'add',
        data: { sources: plain.map(({ value }) => unquoted(value)).join(' ') },
        span: instruction.keyword.span,
        reportLine: instruction.startLine,
        fixes:
          convertible && mayBeCopy(instruction, sources)
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
function isPlainSource({ value }: Word, letter: boolean): boolean {
  const source = unquoted(value);
  if (letter ? HADOLINT_ARCHIVES.test(source) : isArchiveName(source)) return false;
  if (/^(https?|ftp):\/\//i.test(source)) return false;
  if (letter) return true;
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

/** The endings that hadolint takes for those of archives. */
const HADOLINT_ARCHIVES = /\.(?:tar|tgz|tbz|tbz2|tb2|txz|tlz|tpz|gz|bz2|xz|lz|lzma|Z)$/;
