/**
 * Semantic tokens: one walk over the tree, linear in the text. Shell text is coloured from the shell parser's commands when it is loaded,
 * variables everywhere from the lexer, scripts in other languages from a light scanner. A token never spans lines.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { parseMount } from '../model/mounts.ts';
import { flagPlacer } from '../model/places.ts';
import { allScriptsOf, commandsIn } from '../shell/commands.ts';
import { tokensOfScript } from '../shell/otherLanguages.ts';
import { fileSpanOf } from '../shell/scriptMap.ts';
import { shellsOf } from '../shell/shells.ts';
import type { Flag, Instruction, Span } from '../syntax/tree.ts';
import { shellUses } from './symbolAt.ts';

export const tokenTypes = [
  'keyword',
  'comment',
  'parameter', // flags and mount keys
  'namespace', // image names and stages
  'property', // names of ENV, LABEL, ARG
  'variable', // $NAME
  'string',
  'number',
  'function', // commands in RUN
  'macro', // parser directives
  'operator',
] as const;
export type TokenType = (typeof tokenTypes)[number];

/**
 * `instruction` is ours: it tells FROM and AS from the keywords of languages inside a RUN, so that package.json can give them the colour that
 * the grammar gives. Nothing changes colour when the server answers, or where it is not asked, as in a diff.
 */
export const tokenModifiers = ['declaration', 'deprecated', 'instruction'] as const;

interface Mark {
  readonly span: Span;
  readonly type: TokenType;
  readonly modifiers: number;
}

/** The tokens as LSP encodes them: five numbers each, relative to the one before. With `range` only those that touch it. */
export function semanticTokens(document: DockerfileDocument, range?: Span): number[] {
  const marks = marksOf(document, range).sort((a, b) => a.span.start - b.span.start || b.span.end - a.span.end);
  return encode(document, withoutOverlap(marks));
}

/** Later, smaller marks win inside bigger ones: the bigger one is cut. */
function withoutOverlap(marks: readonly Mark[]): Mark[] {
  const out: Mark[] = [];
  const stack: Mark[] = [];
  let at = 0;
  const emit = (mark: Mark, start: number, end: number): void => {
    if (end > start) out.push({ ...mark, span: { start, end } });
  };
  const closeUntil = (offset: number): void => {
    while (stack.length > 0 && stack.at(-1)!.span.end <= offset) {
      const mark = stack.pop()!;
      emit(mark, Math.max(at, mark.span.start), mark.span.end);
      at = Math.max(at, mark.span.end);
    }
  };
  for (const mark of marks) {
    closeUntil(mark.span.start);
    const top = stack.at(-1);
    if (top) {
      if (mark.span.end > top.span.end) continue;
      emit(top, Math.max(at, top.span.start), mark.span.start);
    }
    at = Math.max(at, mark.span.start);
    stack.push(mark);
  }
  closeUntil(Number.POSITIVE_INFINITY);
  return out.sort((a, b) => a.span.start - b.span.start);
}

function marksOf(document: DockerfileDocument, range: Span | undefined): Mark[] {
  const marks: Mark[] = [];
  const touches = (span: Span): boolean => !range || (span.start <= range.end && span.end >= range.start);
  const add = (span: Span | undefined, type: TokenType, ...modifiers: (typeof tokenModifiers)[number][]): void => {
    if (!span || span.end <= span.start || !touches(span)) return;
    let bits = 0;
    for (const modifier of modifiers) bits |= 1 << tokenModifiers.indexOf(modifier);
    marks.push({ span, type, modifiers: bits });
  };
  for (const directive of document.tree.directives) {
    add(directive.nameSpan, 'macro');
    add(directive.valueSpan, 'string');
  }
  for (const comment of document.tree.comments) add(comment.span, 'comment');
  const shells = shellsOf(document.tree);
  for (const instruction of document.tree.instructions) {
    if (!touches(instruction.span)) continue;
    for (let target: Instruction | undefined = instruction; target; target = target.trigger) {
      markInstruction(target, shells[instruction.index] ?? [], add);
    }
    for (const heredoc of instruction.heredocs) {
      add(heredoc.nameSpan, 'operator');
      if (heredoc.terminated) add(heredoc.terminatorSpan, 'operator');
    }
  }
  for (const use of document.stageModel.uses) if (use.target) add(use.span, 'namespace');
  for (const use of document.variables.uses) add(use.span, 'variable');
  for (const use of shellUses(document)) add(use.span, 'variable');
  return marks;
}

