/**
 * The shape of a refactoring: one file each beside this one, listed in all.ts. A refactoring looks at the instructions that a selection
 * touches and offers edits that it has proved by the gate, or says why it does not.
 */
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import { type ShellCommand, treeOf } from '../shell/commands.ts';
import type { ShellNode, ShellTree } from '../shell/parser.ts';
import { isPosixShell, type Script, scriptsOf } from '../shell/script.ts';
import { shellAt } from '../shell/shells.ts';
import type { TextEdit } from '../syntax/edit.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { checkEdit, type EditClaims } from './gate.ts';
import { type BaseImage, identifyImage } from './multistage/images.ts';
import type { ConversionContext } from './multistage/types.ts';

export type RefactoringKind = 'refactor.extract' | 'refactor.inline' | 'refactor.rewrite';

export interface Refactoring {
  /** Stable, kebab-case: one for each thing that can be done. */
  readonly id: string;
  /** Imperative, says what will be in the file. */
  readonly title: string;
  readonly kind: RefactoringKind;
  /** `safe`: the image that a plain build makes stays the same (layers apart). */
  readonly safety: 'safe' | 'unsafe';
  /** One or two sentences: what changes, what may change. */
  readonly explanation: string;
  readonly edits: readonly TextEdit[];
  /** Indexes of the instructions that are rewritten, deleted, or get new ones before or behind them. */
  readonly touches: readonly number[];
}

/** Shown as a disabled action: only where the selection clearly asks for it. */
export interface Refusal {
  readonly id: string;
  readonly title: string;
  readonly kind: RefactoringKind;
  /** A sentence. */
  readonly reason: string;
}

export type Offer = Refactoring | Refusal;

/** What a refactoring may know besides the file. */
export interface RefactoringContext extends Partial<ConversionContext> {
  /** The digest (`sha256:…`) of an image as it is named in the file; undefined when nobody asked an engine or a registry. */
  readonly digestOf?: (image: string) => string | undefined;
  /** The user asks for a list: what cannot be done says why, also where a light bulb would rather be silent. */
  readonly explains?: boolean;
}

/** Looks at what the span (offsets of the document) touches. Pure, never throws. */
export type Offering = (document: DockerfileDocument, span: Span, context?: RefactoringContext) => readonly Offer[];

export function isRefusal(offer: Offer): offer is Refusal {
  return 'reason' in offer;
}

/** The instructions on whose lines the span lies, in order. */
export function instructionsAt(document: DockerfileDocument, span: Span): readonly Instruction[] {
  const { lines, instructions } = document.tree;
  const first = lines.lineAt(span.start);
  let last = lines.lineAt(span.end);
  // A selection of whole lines ends at the start of the next one.
  if (last > first && lines.starts[last] === span.end) last--;
  return instructions.filter(each => lines.lineAt(each.span.start) <= last && lines.lineAt(each.span.end) >= first);
}

/** The instruction that the span lies in; undefined when it touches none or several. */
export function instructionAt(document: DockerfileDocument, span: Span): Instruction | undefined {
  const touched = instructionsAt(document, span);
  return touched.length === 1 ? touched[0] : undefined;
}

/**
 * The refactoring, if the gate lets its edits pass and `holds` agrees with the result; [] otherwise. Comments must be kept and no
 * instruction but the touched ones may change, unless `claims` say more.
 */
export function proved(
  document: DockerfileDocument,
  refactoring: Refactoring,
  holds: (text: string) => boolean = () => true,
  claims: EditClaims = {},
): readonly Refactoring[] {
  if (document.tree.problems.length > 0) return [];
  const verdict = checkEdit({
    before: document.tree,
    edits: refactoring.edits,
    claims: { instructions: refactoring.touches, ...claims },
  });
  return verdict.ok && verdict.text !== document.text && holds(verdict.text) ? [refactoring] : [];
}

/** An insertion. */
export function insertion(at: number, newText: string): TextEdit {
  return { span: { start: at, end: at }, newText };
}

/** Where the lines of an instruction begin: the comments right above it count as its own. */
export function startOfBlock(document: DockerfileDocument, instruction: Instruction): number {
  const { lines } = document;
  let line = lines.lineAt(instruction.span.start);
  for (const comment of [...instruction.leading].reverse()) {
    if (lines.lineAt(comment.span.start) !== line - 1) break;
    line--;
  }
  return lines.starts[line]!;
}

/** Where the line begins on which an instruction begins. */
export function startOfLine(document: DockerfileDocument, instruction: Instruction): number {
  return document.lines.starts[document.lines.lineAt(instruction.span.start)]!;
}

/** The script of a RUN in shell form, or of a RUN that is one heredoc, for a shell that is known to be a POSIX one. */
export interface RunScript {
  readonly script: Script;
  readonly tree: ShellTree;
  readonly shell: readonly string[];
}

/** undefined for the exec form, other shells, scripts that the grammar does not understand. */
export function runScriptOf(document: DockerfileDocument, instruction: Instruction): RunScript | undefined {
  if (instruction.name !== 'RUN' || instruction.json || instruction.problems.length > 0) return undefined;
  const shell = shellAt(document.tree, instruction);
  const scripts = scriptsOf(instruction, shell);
  const [script] = scripts;
  if (script === undefined || scripts.length !== 1 || !isPosixShell(script.interpreter)) return undefined;
  const tree = treeOf(script);
  return tree === undefined || tree.hasError ? undefined : { script, tree, shell };
}

