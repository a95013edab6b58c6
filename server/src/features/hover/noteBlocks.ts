/** Notes as pieces of a hover. */
import { itemsOf } from '../../notes/items.ts';
import type { Note, NoteItem } from '../../notes/note.ts';
import { renderShort } from '../../notes/render.ts';

/** An entry of a note's lists: a subcommand, flag, mount option, value. The first spelling that fits wins; the more specific ones come first. */
export function noteItem(note: Note | undefined, ...names: readonly string[]): NoteItem | undefined {
  if (!note) return undefined;
  const items = itemsOf(note);
  for (const name of names) {
    const found = items.find(item => item.names.includes(name));
    if (found) return found;
  }
  return undefined;
}

/** The short form of a note; `brief` without the example, when facts stand above it. */
export function noteBlock(note: Note, brief = false): string {
  return renderShort(note, { brief });
}
