/** `<<WORD` on an instruction's line (BuildKit parser.go, heredocsFromLine and ParseHeredoc). */
import type { Span } from './tree.ts';
import { expandWord } from './words.ts';

export interface HeredocHeader {
  readonly name: string;
  readonly fileDescriptor: number;
  readonly expand: boolean;
  readonly chomp: boolean;
  /** The whole operator with its word, in the logical line. */
  readonly at: Span;
  /** The delimiter with its quotes, in the logical line. */
  readonly nameAt: Span;
}

const unset = (): undefined => undefined;

/**
 * The heredocs that a joined line opens, in order; a string is BuildKit's error. A line that the shell lexer cannot split (an open
 * quote) has none.
 */
export function heredocHeaders(line: string): readonly HeredocHeader[] | string {
  const split = expandWord(line, unset, { rawQuotes: true, rawEscapes: true, skipUnset: true });
  if (!split.ok) return [];
  const headers: HeredocHeader[] = [];
  for (const word of split.words) {
    const heredoc = parseHeredocWord(word.value);
    if (typeof heredoc === 'string') return heredoc;
    if (heredoc) headers.push({ ...heredoc, at: word.span, nameAt: nameSpan(line, word.span) });
  }
  return headers;
}

/** Reads one word as a heredoc operator: undefined when it is none, a string for BuildKit's error. */
export function parseHeredocWord(word: string): Omit<HeredocHeader, 'at' | 'nameAt'> | undefined | string {
  const match = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/.exec(word);
  const rest = match?.[3];
  if (!match || !rest) return undefined;
  const plain = expandWord(rest, unset, { skipUnset: true });
  if (!plain.ok) return plain.error;
  if (plain.words.length !== 1) return undefined;
  const raw = expandWord(rest, unset, { skipUnset: true, rawQuotes: true });
  if (!raw.ok) return raw.error;
  if (raw.words.length !== 1) return `internal lexing of heredoc produced inconsistent results: ${rest}`;
  const name = plain.words[0]!.value;
  return {
    name,
    fileDescriptor: match[1] === '' ? 0 : Number(match[1]),
    expand: quotesIn(name) === quotesIn(raw.words[0]!.value),
    chomp: match[2] === '-',
  };
}

function quotesIn(text: string): number {
  return text.replace(/[^'"]/g, '').length;
}

/** The delimiter's place within the operator's word. */
function nameSpan(line: string, word: Span): Span {
  const operator = /^\d*<<-?[\t\n\f\r ]*/.exec(line.slice(word.start, word.end));
  return operator ? { start: word.start + operator[0].length, end: word.end } : word;
}
