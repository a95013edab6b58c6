/** For the tests beside this file: what is offered at `<|>` (or between two of them), and what it makes of the file. */
import { createDocument } from '../model/document.ts';
import { refactoringsAt } from './all.ts';
import { applyEdits } from './gate.ts';
import { isRefusal, type RefactoringContext } from './refactoring.ts';

export interface Made {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe' | undefined;
  /** The new text; undefined when it is refused. */
  readonly text: string | undefined;
  readonly reason: string | undefined;
}

/** The offers by id; of several with one id the first. */
export function offersAt(marked: string, context?: RefactoringContext): ReadonlyMap<string, Made> {
  const start = marked.indexOf('<|>');
  const second = marked.indexOf('<|>', start + 3);
  const text = marked.replaceAll('<|>', '');
  const document = createDocument(text);
  const span = { start, end: second === -1 ? start : second - 3 };
  const made = new Map<string, Made>();
  for (const offer of refactoringsAt(document, span, context)) {
    if (made.has(offer.id)) continue;
    const refused = isRefusal(offer);
    made.set(offer.id, {
      title: offer.title,
      safety: refused ? undefined : offer.safety,
      text: refused ? undefined : applyEdits(text, offer.edits),
      reason: refused ? offer.reason : undefined,
    });
  }
  return made;
}

/** A build context of these files. */
export function contextOf(files: Readonly<Record<string, string>>): RefactoringContext {
  return {
    files: Object.entries(files).map(([path, text]) => ({ path, size: text.length })),
    read: path => files[path],
  };
}
