/**
 * Formatting that keeps meaning. It rewrites only what the lossless tree knows: keyword case, blanks between words, the JSON form, blanks
 * round continuations and their indentation, blank lines, the end of the file. Comments and heredocs stay byte for byte. Every
 * instruction is parsed again and compared; one that would differ stays as it was, and the whole result goes through the gate.
 */
import { checkEdit, meaningOf } from '../../refactor/gate.ts';
import { applyEdits, type TextEdit } from '../../syntax/edit.ts';
import { indexOf } from '../../syntax/logical.ts';
import { parse } from '../../syntax/parse.ts';
import type { DockerfileTree, Instruction, Span, Word } from '../../syntax/tree.ts';
import { plainPositions, withoutLayout } from './plainText.ts';

export interface FormatOptions {
  readonly keywordCase: 'upper' | 'lower' | 'keep';
  /** What a continuation line is indented with. */
  readonly indent: string;
  /** More blank lines in a row than this are cut. */
  readonly maximumBlankLines: number;
}

export const defaultFormatOptions: FormatOptions = { keywordCase: 'upper', indent: '    ', maximumBlankLines: 2 };

/** The edits that format a file, or the lines of `range`; empty when there is nothing to do. Small edits, sorted, not overlapping. */
export function formatEdits(tree: DockerfileTree, options: FormatOptions, range?: Span): readonly TextEdit[] {
  const shellIsPosix = usesPosixShells(tree);
  const edits: TextEdit[] = [];
  for (const [index, item] of tree.items.entries()) {
    if (range && !touchesLines(tree, item.span, range)) continue;
    if (item.kind === 'blank') edits.push(...blankLineEdits(tree, index, options));
    if (item.kind === 'instruction') edits.push(...checkedInstructionEdits(tree, item, options, shellIsPosix));
  }
  if (!range || range.end >= tree.text.length) edits.push(...endOfFileEdits(tree));
  const changes = edits.filter(edit => tree.text.slice(edit.span.start, edit.span.end) !== edit.newText);
  if (changes.length === 0) return [];
  const verdict = checkEdit({
    before: tree,
    edits: changes,
    claims: { comments: 'same', equivalent: (before, after) => sameInstruction(before, after) },
  });
  return verdict.ok ? changes : [];
}

/** The formatted text. */
export function formatText(text: string, options: Partial<FormatOptions> = {}): string {
  const tree = parse(text);
  const indent = options.indent ?? prevailingIndent(tree) ?? defaultFormatOptions.indent;
  return applyEdits(text, formatEdits(tree, { ...defaultFormatOptions, ...options, indent }));
}

