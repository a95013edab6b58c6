/**
 * The tree as a flat list of tokens that tile the text: nothing is left out, nothing overlaps. `print` joins them again. What the
 * formatter and the round-trip test rest on.
 */
import { isGoSpace } from './characters.ts';
import type { DockerfileTree, Instruction, Span } from './tree.ts';

export type TokenKind =
  | 'byte-order-mark'
  | 'space' // blanks and line ends
  | 'comment'
  | 'directive'
  | 'keyword'
  | 'flag'
  | 'argument' // what stands between blanks behind keyword and flags
  | 'continuation' // the escape token at the end of a continued line
  | 'heredoc-content'
  | 'heredoc-terminator';

export interface Token {
  readonly kind: TokenKind;
  readonly span: Span;
  /** Index in `tree.instructions`. */
  readonly instruction?: number;
}

/** The tokens of the tree in the order of the text. */
export function tokensOf(tree: DockerfileTree): readonly Token[] {
  const marks: Token[] = [];
  if (tree.hasBom) marks.push({ kind: 'byte-order-mark', span: { start: 0, end: 1 } });
  for (const item of tree.items) {
    if (item.kind === 'instruction') marks.push(...instructionTokens(tree, item));
    else if (item.kind !== 'blank') marks.push({ kind: item.kind, span: item.span });
  }
  const tokens: Token[] = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.span.start > at) tokens.push({ kind: 'space', span: { start: at, end: mark.span.start } });
    tokens.push(mark);
    at = mark.span.end;
  }
  if (at < tree.text.length) tokens.push({ kind: 'space', span: { start: at, end: tree.text.length } });
  return tokens;
}

/** The text of the tree, from its tokens: the input, byte for byte. */
export function print(tree: DockerfileTree): string {
  return tokensOf(tree)
    .map(token => tree.text.slice(token.span.start, token.span.end))
    .join('');
}

function instructionTokens(tree: DockerfileTree, instruction: Instruction): Token[] {
  const { text } = tree;
  const { index } = instruction;
  const fixed: Token[] = [
    ...instruction.comments.map(comment => ({ kind: 'comment' as const, span: comment.span, instruction: index })),
    ...instruction.continuations.map(span => ({ kind: 'continuation' as const, span, instruction: index })),
  ];
  for (const heredoc of instruction.heredocs) {
    const { contentSpan, terminatorSpan } = heredoc;
    if (contentSpan.end > contentSpan.start)
      fixed.push({ kind: 'heredoc-content', span: contentSpan, instruction: index });
    if (terminatorSpan.end > terminatorSpan.start) {
      fixed.push({ kind: 'heredoc-terminator', span: terminatorSpan, instruction: index });
    }
  }
  fixed.sort((a, b) => a.span.start - b.span.start);
  const tokens: Token[] = [];
  // Between the fixed pieces stand the instruction's own words: cut at blanks, told apart by where they begin.
  const restStart = instruction.rest?.span.start ?? instruction.span.end;
  const keywordEnd = instruction.keyword.span.end;
  const words = (start: number, end: number): void => {
    let at = start;
    while (at < end) {
      while (at < end && isGoSpace(text.charCodeAt(at))) at++;
      const wordStart = at;
      while (at < end && !isGoSpace(text.charCodeAt(at))) at++;
      if (at === wordStart) continue;
      const kind = wordStart < keywordEnd ? 'keyword' : wordStart < restStart ? 'flag' : 'argument';
      tokens.push({ kind, span: { start: wordStart, end: at }, instruction: index });
    }
  };
  let at = instruction.span.start;
  for (const token of fixed) {
    words(at, token.span.start);
    tokens.push(token);
    at = token.span.end;
  }
  words(at, instruction.span.end);
  return tokens;
}
