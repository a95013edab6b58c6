import * as vscode from 'vscode';
import type { Drydock } from '../drydock.ts';
import { recall } from './dockerfileMemory.ts';

/** Tells the server which context was chosen for a Dockerfile earlier, when it is opened: paths are checked in the folder that a build sends. */
export function tellRememberedContexts(drydock: Drydock): vscode.Disposable {
  const tell = (document: vscode.TextDocument) => {
    if (document.languageId !== 'dockerfile') return;
    const { context } = recall(drydock, document.uri);
    if (context === undefined) return;
    const folder = vscode.Uri.file(context).toString();
    drydock.server.notify('drydock/contextChosen', { uri: document.uri.toString(), folder }).catch(() => undefined);
  };
  vscode.workspace.textDocuments.forEach(tell);
  return vscode.workspace.onDidOpenTextDocument(tell);
}