type Add = (span: Span | undefined, type: TokenType, ...modifiers: (typeof tokenModifiers)[number][]) => void;

function markInstruction(instruction: Instruction, shell: readonly string[], add: Add): void {
  if (instruction.name === 'MAINTAINER') add(instruction.keyword.span, 'keyword', 'deprecated', 'instruction');
  else if (instruction.known) add(instruction.keyword.span, 'keyword', 'instruction');
  for (const flag of instruction.flags) markFlag(instruction, flag, add);
  for (const pair of instruction.pairs) {
    add(pair.keySpan, 'property', 'declaration');
    add(pair.valueSpan, 'string');
  }
  const { words } = instruction;
  switch (instruction.name) {
    case 'FROM':
      add(words[0]?.span, 'namespace');
      if (words.length === 3) {
        add(words[1]!.span, 'keyword', 'instruction');
        add(words[2]!.span, 'namespace', 'declaration');
      }
      return;
    case 'EXPOSE':
      for (const word of words) if (/^\d/.test(word.value)) add(word.span, 'number');
      return;
    case 'HEALTHCHECK':
      add(words[0]?.span, 'keyword', 'instruction');
      break;
    default:
  }
  if (instruction.json)
    for (const word of words) if (word !== words[0] || instruction.name !== 'HEALTHCHECK') add(word.span, 'string');
  if (!['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(instruction.name) || instruction.json) return;
  for (const command of commandsIn(instruction, shell) ?? []) add(command.name?.span, 'function');
  for (const script of allScriptsOf(instruction, shell)) {
    const tokens = script.kind === 'exec' ? undefined : tokensOfScript(script.interpreter, script.text);
    for (const { start, end, type } of tokens ?? []) add(fileSpanOf(script.map, start, end), type);
  }
}

function markFlag(instruction: Instruction, flag: Flag, add: Add): void {
  add(flag.nameSpan, 'parameter');
  if (!flag.valueSpan) return;
  if (instruction.name !== 'RUN' || flag.name !== 'mount') {
    add(flag.valueSpan, 'string');
    return;
  }
  const place = flagPlacer(instruction, flag);
  for (const field of parseMount(flag.value ?? '').fields) {
    add(place(field.keySpan), 'parameter');
    if (field.valueSpan) add(place(field.valueSpan), 'string');
  }
}

/** Marks that run over line ends (words across continuations) are cut at them. */
function encode(document: DockerfileDocument, marks: readonly Mark[]): number[] {
  const data: number[] = [];
  let lastLine = 0;
  let lastCharacter = 0;
  const { lines } = document;
  let line = 0;
  for (const mark of marks) {
    let start = mark.span.start;
    while (start < mark.span.end) {
      while (line + 1 < lines.count && lines.starts[line + 1]! <= start) line++;
      const end = Math.min(mark.span.end, lines.lineEnd(line));
      if (end > start) {
        const character = start - lines.starts[line]!;
        data.push(
          line - lastLine,
          line === lastLine ? character - lastCharacter : character,
          end - start,
          tokenTypes.indexOf(mark.type),
          mark.modifiers,
        );
        lastLine = line;
        lastCharacter = character;
      }
      const next = lines.starts[line + 1];
      if (next === undefined || next >= mark.span.end) break;
      start = next;
    }
  }
  return data;
}
