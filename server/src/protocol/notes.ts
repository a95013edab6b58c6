/** Notes over the wire: search and the whole text. */
import { noteById } from '../features/hover/noteBlocks.ts';
import type { Note } from '../notes/note.ts';
import { notes } from '../notes/notes.generated.ts';
import type { NoteResult, NoteSummary } from './messages.ts';

/** Best first: title, then alias, then text. Without a query all notes by kind and title. */
export function searchNotes(query: string): readonly NoteSummary[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const scored = notes
    .map(note => ({ note, score: scoreOf(note, words) }))
    .filter(entry => entry.score > 0)
    .sort((a, b) => b.score - a.score || compare(a.note.kind, b.note.kind) || compare(a.note.title, b.note.title));
  return scored.map(({ note }) => ({ id: note.id, title: note.title, kind: note.kind, summary: note.summary }));
}

/** A note as a page. */
export function notePage(id: string): NoteResult | undefined {
  const note = noteById(id);
  if (!note) return undefined;
  const parts = [`# ${note.title}`, note.summary, note.lead];
  for (const section of note.sections) parts.push(`## ${section.heading}`, section.markdown);
  const see = note.see.flatMap(other => noteById(other) ?? []);
  if (note.since) parts.push(`Since ${note.since}.`);
  if (see.length > 0) parts.push(`**See also:** ${see.map(other => noteLink(other)).join(', ')}`);
  if (note.links.length > 0) parts.push(note.links.map(link => `<${link}>`).join('  \n'));
  return { id: note.id, title: note.title, markdown: parts.filter(part => part !== '').join('\n\n') };
}

function noteLink(note: Note): string {
  return `[${note.title}](command:drydock.openNote?${encodeURIComponent(JSON.stringify([note.id]))})`;
}

function scoreOf(note: Note, words: readonly string[]): number {
  if (words.length === 0) return 1;
  let score = 0;
  const title = note.title.toLowerCase();
  const id = note.id.toLowerCase();
  for (const word of words) {
    if (title === word || id.endsWith(`.${word}`)) score += 100;
    else if (title.startsWith(word)) score += 50;
    else if (title.includes(word)) score += 30;
    else if (note.aliases.some(alias => alias.toLowerCase().includes(word))) score += 25;
    else if (id.includes(word)) score += 20;
    else if (note.summary.toLowerCase().includes(word)) score += 8;
    else if (note.sections.some(section => section.markdown.toLowerCase().includes(word))) score += 2;
    else return 0;
  }
  return score;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
