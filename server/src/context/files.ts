/**
 * Reads a build context into a tree: bounded, cancellable, breadth first, so that a folder of a million files costs no more than the
 * limit and the top of the context is always known. Symbolic links are never followed (BuildKit sends them as they are), so no loop of
 * links can catch us.
 */
import {
  type ContextFolder,
  type ContextTree,
  emptyTree,
  folderAt,
  joinPath,
  newFolder,
  removePath,
  setFileIn,
} from './tree.ts';

/** What we need of a file system; `RuntimeFiles` of the server's runtime has it. */
export interface ContextFiles {
  readDirectory(uri: string): Promise<
    readonly {
      readonly name: string;
      readonly type: 'file' | 'directory' | 'symlink' | 'other';
      readonly size?: number;
    }[]
  >;
  stat(uri: string): Promise<{ readonly size: number }>;
}

export interface WalkOptions {
  /** Files and folders together; 100,000 unless told. */
  readonly limit?: number;
  /** Asked between batches; true stops the walk, and the tree is not complete. */
  isCancelled?(): boolean;
  /** Folders to read after all others, by path: those that are ignored, or known to be huge. */
  isLater?(path: string): boolean;
  /** Called between batches with the number of files so far, so that a host can let others work. */
  pause?(files: number): Promise<void> | void;
}

/** Names of folders that are huge in most projects and seldom wanted in an image. */
export const heavyFolderNames: readonly string[] = [
  'node_modules',
  '.git',
  'vendor',
  'target',
  'venv',
  '.venv',
  'bower_components',
  '.gradle',
  '.next',
  '__pycache__',
];

/** Reads the folder of that uri. Never rejects: what cannot be read is marked in the tree. */
export async function walkContext(
  files: ContextFiles,
  rootUri: string,
  options: WalkOptions = {},
): Promise<ContextTree> {
  const tree = emptyTree();
  tree.root.state = 'unread';
  await readFolders(tree, [tree.root], files, rootUri, options);
  return tree;
}

export interface FileChange {
  readonly kind: 'created' | 'changed' | 'deleted';
  /** Relative to the context. */
  readonly path: string;
}

/** Brings the tree up to date with what a watcher saw; reads only the folders that hold the changes and new folders below them. */
export async function applyFileChanges(
  tree: ContextTree,
  changes: readonly FileChange[],
  files: ContextFiles,
  rootUri: string,
  options: WalkOptions = {},
): Promise<void> {
  // For each folder that is known: which of its names to look at again, and whether folders among them are new.
  const touched = new Map<string, Map<string, boolean>>();
  for (const { kind, path } of changes) {
    if (kind === 'deleted') {
      removePath(tree, path);
      continue;
    }
    const { folder, name, isWhole } = deepestKnown(tree, path);
    if (folder.state !== 'read') continue; // left out by the walk, so left out here
    const names = touched.get(folder.path) ?? new Map<string, boolean>();
    names.set(name, kind === 'created' || !isWhole || (names.get(name) ?? false));
    touched.set(folder.path, names);
  }
  for (const [parentPath, names] of touched) {
    if (options.isCancelled?.()) {
      tree.complete = false;
      return;
    }
    await refreshNames(tree, parentPath, names, files, rootUri, options);
  }
}

/** The innermost folder above the path that the tree has, and the name in it on the way to the path (all of it: `isWhole`). */
function deepestKnown(tree: ContextTree, path: string): { folder: ContextFolder; name: string; isWhole: boolean } {
  const names = path.split('/').filter(name => name !== '');
  let folder = tree.root;
  let index = 0;
  while (index < names.length - 1) {
    const next = folder.folders.get(names[index]!);
    if (!next) break;
    folder = next;
    index++;
  }
  return { folder, name: names[index] ?? '', isWhole: index >= names.length - 1 };
}

/** The uri of a path below the root. */
export function uriOfPath(rootUri: string, path: string): string {
  const base = rootUri.endsWith('/') ? rootUri.slice(0, -1) : rootUri;
  return path === '' ? base : base + '/' + path.split('/').map(encodeURIComponent).join('/');
}

const defaultLimit = 100_000;
const foldersAtOnce = 16;
const filesAtOnce = 128;

type Listing = Awaited<ReturnType<ContextFiles['readDirectory']>>;

