/**
 * The packages of an install in the order of the alphabet, one on a line, as Docker's best practices ask ("Sort multi-line arguments"): a
 * package is found at once, and a change is one line of a diff. Only where the order means nothing to the package manager, and where every
 * word is a package for certain. A comment stays above its package.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { createDocument } from '../model/document.ts';
import { commandsIn, commandsOf, type ShellCommand } from '../shell/commands.ts';
import type { PackageManager } from '../shell/packageManagers.ts';
import { type PackageCall, packageCallOf } from '../shell/packages.ts';
import { shellAt } from '../shell/shells.ts';
import type { ShellWord } from '../shell/words.ts';
import type { TextEdit } from '../syntax/edit.ts';
import type { Comment, Instruction, Span } from '../syntax/tree.ts';
import {
  commandMeaning,
  instructionAt,
  type Offer,
  proved,
  type RefactoringContext,
  runScriptOf,
} from './refactoring.ts';

const ID = 'sort-packages';
const title = 'Sort the packages, one on a line';

/** Their solvers take all packages together. */
const managers: ReadonlySet<PackageManager> = new Set<PackageManager>(['apt', 'apk', 'yum', 'zypper']);

/** On a RUN that installs packages of the distribution: the install at the cursor, else all of the RUN. */
export function offer(document: DockerfileDocument, span: Span, context?: RefactoringContext): readonly Offer[] {
  const run = instructionAt(document, span);
  const found = run && runScriptOf(document, run);
  if (run === undefined || found === undefined || run.heredocs.length > 0) return [];
  const calls = (commandsOf(found.script) ?? []).flatMap(command => {
    const call = packageCallOf(command);
    return call && managers.has(call.manager) && call.action === 'install' ? [call] : [];
  });
  const touched = calls.filter(({ command }) => command.span.start <= span.end && command.span.end >= span.start);
  const plans = (touched.length > 0 ? touched : calls)
    .filter(({ packages }) => packages.length > 1)
    .map(call => planOf(document, run, call));
  const edits = plans.flatMap(plan => ('edits' in plan ? plan.edits : []));
  const [refusal] = plans.flatMap(plan => ('reason' in plan ? [plan.reason] : []));
  if (edits.length === 0) {
    return refusal !== undefined && context?.explains === true
      ? [{ id: ID, title, kind: 'refactor.rewrite', reason: refusal }]
      : [];
  }
  return proved(
    document,
    {
      id: ID,
      title,
      kind: 'refactor.rewrite',
      safety: 'safe',
      explanation:
        'A package is found at once, and one more is one line of a diff. The order means nothing to the install.',
      edits,
      touches: [run.index],
    },
    after => hasSameCommands(document, after, run),
  );
}

type Plan = { readonly edits: readonly TextEdit[] } | { readonly reason: string };

function planOf(document: DockerfileDocument, run: Instruction, call: PackageCall): Plan {
  const words = call.packages.map(({ word }) => word);
  if (call.uncertain || words.some(({ dynamic }) => dynamic))
    return { reason: 'A variable or command among the packages may be anything, options too.' };
  if (words.some(({ pattern }) => pattern)) return { reason: 'A pattern among the packages is several words.' };
  if (words.some(({ value }) => isOrder(call.manager, value)))
    return { reason: 'One of the words takes a package away: the order may matter.' };
  const { args } = call.command;
  const first = args.indexOf(words[0]!);
  if (words.some((word, index) => args[first + index] !== word))
    return { reason: 'Options stand between the packages.' };
  const before = first === 0 ? call.command.name : args[first - 1];
  const rows = before && rowsOf(document, run, before, words);
  if (before === undefined || rows === undefined) return { reason: 'The packages cannot be told apart in the file.' };
  if (isGrouped(rows)) return { reason: 'Comments divide the packages into groups.' };
  return { edits: editsOf(document, before, rows) };
}

/** `apt-get install a b-`, `apk add !a`, `zypper install -a`: the package goes. */
function isOrder(manager: PackageManager, value: string): boolean {
  return manager === 'apt' ? /[+-]$/.test(value) && !/\+\+$/.test(value) : /^[!~+-]/.test(value);
}

/** A package as it is written, and the comments above it. */
interface Row {
  readonly word: ShellWord;
  readonly text: string;
  readonly comments: readonly Comment[];
}

