/** Notes as pieces of a hover: found by id or by name, shown short. */
import { itemsOf } from '../../notes/items.ts';
import type { Note, NoteItem } from '../../notes/note.ts';
import { notes } from '../../notes/notes.generated.ts';

const byId = new Map<string, Note>(notes.map(note => [note.id, note]));
const byAlias = new Map<string, Note>();
for (const note of notes) {
  for (const alias of note.aliases) {
    const key = `${note.kind}.${alias.toLowerCase()}`;
    if (!byAlias.has(key)) byAlias.set(key, note);
  }
}

/** A note by its id ("instruction.RUN"). */
export function noteById(id: string): Note | undefined {
  return byId.get(id);
}

/** A note of a kind by name or alias, in any case. */
export function noteNamed(kind: Note['kind'], name: string): Note | undefined {
  return (
    byId.get(`${kind}.${name}`) ??
    byId.get(`${kind}.${name.toLowerCase()}`) ??
    byAlias.get(`${kind}.${name.toLowerCase()}`)
  );
}

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

/** The short form of a note: summary, lead, an example, the first pitfalls, since, links. `brief` leaves the example and all but the first pitfall out. */
export function noteBlock(note: Note, brief = false): string {
  const parts = [note.summary];
  if (note.lead) parts.push(note.lead);
  const section = (heading: string): string | undefined => note.sections.find(one => one.heading === heading)?.markdown;
  const example = section('Example');
  if (example && !brief) parts.push(example);
  const pitfalls = (section('Pitfalls') ?? '')
    .split('\n')
    .filter(line => line.startsWith('- '))
    .slice(0, brief ? 1 : 2);
  if (pitfalls.length > 0) parts.push(pitfalls.join('\n'));
  const foot: string[] = [];
  if (note.since) foot.push(`Since ${note.since}`);
  if (note.links[0]) foot.push(`[Documentation](${note.links[0]})`);
  if (foot.length > 0) parts.push(foot.join(' · '));
  return parts.join('\n\n');
}
