import { findNote } from '../../notes/find.ts';
import type { Span } from '../../syntax/tree.ts';
import { noteBlock } from './noteBlocks.ts';
import type { ShellHover } from './shell.ts';

export interface HoverAnswer {
  /** Blocks of Markdown, to be set apart by a rule. */
  readonly blocks: readonly string[];
  readonly span: Span;
  /** Notes that were shown, by id: where a team's own notes are looked up. */
  readonly topics: readonly string[];
}

/** Notes as they are. */
export function ofNotes(span: Span, ids: readonly string[]): HoverAnswer | undefined {
  const found = ids.flatMap(id => findNote(id) ?? []);
  if (found.length === 0) return undefined;
  return {
    blocks: found.map(note => `**${note.title}**\n\n${noteBlock(note)}`),
    span,
    topics: found.map(note => note.id),
  };
}

export function ofShell({ markdown, span, topics }: ShellHover): HoverAnswer {
  return { blocks: markdown, span, topics };
}

/** Facts first, then the notes in brief. */
export function answer(span: Span, blocks: readonly string[], ids: readonly string[], brief = true): HoverAnswer {
  const found = ids.flatMap(id => findNote(id) ?? []);
  return {
    blocks: [...blocks, ...found.map(note => noteBlock(note, brief))],
    span,
    topics: found.map(note => note.id),
  };
}

/** The unbroken text around the offset. */
export function wordSpan(text: string, offset: number, within: Span = { start: 0, end: text.length }): Span {
  let start = offset;
  let end = offset;
  while (start > within.start && !/\s/.test(text[start - 1]!)) start--;
  while (end < within.end && !/\s/.test(text[end]!)) end++;
  return { start, end };
}