/** undefined when something else than blanks, line ends and comments stands between the words. */
function rowsOf(
  { text, tree }: DockerfileDocument,
  run: Instruction,
  before: ShellWord,
  words: readonly ShellWord[],
): readonly Row[] | undefined {
  const rows: Row[] = [];
  let end = before.span.end;
  for (const word of words) {
    const { span } = word;
    const comments = run.comments.filter(comment => comment.span.start >= end && comment.span.end <= span.start);
    let between = text.slice(end, span.start);
    for (const comment of comments) between = between.replace(text.slice(comment.span.start, comment.span.end), '');
    const written = text.slice(span.start, span.end);
    if (between.replaceAll(tree.escape, '').trim() !== '' || between === '' || /[\r\n]/.test(written)) return undefined;
    rows.push({ word, text: written, comments });
    end = span.end;
  }
  return rows;
}

/** Two comments or more that each have several packages below them are headings. */
function isGrouped(rows: readonly Row[]): boolean {
  const headings = rows.filter(({ comments }, index) => comments.length > 0 && rows[index + 1]?.comments.length === 0);
  return headings.length > 1;
}

function editsOf(document: DockerfileDocument, before: ShellWord, rows: readonly Row[]): readonly TextEdit[] {
  const { text, tree, lines } = document;
  const { eol, escape } = tree;
  const last = rows.at(-1)!.word.span.end;
  const sorted = rows.toSorted((a, b) => compare(a.word.value, b.word.value));
  const isListed = rows.every(({ word }) => text.slice(startOfLineAt(document, word), word.span.start).trim() === '');
  if (isListed && sorted.every((row, index) => row === rows[index])) return [];
  const outer = indentOf(document, before);
  const own = indentOf(document, rows[0]!.word);
  const isBehindInstall = startOfLineAt(document, rows[0]!.word) === startOfLineAt(document, before);
  const indent = isBehindInstall ? outer + (outer.includes('\t') ? '\t' : '    ') : own;
  const newText = sorted
    .map(row => {
      const comments = row.comments.map(({ span }) => `${indent}${text.slice(span.start, span.end).trim()}${eol}`);
      return ` ${escape}${eol}${comments.join('')}${indent}${row.text}`;
    })
    .join('');
  const edit = { span: { start: before.span.end, end: last }, newText };
  const lineEnd = lines.starts[lines.lineAt(last) + 1] ?? text.length;
  const gap = gapBehind(text.slice(last, lineEnd), escape);
  if (gap === 0) return [edit];
  const next = outer === '' ? '    ' : outer;
  return [edit, { span: { start: last, end: last + gap }, newText: ` ${escape}${eol}${next}` }];
}

/** The length of the blanks in front of an operator with a command, or of options, which get a line of their own. */
function gapBehind(rest: string, escape: string): number {
  const [, gap = '', operator, following = ''] = /^([ \t]+)(?:(&&|\|\|?)[ \t]*(\S)|-)/.exec(rest) ?? [];
  return operator !== undefined && following === escape ? 0 : gap.length;
}

/** The blanks at the beginning of the line on which the word stands. */
function indentOf(document: DockerfileDocument, word: ShellWord): string {
  return /^[ \t]*/.exec(document.text.slice(startOfLineAt(document, word), word.span.start))![0];
}

function startOfLineAt({ lines }: DockerfileDocument, word: ShellWord): number {
  return lines.starts[lines.lineAt(word.span.start)]!;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The same commands one by one, but for the order of their words. */
function hasSameCommands(document: DockerfileDocument, after: string, run: Instruction): boolean {
  const changed = createDocument(after);
  const other = changed.tree.instructions[run.index];
  if (other === undefined || changed.tree.instructions.length !== document.tree.instructions.length) return false;
  const meanings = (of: DockerfileDocument, instruction: Instruction) =>
    (commandsIn(instruction, shellAt(of.tree, instruction)) ?? []).map(unordered);
  return meanings(document, run).join('\n') === meanings(changed, other).join('\n');
}

function unordered(command: ShellCommand): string {
  const argv = command.argv.toSorted((a, b) => compare(a.raw, b.raw));
  return commandMeaning({ ...command, argv });
}
