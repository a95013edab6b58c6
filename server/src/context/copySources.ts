/** The sources of COPY and ADD (and of bind mounts) that come from the build context. */
import type { DockerfileDocument } from '../model/document.ts';
import { sourceKind } from '../model/gitSource.ts';
import { parseMount } from '../model/mounts.ts';
import type { Stage } from '../model/stages.ts';
import type { Step } from '../model/steps.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { contextPath, type SourceOptions } from './sources.ts';

export interface CopySource {
  readonly instruction: Instruction;
  readonly stage: Stage;
  readonly kind: 'COPY' | 'ADD' | 'bind';
  /** As written. */
  readonly text: string;
  readonly span: Span;
  /** Variables expanded; undefined when it is not known what they hold. */
  readonly value: string | undefined;
  readonly options: SourceOptions;
}

/** In the order of the file. URLs, git addresses, heredocs and everything with `--from` are left out; so are triggers of ONBUILD. */
export function copySources(document: DockerfileDocument): readonly CopySource[] {
  const known = cache.get(document);
  if (known) return known;
  const sources: CopySource[] = [];
  for (const stage of document.stages) {
    for (const step of document.stepsOf(stage)) {
      const { instruction, inherited } = step;
      if (inherited) continue;
      if (instruction.name === 'RUN') sources.push(...bindSources(instruction, stage));
      else if (instruction.name === 'COPY' || instruction.name === 'ADD') addCopied(sources, document, step);
    }
  }
  cache.set(document, sources);
  return sources;
}

function addCopied(sources: CopySource[], document: DockerfileDocument, step: Step): void {
  const { instruction, stage } = step;
  const kind = instruction.name === 'ADD' ? 'ADD' : 'COPY';
  if (kind === 'COPY' && instruction.flags.some(flag => flag.name === 'from' && flag.value)) return;
  const options = optionsOf(instruction);
  const paths = document.variables.expanded(step).filter(text => text.role === 'word');
  for (const text of paths.slice(0, -1)) {
    const value = text.resolved.known ? text.resolved.value : undefined;
    if (sourceKind(value ?? text.text).kind !== 'local') continue;
    const span = text.place({ start: 0, end: text.text.length });
    sources.push({ instruction, stage, kind, text: text.text, span, value, options });
  }
}

/** True for `.`, `./`, `/`, `*`: all of the context. */
export function isWholeContext(value: string): boolean {
  const path = contextPath(value);
  return path === '' || path === '*' || path === '**';
}

const cache = new WeakMap<DockerfileDocument, readonly CopySource[]>();

function optionsOf(instruction: Instruction): SourceOptions {
  if (instruction.flags.length === 0) return {};
  const excludes = instruction.flags.flatMap(flag => (flag.name === 'exclude' && flag.value ? [flag.value] : []));
  const parents = instruction.flags.some(flag => flag.name === 'parents' && flag.value !== 'false');
  return { ...(excludes.length > 0 ? { excludes } : {}), ...(parents ? { parents } : {}) };
}

/** `RUN --mount=type=bind,source=…` without `from`. */
function bindSources(instruction: Instruction, stage: Stage): CopySource[] {
  if (instruction.flags.length === 0) return [];
  return instruction.flags.flatMap((flag): CopySource[] => {
    if (flag.name !== 'mount' || !flag.value || !flag.valueSpan) return [];
    const mount = parseMount(flag.value);
    if (mount.error || mount.type !== 'bind' || mount.from) return [];
    const text = mount.source === '' ? '.' : mount.source;
    const value = text.includes('$') ? undefined : text;
    return [{ instruction, stage, kind: 'bind', text, span: flag.valueSpan, value, options: {} }];
  });
}
