/** An ignore file together with the context it stands in: computed once per version of either, read by all features. */
import {
  type CompiledDockerignore,
  compileDockerignore,
  type ParsedDockerignore,
  parseDockerignore,
} from '../../context/dockerignore.ts';
import { type ContextSummary, contextSummary, type IdleLine, idleLines } from '../../context/summary.ts';
import type { ContextTree } from '../../context/tree.ts';
import { LineIndex } from '../../syntax/lines.ts';

export interface IgnoreDocument {
  readonly parsed: ParsedDockerignore;
  readonly lines: LineIndex;
  /** Lines that BuildKit refuses are left out. */
  readonly compiled: CompiledDockerignore;
  /** undefined while the context is not read. */
  readonly tree: ContextTree | undefined;
  readonly summary: ContextSummary | undefined;
  /** Lines that decide nothing, by 0-based line. */
  readonly idle: ReadonlyMap<number, IdleLine>;
}

/** `tree` is the context that the file belongs to; undefined when it is not known. */
export function ignoreDocument(text: string, tree: ContextTree | undefined): IgnoreDocument {
  const parsed = parseDockerignore(text);
  const compiled = compileDockerignore(parsed, { withoutBadLines: true });
  const summary = tree && contextSummary(tree, compiled);
  const bad = new Set(compiled.problems.map(problem => problem.line));
  const patterns = parsed.patterns.filter(pattern => !bad.has(pattern.line));
  return {
    parsed,
    lines: new LineIndex(text),
    compiled,
    tree,
    summary,
    idle: tree && summary ? idleLines(tree, compiled, patterns, summary) : new Map(),
  };
}
