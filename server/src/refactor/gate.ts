/**
 * The one gate for every edit: formatter, rename, quick fix, fix-all and conversion all end here. It makes the edits, parses the
 * result, and compares it with what was there: whatever the edit does not claim to change must mean the same as before.
 */
import { applyEdits, hasOverlap, sortedEdits, type TextEdit } from '../syntax/edit.ts';
import { instructionProblems } from '../syntax/instructions.ts';
import { parse } from '../syntax/parse.ts';
import type { DockerfileTree, Instruction } from '../syntax/tree.ts';

export { applyEdits } from '../syntax/edit.ts';

/** What an edit says that it changes. Everything that is not named must stay as it is. */
export interface EditClaims {
  /**
   * Indexes (`instruction.index` of the old tree) of the instructions that are rewritten, deleted, or get new ones before or
   * behind them. Instructions that are not listed keep their meaning and order, and nothing new stands between two of them.
   */
  readonly instructions?: readonly number[] | 'all';
  /**
   * `same`: the list of comments is equal. `kept` (the default): each one is still there, new ones and another order are allowed.
   * `any`: the edit is about comments, or drops code together with its comments.
   */
  readonly comments?: 'same' | 'kept' | 'any';
  /** Texts of comments that go with an instruction that is dropped, although the others are kept. */
  readonly lostComments?: readonly string[];
  /** Parser directives may change (a merged `# check=`). */
  readonly directives?: boolean;
  /** Tells whether an instruction that is not claimed still means the same although its text differs (blanks in a RUN …). */
  readonly equivalent?: (before: Instruction, after: Instruction) => boolean;
}

export interface EditRequest {
  /** The text, or its tree when there is one. */
  readonly before: string | DockerfileTree;
  /** Offsets into the text before. */
  readonly edits: readonly TextEdit[];
  readonly claims?: EditClaims;
}

export type EditVerdict =
  | { readonly ok: true; readonly text: string; readonly tree: DockerfileTree }
  /** A sentence for logs and refusals. */
  | { readonly ok: false; readonly reason: string };

/** Makes the edits if nothing but what they claim changes. Never throws; costs one parse. */
export function checkEdit({ before, edits, claims = {} }: EditRequest): EditVerdict {
  const old = typeof before === 'string' ? parse(before) : before;
  const misplaced = placeProblem(old.text, edits);
  if (misplaced !== undefined) return refuse(misplaced);
  const text = applyEdits(old.text, edits);
  const tree = parse(text);
  const reason =
    newProblem(old, tree) ??
    lineEndProblem(old, tree) ??
    directiveProblem(old, tree, claims) ??
    commentProblem(old, tree, claims) ??
    instructionProblem(old, tree, claims);
  return reason === undefined ? { ok: true, text, tree } : refuse(reason);
}

/** What an instruction says, without its layout: name, flags, arguments, heredocs to the byte. Keyword case does not count. */
export function meaningOf(instruction: Instruction): string {
  return JSON.stringify(meaning(instruction));
}

/** Everything that BuildKit would refuse in the file before it builds. */
export function errorCount(tree: DockerfileTree): number {
  return tree.problems.length + instructionProblems(tree).length;
}

function meaning(instruction: Instruction): unknown {
  const heredocs = instruction.heredocs.map(heredoc => [
    heredoc.name,
    heredoc.fileDescriptor,
    heredoc.expand,
    heredoc.chomp,
    heredoc.content,
  ]);
  const args =
    instruction.name === 'FROM' && instruction.args.length === 3
      ? [instruction.args[0], instruction.args[1]!.toUpperCase(), instruction.args[2]]
      : instruction.args;
  return [
    instruction.name,
    instruction.flags.map(flag => flag.text),
    instruction.trigger ? meaning(instruction.trigger) : args,
    instruction.json,
    heredocs,
  ];
}

function refuse(reason: string): EditVerdict {
  return { ok: false, reason };
}

function placeProblem(text: string, edits: readonly TextEdit[]): string | undefined {
  const outside = edits.find(({ span }) => span.start < 0 || span.end < span.start || span.end > text.length);
  if (outside) return `an edit stands outside the text (${outside.span.start}–${outside.span.end} of ${text.length})`;
  return hasOverlap(sortedEdits(edits)) ? 'two edits overlap' : undefined;
}

function newProblem(old: DockerfileTree, tree: DockerfileTree): string | undefined {
  const before = problemCounts(old);
  for (const [code, { count, message, line }] of problemCounts(tree)) {
    if (count > (before.get(code)?.count ?? 0)) return `the result has a new error in line ${line}: ${message}`;
  }
  return undefined;
}

type ProblemCounts = Map<string, { readonly count: number; readonly message: string; readonly line: number }>;

function problemCounts(tree: DockerfileTree): ProblemCounts {
  const counts: ProblemCounts = new Map();
  for (const { code, message, startLine } of [...tree.problems, ...instructionProblems(tree)]) {
    counts.set(code, { count: (counts.get(code)?.count ?? 0) + 1, message, line: startLine });
  }
  return counts;
}

