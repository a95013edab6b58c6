/** From ShellCheck's places to the Dockerfile's: tab stops → code points → UTF-16 → without the prelude → file. */
import type { Span } from '../../syntax/tree.ts';
import { fileSpanOf, isContiguous } from '../scriptMap.ts';
import type { RawFinding } from './client.ts';
import type { PreparedScript } from './prepare.ts';

export interface ShellcheckFinding {
  /** 'SC2086' */
  readonly code: string;
  readonly severity: RawFinding['severity'];
  readonly message: string;
  /** In the file. It ends behind the last character, so it never reaches over a continuation. */
  readonly span: Span;
  /** In the script. */
  readonly at: Span;
  /** ShellCheck's own fix; undefined when it has none, or when the place cannot be edited (JSON escapes, decoded quotes). */
  readonly fix: readonly ShellcheckEdit[] | undefined;
}

export interface ShellcheckEdit {
  /** In the file. */
  readonly span: Span;
  readonly text: string;
}

/** The findings in the order of the text; those about the prelude are left out. */
export function mapFindings(prepared: PreparedScript, findings: readonly RawFinding[]): readonly ShellcheckFinding[] {
  const places = new Places(prepared);
  return findings
    .flatMap(finding => {
      const at = places.span(
        finding.line,
        finding.column,
        finding.endLine ?? finding.line,
        finding.endColumn ?? finding.column,
      );
      if (!at) return [];
      return [
        {
          code: `SC${finding.code}`,
          severity: finding.severity,
          message: finding.message,
          span: fileSpanOf(prepared.script.map, at.start, at.end),
          at,
          fix: fixOf(prepared, places, finding, at),
        },
      ];
    })
    .sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}

function fixOf(
  prepared: PreparedScript,
  places: Places,
  finding: RawFinding,
  found: Span,
): readonly ShellcheckEdit[] | undefined {
  if (!finding.fix) return undefined;
  const { map } = prepared.script;
  const edits: ShellcheckEdit[] = [];
  for (const replacement of finding.fix.replacements) {
    const { startLine, startColumn, endLine, endColumn, text } = replacement;
    const at = places.span(startLine, startColumn, endLine, endColumn);
    if (!at || !isContiguous(map, at.start, at.end)) return undefined;
    // What is put in behind the finding stands at its last character: a continuation may lie between it and the next one.
    const isBehind = at.start === at.end && at.end === found.end && found.end > found.start;
    const span = isBehind ? endSpan(fileSpanOf(map, at.start - 1, at.start)) : fileSpanOf(map, at.start, at.end);
    edits.push({ span, text });
  }
  return edits.sort((a, b) => a.span.start - b.span.start);
}

function endSpan(span: Span): Span {
  return { start: span.end, end: span.end };
}

/** Turns lines and columns of what ShellCheck got into offsets in the script. */
class Places {
  private readonly text: string;
  private readonly lineStarts: number[] = [0];

  constructor(private readonly prepared: PreparedScript) {
    this.text = prepared.script.text;
    for (let at = this.text.indexOf('\n'); at !== -1; at = this.text.indexOf('\n', at + 1))
      this.lineStarts.push(at + 1);
  }

  span(line: number, column: number, endLine: number, endColumn: number): Span | undefined {
    const start = this.offset(line, column);
    const end = this.offset(endLine, endColumn);
    if (start === undefined || end === undefined) return undefined;
    return { start, end: Math.max(start, end) };
  }

  private offset(line: number, column: number): number | undefined {
    const index = line - 1 - this.prepared.preludeLines;
    if (index < 0) return undefined;
    const lineStart = this.lineStarts[index];
    if (lineStart === undefined) return this.text.length;
    let offset = lineStart;
    for (let current = 1; current < column && offset < this.text.length && this.text[offset] !== '\n'; ) {
      if (this.text[offset] === '\t') {
        current += 8 - ((current - 1) % 8);
        offset++;
      } else {
        current++;
        offset += (this.text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
      }
    }
    return offset;
  }
}
