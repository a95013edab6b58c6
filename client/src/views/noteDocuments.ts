/**
 * Notes as read-only Markdown documents, shown in VS Code's own preview.
 */
import * as vscode from 'vscode';
import type { LanguageServer } from '../languageClient.ts';

/** Command with a note's id as its argument; hovers link with it: `command:drydock.openNote?%22instruction.COPY%22`. */
export const openNoteCommand = 'drydock.openNote';

const scheme = 'drydock-note';

export function registerNoteDocuments(server: LanguageServer): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      async provideTextDocumentContent(uri) {
        const text = texts.get(uri.query);
        if (text !== undefined) return text;
        const note = await server.request('drydock/note', { id: uri.query });
        return note?.markdown ?? `There is no note “${uri.query}”.`;
      },
    }),
  );
}

/** Opens a note in the Markdown preview, beside the file that is being edited. */
export async function showNote(id: string, title: string): Promise<void> {
  await preview(title, id);
}

/** The same for a text that is made for the occasion: the explanation of a change, a report. */
export async function showMarkdown(title: string, markdown: string): Promise<void> {
  const id = `text-${texts.size + 1}`;
  texts.set(id, markdown);
  await preview(title, id);
}

/** Few and small, and their tabs may be open for as long as the window. */
const texts = new Map<string, string>();

async function preview(title: string, id: string): Promise<void> {
  const file = title.replace(/[\\/:*?"<>|#%]+/g, ' ').trim();
  const uri = vscode.Uri.from({ scheme, path: `/${file}.md`, query: id });
  const besideEditor = vscode.window.activeTextEditor !== undefined;
  await vscode.commands.executeCommand(besideEditor ? 'markdown.showPreviewToSide' : 'markdown.showPreview', uri);
}
