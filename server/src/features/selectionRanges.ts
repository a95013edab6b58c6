/**
 * Expand selection: word, quoted string or variable, argument, command, the commands around it, the instruction's arguments, the
 * instruction, the stage, the file. In comments: word, comment, the block of comments.
 */
import type { Range, SelectionRange } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { parseShell, type ShellNode } from '../shell/parser.ts';
import { isPosixShell, scriptsOf } from '../shell/script.ts';
import { fileSpanOf, scriptIndexOf } from '../shell/scriptMap.ts';
import { shellAt } from '../shell/shells.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { type InstructionPlace, placeAt } from './place.ts';

/** For each offset the spans that hold it, the smallest outermost in the answer (LSP's chain of parents). */
export function selectionRanges(document: DockerfileDocument, offsets: readonly number[]): SelectionRange[] {
  return offsets.map(offset => {
    let chain: SelectionRange | undefined;
    for (const span of nestedSpans(spansAt(document, offset))) {
      const range: Range = document.lines.rangeOf(span);
      chain = chain ? { range, parent: chain } : { range };
    }
    return chain!;
  });
}

/** All that can be selected around the offset, in no order. */
function spansAt(document: DockerfileDocument, offset: number): Span[] {
  const place = placeAt(document.tree, offset);
  const spans: Span[] = [{ start: 0, end: document.text.length }, wordAt(document.text, offset), place.span];
  if ('instruction' in place) spans.push(...instructionSpans(document, place, offset));
  if (place.kind === 'comment') spans.push(commentBlock(document, place.span));
  return spans.filter(span => span.start <= offset && span.end >= offset);
}

function instructionSpans(document: DockerfileDocument, place: InstructionPlace, offset: number): Span[] {
  const { instruction } = place;
  const outer = document.instructionAt(offset);
  const stage = outer && document.stageModel.stageOf(outer);
  const optional = [
    instruction.rest?.span,
    instruction.span,
    outer?.span,
    stage?.span,
    variableAt(document.text, offset),
  ];
  const spans = optional.filter(span => span !== undefined);
  if ('flag' in place) spans.push(place.flag.span, ...fieldAt(document.text, offset, place.flag.valueSpan));
  if ('pair' in place) spans.push(place.pair.span);
  if (place.kind === 'heredoc-body') spans.push(lineAt(document, offset));
  if (place.kind === 'heredoc-operator') spans.push(place.heredoc.operatorSpan);
  if (place.kind === 'base' || (place.kind === 'flag-value' && place.flag.name !== 'mount'))
    spans.push(nameAt(document.text, offset, place.span));
  if (place.kind === 'exec') spans.push(withoutQuotes(document.text, place.span));
  return [...spans, ...shellSpans(document, instruction, offset)];
}

/** What the shell makes of the text: words, commands, pipelines, lists, loops. */
function shellSpans(document: DockerfileDocument, instruction: Instruction, offset: number): Span[] {
  const spans: Span[] = [];
  for (const script of scriptsOf(instruction, shellAt(document.tree, instruction))) {
    if (script.kind === 'exec' || !isPosixShell(script.interpreter)) continue;
    const at = scriptIndexOf(script.map, offset);
    const tree = at === undefined ? undefined : parseShell(script.text);
    if (at === undefined || !tree) continue;
    const add = (node: ShellNode): void => {
      if (node.start > at || node.end < at) return;
      if (node.named && node.end > node.start) spans.push(fileSpanOf(script.map, node.start, node.end));
      for (const child of node.children) add(child);
    };
    add(tree.root);
  }
  return spans;
}

/** From the outside to the inside; a span that only crosses another one, or is the same, has no place in a chain of parents. */
function nestedSpans(spans: readonly Span[]): Span[] {
  const nested: Span[] = [];
  for (const span of [...spans].sort((a, b) => b.end - b.start - (a.end - a.start))) {
    const parent = nested.at(-1);
    const isInside = !parent || (span.start >= parent.start && span.end <= parent.end);
    if (isInside && (!parent || span.end - span.start < parent.end - parent.start)) nested.push(span);
  }
  return nested;
}

function wordAt(text: string, offset: number): Span {
  return around(text, offset, /[\w.-]/, { start: 0, end: text.length });
}

/** `$NAME` or `${NAME:-default}` with the offset in it. */
function variableAt(text: string, offset: number): Span | undefined {
  const name = around(text, offset, /\w/, { start: 0, end: text.length });
  if (text[name.start - 1] === '$') return { start: name.start - 1, end: name.end };
  const start = text.lastIndexOf('${', offset);
  const end = text.indexOf('}', Math.max(offset, start + 2));
  return start === -1 || end === -1 || /[\s}]/.test(text.slice(start, end)) ? undefined : { start, end: end + 1 };
}

/** One `key=value` of a mount. */
function fieldAt(text: string, offset: number, value: Span | undefined): Span[] {
  return value && offset >= value.start && offset <= value.end ? [around(text, offset, /[^,]/, value)] : [];
}

/** Of `registry/name:tag` the part between separators. */
function nameAt(text: string, offset: number, word: Span): Span {
  return around(text, offset, /[^/:@]/, word);
}

function withoutQuotes(text: string, { start, end }: Span): Span {
  return text[start] === '"' && text[end - 1] === '"' && end - start > 1
    ? { start: start + 1, end: end - 1 }
    : { start, end };
}

/** As far as the characters go on, within the limits. */
function around(text: string, offset: number, character: RegExp, limits: Span): Span {
  let start = offset;
  let end = offset;
  while (start > limits.start && character.test(text[start - 1]!)) start--;
  while (end < limits.end && character.test(text[end]!)) end++;
  return { start, end };
}

/** The comments that stand in lines below each other. */
function commentBlock(document: DockerfileDocument, span: Span): Span {
  const { comments } = document.tree;
  const line = (offset: number): number => document.lines.lineAt(offset);
  const isNext = (one: Span | undefined, other: Span | undefined): boolean =>
    one !== undefined && other !== undefined && line(one.end) + 1 === line(other.start);
  const spans = comments.map(comment => comment.span);
  let first = spans.findIndex(({ start }) => start === span.start);
  let last = first;
  while (isNext(spans[first - 1], spans[first])) first--;
  while (isNext(spans[last], spans[last + 1])) last++;
  return { start: spans[first]?.start ?? span.start, end: spans[last]?.end ?? span.end };
}

function lineAt(document: DockerfileDocument, offset: number): Span {
  const line = document.lines.lineAt(offset);
  return { start: document.lines.starts[line]!, end: document.lines.lineEnd(line) };
}
