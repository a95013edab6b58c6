/** Edits of whole lines. */
import type { DockerfileTree, Span } from '../syntax/tree.ts';

/** The span with its line end, from the start of its first line; undefined when something else stands on its lines. */
export function wholeLines(tree: DockerfileTree, span: Span): Span | undefined {
  const { lines, text } = tree;
  const first = lines.lineAt(span.start);
  const last = lines.lineAt(span.end);
  const start = lines.starts[first]!;
  const end = lines.starts[last + 1] ?? text.length;
  if (text.slice(start, span.start).trim() !== '' || text.slice(span.end, end).trim() !== '') return undefined;
  return { start, end };
}
