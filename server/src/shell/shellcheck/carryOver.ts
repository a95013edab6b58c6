/**
 * ShellCheck answers later than a person types. Until it does, what it found in the text before stays where the text is still the same,
 * so that the marks of a whole file do not go out and come back with every pause.
 */
import type { DockerfileTree, Instruction } from '../../syntax/tree.ts';
import type { ShellcheckFileFinding } from './check.ts';

/** The findings of a text. */
export interface FindingsOfText {
  readonly text: string;
  readonly findings: readonly ShellcheckFileFinding[];
}

/**
 * The findings of `before` that lie outside of what was edited since, moved to where their text stands in `tree`; only those in the
 * instructions that wait for an answer. Without their fixes: those were made for another script.
 */
export function carriedFindings(
  before: FindingsOfText,
  tree: DockerfileTree,
  waiting: ReadonlySet<Instruction>,
): readonly ShellcheckFileFinding[] {
  const { head, tail } = sameEnds(before.text, tree.text);
  const oldTail = before.text.length - tail;
  const moved = tree.text.length - before.text.length;
  const byStart = [...waiting].sort((a, b) => a.span.start - b.span.start);
  return before.findings.flatMap(finding => {
    const { start, end } = finding.span;
    // A word that touches the edit is another word now.
    const isBefore = end < head;
    if (!isBefore && start <= oldTail) return [];
    const span = isBefore ? finding.span : { start: start + moved, end: end + moved };
    const instruction = byStart.find(one => one.span.start <= span.start && span.end <= one.span.end);
    return instruction ? [{ ...finding, span, instruction, fix: undefined }] : [];
  });
}

/** How many characters two texts have in common at their beginning and, behind that, at their end. */
function sameEnds(one: string, other: string): { readonly head: number; readonly tail: number } {
  const most = Math.min(one.length, other.length);
  let head = 0;
  while (head < most && one[head] === other[head]) head++;
  let tail = 0;
  while (tail < most - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail++;
  return { head, tail };
}
