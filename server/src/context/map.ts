/** The context as a tree map: what would be sent, folder by folder, and the line that would leave a part of it out. */
import type { CompiledDockerignore, ParsedDockerignore } from './dockerignore.ts';
import { compileDockerignore, parseDockerignore } from './dockerignore.ts';
import { type ContextFolder, type ContextTree, entryAt, joinPath } from './tree.ts';

export interface MapNode {
  readonly name: string;
  readonly path: string;
  readonly isFolder: boolean;
  /** What is sent of it. */
  readonly files: number;
  readonly bytes: number;
  readonly ignoredFiles: number;
  readonly ignoredBytes: number;
  /** Biggest first; the small ones are summed up in a last node without a path. */
  readonly children: readonly MapNode[];
}

export interface MapOptions {
  /** Levels below the root; 6 unless told. */
  readonly depth?: number;
  /** Children of one folder; 60 unless told. */
  readonly width?: number;
}

/** The whole context. Linear in the files; what lies deeper than `depth` is summed up. */
export function contextMap(
  tree: ContextTree,
  ignore: CompiledDockerignore | undefined,
  options: MapOptions = {},
): MapNode {
  return mapFolder(tree.root, '', ignore, options.depth ?? 6, options.width ?? 60);
}

/**
 * The text of an ignore file that leaves the path out too: the line that does it at the end, unless the path is out already. undefined
 * when no such line helps (the path is not there, or the file is refused by BuildKit).
 */
export function withExcluded(ignoreText: string, path: string, tree: ContextTree): string | undefined {
  const entry = entryAt(tree, path);
  if (path === '' || (entry.kind !== 'file' && entry.kind !== 'folder')) return undefined;
  const before = parseDockerignore(ignoreText);
  if (compileDockerignore(before).problems.length > 0) return undefined;
  if (isOut(before, path)) return ignoreText;
  const eol = ignoreText.includes('\r\n') ? '\r\n' : '\n';
  const start = ignoreText === '' || ignoreText.endsWith('\n') ? ignoreText : ignoreText + eol;
  const text = start + literalPattern(path) + eol;
  return isOut(parseDockerignore(text), path) ? text : undefined;
}

/** A pattern that matches this path only: special characters escaped, so that neither a comment nor a negation comes of it. */
export function literalPattern(path: string): string {
  const escaped = path.replace(/[*?[\]\\{}|^]/g, '\\$&');
  return /^[#! ]/.test(path) ? `\\${escaped}` : escaped;
}

function isOut(parsed: ParsedDockerignore, path: string): boolean {
  return compileDockerignore(parsed).matches(path);
}

function mapFolder(
  folder: ContextFolder,
  name: string,
  ignore: CompiledDockerignore | undefined,
  depth: number,
  width: number,
): MapNode {
  const children: MapNode[] = [];
  for (const below of folder.folders.values()) {
    children.push(
      mapFolder(below, below.path.slice(folder.path === '' ? 0 : folder.path.length + 1), ignore, depth - 1, width),
    );
  }
  for (const [file, bytes] of folder.files) {
    const path = joinPath(folder.path, file);
    const out = ignore?.matches(path) ?? false;
    children.push({
      name: file,
      path,
      isFolder: false,
      files: out ? 0 : 1,
      bytes: out ? 0 : bytes,
      ignoredFiles: out ? 1 : 0,
      ignoredBytes: out ? bytes : 0,
      children: [],
    });
  }
  const sum = (pick: (node: MapNode) => number, nodes: readonly MapNode[]): number =>
    nodes.reduce((total, node) => total + pick(node), 0);
  const totals = (nodes: readonly MapNode[]) => ({
    files: sum(node => node.files, nodes),
    bytes: sum(node => node.bytes, nodes),
    ignoredFiles: sum(node => node.ignoredFiles, nodes),
    ignoredBytes: sum(node => node.ignoredBytes, nodes),
  });
  children.sort(
    (one, other) => other.bytes + other.ignoredBytes - one.bytes - one.ignoredBytes || (one.name < other.name ? -1 : 1),
  );
  const shown = depth <= 0 ? [] : children.slice(0, width);
  const rest = depth <= 0 ? [] : children.slice(width);
  if (rest.length > 0) {
    shown.push({ name: `${rest.length} more`, path: '', isFolder: false, ...totals(rest), children: [] });
  }
  return { name, path: folder.path, isFolder: true, ...totals(children), children: shown };
}
