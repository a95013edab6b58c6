/** "Drydock: Refactor…" over the wire: the list of features/refactorList.ts in the words of the messages. */
import { refactoringList } from '../features/refactorList.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { RefactoringContext } from '../refactor/refactoring.ts';
import type { PlainRange, RefactoringsResult } from './messages.ts';

/** What can be done at the range, what cannot and why. */
export function listRefactorings(
  document: DockerfileDocument,
  range: PlainRange,
  context: RefactoringContext,
): RefactoringsResult {
  const { lines } = document;
  const span = { start: lines.offsetAt(range.start), end: lines.offsetAt(range.end) };
  const { possible, refused, elsewhere } = refactoringList(document, span, context);
  return {
    possible: possible.map(({ refactoring, newText }) => ({
      id: refactoring.id,
      title: refactoring.title,
      changesImage: refactoring.safety === 'unsafe',
      newText,
      edits: refactoring.edits.map(edit => ({ range: lines.rangeOf(edit.span), newText: edit.newText })),
      explanation: refactoring.explanation,
      cautions: refactoring.safety === 'unsafe' ? [refactoring.explanation] : [],
    })),
    refused,
    elsewhere,
  };
}
