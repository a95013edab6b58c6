/** The refactorings of refactor/all.ts as code actions that carry their edits. Few: what can be done first, then what is refused. */
import type { CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { refactoringsAt } from '../refactor/all.ts';
import { isRefusal, type Offer, type RefactoringContext } from '../refactor/refactoring.ts';
import { type CodeActionRequest, textEdit, wants } from './codeActions.ts';

/** More than these make a light bulb that nobody reads. */
const mostActions = 6;
const mostRefusals = 2;

/** The actions for a range. `context` is what is known of the build context now. */
export function refactorActions(
  document: DockerfileDocument,
  request: CodeActionRequest,
  context?: RefactoringContext,
): CodeAction[] {
  const kinds: readonly CodeActionKind[] = ['refactor.extract', 'refactor.inline', 'refactor.rewrite'];
  if (!kinds.some(kind => wants(request.only, kind))) return [];
  const span = {
    start: document.lines.offsetAt(request.range.start),
    end: document.lines.offsetAt(request.range.end),
  };
  const offers = refactoringsAt(document, span, context).filter(({ kind }) => wants(request.only, kind));
  const possible = offers.filter(offer => !isRefusal(offer)).slice(0, mostActions);
  const refused = offers.filter(isRefusal).slice(0, Math.min(mostRefusals, mostActions - possible.length));
  return [...possible, ...refused].map(offer => actionOf(document, offer));
}

function actionOf(document: DockerfileDocument, offer: Offer): CodeAction {
  if (isRefusal(offer)) return { title: offer.title, kind: offer.kind, disabled: { reason: offer.reason } };
  return {
    title: offer.safety === 'unsafe' ? `${offer.title} (changes the image)` : offer.title,
    kind: offer.kind,
    edit: { changes: { [document.uri]: offer.edits.map(edit => textEdit(document, edit)) } },
  };
}