/** `/bin/sh -c`, perhaps with pipefail: the shell stops at nothing by itself. */
export function isPlainShell(shell: readonly string[]): boolean {
  return /^(?:\/bin\/|\/usr\/bin\/)?(?:sh|ash|bash|dash)(?: -o pipefail -c| -c)$/.test(shell.join(' '));
}

/** The members of a script that is one chain of `&&`, in order; undefined when it is anything else. */
export function chainMembers(tree: ShellTree): readonly ShellNode[] | undefined {
  const statements = tree.root.children.filter(({ start, end }) => start < end);
  const [only] = statements;
  return statements.length === 1 && only !== undefined ? andMembers(only) : undefined;
}

/** The members of one statement that is a chain of `&&`; undefined when other operators join it. */
export function andMembers(node: ShellNode, depth = 0): readonly ShellNode[] | undefined {
  if (depth > 200) return undefined;
  // The grammar hangs the redirects of the last command on the whole list: `a && b > f`.
  if (node.type === 'redirected_statement') {
    const [body, ...redirects] = node.children.filter(({ start, end }) => start < end);
    if (body?.type === 'list') {
      const inner = andMembers(body, depth + 1);
      const last = inner?.at(-1);
      if (inner === undefined || last === undefined) return undefined;
      const { end } = node;
      return [...inner.slice(0, -1), { ...node, start: last.start, end, children: [last, ...redirects] }];
    }
    return [node];
  }
  const members: ShellNode[] = [];
  let current: ShellNode | undefined = node;
  // Left-associative: the chain hangs on the left side. Iterative, a chain may be longer than the stack.
  while (current !== undefined && current.type === 'list') {
    const children: readonly ShellNode[] = current.children.filter(({ start, end }) => start < end);
    const [left, operator, right] = children;
    if (children.length !== 3 || operator?.type !== '&&' || right === undefined || right.type === 'list') {
      return undefined;
    }
    members.push(right);
    current = left;
  }
  if (current === undefined) return undefined;
  const first = current.type === 'redirected_statement' ? andMembers(current, depth + 1) : [current];
  return first && [...first, ...members.reverse()];
}

/** Whether some node in the tree is of one of the types. */
export function hasNode(root: ShellNode, types: ReadonlySet<string>): boolean {
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (types.has(node.type)) return true;
    for (const child of node.children) open.push(child);
  }
  return false;
}

/** What a command does, for comparing it before and after: words, redirects, assignments; places left out. */
export function commandMeaning(command: ShellCommand): string {
  return JSON.stringify([
    command.kind,
    command.wrappers.map(({ name, words }) => [name, words.map(word => word.raw)]),
    command.argv.map(({ value, dynamic, raw, quoting }) => [value, dynamic ? raw : '', quoting]),
    command.assignments.map(({ name, append, value }) => [name, append, value?.raw]),
    command.redirects.map(({ operator, descriptor, target }) => [operator, descriptor, target?.raw]),
    command.scopes,
    command.pipelineIndex,
    command.negated,
    command.background,
  ]);
}

/** The version of `# syntax=docker/dockerfile:…` allows what came with `minor` of 1.x; without the line the builder's own counts. */
export function syntaxAllows(document: DockerfileDocument, minor: number): boolean {
  const value = document.tree.directives.find(({ name }) => name === 'syntax')?.value;
  if (value === undefined) return true;
  const match = /^docker(?:\.io\/docker)?\/dockerfile(?:-upstream)?(?::(\S+?))?(?:-labs)?(?:@sha256:[0-9a-f]+)?$/.exec(
    value,
  );
  if (!match) return false;
  const version = /^(\d+)(?:\.(\d+))?(?:\.\d+)?$/.exec(match[1] ?? '1');
  if (!version) return /^(?:latest|master|labs|experimental)?$/.test(match[1] ?? '');
  return Number(version[1]) > 1 || (version[1] === '1' && (version[2] === undefined || Number(version[2]) >= minor));
}

/** The image at the root of a stage; undefined for scratch and for names that are not known. */
export function rootImage(stage: Stage): BaseImage | undefined {
  let root = stage;
  while (root.parent !== undefined) root = root.parent;
  const { base, baseWord } = root;
  return base.kind === 'image' && baseWord ? identifyImage(baseWord.value, base.name) : undefined;
}

/** The first of the names that nobody in the list has (compared in lower case); a number is put behind the first else. */
export function freeName(wanted: readonly string[], taken: ReadonlySet<string>): string {
  for (const name of wanted) if (!taken.has(name.toLowerCase())) return name;
  for (let number = 2; ; number++) {
    const name = `${wanted[0]}-${number}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

/** Names that a new stage must not have: those of stages, and those of images that the file takes for what they are. */
export function takenStageNames(document: DockerfileDocument): ReadonlySet<string> {
  const taken = new Set(['scratch', 'context']);
  for (const stage of document.stages) {
    if (stage.name !== undefined) taken.add(stage.name);
    if (stage.baseWord) taken.add(stage.baseWord.value.toLowerCase());
    if (stage.base.kind === 'image') taken.add(stage.base.name.toLowerCase());
  }
  for (const use of document.stageModel.uses) taken.add(use.text.toLowerCase());
  return taken;
}