/** The indentation that most continued instructions of the file have; undefined when there is none. */
export function prevailingIndent(tree: DockerfileTree): string | undefined {
  const shellIsPosix = usesPosixShells(tree);
  const counts = new Map<string, number>();
  for (const instruction of tree.instructions) {
    const prefix = commonIndent(movableLines(tree, instruction, headerLines(tree, instruction), shellIsPosix));
    if (prefix) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Same but for layout: blanks that only separate, the case of keywords, the spacing of a JSON array. */
export function sameInstruction(before: Instruction, after: Instruction): boolean {
  if (meaningOf(before) === meaningOf(after)) return true;
  return shellMeaning(before) !== undefined && shellMeaning(before) === shellMeaning(after);
}

/** The shell form without its layout; undefined for instructions that hold no shell text. */
function shellMeaning(instruction: Instruction): string | undefined {
  const target = instruction.trigger ?? instruction;
  if (target.json || !['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(target.name)) return undefined;
  const [first, ...rest] = target.words;
  const isHealthcheck = target.name === 'HEALTHCHECK';
  const text = isHealthcheck ? rest[0]?.value : first?.value;
  return JSON.stringify([
    instruction.name,
    target.name,
    isHealthcheck ? first?.value.toUpperCase() : '',
    target.flags.map(flag => flag.text),
    text === undefined ? '' : withoutLayout(text),
    instruction.heredocs.map(heredoc => [
      heredoc.name,
      heredoc.fileDescriptor,
      heredoc.expand,
      heredoc.chomp,
      heredoc.content,
    ]),
  ]);
}

// ---- one instruction ---------------------------------------------------------------------------------------------------

function checkedInstructionEdits(
  tree: DockerfileTree,
  instruction: Instruction,
  options: FormatOptions,
  shellIsPosix: boolean,
): readonly TextEdit[] {
  if (!instruction.known || instruction.problems.length > 0) return [];
  const lineStart = tree.lines.starts[instruction.startLine - 1]!;
  const edits = instructionEdits(tree, instruction, options, shellIsPosix).filter(
    edit => tree.text.slice(edit.span.start, edit.span.end) !== edit.newText,
  );
  if (edits.length === 0) return [];
  const body = { start: Math.max(lineStart, tree.hasBom ? 1 : 0), end: instruction.span.end };
  const lineEnd = tree.lines.lineEnd(tree.lines.lineAt(body.end));
  const text = applyEdits(
    tree.text.slice(body.start, lineEnd),
    edits.map(edit => ({
      span: { start: edit.span.start - body.start, end: edit.span.end - body.start },
      newText: edit.newText,
    })),
  );
  // Parsed alone, under the same escape token.
  const alone = parse((tree.escape === '`' ? '# escape=`\n' : '\n') + text);
  const [after] = alone.instructions;
  const agrees = after !== undefined && alone.instructions.length === 1 && sameInstruction(instruction, after);
  return agrees ? edits : [];
}

function instructionEdits(
  tree: DockerfileTree,
  instruction: Instruction,
  options: FormatOptions,
  shellIsPosix: boolean,
): TextEdit[] {
  const { text } = tree;
  const edits: TextEdit[] = [];
  const lineStart = Math.max(tree.lines.starts[instruction.startLine - 1]!, tree.hasBom ? 1 : 0);
  edits.push({ span: { start: lineStart, end: instruction.span.start }, newText: '' });
  for (let target: Instruction | undefined = instruction; target; target = target.trigger) {
    edits.push(...keywordEdits(text, target, options), ...gapEdits(text, target), ...jsonEdits(text, target));
  }
  edits.push(...lineEdits(tree, instruction, options, shellIsPosix));
  return edits;
}

function keywordEdits(text: string, instruction: Instruction, options: FormatOptions): TextEdit[] {
  if (options.keywordCase === 'keep') return [];
  const words: Word[] = [instruction.keyword];
  if (instruction.name === 'FROM' && instruction.words.length === 3) words.push(instruction.words[1]!);
  if (instruction.name === 'HEALTHCHECK' && instruction.words[0]) words.push(instruction.words[0]);
  return (
    words
      // A keyword that is split by a continuation is left alone.
      .filter(word => text.slice(word.span.start, word.span.end) === word.value)
      .map(word => ({
        span: word.span,
        newText: options.keywordCase === 'upper' ? word.value.toUpperCase() : word.value.toLowerCase(),
      }))
  );
}

/** One blank between keyword, flags and words that stand on one line. */
function gapEdits(text: string, instruction: Instruction): TextEdit[] {
  const separate = !instruction.json || instruction.name === 'HEALTHCHECK';
  const rest = instruction.rest && { span: instruction.rest.span };
  const pieces: { readonly span: Span }[] = [instruction.keyword, ...instruction.flags];
  if (!separate || instruction.words.length === 0 || instruction.trigger) {
    if (rest) pieces.push(rest);
  } else if (instruction.name === 'HEALTHCHECK' && instruction.json) {
    const type = instruction.words[0]!;
    pieces.push(type);
    const open = text.indexOf('[', type.span.end);
    if (open !== -1) pieces.push({ span: { start: open, end: open + 1 } });
  } else pieces.push(...instruction.words);
  const edits: TextEdit[] = [];
  for (let index = 1; index < pieces.length; index++) {
    const start = pieces[index - 1]!.span.end;
    const end = pieces[index]!.span.start;
    if (end > start && /^[ \t]+$/.test(text.slice(start, end))) edits.push({ span: { start, end }, newText: ' ' });
  }
  return edits;
}

/** `["a", "b"]` when the array stands on one line; the strings themselves are kept as written. */
function jsonEdits(text: string, instruction: Instruction): TextEdit[] {
  if (!instruction.json || !instruction.rest) return [];
  const strings = instruction.name === 'HEALTHCHECK' ? instruction.words.slice(1) : instruction.words;
  const first = strings[0];
  if (!first) return [];
  const start = text.lastIndexOf('[', first.span.start);
  const end = instruction.rest.span.end;
  const array = text.slice(start, end);
  if (start < instruction.keyword.span.end || array.includes('\n')) return [];
  return [
    {
      span: { start, end },
      newText: `[${strings.map(word => text.slice(word.span.start, word.span.end)).join(', ')}]`,
    },
  ];
}

// ---- continuation lines ------------------------------------------------------------------------------------------------

interface HeaderLine {
  readonly kind: 'content' | 'comment' | 'empty';
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  /** The blanks it begins with. */
  readonly indent: string;
  /** Where its continuation character stands. */
  readonly continuation: number | undefined;
}

/** The lines of an instruction before its heredocs, the first one included. */
function headerLines(tree: DockerfileTree, instruction: Instruction): HeaderLine[] {
  const bodyStart = instruction.heredocs[0]?.contentSpan.start ?? Number.POSITIVE_INFINITY;
  const lines: HeaderLine[] = [];
  const continuations = new Map(instruction.continuations.map(span => [tree.lines.lineAt(span.start), span.start]));
  for (let line = instruction.startLine - 1; line < instruction.endLine; line++) {
    const start = tree.lines.starts[line]!;
    if (start >= bodyStart) break;
    const end = tree.lines.lineEnd(line);
    const text = tree.text.slice(start, end);
    const indent = /^[ \t]*/.exec(text)![0];
    const rest = text.slice(indent.length);
    const kind =
      rest.trim() === '' ? 'empty' : rest.startsWith('#') && line >= instruction.startLine ? 'comment' : 'content';
    lines.push({ kind, start, end, indent, continuation: continuations.get(line) });
  }
  return lines;
}

function lineEdits(
  tree: DockerfileTree,
  instruction: Instruction,
  options: FormatOptions,
  shellIsPosix: boolean,
): TextEdit[] {
  const { text } = tree;
  const lines = headerLines(tree, instruction);
  const edits: TextEdit[] = [];
  const isPlain = plainOffsets(instruction, shellIsPosix);
  for (const line of lines) {
    if (line.kind === 'empty') edits.push({ span: { start: line.start, end: line.end }, newText: '' });
    if (line.kind !== 'content') continue;
    const contentStart = line.start + line.indent.length;
    const { continuation } = line;
    if (continuation === undefined) {
      const end = endWithoutBlanks(text, contentStart, line.end);
      edits.push({ span: { start: end, end: line.end }, newText: '' });
      continue;
    }
    edits.push({ span: { start: continuation + 1, end: line.end }, newText: '' });
    const end = endWithoutBlanks(text, contentStart, continuation);
    if (end < continuation && end > contentStart && isPlain(end))
      edits.push({ span: { start: end, end: continuation }, newText: ' ' });
  }
  const adjustable = movableLines(tree, instruction, lines, shellIsPosix);
  edits.push(...indentEdits(instruction, lines.slice(1), adjustable, options));
  return edits;
}

/** Whether blanks at an offset of the file only separate. */
function plainOffsets(instruction: Instruction, shellIsPosix: boolean): (offset: number) => boolean {
  const movable = layoutIsFree(instruction, shellIsPosix) ? plainPositions(instruction.logical.text) : undefined;
  return offset => movable?.[indexOf(instruction.logical, offset)] ?? false;
}

/** Those of the header lines that continue the first one and whose indentation means nothing. */
function movableLines(
  { text }: DockerfileTree,
  instruction: Instruction,
  header: readonly HeaderLine[],
  shellIsPosix: boolean,
): HeaderLine[] {
  const isPlain = plainOffsets(instruction, shellIsPosix);
  const isArray = (instruction.trigger ?? instruction).json;
  const lines = header.filter(line => line.kind === 'content');
  return lines.filter((line, index) => {
    if (index === 0) return false;
    const contentStart = line.start + line.indent.length;
    // The closing bracket of an array stands where the author put it; behind `word\` an indentation would become a blank inside the word.
    if (isArray && text[contentStart] === ']') return false;
    const { continuation } = lines[index - 1]!;
    const glued = continuation !== undefined && !/[ \t]/.test(text[continuation - 1] ?? ' ');
    return isPlain(contentStart) && !(glued && line.indent === '');
  });
}

/**
 * The block of continuation lines moves as a whole: what its lines have in common becomes one indentation, so that alignment within the
 * block stays. A block that is aligned under the first argument stays where the author put it.
 */
function indentEdits(
  instruction: Instruction,
  lines: readonly HeaderLine[],
  adjustable: readonly HeaderLine[],
  options: FormatOptions,
): TextEdit[] {
  const prefix = commonIndent(adjustable);
  if (prefix === undefined || prefix === options.indent) return [];
  // Tabs and blanks side by side: which lines the author saw aligned depends on his tab width.
  if (prefix === '' && adjustable.every(line => line.indent !== '')) return [];
  const first = instruction.flags[0] ?? instruction.words[0] ?? instruction.rest;
  const argumentColumn = first ? instruction.keyword.value.length + 1 : 0;
  if (prefix === ' '.repeat(argumentColumn) && (instruction.name === 'ENV' || instruction.name === 'LABEL')) return [];
  return lines
    .filter(
      line => adjustable.includes(line) || (line.kind === 'comment' && prefix !== '' && line.indent.startsWith(prefix)),
    )
    .map(line => ({ span: { start: line.start, end: line.start + prefix.length }, newText: options.indent }));
}

/** The blanks that all these lines begin with; undefined for no lines. */
function commonIndent(lines: readonly HeaderLine[]): string | undefined {
  let prefix: string | undefined;
  for (const line of lines) {
    if (prefix === undefined) prefix = line.indent;
    while (!line.indent.startsWith(prefix)) prefix = prefix.slice(0, -1);
  }
  return prefix;
}

/** Whether blanks at the ends of lines may change at all: between words yes, in one whole text no, in a shell text where we know the shell. */
function layoutIsFree(instruction: Instruction, shellIsPosix: boolean): boolean {
  const target = instruction.trigger ?? instruction;
  if (target.json) return true;
  switch (target.name) {
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
      return shellIsPosix;
    case 'ENV':
    case 'LABEL':
      return target.pairs.every(pair => pair.form === 'equals');
    case 'ADD':
    case 'ARG':
    case 'COPY':
    case 'EXPOSE':
    case 'FROM':
    case 'VOLUME':
      return true;
    default:
      return false;
  }
}

const posixShells: ReadonlySet<string> = new Set(['sh', 'bash', 'ash', 'dash', 'zsh', 'ksh', 'mksh', 'busybox']);

/** No SHELL of the file names anything else (python, PowerShell …), and it is not written for Windows. */
function usesPosixShells(tree: DockerfileTree): boolean {
  if (tree.escape === '`') return false;
  return tree.instructions.every(
    instruction => instruction.name !== 'SHELL' || posixShells.has((instruction.args[0] ?? '').replace(/^.*\//, '')),
  );
}

// ---- blank lines and the end of the file -----------------------------------------------------------------------------------

function blankLineEdits(tree: DockerfileTree, index: number, options: FormatOptions): TextEdit[] {
  const item = tree.items[index]!;
  const first = tree.lines.lineAt(item.span.start);
  const last = tree.lines.lineAt(item.span.end);
  // The end of the file is another rule's; at its start a blank line decides whether a comment is a directive.
  if (index === tree.items.length - 1 || index === 0) return [];
  const edits: TextEdit[] = [];
  for (let line = first; line <= last; line++) {
    const start = tree.lines.starts[line]!;
    if (line - first >= options.maximumBlankLines) {
      edits.push({ span: { start, end: tree.lines.starts[line + 1] ?? tree.text.length }, newText: '' });
    } else edits.push({ span: { start, end: tree.lines.lineEnd(line) }, newText: '' });
  }
  return edits;
}

/** One line end at the end, no blank lines before it. */
function endOfFileEdits(tree: DockerfileTree): TextEdit[] {
  const last = tree.items.findLast(item => item.kind !== 'blank');
  if (!last) return [];
  // An instruction that is still being continued, or a heredoc without its end, has no end to tidy.
  if (last.kind === 'instruction') {
    const open = last.continuations.at(-1);
    const header = last.heredocs.length > 0 ? last.heredocs.every(heredoc => heredoc.terminated) : true;
    if (!header || (open && tree.lines.lineAt(open.start) >= last.endLine - 1)) return [];
    if (
      last.comments.some(comment => comment.span.end >= last.span.end) ||
      last.emptyLines.some(span => span.end >= last.span.end)
    )
      return [];
  }
  const end = tree.lines.lineEnd(tree.lines.lineAt(last.span.end));
  return [{ span: { start: end, end: tree.text.length }, newText: tree.eol }];
}

function touchesLines(tree: DockerfileTree, span: Span, range: Span): boolean {
  const start = tree.lines.starts[tree.lines.lineAt(range.start)]!;
  const end = tree.lines.lineEnd(tree.lines.lineAt(range.end));
  return span.start <= end && span.end >= start;
}

function endWithoutBlanks(text: string, start: number, end: number): number {
  while (end > start && (text[end - 1] === ' ' || text[end - 1] === '\t')) end--;
  return end;
}
