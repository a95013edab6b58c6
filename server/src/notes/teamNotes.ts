/**
 * A team's own notes: any Markdown whose headings name an instruction, flag, image, command or concept. A heading finds its topics by what
 * it says, not by a fixed form; typing errors are forgiven where no other reading is possible. In doubt a heading has no topic: a note
 * under the wrong thing is worse than none (it is listed as unmatched instead).
 */
import { markdownHeadings } from './teamMarkdown.ts';
import { type TeamTopic, topicsOfHeading } from './teamTopics.ts';

export interface TeamSection {
  /** What it is about, the most fitting first; never empty. */
  readonly topics: readonly TeamTopic[];
  readonly heading: string;
  /** The fragment of a link to the heading. */
  readonly anchor: string;
  /** 0-based line of the heading. */
  readonly line: number;
  readonly level: number;
  /** What stands below the heading, up to the next topic or the end of its part; at most about `maximumLength` characters. */
  readonly markdown: string;
  readonly truncated: boolean;
}

export interface UnmatchedHeading {
  readonly heading: string;
  readonly anchor: string;
  readonly line: number;
  readonly level: number;
}

export interface TeamNotes {
  readonly sections: readonly TeamSection[];
  /** Headings that match nothing and stand in no section that does. */
  readonly unmatched: readonly UnmatchedHeading[];
}

/** Markdown → the sections that belong to a note. Pure, linear, never throws. */
export function parseTeamNotes(text: string): TeamNotes {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const headings = markdownHeadings(lines);
  const topics = topicsOfHeading(headings);
  const sections: TeamSection[] = [];
  const unmatched: UnmatchedHeading[] = [];
  let open: { readonly at: number; readonly level: number } | undefined;
  const close = (endLine: number): void => {
    if (open === undefined) return;
    const { raw: _, ...heading } = headings[open.at]!;
    const body = bounded(lines.slice(heading.bodyLine, endLine));
    sections.push({
      topics: topics[open.at]!,
      heading: heading.text,
      anchor: heading.anchor,
      line: heading.line,
      level: heading.level,
      markdown: body.markdown,
      truncated: body.truncated,
    });
    open = undefined;
  };
  for (const [at, heading] of headings.entries()) {
    if (topics[at]!.length > 0) {
      close(heading.line);
      open = { at, level: heading.level };
    } else if (open === undefined || !belongsTo(open.level, heading.level, heading.text)) {
      close(heading.line);
      unmatched.push({ heading: heading.text, anchor: heading.anchor, line: heading.line, level: heading.level });
    }
  }
  close(lines.length);
  return { sections, unmatched };
}

export interface TeamFile {
  /** Any name of the file that the caller can make a link of. */
  readonly uri: string;
  readonly notes: TeamNotes;
}

/** The sections of all files about a note, in the order of the files; those whose first topic it is come first. Empty ones are left out. */
export function teamSectionsFor(
  files: Iterable<TeamFile>,
  id: TeamTopic | (string & {}),
): readonly { readonly uri: string; readonly section: TeamSection }[] {
  const main: { uri: string; section: TeamSection }[] = [];
  const also: { uri: string; section: TeamSection }[] = [];
  for (const { uri, notes } of files) {
    for (const section of notes.sections) {
      const rank = section.topics.indexOf(id as TeamTopic);
      if (rank < 0 || section.markdown === '') continue;
      (rank === 0 ? main : also).push({ uri, section });
    }
  }
  return [...main, ...also];
}

/** A deeper heading belongs to the open section; one of the same level only if it is a mere "Example". */
function belongsTo(openLevel: number, level: number, text: string): boolean {
  return (
    level > openLevel ||
    (level === openLevel && /^(?:examples?|example usage|usage|syntax|output|explanation)\s*:?$/i.test(text))
  );
}

const maximumLength = 4000;

/** The lines without blank ones around, cut at a line's end when too long; an open code block is closed. */
function bounded(lines: readonly string[]): { readonly markdown: string; readonly truncated: boolean } {
  let first = 0;
  let end = lines.length;
  while (first < end && isBlank(lines[first]!)) first++;
  while (end > first && isBlank(lines[end - 1]!)) end--;
  const kept: string[] = [];
  let length = 0;
  let fence: string | undefined;
  let truncated = false;
  for (const line of lines.slice(first, end)) {
    if (length + line.length > maximumLength) {
      truncated = true;
      break;
    }
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined) fence = fence === undefined ? mark : line.trim().startsWith(fence) ? undefined : fence;
    kept.push(line);
    length += line.length + 1;
  }
  if (fence !== undefined) kept.push(fence);
  if (truncated) kept.push('', '…');
  return { markdown: kept.join('\n').trim(), truncated };
}

/** Blank, or a rule between sections. */
function isBlank(line: string): boolean {
  return /^\s*(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})?$/.test(line);
}
