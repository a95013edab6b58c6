/**
 * The Dockerfile that a view is about: the active editor's, kept while something else (the view itself, a terminal, a preview) has
 * the focus.
 */
import * as vscode from 'vscode';
import type { LanguageServer } from '../languageClient.ts';

/** What was clicked, else the active editor's, else the only visible one. Undefined: the user was told. */
export async function dockerfileOf(clicked: unknown): Promise<vscode.TextDocument | undefined> {
  if (clicked instanceof vscode.Uri) return vscode.workspace.openTextDocument(clicked);
  if (typeof clicked === 'string') return ownerOf(vscode.Uri.parse(clicked));
  const document = visibleDockerfile();
  if (document === undefined) vscode.window.showInformationMessage('Open the Dockerfile that you want to know about.');
  return document;
}

/** For an ignore file (its lens): the Dockerfile that it belongs to, else one beside it, else the ignore file, whose folder is meant. */
async function ownerOf(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const [, owner] = /^(.*?)\.(?:docker|container)ignore$/.exec(uri.path.slice(uri.path.lastIndexOf('/') + 1)) ?? [];
  if (owner === undefined) return vscode.workspace.openTextDocument(uri);
  const names = owner === '' ? ['Dockerfile', 'Containerfile'] : [owner];
  for (const name of names) {
    const beside = vscode.Uri.joinPath(uri, '..', name);
    const found = await vscode.workspace.fs.stat(beside).then(
      () => true,
      () => false,
    );
    if (found) return vscode.workspace.openTextDocument(beside);
  }
  return vscode.workspace.openTextDocument(uri);
}

/** The active editor's Dockerfile, else the first that is visible. */
export function visibleDockerfile(): vscode.TextDocument | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  return [activeTextEditor, ...visibleTextEditors].find(editor => editor?.document.languageId === 'dockerfile')
    ?.document;
}

/** The last visible Dockerfile, for views that follow the editor. */
export class DockerfileFollower {
  document: vscode.TextDocument | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another Dockerfile, or a change in it or of a file beside it; a burst of changes is one event. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Pick<LanguageServer, 'onDidChangeContexts'>) {}

  register(): vscode.Disposable {
    const follow = () => {
      const document = visibleDockerfile();
      const isOpen = vscode.workspace.textDocuments.some(open => open === this.document && !open.isClosed);
      if (document === undefined && isOpen) return;
      if (document === this.document) return;
      this.document = document;
      this.changed.fire();
    };
    const soon = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.changed.fire(), 300);
    };
    follow();
    return vscode.Disposable.from(
      this.changed,
      new vscode.Disposable(() => clearTimeout(this.timer)),
      vscode.window.onDidChangeActiveTextEditor(follow),
      vscode.window.onDidChangeVisibleTextEditors(follow),
      vscode.workspace.onDidCloseTextDocument(follow),
      vscode.workspace.onDidChangeTextDocument(event => {
        if (event.document === this.document) soon();
      }),
      vscode.workspace.onDidSaveTextDocument(soon),
      // Files that change outside of the editor, and a context that has been read.
      this.server.onDidChangeContexts(soon),
      vscode.workspace.onDidCreateFiles(soon),
      vscode.workspace.onDidDeleteFiles(soon),
      vscode.workspace.onDidRenameFiles(soon),
    );
  }
}
