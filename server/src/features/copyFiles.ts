/** COPY and ADD with the files they take: hover and inlay hint. Nothing here waits for the disk: the tree is there or it is not. */
import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import { type CopySource, copySources } from '../context/copySources.ts';
import type { CompiledDockerignore } from '../context/dockerignore.ts';
import { formatBytes, formatFiles } from '../context/format.ts';
import { matchSource, type SourceMatch } from '../context/sources.ts';
import type { ContextTree } from '../context/tree.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { entryText, patternText } from './dockerignore/hover.ts';
import { code } from './hover/markdown.ts';

export interface ContextFacts {
  readonly tree: ContextTree;
  readonly ignore: CompiledDockerignore | undefined;
  /** The text of the ignore file, to quote its lines. */
  readonly ignoreText?: string | undefined;
}

/** Markdown about the source at the offset; undefined where no source of the context stands. */
export function copySourceHover(
  document: DockerfileDocument,
  offset: number,
  context: ContextFacts,
): { readonly markdown: string; readonly span: Span } | undefined {
  const source = copySources(document).find(({ span }) => offset >= span.start && offset <= span.end);
  if (source?.value === undefined) return undefined;
  const match = matchSource(source.value, context.tree, context.ignore, source.options);
  return { markdown: describe(source, match, context), span: source.span };
}

/** `3 files, 12 kB` behind the sources of each COPY and ADD whose end lies in the span. */
export function copyInlayHints(document: DockerfileDocument, span: Span, context: ContextFacts): InlayHint[] {
  const hints: InlayHint[] = [];
  const byInstruction = new Map<number, CopySource[]>();
  for (const source of copySources(document)) {
    if (source.kind === 'bind' || source.span.end < span.start || source.span.start > span.end) continue;
    const list = byInstruction.get(source.instruction.index);
    if (list) list.push(source);
    else byInstruction.set(source.instruction.index, [source]);
  }
  for (const sources of byInstruction.values()) {
    for (const source of sources) {
      if (source.value === undefined) continue;
      const match = matchSource(source.value, context.tree, context.ignore, source.options);
      const label = shortLabel(match, sources.length > 1);
      if (label === undefined) continue;
      hints.push({
        position: document.lines.positionAt(source.span.end),
        label,
        kind: InlayHintKind.Type,
        paddingLeft: true,
        tooltip: { kind: 'markdown', value: describe(source, match, context) },
      });
    }
  }
  return hints;
}

/** undefined where a hint would say nothing new: a single plain file among several, and what is not known. */
function shortLabel(match: SourceMatch, isOneOfSeveral: boolean): string | undefined {
  switch (match.verdict) {
    case 'found': {
      const isPlainFile = match.entries.length === 1 && !match.entries[0]!.isFolder && !match.isWildcard;
      if (isPlainFile) return isOneOfSeveral ? undefined : formatBytes(match.bytes);
      return `${formatFiles(match.files)}, ${formatBytes(match.bytes)}`;
    }
    case 'ignored':
      return match.isWildcard ? 'all ignored' : 'ignored';
    case 'empty':
      return 'empty';
    case 'missing':
      return match.fails ? 'missing' : 'no match';
    case 'unknown':
      return undefined;
  }
}

function describe(source: CopySource, match: SourceMatch, context: ContextFacts): string {
  const where = match.path === '' ? 'the whole build context' : code(match.path);
  const blocks: string[] = [];
  switch (match.verdict) {
    case 'found': {
      const isFile = match.entries.length === 1 && !match.entries[0]!.isFolder;
      blocks.push(
        isFile && !match.isWildcard
          ? `${where}: ${formatBytes(match.bytes)}`
          : `${where}: **${formatFiles(match.files)}, ${formatBytes(match.bytes)}**`,
      );
      if (!isFile || match.isWildcard)
        blocks.push(
          match.biggest
            .slice(0, 5)
            .map(entry => `- ${entryText(entry)}`)
            .join('\n'),
        );
      break;
    }
    case 'ignored':
      blocks.push(
        `${where}: everything is left out by ${lineOf(match.ignoredBy, context)}${match.fails ? ': the build stops here' : '; nothing is copied'}.`,
      );
      break;
    case 'empty':
      blocks.push(`${where}: a folder without files.`);
      break;
    case 'missing':
      blocks.push(
        match.fails
          ? `${where} is not in the build context: the build stops here.`
          : `${where} matches nothing in the build context; nothing is copied.`,
      );
      if (match.nearest.length > 0) blocks.push(`Similar: ${match.nearest.map(code).join(', ')}`);
      break;
    case 'unknown':
      blocks.push(
        `${where}: not known; ${context.tree.complete ? 'a symbolic link leads there' : 'not all of the context was read'}.`,
      );
  }
  if (match.verdict === 'found' && match.ignored.files > 0) {
    const excluded = source.options.excludes === undefined ? 'the ignore file' : 'the ignore file and `--exclude`';
    blocks.push(`Left out by ${excluded}: ${formatFiles(match.ignored.files)}, ${formatBytes(match.ignored.bytes)}.`);
  }
  if (!context.tree.complete && match.verdict === 'found') blocks.push('Not all of the context was read.');
  return blocks.join('\n\n');
}

function lineOf(line: number | undefined, context: ContextFacts): string {
  if (line === undefined || context.ignoreText === undefined) return 'the ignore file';
  return `line ${line + 1} of the ignore file (${code(patternText(context.ignoreText, line))})`;
}
