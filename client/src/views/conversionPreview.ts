/**
 * A change to a document, shown in a diff editor before it is made. The new text lives in a virtual document; the change is made
 * only to the text that it was computed from.
 */
import * as vscode from 'vscode';

export const previewScheme = 'drydock-preview';

export interface ProposedChange {
  readonly title: string;
  readonly document: vscode.TextDocument;
  /** The text that the change was computed from. */
  readonly oldText: string;
  readonly newText: string;
  readonly edits: readonly vscode.TextEdit[];
}

interface Preview {
  readonly change: ProposedChange;
  readonly uri: vscode.Uri;
}

const openKey = 'drydock.previewOpen';
let number = 0;
let shown: Preview | undefined;

/** Serves the virtual documents and forgets a preview when its tab is closed. */
export function registerConversionPreview(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(previewScheme, {
      provideTextDocumentContent: uri => (shown?.uri.toString() === uri.toString() ? shown.change.newText : ''),
    }),
    vscode.window.tabGroups.onDidChangeTabs(event => {
      if (event.closed.some(tab => isPreviewTab(tab))) forget();
    }),
  );
}

/** Opens the diff editor: the document on the left, what it would be on the right. */
export async function showPreview(change: ProposedChange): Promise<void> {
  // The same path, so that the right side is a Dockerfile too; the number makes VS Code ask for the text again.
  const uri = vscode.Uri.from({ scheme: previewScheme, path: change.document.uri.path, query: String(++number) });
  shown = { change, uri };
  await vscode.commands.executeCommand('setContext', openKey, true);
  await vscode.commands.executeCommand('vscode.diff', change.document.uri, uri, change.title, { preview: true });
}

/** Makes the change that is shown; false when the document is no longer what it was. Closes the diff editor. */
export async function applyPreview(): Promise<boolean> {
  if (shown === undefined) return false;
  const { change } = shown;
  const applied = await applyChange(change);
  if (applied) {
    await closePreview();
    await vscode.window.showTextDocument(change.document);
  }
  return applied;
}

/** Edits the document, if its text is still the one that the change was computed from. */
export async function applyChange({ document, oldText, edits }: ProposedChange): Promise<boolean> {
  if (document.getText() !== oldText) return false;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [...edits]);
  return vscode.workspace.applyEdit(edit);
}

export async function closePreview(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs).filter(isPreviewTab);
  await vscode.window.tabGroups.close(tabs);
  forget();
}

function isPreviewTab({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputTextDiff && input.modified.toString() === shown?.uri.toString();
}

function forget(): void {
  shown = undefined;
  void vscode.commands.executeCommand('setContext', openKey, false);
}
