/** Notes over the wire: search and the whole text. */
import { findNote, searchNotes as matchNotes } from '../notes/find.ts';
import type { NoteId } from '../notes/note.ts';
import { renderFull } from '../notes/render.ts';
import type { NoteResult, NoteSummary } from './messages.ts';

/** Best first; without a query all notes by kind and title. */
export function searchNotes(query: string): readonly NoteSummary[] {
  return matchNotes(query).map(({ note }) => ({
    id: note.id,
    title: note.title,
    kind: note.kind,
    summary: note.summary,
  }));
}

/** A note as a page. */
export function notePage(id: string): NoteResult | undefined {
  const note = findNote(id);
  return note && { id: note.id, title: note.title, markdown: renderFull(note, { linkTo: noteLink }) };
}

/** The client's command that opens a note. */
export function noteLink(id: NoteId | (string & {})): string {
  return `command:drydock.openNote?${encodeURIComponent(JSON.stringify([id]))}`;
}
