/**
 * What stands at an offset: the one answer to "where is the cursor" that hover, completion, definition and their kin share.
 * Reads the tree only; meaning (values, stages, images) is looked up by the feature.
 */
import { lastAtMost } from '../syntax/search.ts';
import type {
  Comment,
  Directive,
  DockerfileTree,
  Flag,
  Heredoc,
  Instruction,
  Pair,
  Span,
  Word,
} from '../syntax/tree.ts';

export type Place =
  | { readonly kind: 'directive-name'; readonly directive: Directive; readonly span: Span }
  | { readonly kind: 'directive-value'; readonly directive: Directive; readonly span: Span }
  | { readonly kind: 'comment'; readonly comment: Comment; readonly span: Span }
  | { readonly kind: 'blank'; readonly span: Span }
  | InstructionPlace;

export type InstructionPlace = {
  /** The instruction itself; inside an ONBUILD its trigger. */
  readonly instruction: Instruction;
  readonly span: Span;
} & (
  | { readonly kind: 'keyword' }
  | { readonly kind: 'flag-name' | 'flag-value'; readonly flag: Flag }
  /** FROM: the image or stage. */
  | { readonly kind: 'base'; readonly word: Word }
  | { readonly kind: 'as'; readonly word: Word }
  | { readonly kind: 'stage-name'; readonly word: Word }
  | { readonly kind: 'pair-key' | 'pair-value'; readonly pair: Pair }
  /** One of the words of ADD, COPY, VOLUME, EXPOSE: a source or destination, a path, a port. */
  | { readonly kind: 'argument'; readonly word: Word; readonly wordIndex: number; readonly last: boolean }
  /** The whole argument of WORKDIR, USER, STOPSIGNAL, MAINTAINER. */
  | { readonly kind: 'text'; readonly word: Word }
  | { readonly kind: 'healthcheck-type'; readonly word: Word }
  /** Shell form: somewhere in the command line of RUN, CMD, ENTRYPOINT, HEALTHCHECK CMD. */
  | { readonly kind: 'shell'; readonly word: Word }
  /** One string of an exec form (or of SHELL). */
  | { readonly kind: 'exec'; readonly word: Word; readonly wordIndex: number }
  | { readonly kind: 'heredoc-operator' | 'heredoc-body' | 'heredoc-terminator'; readonly heredoc: Heredoc }
  /** Between words, or behind the last one. */
  | { readonly kind: 'gap' }
);

/** The place of an offset. An end counts as inside, so that a cursor right behind a word is on it. */
export function placeAt(tree: DockerfileTree, offset: number): Place {
  const item = itemAt(tree, offset);
  if (!item || item.kind === 'blank') return { kind: 'blank', span: item?.span ?? { start: offset, end: offset } };
  if (item.kind === 'comment') return { kind: 'comment', comment: item, span: item.span };
  if (item.kind === 'directive') {
    if (holds(item.nameSpan, offset)) return { kind: 'directive-name', directive: item, span: item.nameSpan };
    if (holds(item.valueSpan, offset)) return { kind: 'directive-value', directive: item, span: item.valueSpan };
    return { kind: 'directive-name', directive: item, span: item.span };
  }
  const comment = item.comments.find(candidate => holds(candidate.span, offset));
  if (comment) return { kind: 'comment', comment, span: comment.span };
  return instructionPlace(item, offset);
}

/** The place within an instruction; looks into the trigger of an ONBUILD. */
export function instructionPlace(instruction: Instruction, offset: number): InstructionPlace {
  if (holds(instruction.keyword.span, offset)) return { kind: 'keyword', instruction, span: instruction.keyword.span };
  for (const heredoc of instruction.heredocs) {
    const at = heredocPlace(heredoc, offset);
    if (at) return { kind: at.kind, heredoc, instruction: instruction.trigger ?? instruction, span: at.span };
  }
  for (const flag of instruction.flags) {
    if (flag.valueSpan && offset >= flag.valueSpan.start && offset <= flag.valueSpan.end) {
      return { kind: 'flag-value', flag, instruction, span: flag.valueSpan };
    }
    if (holds(flag.span, offset)) return { kind: 'flag-name', flag, instruction, span: flag.nameSpan };
  }
  if (instruction.trigger) return instructionPlace(instruction.trigger, offset);
  return argumentPlace(instruction, offset);
}

function argumentPlace(instruction: Instruction, offset: number): InstructionPlace {
  const { words, name } = instruction;
  const gap: InstructionPlace = { kind: 'gap', instruction, span: { start: offset, end: offset } };
  for (const pair of instruction.pairs) {
    if (holds(pair.keySpan, offset)) return { kind: 'pair-key', pair, instruction, span: pair.keySpan };
    if (pair.valueSpan && holds(pair.valueSpan, offset)) {
      return { kind: 'pair-value', pair, instruction, span: pair.valueSpan };
    }
  }
  if (instruction.pairs.length > 0) return gap;
  const wordIndex = words.findIndex(word => holds(word.span, offset));
  if (wordIndex === -1) return gap;
  const word = words[wordIndex]!;
  const at = { instruction, word, span: word.span };
  switch (name) {
    case 'FROM':
      if (wordIndex === 0) return { kind: 'base', ...at };
      return { kind: wordIndex === 1 ? 'as' : 'stage-name', ...at };
    case 'ADD':
    case 'COPY':
    case 'EXPOSE':
    case 'VOLUME':
      return { kind: 'argument', ...at, wordIndex, last: wordIndex === words.length - 1 };
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return { kind: 'text', ...at };
    case 'HEALTHCHECK':
      if (wordIndex === 0) return { kind: 'healthcheck-type', ...at };
      return instruction.json ? { kind: 'exec', ...at, wordIndex: wordIndex - 1 } : { kind: 'shell', ...at };
    default:
      return instruction.json ? { kind: 'exec', ...at, wordIndex } : { kind: 'shell', ...at };
  }
}

function heredocPlace(
  heredoc: Heredoc,
  offset: number,
): { readonly kind: 'heredoc-operator' | 'heredoc-body' | 'heredoc-terminator'; readonly span: Span } | undefined {
  if (holds(heredoc.operatorSpan, offset)) return { kind: 'heredoc-operator', span: heredoc.operatorSpan };
  if (heredoc.terminated && holds(heredoc.terminatorSpan, offset)) {
    return { kind: 'heredoc-terminator', span: heredoc.terminatorSpan };
  }
  const { contentSpan } = heredoc;
  return offset >= contentSpan.start && offset < contentSpan.end
    ? { kind: 'heredoc-body', span: contentSpan }
    : undefined;
}

/** Whether the offset is in the span or at one of its ends. */
export function holds(span: Span, offset: number): boolean {
  return offset >= span.start && offset <= span.end;
}

/** The item whose lines hold the offset. Blanks behind an instruction's text, on its last line, still belong to it. */
function itemAt(tree: DockerfileTree, offset: number): DockerfileTree['items'][number] | undefined {
  const item = tree.items[lastAtMost(tree.items, offset, ({ span }) => span.start)];
  if (!item) return undefined;
  if (offset <= item.span.end && offset >= item.span.start) return item;
  if (offset < item.span.start) return undefined;
  return tree.lines.lineAt(offset) === tree.lines.lineAt(item.span.end) ? item : undefined;
}