async function readFolders(
  tree: ContextTree,
  start: readonly ContextFolder[],
  files: ContextFiles,
  rootUri: string,
  options: WalkOptions,
): Promise<void> {
  const limit = options.limit ?? defaultLimit;
  const soon: ContextFolder[] = [...start];
  const later: ContextFolder[] = [];
  let folderCount = 0;
  while (soon.length + later.length > 0) {
    if (options.isCancelled?.() || tree.fileCount + folderCount >= limit) {
      tree.complete = false;
      return;
    }
    const isLate = soon.length === 0;
    const batch = !isLate ? soon.splice(0, foldersAtOnce) : later.splice(0, foldersAtOnce);
    const listings = await Promise.all(batch.map(folder => listingOf(files, uriOfPath(rootUri, folder.path))));
    for (const [index, folder] of batch.entries()) {
      const listing = listings[index];
      if (!listing) {
        folder.state = 'unreadable';
        tree.complete = false;
        continue;
      }
      folder.state = 'read';
      for (const { name, type } of listing) {
        if (type !== 'directory') continue;
        const path = joinPath(folder.path, name);
        const below = newFolder(path, 'unread');
        folder.folders.set(name, below);
        folderCount++;
        // What lies in a heavy folder waits with it.
        const waits = isLate || heavyFolderNames.includes(name);
        (waits || options.isLater?.(path) ? later : soon).push(below);
      }
      const whole = await readFiles(tree, folder, listing, files, rootUri, options, limit - folderCount);
      if (!whole) {
        tree.complete = false;
        return;
      }
    }
    tree.version++;
    await options.pause?.(tree.fileCount);
  }
}

/** Sizes and names of the files of one folder. False when the limit or a cancellation came before the end. */
async function readFiles(
  tree: ContextTree,
  folder: ContextFolder,
  listing: Listing,
  files: ContextFiles,
  rootUri: string,
  options: WalkOptions,
  limit: number,
): Promise<boolean> {
  const wanted = listing.filter(entry => entry.type === 'file' || entry.type === 'symlink');
  for (let start = 0; start < wanted.length; start += filesAtOnce) {
    const room = limit - tree.fileCount;
    if (room <= 0 || options.isCancelled?.()) {
      folder.state = 'unread';
      return false;
    }
    const batch = wanted.slice(start, start + Math.min(filesAtOnce, room));
    const sizes = await Promise.all(
      batch.map(entry =>
        entry.type === 'symlink'
          ? 0
          : (entry.size ?? sizeOf(files, uriOfPath(rootUri, joinPath(folder.path, entry.name)))),
      ),
    );
    for (const [index, entry] of batch.entries()) {
      setFileIn(tree, folder, entry.name, sizes[index]!, entry.type === 'symlink');
    }
    if (batch.length < Math.min(filesAtOnce, wanted.length - start)) {
      folder.state = 'unread';
      return false;
    }
  }
  return true;
}

async function refreshNames(
  tree: ContextTree,
  parentPath: string,
  names: ReadonlyMap<string, boolean>,
  files: ContextFiles,
  rootUri: string,
  options: WalkOptions,
): Promise<void> {
  const listing = await listingOf(files, uriOfPath(rootUri, parentPath));
  if (!listing) return;
  const parent = folderAt(tree, parentPath);
  if (!parent) return;
  const present = listing.filter(entry => names.has(entry.name));
  const presentNames = new Set(present.map(entry => entry.name));
  for (const name of names.keys()) {
    if (!presentNames.has(name)) removePath(tree, joinPath(parentPath, name));
  }
  const limit = options.limit ?? defaultLimit;
  if (!(await readFiles(tree, parent, present, files, rootUri, options, limit))) tree.complete = false;
  const fresh: ContextFolder[] = [];
  for (const { name, type } of present) {
    // A watcher says "changed" of a folder whenever something in it did, which it then tells by name.
    if (type !== 'directory' || (parent.folders.has(name) && !names.get(name))) continue;
    removePath(tree, joinPath(parentPath, name));
    const folder = newFolder(joinPath(parentPath, name), 'unread');
    parent.folders.set(name, folder);
    fresh.push(folder);
  }
  if (fresh.length > 0) await readFolders(tree, fresh, files, rootUri, options);
  tree.version++;
}

async function listingOf(files: ContextFiles, uri: string): Promise<Listing | undefined> {
  try {
    const listing = await files.readDirectory(uri);
    return [...listing].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  } catch {
    return undefined;
  }
}

async function sizeOf(files: ContextFiles, uri: string): Promise<number> {
  try {
    return (await files.stat(uri)).size;
  } catch {
    // Gone between the listing and now, or not ours to read: it has a name all the same.
    return 0;
  }
}
