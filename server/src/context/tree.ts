/**
 * What lies in a build context: folders, files, sizes. No I/O here: files.ts reads folders into it and keeps it up to date. Paths are
 * relative to the context's root, with `/`; the root is `''`.
 */

export interface ContextFolder {
  readonly path: string;
  readonly folders: Map<string, ContextFolder>;
  /** Name → bytes. Symbolic links are here too, with 0 bytes: BuildKit sends the link, not what it points to. */
  readonly files: Map<string, number>;
  /** Names of files that are symbolic links; what lies behind them is not known. */
  links: Set<string> | undefined;
  /** `unread`: the limit came first; `unreadable`: the file system refused. */
  state: 'read' | 'unread' | 'unreadable';
}

export interface ContextTree {
  readonly root: ContextFolder;
  /** Without folders. */
  fileCount: number;
  bytes: number;
  /** False when a limit, a cancellation or an unreadable folder left something out: then nothing may be called missing. */
  complete: boolean;
  /** Grows with every change, for caches. */
  version: number;
}

export interface ContextFile {
  readonly path: string;
  readonly bytes: number;
}

export interface FolderTotals {
  readonly files: number;
  readonly bytes: number;
}

/** A tree without files. */
export function emptyTree(): ContextTree {
  return { root: newFolder('', 'read'), fileCount: 0, bytes: 0, complete: true, version: 0 };
}

/** A complete tree of the given files; a path that ends with `/` makes an empty folder. */
export function treeOf(files: readonly (string | ContextFile)[]): ContextTree {
  const tree = emptyTree();
  for (const file of files) {
    const { path, bytes } = typeof file === 'string' ? { path: file, bytes: 0 } : file;
    if (path.endsWith('/')) ensureFolder(tree, path.slice(0, -1));
    else setFile(tree, path, bytes);
  }
  return tree;
}

export function newFolder(path: string, state: ContextFolder['state']): ContextFolder {
  return { path, folders: new Map(), files: new Map(), links: undefined, state };
}

/** The folder's path with the name behind it. */
export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : folder + '/' + name;
}

/** Makes the folder and those above it where they are missing; a file in the way goes. */
export function ensureFolder(tree: ContextTree, path: string): ContextFolder {
  let folder = tree.root;
  for (const name of namesOf(path)) {
    let next = folder.folders.get(name);
    if (!next) {
      dropFile(tree, folder, name);
      next = newFolder(joinPath(folder.path, name), 'read');
      folder.folders.set(name, next);
      tree.version++;
    }
    folder = next;
  }
  return folder;
}

/** Adds a file or changes its size. */
export function setFile(tree: ContextTree, path: string, bytes: number, isLink = false): void {
  const slash = path.lastIndexOf('/');
  setFileIn(tree, ensureFolder(tree, path.slice(0, Math.max(slash, 0))), path.slice(slash + 1), bytes, isLink);
}

/** The same within a folder of the tree. */
export function setFileIn(
  tree: ContextTree,
  folder: ContextFolder,
  name: string,
  bytes: number,
  isLink: boolean,
): void {
  if (folder.folders.has(name)) removePath(tree, joinPath(folder.path, name));
  dropFile(tree, folder, name);
  folder.files.set(name, bytes);
  if (isLink) (folder.links ??= new Set()).add(name);
  tree.fileCount++;
  tree.bytes += bytes;
  tree.version++;
}

/** Takes a file or a whole folder out; nothing happens when it is not there. */
export function removePath(tree: ContextTree, path: string): void {
  const slash = path.lastIndexOf('/');
  const parent = folderAt(tree, path.slice(0, Math.max(slash, 0)));
  if (!parent) return;
  const name = path.slice(slash + 1);
  dropFile(tree, parent, name);
  const folder = parent.folders.get(name);
  if (!folder) return;
  const totals = totalsOf(folder);
  tree.fileCount -= totals.files;
  tree.bytes -= totals.bytes;
  parent.folders.delete(name);
  tree.version++;
}

/** The folder of that path; `''` and `'.'` are the root. */
export function folderAt(tree: ContextTree, path: string): ContextFolder | undefined {
  let folder: ContextFolder | undefined = tree.root;
  for (const name of namesOf(path)) {
    folder = folder.folders.get(name);
    if (!folder) return undefined;
  }
  return folder;
}

/** What stands at a path. `beyond`: the path goes through a symbolic link or an unread folder, so nobody knows. */
export type Entry =
  | { readonly kind: 'folder'; readonly folder: ContextFolder }
  | { readonly kind: 'file'; readonly bytes: number; readonly isLink: boolean }
  | { readonly kind: 'beyond' }
  | { readonly kind: 'missing' };

export function entryAt(tree: ContextTree, path: string): Entry {
  let folder = tree.root;
  const names = namesOf(path);
  for (const [index, name] of names.entries()) {
    const next = folder.folders.get(name);
    if (next) {
      folder = next;
      continue;
    }
    const bytes = folder.files.get(name);
    const isLink = folder.links?.has(name) ?? false;
    if (bytes !== undefined && index === names.length - 1) return { kind: 'file', bytes, isLink };
    if (isLink || folder.state !== 'read') return { kind: 'beyond' };
    return { kind: 'missing' };
  }
  return { kind: 'folder', folder };
}

/** Files and bytes in the folder and below it. */
export function totalsOf(folder: ContextFolder): FolderTotals {
  let files = 0;
  let bytes = 0;
  const open = [folder];
  for (let next = open.pop(); next; next = open.pop()) {
    files += next.files.size;
    for (const size of next.files.values()) bytes += size;
    open.push(...next.folders.values());
  }
  return { files, bytes };
}

/** All files of the folder and below it, each folder's own files first. */
export function* filesBelow(folder: ContextFolder): Generator<ContextFile> {
  const open = [folder];
  for (let next = open.pop(); next; next = open.pop()) {
    for (const [name, bytes] of next.files) yield { path: joinPath(next.path, name), bytes };
    open.push(...next.folders.values());
  }
}

/** All paths, sorted by code units. */
export function sortedPaths(tree: ContextTree): string[] {
  return Array.from(filesBelow(tree.root), file => file.path).sort();
}

function namesOf(path: string): string[] {
  return path.split('/').filter(name => name !== '' && name !== '.');
}

function dropFile(tree: ContextTree, folder: ContextFolder, name: string): void {
  const bytes = folder.files.get(name);
  if (bytes === undefined) return;
  folder.files.delete(name);
  folder.links?.delete(name);
  tree.fileCount--;
  tree.bytes -= bytes;
  tree.version++;
}
