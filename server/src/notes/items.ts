import type { ItemHeading, Note, NoteItem } from './note.ts';

export const itemHeadings: readonly ItemHeading[] = ['Values', 'Options', 'Subcommands', 'Flags', 'Tags'];

/**
 * The entries of a note's list sections, in file order. An entry is one line:
 * "- `-y`, `--yes`: Answers every question with yes."
 */
export function itemsOf(note: Pick<Note, 'sections'>): readonly NoteItem[] {
  const known = cache.get(note);
  if (known !== undefined) return known;
  const items: NoteItem[] = [];
  for (const section of note.sections) {
    const heading = itemHeadings.find(candidate => candidate === section.heading);
    if (heading === undefined) continue;
    for (const line of section.markdown.split('\n')) {
      const item = parseItemLine(heading, line);
      if (item !== undefined) items.push(item);
    }
  }
  cache.set(note, items);
  return items;
}

/** One line of a list section, or undefined when it is not an entry. */
export function parseItemLine(section: ItemHeading, line: string): NoteItem | undefined {
  const match = /^- ((?:`[^`]+`(?:, )?)+): (.+)$/.exec(line);
  if (match === null) return undefined;
  const names = [...match[1]!.matchAll(/`([^`]+)`/g)].map(name => name[1]!);
  return { section, names, markdown: match[2]! };
}

const cache = new WeakMap<object, readonly NoteItem[]>();
