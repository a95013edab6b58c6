import * as vscode from 'vscode';
import { formatBytes, formatFiles } from '../../../server/src/context/format.ts';
import type { Command, Drydock } from '../drydock.ts';
import { dockerfileOf } from '../views/activeDockerfile.ts';
import { inBackground } from './registerCommands.ts';

export const createDockerignoreCommand = 'drydock.createDockerignore';

/**
 * "Drydock: Create .dockerignore": opens the advised text as a new, unsaved file at its place, so that it is read before it is
 * written. An ignore file that exists is opened instead. The uri of what was opened.
 */
export const createDockerignore: Command = async (drydock, clicked): Promise<vscode.Uri | undefined> => {
  const dockerfile = await dockerfileOf(clicked);
  if (dockerfile === undefined) return undefined;
  const params = { uri: dockerfile.uri.toString(), text: dockerfile.getText() };
  const { ignoreFile, exists, text, files, bytes } = await drydock.server.request('drydock/createDockerignore', params);
  if (ignoreFile === undefined) {
    vscode.window.showInformationMessage(
      'Save this Dockerfile into a folder first: a .dockerignore lies beside the files.',
    );
    return undefined;
  }
  const uri = vscode.Uri.parse(ignoreFile);
  if (exists) {
    await vscode.window.showTextDocument(uri);
    return uri;
  }
  const document = await openUnsaved(uri, text);
  const amount = files === undefined ? '' : ` It leaves out ${formatFiles(files)}, ${formatBytes(bytes ?? 0)}.`;
  inBackground(drydock, offerToSave(drydock, document, amount));
  return document.uri;
};

/** The light bulb on "there is no .dockerignore". */
export function registerCreateDockerignoreFix(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { language: 'dockerfile' },
    {
      provideCodeActions({ uri }, _range, { diagnostics }) {
        const found = diagnostics.filter(({ code }) => codeOf(code) === 'no-dockerignore');
        if (found.length === 0) return [];
        const action = new vscode.CodeAction('Create a .dockerignore', vscode.CodeActionKind.QuickFix);
        action.diagnostics = found;
        action.isPreferred = true;
        action.command = { command: createDockerignoreCommand, title: action.title, arguments: [uri] };
        return [action];
      },
    },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}

/** An untitled document that knows where it will be saved. */
async function openUnsaved(uri: vscode.Uri, text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  if (document.getText() === '') await editor.edit(edit => edit.insert(new vscode.Position(0, 0), text));
  return document;
}

async function offerToSave(drydock: Drydock, document: vscode.TextDocument, amount: string): Promise<void> {
  const save = 'Save';
  const explore = 'Explore Build Context';
  const choice = await vscode.window.showInformationMessage(
    `This .dockerignore is not saved yet.${amount}`,
    save,
    explore,
  );
  if (choice === save && !(await document.save())) drydock.server.output.error(`${document.uri.path} was not saved`);
  if (choice === explore) await vscode.commands.executeCommand('drydock.exploreContext');
}

function codeOf(code: vscode.Diagnostic['code']): string {
  return String(typeof code === 'object' ? code.value : code);
}
