/** A note as Markdown: short for hovers and completion, in full for a page; and any of it as plain text. */
import { findNote } from './find.ts';
import type { Heading, ItemNote, Note, NoteId } from './note.ts';

export interface RenderOptions {
  /** A link for the notes under "see also"; without it they are named only. */
  readonly linkTo?: (id: NoteId) => string | undefined;
  /** Leaves out the example and all but the first pitfall: when other facts stand above it. */
  readonly brief?: boolean;
}

/** What a hover shows: the summary, a few lines, one example, the two worst pitfalls, since when, where to read on. */
export function renderShort(note: Note, options: RenderOptions = {}): string {
  if (note.kind === 'rule') return renderRule(note, options);
  const parts = [note.summary, note.lead];
  const example = options.brief ? undefined : firstCodeBlock(section(note, 'Example') ?? '');
  if (example !== undefined && example.split('\n').length <= longestExample) parts.push(example);
  const pitfalls = bullets(section(note, 'Pitfalls')).slice(0, options.brief ? 1 : 2);
  if (pitfalls.length > 0) parts.push(`**Watch out**\n${pitfalls.join('\n')}`);
  parts.push(footer(note, options));
  return joined(parts);
}

/** The whole note as a page, with its title. */
export function renderFull(note: Note, options: RenderOptions = {}): string {
  const parts = [`# ${note.title}`, note.summary, note.lead];
  for (const one of note.sections) parts.push(`## ${one.heading}`, one.markdown);
  if (note.since !== undefined) parts.push(`Since ${note.since}.`);
  const see = note.see.flatMap(id => findNote(id) ?? []).map(other => reference(other, options));
  if (see.length > 0) parts.push(`**See also:** ${see.join(', ')}`);
  if (note.links.length > 0) parts.push(note.links.map(link => `<${link}>`).join('  \n'));
  return joined(parts);
}

/** One entry of a note (a mount option, a subcommand, a flag of a program, a value), with where to read on. */
export function renderItem(entry: ItemNote, options: RenderOptions = {}): string {
  const others = entry.item.names.slice(1).map(name => `\`${name}\``);
  const alsoWritten = others.length > 0 ? `Also written ${others.join(', ')}.` : '';
  return joined([entry.item.markdown, alsoWritten, footer(entry.note, options)]);
}

/** A rule: what, why, what to write instead. */
function renderRule(note: Note, options: RenderOptions): string {
  const better = section(note, 'After') ?? section(note, 'Good');
  const example = better === undefined || options.brief ? undefined : firstCodeBlock(better);
  const why = section(note, 'Why')?.split('\n\n')[0];
  return joined([note.summary, note.lead, why ?? '', example ?? '', footer(note, options)]);
}

function footer(note: Note, options: RenderOptions): string {
  const parts: string[] = [];
  if (note.since !== undefined) parts.push(`Since ${note.since}`);
  if (note.links[0] !== undefined) parts.push(`[Documentation](${note.links[0]})`);
  const link = options.linkTo?.(note.id);
  if (link !== undefined) parts.push(`[Whole note](${link})`);
  if (options.linkTo !== undefined) {
    const see = note.see.slice(0, 3).flatMap(id => findNote(id) ?? []);
    if (see.length > 0) parts.push(`See also ${see.map(other => reference(other, options)).join(', ')}`);
  }
  return parts.join(' · ');
}

function reference(note: Note, options: RenderOptions): string {
  const link = options.linkTo?.(note.id);
  return link === undefined ? note.title : `[${note.title}](${link})`;
}

function section(note: Note, heading: Heading): string | undefined {
  return note.sections.find(one => one.heading === heading)?.markdown;
}

function bullets(markdown: string | undefined): readonly string[] {
  return (markdown ?? '').split('\n').filter(line => line.startsWith('- '));
}

/** The first fenced block, with its fences. */
function firstCodeBlock(markdown: string): string | undefined {
  return /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1$/m.exec(markdown)?.[0];
}

const longestExample = 16;

function joined(parts: readonly string[]): string {
  return parts.filter(part => part !== '').join('\n\n');
}

/**
 * Markdown → plain text for clients that cannot show Markdown. Code keeps its line breaks and is indented; tables become lines with
 * bars; links keep their text and address.
 */
export function toPlainText(markdown: string): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const mark = /^(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || line.trimEnd() === fence)) {
      fence = fence === undefined ? mark : undefined;
      continue;
    }
    if (fence !== undefined) lines.push(line === '' ? '' : `    ${line}`);
    else if (!/^\|[\s:|-]+\|$/.test(line)) lines.push(plainLine(line));
  }
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function plainLine(line: string): string {
  const text = line.replace(/^#{1,6} /, '').replace(/ {2}$/, '');
  // Code spans are kept as they are: what looks like emphasis in them is none.
  return text
    .split(/(`+[^`]+`+)/)
    .map(piece => (/^`+[^`]+`+$/.test(piece) ? piece.replace(/^`+ ?| ?`+$/g, '') : plainPiece(piece)))
    .join('');
}

function plainPiece(text: string): string {
  return text
    .replace(/<(https:[^>]+)>/g, '$1')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, (_, label: string, target: string) =>
      target.startsWith('https:') ? `${label} (${target})` : label,
    )
    .replace(/\*\*([^*]+)\*\*/g, '$1')
    .replace(/(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])/g, '$1')
    .replace(/\\([\\`*_{}[\]<>()#+!|~-])/g, '$1');
}
