/** Shared by rules: stages as sections of the file, and plain values of words. */
import type { DockerfileDocument } from '../../model/document.ts';
import type { Stage } from '../../model/stages.ts';
import type { Instruction } from '../../syntax/tree.ts';
import type { LintContext } from '../rule.ts';

/** A stage, or what stands before the first FROM (people lint fragments). */
export interface Section {
  readonly stage: Stage | undefined;
  /** Without the FROM. */
  readonly instructions: readonly Instruction[];
}

/** The preamble and the stages, in order. */
export function sectionsOf({ document }: LintContext): readonly Section[] {
  const { preamble, stages } = document.stageModel;
  return [
    { stage: undefined, instructions: preamble },
    ...stages.map(stage => ({ stage, instructions: stage.instructions })),
  ];
}

/** Instructions of the name, the triggers of ONBUILD among them. */
export function instructionsNamed(context: LintContext, ...names: readonly string[]): readonly Instruction[] {
  const known = byName(context.document);
  const lists = names.flatMap(name => known.get(name) ?? []);
  return names.length < 2 ? lists : lists.sort((a, b) => a.index - b.index);
}

const nameCache = new WeakMap<DockerfileDocument, ReadonlyMap<string, readonly Instruction[]>>();

/** Nearly every rule asks for a few of the instructions: the file is gone through once. */
function byName(document: DockerfileDocument): ReadonlyMap<string, readonly Instruction[]> {
  const known = nameCache.get(document);
  if (known) return known;
  const lists = new Map<string, Instruction[]>();
  for (const instruction of document.effectiveInstructions) {
    const list = lists.get(instruction.name);
    if (list) list.push(instruction);
    else lists.set(instruction.name, [instruction]);
  }
  nameCache.set(document, lists);
  return lists;
}

/** The instruction that a rule looks at: of an ONBUILD its trigger; hadolint looks into those with a RUN only, and into few others. */
export function judgedInstruction({ options }: LintContext, outer: Instruction): Instruction {
  return options.letter === true ? outer : (outer.trigger ?? outer);
}

/** As `instructionsNamed`, in letter mode without the triggers of ONBUILD. */
export function judgedInstructionsNamed(context: LintContext, ...names: readonly string[]): readonly Instruction[] {
  if (context.options.letter !== true) return instructionsNamed(context, ...names);
  return context.document.tree.instructions.filter(instruction => names.includes(instruction.name));
}

/** Without the quotes around the whole. */
export function unquoted(text: string): string {
  const quote = text[0];
  return text.length >= 2 && (quote === '"' || quote === "'") && text.endsWith(quote) ? text.slice(1, -1) : text;
}

/** Whether the path is absolute (Unix or drive letter) or begins with a variable. */
export function isAbsoluteOrVariable(text: string): boolean {
  const path = text.startsWith('"') || text.startsWith("'") ? text.slice(1) : text;
  return path.startsWith('/') || path.startsWith('$') || path.startsWith('\\') || /^[A-Za-z]:/.test(path);
}

/** The last component of a path with either kind of slash. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** Archives that `ADD` unpacks, by their endings. */
export function isArchiveName(name: string): boolean {
  if (!name.includes('.')) return false;
  const lower = name.toLowerCase();
  return archiveEndings.some(ending => lower.endsWith(ending));
}

const archiveEndings = [
  ...['.tar', '.tgz', '.tbz', '.tbz2', '.tb2', '.txz', '.tlz', '.tpz', '.tz', '.tzst', '.tar.zst'],
  ...['.gz', '.bz2', '.xz', '.lzma', '.z'],
];

/** The stages whose layers end in an image: those the last one is built on, and the last one. */
export function isShipped(context: LintContext, stage: Stage | undefined): boolean {
  if (stage === undefined) return true;
  return shippedStages(context.document).has(stage);
}

const shippedCache = new WeakMap<DockerfileDocument, ReadonlySet<Stage>>();

function shippedStages(document: DockerfileDocument): ReadonlySet<Stage> {
  const known = shippedCache.get(document);
  if (known) return known;
  const shipped = new Set<Stage>();
  for (let stage = document.finalStage; stage !== undefined; stage = stage.parent) shipped.add(stage);
  shippedCache.set(document, shipped);
  return shipped;
}

/** Whether the stage is called `dev`, `test`, `debug` or the like. */
export function isForDevelopment(stage: Stage | undefined): boolean {
  return /(?:^|[-_.])(?:dev|devel|development|test|tests|testing|debug|ci|local|xdebug)(?:$|[-_.])/.test(
    stage?.name ?? '',
  );
}