/** A file with one kind of line end must not get the other kind. */
function lineEndProblem(old: DockerfileTree, tree: DockerfileTree): string | undefined {
  if (old.hasBom !== tree.hasBom) return 'the byte-order mark would change';
  const hadCrlf = old.text.includes('\r\n');
  if (!hadCrlf && tree.text.includes('\r\n')) return 'the result mixes line ends';
  if (hadCrlf && !hasLoneLineFeed(old.text) && hasLoneLineFeed(tree.text)) return 'the result mixes line ends';
  return undefined;
}

function hasLoneLineFeed(text: string): boolean {
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) if (text[at - 1] !== '\r') return true;
  return false;
}

function directiveProblem(old: DockerfileTree, tree: DockerfileTree, claims: EditClaims): string | undefined {
  if (claims.directives) return undefined;
  const list = ({ directives }: DockerfileTree) => JSON.stringify(directives.map(({ name, value }) => [name, value]));
  return list(old) === list(tree) ? undefined : 'the parser directives at the top would change';
}

function commentProblem(old: DockerfileTree, tree: DockerfileTree, claims: EditClaims): string | undefined {
  const wanted = claims.comments ?? 'kept';
  if (wanted === 'any') return undefined;
  const before = old.comments.map(comment => comment.text);
  const after = tree.comments.map(comment => comment.text);
  if (wanted === 'same') {
    const same = before.length === after.length && before.every((text, index) => text === after[index]);
    return same ? undefined : 'a comment would be lost, moved or changed';
  }
  const counts = new Map<string, number>();
  for (const text of after) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const text of claims.lostComments ?? []) counts.set(text, (counts.get(text) ?? 0) + 1);
  for (const text of before) {
    const left = counts.get(text) ?? 0;
    if (left === 0) return `the comment "# ${text}" would be lost`;
    counts.set(text, left - 1);
  }
  return undefined;
}

/**
 * The instructions that are not claimed must be found again, in order: runs of neighbours as runs, anything between them only
 * where something is claimed. That is matching a pattern with `*` at the claimed places, so taking the leftmost place is enough.
 */
function instructionProblem(old: DockerfileTree, tree: DockerfileTree, claims: EditClaims): string | undefined {
  if (claims.instructions === 'all') return undefined;
  const claimed = new Set(claims.instructions ?? []);
  const after = tree.instructions;
  const meanings = new Map<Instruction, string>();
  const saidBy = (instruction: Instruction): string => {
    const known = meanings.get(instruction) ?? meaningOf(instruction);
    meanings.set(instruction, known);
    return known;
  };
  const matches = (wanted: Instruction, at: number): boolean => {
    const found = after[at];
    if (found === undefined) return false;
    // The same characters under the same escape token are parsed to the same, which is most instructions of most edits.
    if (old.escape === tree.escape && textOf(old, wanted) === textOf(tree, found)) return true;
    return saidBy(wanted) === saidBy(found) || (claims.equivalent?.(wanted, found) ?? false);
  };
  const runs = keptRuns(old.instructions, claimed);
  const firstIsFree = claimed.has(0);
  const lastIsFree = claimed.has(old.instructions.length - 1);
  let next = 0;
  for (const [index, run] of runs.entries()) {
    const anchored = index === 0 && !firstIsFree;
    const isLast = index === runs.length - 1;
    const latest = after.length - run.length;
    let start = isLast && !lastIsFree ? latest : next;
    if (start < next || (anchored && start !== next)) return lostReason(run, after.length);
    while (start <= latest && !run.every((wanted, offset) => matches(wanted, start + offset))) {
      if (anchored || (isLast && !lastIsFree)) return lostReason(run, after.length, start, matches);
      start++;
    }
    if (start > latest) return lostReason(run, after.length);
    next = start + run.length;
  }
  if (runs.length === 0) return undefined;
  return next < after.length && !lastIsFree ? 'an instruction would be added that the edit does not claim' : undefined;
}

function textOf({ text }: DockerfileTree, { span }: Instruction): string {
  return text.slice(span.start, span.end);
}

/** Neighbours that are not claimed. */
function keptRuns(instructions: readonly Instruction[], claimed: ReadonlySet<number>): Instruction[][] {
  const runs: Instruction[][] = [];
  let previous = -2;
  for (const [index, instruction] of instructions.entries()) {
    if (claimed.has(index)) continue;
    if (index === previous + 1) runs.at(-1)!.push(instruction);
    else runs.push([instruction]);
    previous = index;
  }
  return runs;
}

function lostReason(
  run: readonly Instruction[],
  count: number,
  start?: number,
  matches?: (wanted: Instruction, at: number) => boolean,
): string {
  const lost =
    start !== undefined && matches ? run.find((wanted, offset) => !matches(wanted, start + offset)) : undefined;
  const instruction = lost ?? run[0]!;
  const what = `${instruction.name} of line ${instruction.startLine}`;
  return `${what} would be lost or change its meaning, which the edit does not claim (${count} instructions after it)`;
}
