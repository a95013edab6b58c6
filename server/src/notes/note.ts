/**
 * A note: the Markdown that explains one thing (an instruction, a flag, an image, a concept, a rule …).
 * Written in notes/<folder>/<name>.md, checked and gathered into notes.generated.ts by `npm run gen`.
 * The form of the files is documented in notes/README.md and enforced by tools/gen.mjs.
 */
import type { NoteId } from './notes.generated.ts';

export type { NoteId } from './notes.generated.ts';

/** What a note is about; each kind has one folder under notes/. */
export type NoteKind =
  | 'instruction'
  | 'flag'
  | 'directive'
  | 'variable'
  | 'mount'
  | 'concept'
  | 'command' // docker's own commands, as typed in a terminal
  | 'shell' // programs that run inside RUN
  | 'image'
  | 'tag' // the variants of a tag: slim, alpine, bookworm …
  | 'label'
  | 'rule';

/** Headings, in the order in which they may appear. Each at most once. */
export type Heading =
  | 'Form'
  | 'When to use'
  | 'Example'
  | 'How it works'
  | 'Comparison'
  | 'Values'
  | 'Options'
  | 'Subcommands'
  | 'Flags'
  | 'Tags'
  | 'Pitfalls'
  | 'Advice'
  | 'Older versions'
  // of a rule's note
  | 'Why'
  | 'Bad'
  | 'Good'
  | 'After'
  | 'Fix safety'
  | 'When to ignore';

/** Headings whose section is a list of named things, each of which a hover can show on its own (see items.ts). */
export type ItemHeading = 'Values' | 'Options' | 'Subcommands' | 'Flags' | 'Tags';

export interface NoteSection {
  readonly heading: Heading;
  readonly markdown: string;
}

export interface Note {
  readonly id: NoteId;
  readonly kind: NoteKind;
  readonly title: string;
  /** The first paragraph: one sentence on one line that ends with a full stop. Completion detail, list in docs. */
  readonly summary: string;
  /** What stands between the summary and the first heading: a few lines, shown in hovers; may be empty. */
  readonly lead: string;
  readonly sections: readonly NoteSection[];
  /** "Dockerfile 1.4", "Docker Engine 25.0". */
  readonly since?: string;
  /** Other names under which the thing is found: `apt` for apt-get, `dst` … Lower or upper case as people write them. */
  readonly aliases: readonly string[];
  readonly see: readonly NoteId[];
  /** https only; the first is the most useful. */
  readonly links: readonly string[];
}

/** One entry of a list section: a value, mount option, subcommand, flag or tag. */
export interface NoteItem {
  readonly section: ItemHeading;
  /** All spellings: `-y`, `--yes`; a flag of one subcommand is written `install --no-install-recommends`. */
  readonly names: readonly string[];
  readonly markdown: string;
}

/** An item with the note that holds it. */
export interface ItemNote {
  readonly note: Note;
  readonly item: NoteItem;
}
