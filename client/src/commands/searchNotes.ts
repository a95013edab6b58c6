import * as vscode from 'vscode';
import type { NoteSummary } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import { showNote } from '../views/noteDocuments.ts';

interface NoteItem extends vscode.QuickPickItem {
  readonly note: NoteSummary;
}

/**
 * "Drydock: Search Notes": the server ranks while the user types; the chosen note opens in the Markdown preview. The first
 * argument is what to search for at the start.
 */
export const searchNotes: Command = async (drydock, query) => {
  const pick = vscode.window.createQuickPick<NoteItem>();
  pick.title = 'Drydock: Search Notes';
  pick.placeholder = 'What do you want to know? COPY, --mount, multi-stage, layer, docker exec …';
  pick.value = typeof query === 'string' ? query : '';
  const listing = keepListed(drydock, pick);
  const note = await new Promise<NoteSummary | undefined>(resolve => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]?.note));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  });
  listing.dispose();
  pick.dispose();
  if (note !== undefined) await showNote(note.id, note.title);
};

/** "Open Note", for links: the argument is the note's id. */
export const openNote: Command = async ({ server }, id) => {
  if (typeof id !== 'string') return;
  const note = await server.request('drydock/note', { id });
  if (note === null) throw new Error(`There is no note “${id}”.`);
  await showNote(note.id, note.title);
};

function keepListed(drydock: Drydock, pick: vscode.QuickPick<NoteItem>): vscode.Disposable {
  let cancellation = new vscode.CancellationTokenSource();
  const list = async (query: string) => {
    cancellation.cancel();
    const { token } = (cancellation = new vscode.CancellationTokenSource());
    pick.busy = true;
    try {
      const { notes } = await drydock.server.request('drydock/searchNotes', { query }, token);
      // An answer that comes late must not replace a newer one.
      if (!token.isCancellationRequested) pick.items = notes.map(asItem);
    } catch (error) {
      if (!token.isCancellationRequested) drydock.server.output.error('drydock/searchNotes: ' + String(error));
    } finally {
      if (!token.isCancellationRequested) pick.busy = false;
    }
  };
  void list(pick.value);
  return vscode.Disposable.from(pick.onDidChangeValue(list), new vscode.Disposable(() => cancellation.cancel()));
}

function asItem(note: NoteSummary): NoteItem {
  // The server has ranked by more than the title, so VS Code must not filter again.
  return { note, label: note.title, description: note.kind, detail: note.summary, alwaysShow: true };
}
