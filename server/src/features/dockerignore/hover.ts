/** Hover in an ignore file: what the line does to the context that lies there. */
import type { IgnorePattern } from '../../context/dockerignore.ts';
import { formatBytes, formatFiles } from '../../context/format.ts';
import type { SizedEntry } from '../../context/summary.ts';
import type { Range } from '../../syntax/lines.ts';
import { code } from '../hover/markdown.ts';
import type { IgnoreDocument } from './facts.ts';

export interface IgnoreHover {
  readonly markdown: string;
  readonly range: Range;
}

/** The hover at an offset; undefined on comments and blank lines. */
export function ignoreHover(document: IgnoreDocument, offset: number): IgnoreHover | undefined {
  const pattern = document.parsed.patterns.find(({ span }) => offset >= span.start && offset <= span.end);
  if (!pattern) return undefined;
  const blocks = [effect(document, pattern), examples(document, pattern), reading(pattern)];
  return {
    markdown: blocks.filter(block => block !== '').join('\n\n'),
    range: document.lines.rangeOf(pattern.patternSpan),
  };
}

function effect(document: IgnoreDocument, pattern: IgnorePattern): string {
  const problem = document.compiled.problems.find(({ line }) => line === pattern.line);
  if (problem) return `**BuildKit refuses this line**, and with it every build: ${problem.message}.`;
  if (!document.summary) return 'What lies in the build context is not known (yet).';
  const partly = document.summary.complete ? '' : ' Not all of the context was read.';
  const decided = document.summary.lines.get(pattern.line);
  if (decided) {
    const amount = `${formatFiles(decided.files)}, ${formatBytes(decided.bytes)}`;
    return pattern.negated ? `**Sends after all: ${amount}.**${partly}` : `**Leaves out: ${amount}.**${partly}`;
  }
  const idle = document.idle.get(pattern.line);
  switch (idle?.reason) {
    case 'matches-nothing':
      return '**Matches nothing** in this context now.';
    case 'already':
      return `**Changes nothing**: ${lineName(document, idle.line)} already decides the same about ${code(idle.example)}.`;
    case 'overridden':
      return `It matches ${code(idle.example)}, and ${lineName(document, idle.line)} below takes that back.`;
    case 'not-ignored':
      return `**Has no effect**: ${code(idle.example)} is sent anyway.`;
    default:
      return `Decides about no file.${partly}`;
  }
}

/** A 0-based line of an ignore file without its end and the blanks around it. */
export function patternText(ignoreText: string, line: number): string {
  return (ignoreText.split('\n', line + 1)[line] ?? '').trim();
}

/** `line 3 (*.log)`, 1-based. */
export function lineName(document: IgnoreDocument, line: number): string {
  const pattern = document.parsed.patterns.find(candidate => candidate.line === line);
  const text = pattern && document.parsed.text.slice(pattern.patternSpan.start, pattern.patternSpan.end);
  return `line ${line + 1}${text === undefined ? '' : ` (${code(text)})`}`;
}

function examples(document: IgnoreDocument, pattern: IgnorePattern): string {
  const decided = document.summary?.lines.get(pattern.line);
  if (!decided) return '';
  return decided.examples.map(entry => `- ${entryText(entry)}`).join('\n');
}

/** `src/` · 12 files, 3.4 kB */
export function entryText(entry: SizedEntry): string {
  const size = entry.isFolder ? `${formatFiles(entry.files)}, ${formatBytes(entry.bytes)}` : formatBytes(entry.bytes);
  return `${code(entry.isFolder ? entry.path + '/' : entry.path)} · ${size}`;
}

/** How the pattern is read, where it is not plain to see. */
function reading(pattern: IgnorePattern): string {
  const { matched } = pattern;
  if (matched === '' || matched === '/' || matched === '.') return '';
  const name = matched.startsWith('**/') ? matched.slice(3) : matched;
  if (matched.startsWith('**/') && !name.includes('/')) return 'In every folder, and everything below what it matches.';
  if (!matched.includes('/') && !matched.includes('**')) {
    return `At the root of the context only, and everything below it; ${code(`**/${matched}`)} is in every folder.`;
  }
  return 'Seen from the root of the context, and everything below what it matches.';
}
