/**
 * The refactorings of refactor/all.ts as code actions. Few: what can be done first, then what is refused. What leaves the image as it is
 * carries its edit. What changes the image is shown first where the client can (Drydock's own): its action asks for the diff editor, and
 * that asks the server again. Every edit carries its explanation where the client takes one.
 */
import type { CodeAction, CodeActionKind, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { refactoringsAt } from '../refactor/all.ts';
import { isRefusal, type Offer, type Refactoring, type RefactoringContext } from '../refactor/refactoring.ts';
import { type CodeActionRequest, textEdit, wants } from './codeActions.ts';
import type { RefactoringData } from './remedies.ts';

/** The client's command that shows a refactoring before it is made; its arguments: uri, range, id, title. */
export const previewCommand = 'drydock.previewRefactoring';

/** What the client can do with a refactoring besides making it. */
export interface RefactoringDisplay {
  /** It has the command that shows it before it is made. */
  readonly previews?: boolean;
  /** It takes annotated edits: VS Code shows the annotation in its Refactor Preview. */
  readonly annotations?: boolean;
}

/** More than these make a light bulb that nobody reads. */
const mostActions = 6;
const mostRefusals = 2;

/** The actions for a range. `context` is what is known of the build context now. */
export function refactorActions(
  document: DockerfileDocument,
  request: CodeActionRequest,
  context?: RefactoringContext,
  display: RefactoringDisplay = {},
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
  return [...possible, ...refused].map(offer => actionOf(document, offer, request.range, display));
}

function actionOf(document: DockerfileDocument, offer: Offer, range: Range, display: RefactoringDisplay): CodeAction {
  const { id, kind } = offer;
  const data: RefactoringData = { refactoring: id };
  if (isRefusal(offer)) return { title: offer.title, kind, disabled: { reason: offer.reason } };
  if (offer.safety === 'safe') return { title: offer.title, kind, data, edit: editOf(document, offer, display) };
  const title = `${offer.title} (changes the image)`;
  if (!display.previews) return { title, kind, data, edit: editOf(document, offer, display) };
  const shown = `${title}…`;
  return {
    title: shown,
    kind,
    data,
    command: { title: shown, command: previewCommand, arguments: [document.uri, range, id, offer.title] },
  };
}

function editOf(document: DockerfileDocument, offer: Refactoring, display: RefactoringDisplay): WorkspaceEdit {
  const edits = offer.edits.map(edit => textEdit(document, edit));
  if (!display.annotations) return { changes: { [document.uri]: edits } };
  return {
    changeAnnotations: { [offer.id]: { label: offer.title, description: offer.explanation } },
    documentChanges: [
      {
        textDocument: { uri: document.uri, version: null },
        edits: edits.map(edit => ({ ...edit, annotationId: offer.id })),
      },
    ],
  };
}
