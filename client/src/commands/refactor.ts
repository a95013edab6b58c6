import * as vscode from 'vscode';
import type { OfferedRefactoring, PlainRange, RefactoringsResult } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import { proposeChange } from './proposeChange.ts';

/** What a key binding or a script may give. */
export interface RefactorRequest {
  /** The id of the refactoring: "cache-mount". Without it the list is shown. */
  readonly id?: string;
  /** Change the document at once, without the diff editor. */
  readonly apply?: boolean;
}

type Item = vscode.QuickPickItem & { readonly offer?: OfferedRefactoring; readonly reason?: string };

/**
 * "Drydock: Refactor…": lists what can be done at the cursor, and why the rest cannot; what is chosen is shown in the diff editor
 * before it is made. The outcome, for whoever executed it.
 */
export const refactor: Command = async (drydock, request): Promise<string | undefined> => {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'dockerfile') {
    vscode.window.showInformationMessage('Put the cursor on the instruction of a Dockerfile that shall be changed.');
    return undefined;
  }
  const { document, selection } = editor;
  const given = (request ?? {}) as RefactorRequest;
  const oldText = document.getText();
  const list = await ask(drydock, document, oldText, selection);
  const offer = given.id === undefined ? await choose(list) : list.possible.find(({ id }) => id === given.id);
  return offer && proposeChange(drydock, document, oldText, offer, given.apply === true);
};

/** Behind the light bulb's refactorings that change the image: shows one in the diff editor. */
export const previewRefactoring: Command = async (drydock, uri, range, id, title): Promise<string | undefined> => {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(String(uri)));
  const oldText = document.getText();
  const list = await ask(drydock, document, oldText, range as PlainRange);
  const offer = list.possible.find(each => each.id === id && each.title === title);
  if (offer !== undefined) return proposeChange(drydock, document, oldText, offer, false);
  // The light bulb does not wait for the files of the context; now they are known.
  const refusal = list.refused.find(each => each.title === title);
  vscode.window.showInformationMessage(refusal?.reason ?? 'The Dockerfile was edited meanwhile. Try again.');
  return 'refused';
};

function ask(
  drydock: Drydock,
  document: vscode.TextDocument,
  text: string,
  { start, end }: PlainRange,
): Promise<RefactoringsResult> {
  const range = {
    start: { line: start.line, character: start.character },
    end: { line: end.line, character: end.character },
  };
  return drydock.server.request('drydock/refactorings', { uri: document.uri.toString(), text, range });
}

async function choose({ possible, refused, elsewhere }: RefactoringsResult): Promise<OfferedRefactoring | undefined> {
  const items: Item[] = [
    ...group('Here'),
    ...possible.map(offer => ({
      label: offer.title,
      description: offer.changesImage ? 'changes the image' : '',
      detail: offer.explanation,
      offer,
    })),
    ...(possible.length > 0 ? [] : [{ label: 'Nothing can be refactored here', reason: '' }]),
    ...(refused.length > 0 ? group('Not here, because') : []),
    ...refused.map(({ title, reason }) => ({ label: `$(circle-slash) ${title}`, detail: reason, reason })),
    ...group('At another place'),
    ...elsewhere.map(({ title, where }) => ({ label: title, detail: where, reason: where })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Refactor',
    placeHolder: 'What shall be done at the cursor? It is shown before it is made.',
    matchOnDetail: true,
  });
  if (picked?.reason) vscode.window.showInformationMessage(picked.reason);
  return picked?.offer;
}

function group(label: string): Item[] {
  return [{ label, kind: vscode.QuickPickItemKind.Separator }];
}
