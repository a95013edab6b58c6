/**
 * What makes each step run again: for every instruction the files, stages and arguments that it reads itself, and what it inherits from the
 * steps above it. BuildKit takes a step from its cache when the step is written the same, everything above it is unchanged, and the files
 * it reads are (contents, names, modes; not times).
 */
import { type CopySource, copySources, isWholeContext } from '../context/copySources.ts';
import { formatBytes, formatFiles } from '../context/format.ts';
import { matchSource } from '../context/sources.ts';
import type { SizedEntry } from '../context/summary.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { ContextFacts } from './copyFiles.ts';

export interface CacheStep {
  readonly instruction: Instruction;
  readonly stage: Stage;
  /** Files of the context that it reads itself. */
  readonly reads: readonly CacheSource[];
  /** Stages whose result it reads itself: FROM, COPY --from, mounts. */
  readonly stages: readonly Stage[];
  /** Build arguments whose value counts from here on (ARG), as BuildKit's cache sees them. */
  readonly argument: string | undefined;
  /** It asks the network each time it runs, but a cached result is not asked again: apt-get update, ADD URL … */
  readonly isRemote: boolean;
  /** Everything of the context that runs it again: its own files and those of all steps it stands on, each once, with the line that brings it in. */
  readonly invalidatedBy: readonly { readonly source: CacheSource; readonly line: number }[];
  /** One sentence for people. */
  readonly summary: string;
}

export interface CacheSource {
  /** As written. */
  readonly text: string;
  readonly isWhole: boolean;
  /** undefined when the context is not known. */
  readonly files: number | undefined;
  readonly bytes: number | undefined;
  readonly biggest: readonly SizedEntry[];
}

/** The steps in the order of the file, those before the first FROM left out. */
export function cacheView(document: DockerfileDocument, context: ContextFacts | undefined): readonly CacheStep[] {
  const sourcesOf = new Map<number, CacheSource[]>();
  for (const source of copySources(document)) {
    const list = sourcesOf.get(source.instruction.index) ?? [];
    list.push(cacheSource(source, context));
    sourcesOf.set(source.instruction.index, list);
  }
  const usedBy = new Map<number, Stage[]>();
  for (const { instruction, target } of document.stageModel.uses) {
    if (target) usedBy.set(instruction.index, [...(usedBy.get(instruction.index) ?? []), target]);
  }
  /** What the result of a stage stands on; a stage can only use stages before it. */
  const ofStage = new Map<Stage, ReadonlyMap<string, { source: CacheSource; line: number }>>();
  const steps: CacheStep[] = [];
  for (const stage of document.stages) {
    const standsOn = new Map<string, { source: CacheSource; line: number }>();
    for (const instruction of [stage.from, ...stage.instructions]) {
      const target = instruction.trigger ?? instruction;
      const isTrigger = instruction.trigger !== undefined;
      const reads = isTrigger ? [] : (sourcesOf.get(instruction.index) ?? []);
      const inherited = [...new Set(usedBy.get(instruction.index) ?? [])];
      for (const other of inherited)
        for (const [key, entry] of ofStage.get(other) ?? []) if (!standsOn.has(key)) standsOn.set(key, entry);
      const line = instruction.startLine;
      for (const source of reads) if (!standsOn.has(source.text)) standsOn.set(source.text, { source, line });
      const invalidatedBy = [...standsOn.values()];
      const step = {
        instruction,
        stage,
        reads,
        stages: inherited,
        argument: target.name === 'ARG' ? target.pairs.map(pair => pair.key).join(', ') || undefined : undefined,
        isRemote:
          target.name === 'ADD' && target.words.slice(0, -1).some(word => /^(https?|git):\/\/|^git@/.test(word.value)),
        invalidatedBy,
      };
      steps.push({ ...step, summary: summarize(step) });
    }
    ofStage.set(stage, standsOn);
  }
  return steps;
}

function cacheSource(source: CopySource, context: ContextFacts | undefined): CacheSource {
  const isWhole = source.value !== undefined && isWholeContext(source.value);
  if (!context || source.value === undefined) {
    return { text: source.text, isWhole, files: undefined, bytes: undefined, biggest: [] };
  }
  const match = matchSource(source.value, context.tree, context.ignore, source.options);
  return { text: source.text, isWhole, files: match.files, bytes: match.bytes, biggest: match.biggest };
}

function summarize(step: Omit<CacheStep, 'summary'>): string {
  if (step.instruction.name === 'FROM' && step.invalidatedBy.length === 0)
    return 'Runs again when the base image changes.';
  if (step.invalidatedBy.length === 0) {
    return step.isRemote
      ? 'Runs again when what is downloaded changes, the step or one above it.'
      : 'No file of the context runs it again, only a change of the step or of one above it.';
  }
  const whole = step.invalidatedBy.find(({ source }) => source.isWhole);
  const own = step.reads.some(source => source.isWhole);
  if (whole) {
    const amount = amountOf(whole.source);
    return own
      ? `Runs again when any file of the context changes${amount}.`
      : `Runs again when any file of the context changes${amount}: line ${whole.line} copies them all.`;
  }
  const names = step.invalidatedBy.map(({ source }) => source.text);
  const shown = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  return `Runs again when one of these changes: ${shown}.`;
}

function amountOf(source: CacheSource): string {
  return source.files === undefined || source.bytes === undefined
    ? ''
    : ` (${formatFiles(source.files)}, ${formatBytes(source.bytes)})`;
}
