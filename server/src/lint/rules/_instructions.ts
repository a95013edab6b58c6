/** Shared by rules: stages as sections of the file, and plain values of words. */
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
  return context.document.effectiveInstructions.filter(instruction => names.includes(instruction.name));
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
  return archiveEndings.some(ending => name.toLowerCase().endsWith(ending));
}

const archiveEndings = [
  ...['.tar', '.tgz', '.tbz', '.tbz2', '.tb2', '.txz', '.tlz', '.tpz', '.tz', '.tzst', '.tar.zst'],
  ...['.gz', '.bz2', '.xz', '.lzma', '.z'],
];

/** The stages whose layers end in an image: those the last one is built on, and the last one. */
export function isShipped(context: LintContext, stage: Stage | undefined): boolean {
  if (stage === undefined) return true;
  const { finalStage } = context.document;
  for (let current = finalStage; current !== undefined; current = current.parent) if (current === stage) return true;
  return false;
}

/** Whether the stage is called `dev`, `test`, `debug` or the like. */
export function isForDevelopment(stage: Stage | undefined): boolean {
  return /(?:^|[-_.])(?:dev|devel|development|test|tests|testing|debug|ci|local|xdebug)(?:$|[-_.])/.test(
    stage?.name ?? '',
  );
}
