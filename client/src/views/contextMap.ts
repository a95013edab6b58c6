/**
 * "Explore Build Context": a tree map of what a build could send, with one click to zoom and one to leave a part out. The page
 * shows; what it shows and what is written to the ignore file come from the server.
 */
import * as vscode from 'vscode';
import type { ContextMapResult } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import { dockerfileOf } from './activeDockerfile.ts';
import { contextMapPage, type PageMessage } from './contextMapPage.ts';

/** "Drydock: Explore Build Context". One panel for each Dockerfile. True when it is shown. */
export const exploreContext: Command = async (drydock, clicked): Promise<boolean> => {
  const dockerfile = await dockerfileOf(clicked);
  if (dockerfile === undefined) return false;
  const key = dockerfile.uri.toString();
  const known = panels.get(key);
  if (known === undefined) panels.set(key, open(drydock, dockerfile.uri));
  else known.reveal();
  return true;
};

/** Writes the line that leaves the path out of what a build sends. True when it is out. */
async function excludeFromContext(drydock: Drydock, dockerfile: vscode.Uri, path: string): Promise<boolean> {
  const result = await drydock.server.request('drydock/excludeFromContext', { uri: dockerfile.toString(), path });
  if (!result.ok) throw new Error(result.reason);
  const { oldText, newText } = result;
  if (newText === oldText && result.exists) return true;
  const uri = vscode.Uri.parse(result.ignoreFile);
  const edit = new vscode.WorkspaceEdit();
  if (!result.exists) {
    edit.createFile(uri, { ignoreIfExists: false, contents: new TextEncoder().encode(newText) });
    return vscode.workspace.applyEdit(edit);
  }
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() !== oldText) throw new Error('The ignore file was changed meanwhile. Try again.');
  // The line is added at the end, so that what is above keeps its folds and cursors.
  const start = newText.startsWith(oldText) ? oldText.length : 0;
  const range = new vscode.Range(document.positionAt(start), document.positionAt(oldText.length));
  edit.replace(uri, range, newText.slice(start));
  return (await vscode.workspace.applyEdit(edit)) && document.save();
}

const panels = new Map<string, vscode.WebviewPanel>();

function open(drydock: Drydock, dockerfile: vscode.Uri): vscode.WebviewPanel {
  const panel = vscode.window.createWebviewPanel(
    'drydock.contextMap',
    `Build Context: ${vscode.workspace.asRelativePath(dockerfile)}`,
    vscode.ViewColumn.Active,
    { enableScripts: true, localResourceRoots: [] },
  );
  let path = '';
  let last: ContextMapResult | undefined;
  const show = async () => {
    let result = await ask();
    // The folder may be gone since it was shown.
    if (!result.ok && path !== '') {
      path = '';
      result = await ask();
    }
    last = result;
    await panel.webview.postMessage(asPage(result));
  };
  const ask = () => drydock.server.request('drydock/contextMap', { uri: dockerfile.toString(), path });
  const receive = async (message: PageMessage) => {
    if (message.type === 'zoom' && typeof message.path === 'string') path = message.path;
    if (message.type === 'exclude' && typeof message.path === 'string')
      await excludeFromContext(drydock, dockerfile, message.path);
    if (message.type === 'openIgnoreFile') return openIgnoreFile(last);
    await show();
  };
  const told = (work: Promise<void>) =>
    work.catch(error => {
      drydock.server.output.error(`build context map: ${String(error)}`);
      vscode.window.showErrorMessage(`Drydock: ${error instanceof Error ? error.message : String(error)}`);
    });
  const listeners = vscode.Disposable.from(
    panel.webview.onDidReceiveMessage(message => told(receive(message))),
    // Saved or undone elsewhere: the map is about what lies on the disk.
    vscode.workspace.onDidSaveTextDocument(({ uri }) => uri.path.endsWith('ignore') && panel.visible && told(show())),
    drydock.server.onDidChangeContexts(() => panel.visible && told(show())),
    panel.onDidChangeViewState(() => panel.visible && told(show())),
  );
  panel.onDidDispose(() => {
    panels.delete(dockerfile.toString());
    listeners.dispose();
  });
  panel.webview.html = contextMapPage(nonce());
  return panel;
}

function asPage(result: ContextMapResult): object {
  if (!result.ok) return { reason: result.reason };
  const { node, folder, ignoreFile, complete } = result;
  return { node, complete, root: lastName(folder), ignoreFile: ignoreFile && lastName(ignoreFile) };
}

async function openIgnoreFile(result: ContextMapResult | undefined): Promise<void> {
  if (!result?.ok || result.ignoreFile === undefined) return;
  await vscode.window.showTextDocument(vscode.Uri.parse(result.ignoreFile), { viewColumn: vscode.ViewColumn.Beside });
}

function lastName(uri: string): string {
  return vscode.Uri.parse(uri).path.split('/').filter(Boolean).at(-1) ?? '/';
}

function nonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(18)), byte => byte.toString(16).padStart(2, '0')).join('');
}
