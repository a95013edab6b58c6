/**
 * What a source of COPY or ADD stands for in the context, as BuildKit resolves it: `ResolveWildcards` and `copy` of
 * tonistiigi/fsutil over the files that the ignore file lets through. A path never leaves the context; wildcards are those of Go's
 * `filepath.Match` and count in every part of the path; a folder stands for what is in it.
 */

import { cleanPath } from '../model/goText.ts';
import { nearest } from '../syntax/suggest.ts';
import { type CompiledDockerignore, compileDockerignore, dockerignoreOfPatterns } from './dockerignore.ts';
import { hasWildcard, matchGlob } from './goPath.ts';
import { type Amount, type SizedEntry, topList } from './summary.ts';
import { type ContextFolder, type ContextTree, entryAt, filesBelow, folderAt, joinPath } from './tree.ts';

export interface SourceMatch extends Amount {
  /** The source as a path of the context: cleaned, without a slash at its start; `''` for the root. */
  readonly path: string;
  readonly isWildcard: boolean;
  /** The files and folders that the source names, in the order of the tree; what is ignored as a whole is left out. */
  readonly entries: readonly SizedEntry[];
  /** Files below them that are copied, biggest first, at most ten. */
  readonly biggest: readonly SizedEntry[];
  /** What the source would have matched without the ignore file (and `--exclude`). */
  readonly ignored: Amount;
  /** The 0-based line of the ignore file that left out the source itself; only when nothing is left of it. */
  readonly ignoredBy: number | undefined;
  /** An example of a path that was left out. */
  readonly ignoredExample: string | undefined;
  /**
   * `found`; `ignored`: it is there, but nothing of it is sent; `missing`: the build will fail (or, for a wildcard, copy nothing);
   * `empty`: a folder without a file; `unknown`: the tree does not tell (a symbolic link on the way, or a tree that is not complete).
   */
  readonly verdict: 'found' | 'ignored' | 'missing' | 'empty' | 'unknown';
  /** The build stops here: the path (or the folder before a wildcard) is not among what is sent. A wildcard may match nothing. */
  readonly fails: boolean;
  /** For a missing path: paths of the context with a similar name, best first. */
  readonly nearest: readonly string[];
}

export interface SourceOptions {
  /** Values of `--exclude`. */
  readonly excludes?: readonly string[];
  /** `--parents`. */
  readonly parents?: boolean;
}

/**
 * Resolves one source, variables already expanded. Linear in the files of the folder that it names, so the answer is kept as long as the
 * tree and the ignore file stay the same: hints, checks and hovers ask for it after every key.
 */
export function matchSource(
  source: string,
  tree: ContextTree,
  ignore: CompiledDockerignore | undefined,
  options: SourceOptions = {},
): SourceMatch {
  const known = answersOf(tree, ignore);
  const key = JSON.stringify([source, options.excludes ?? [], options.parents ?? false]);
  let answer = known.get(key);
  if (answer === undefined) {
    answer = resolve(source, tree, ignore, options);
    if (known.size >= mostAnswers) known.clear();
    known.set(key, answer);
  }
  return answer;
}

interface Answers {
  readonly state: string;
  readonly byIgnore: WeakMap<object, Map<string, SourceMatch>>;
}

const answers = new WeakMap<ContextTree, Answers>();
const noIgnore = {};
/** More than a Dockerfile has sources; names that are just being typed would pile up. */
const mostAnswers = 200;

/** What was answered for this state of the tree and this ignore file. */
function answersOf(tree: ContextTree, ignore: CompiledDockerignore | undefined): Map<string, SourceMatch> {
  const state = `${tree.version} ${tree.complete} ${tree.fileCount} ${tree.bytes}`;
  let ofTree = answers.get(tree);
  if (ofTree?.state !== state) {
    ofTree = { state, byIgnore: new WeakMap() };
    answers.set(tree, ofTree);
  }
  let known = ofTree.byIgnore.get(ignore ?? noIgnore);
  if (known === undefined) {
    known = new Map();
    ofTree.byIgnore.set(ignore ?? noIgnore, known);
  }
  return known;
}

function resolve(
  source: string,
  tree: ContextTree,
  ignore: CompiledDockerignore | undefined,
  options: SourceOptions,
): SourceMatch {
  const { base, pattern } = options.parents
    ? parentsPattern(source)
    : { base: contextPath(source), pattern: undefined };
  const isWildcard = hasWildcard(base) || (pattern !== undefined && hasWildcard(pattern));
  const collected = collect(tree, ignore, base, pattern, options.excludes ?? []);
  const shownPath = pattern === undefined ? base : joinPath(base, pattern);
  const { files, entries, ignored } = collected;
  let verdict: SourceMatch['verdict'];
  if (files > 0) verdict = 'found';
  else if (ignored.files > 0 || collected.ignoredExample !== undefined) verdict = 'ignored';
  else if (collected.uncertain || !tree.complete) verdict = entries.length > 0 ? 'empty' : 'unknown';
  else verdict = entries.length > 0 ? 'empty' : 'missing';
  const ignoredBy =
    verdict === 'ignored' && collected.ignoredExample !== undefined
      ? ignore?.decidingLine(collected.ignoredExample)
      : undefined;
  return {
    path: shownPath,
    isWildcard,
    files,
    bytes: collected.bytes,
    entries,
    biggest: collected.biggest,
    ignored,
    ignoredBy,
    ignoredExample: collected.ignoredExample,
    verdict,
    fails: (verdict === 'missing' || verdict === 'ignored') && !isSent(tree, ignore, requiredPath(base, pattern)),
    nearest: verdict === 'missing' && !isWildcard ? nearestPaths(tree, shownPath, ignore) : [],
  };
}

/** A path as COPY writes it, seen from the context's root: `./a/`, `/a` and `../a` are all `a`. */
export function contextPath(source: string): string {
  const clean = cleanPath('/' + source);
  return clean.slice(1);
}

/** Paths of the context whose name is close to the one that is missing, at most three. */
export function nearestPaths(tree: ContextTree, path: string, ignore: CompiledDockerignore | undefined): string[] {
  // The folders that do exist on the way, then the first name that does not.
  const names = path.split('/');
  let folder: ContextFolder = tree.root;
  let index = 0;
  for (; index < names.length - 1; index++) {
    const next = folder.folders.get(names[index]!);
    if (!next) break;
    folder = next;
  }
  const rest = names.slice(index + 1);
  const candidates = [...folder.folders.keys(), ...folder.files.keys()];
  const found: string[] = [];
  const offer = (candidate: string): void => {
    if (entryAt(tree, candidate).kind === 'missing' || found.includes(candidate) || ignore?.matches(candidate)) return;
    found.push(candidate);
  };
  const close = nearest(names[index]!, candidates, true);
  for (const name of [close, ...candidates.filter(candidate => sameStem(candidate, names[index]!))]) {
    if (name !== undefined) offer([folder.path, name, ...rest].filter(part => part !== '').join('/'));
  }
  // The same name somewhere else, the shortest path first.
  const last = names.at(-1)!;
  for (const elsewhere of pathsNamed(tree, last)) offer(elsewhere);
  return found.slice(0, 3);
}

/** What has to be there: the path, or the folder before the first wildcard. */
function requiredPath(base: string, pattern: string | undefined): string {
  const { fixed } = splitWildcards(base);
  return pattern === undefined || hasWildcard(base) || hasWildcard(pattern) ? fixed : joinPath(fixed, pattern);
}

/** Whether the path reaches the builder: a file that is not ignored, or a folder that is not or that holds such a file. */
function isSent(tree: ContextTree, ignore: CompiledDockerignore | undefined, path: string): boolean {
  const entry = entryAt(tree, path);
  if (entry.kind === 'missing') return false;
  if (path === '' || entry.kind === 'beyond' || !ignore?.matches(path)) return true;
  if (entry.kind === 'file') return false;
  for (const file of filesBelow(entry.folder)) if (!ignore.matches(file.path)) return true;
  return false;
}

interface Collected extends Amount {
  readonly entries: readonly SizedEntry[];
  readonly biggest: readonly SizedEntry[];
  readonly ignored: Amount;
  readonly ignoredExample: string | undefined;
  readonly uncertain: boolean;
}

function collect(
  tree: ContextTree,
  ignore: CompiledDockerignore | undefined,
  base: string,
  included: string | undefined,
  excludes: readonly string[],
): Collected {
  const include = included === undefined ? undefined : compileDockerignore(dockerignoreOfPatterns([included]));
  const exclude = excludes.length === 0 ? undefined : compileDockerignore(dockerignoreOfPatterns(excludes));
  const biggest = topList(10);
  const entries: SizedEntry[] = [];
  const sum = { files: 0, bytes: 0 };
  const left = { files: 0, bytes: 0 };
  let ignoredExample: string | undefined;
  let uncertain = false;

  /** One file; `below` is its path below the source, which is what --parents and --exclude look at. */
  function take(path: string, bytes: number, below: string, into: { files: number; bytes: number }): void {
    if (include && below !== '' && !include.matches(below)) return;
    if (ignore?.matches(path)) {
      left.files++;
      left.bytes += bytes;
      ignoredExample ??= path;
      return;
    }
    // --exclude is asked for only below a folder: a file that is named itself is copied.
    if (below !== '' && exclude?.matches(below)) {
      left.files++;
      left.bytes += bytes;
      return;
    }
    into.files++;
    into.bytes += bytes;
    sum.files++;
    sum.bytes += bytes;
    biggest.offer({ path, isFolder: false, files: 1, bytes });
  }

  function takeFolder(folder: ContextFolder): void {
    const into = { files: 0, bytes: 0 };
    const before = left.files;
    const open = [folder];
    for (let next = open.pop(); next; next = open.pop()) {
      if (next.state !== 'read') uncertain = true;
      for (const [name, bytes] of next.files) {
        const path = joinPath(next.path, name);
        take(path, bytes, path.slice(folder.path === '' ? 0 : folder.path.length + 1), into);
      }
      open.push(...next.folders.values());
    }
    const isGone = into.files === 0 && left.files > before;
    const isIgnored = folder.path !== '' && ignore?.matches(folder.path) === true;
    if (isIgnored && into.files === 0) ignoredExample = folder.path;
    if (into.files > 0 || (!isIgnored && !isGone)) entries.push({ path: folder.path, isFolder: true, ...into });
  }

  function takeFile(path: string, bytes: number): void {
    const into = { files: 0, bytes: 0 };
    take(path, bytes, '', into);
    if (into.files > 0) entries.push({ path, isFolder: false, ...into });
  }

  const { fixed, glob } = splitWildcards(base);
  if (glob === '') {
    const entry = entryAt(tree, fixed);
    if (entry.kind === 'folder') takeFolder(entry.folder);
    else if (entry.kind === 'file') {
      takeFile(fixed, entry.bytes);
      if (entry.isLink) uncertain = true;
    } else if (entry.kind === 'beyond') uncertain = true;
  } else {
    const start = folderAt(tree, fixed);
    if (!start) uncertain = entryAt(tree, fixed).kind === 'beyond';
    else {
      const open = [start];
      // Only as deep as the pattern: `*` matches no slash, but a class may.
      const depth = /\[/.test(glob) ? Infinity : glob.split('/').length;
      for (let next = open.pop(); next; next = open.pop()) {
        if (next.state !== 'read') uncertain = true;
        for (const [name, bytes] of next.files) {
          const path = joinPath(next.path, name);
          if (matchGlob(glob, relativeTo(fixed, path)) === true) takeFile(path, bytes);
        }
        for (const below of next.folders.values()) {
          const relative = relativeTo(fixed, below.path);
          // BuildKit does not look into a folder that matches.
          if (matchGlob(glob, relative) === true) takeFolder(below);
          else if (relative.split('/').length < depth) open.push(below);
        }
      }
    }
  }
  return { ...sum, entries, biggest: biggest.entries(), ignored: left, ignoredExample, uncertain };
}

function relativeTo(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** fsutil's `splitWildcards`: the folders before the first part with a wildcard, and the rest. */
function splitWildcards(path: string): { fixed: string; glob: string } {
  const parts = path.split('/');
  const at = parts.findIndex(hasWildcard);
  if (at === -1) return { fixed: path, glob: '' };
  return { fixed: parts.slice(0, at).join('/'), glob: parts.slice(at).join('/') };
}

/** `--parents`: what stands before `/./` is the folder, the rest is matched like a line of an ignore file. */
function parentsPattern(source: string): { base: string; pattern: string } {
  const pivot = source.indexOf('/./');
  if (pivot === -1) return { base: '', pattern: contextPath(source) };
  return { base: contextPath(source.slice(0, pivot)), pattern: contextPath(source.slice(pivot + 3)) };
}

/** `requirements.txt` for `requirement.in`: the same name but for what follows the last dot, in any case. */
function sameStem(one: string, other: string): boolean {
  const stem = (name: string): string => name.toLowerCase().replace(/(?<=.)\.[^.]*$/, '');
  return stem(one) === stem(other);
}

function pathsNamed(tree: ContextTree, name: string): string[] {
  const found: string[] = [];
  // Breadth first, and no further than what a person would look through.
  const open: ContextFolder[] = [tree.root];
  for (let index = 0; index < open.length && index < 2000 && found.length < 3; index++) {
    const folder = open[index]!;
    if (folder.path !== '' && (folder.files.has(name) || folder.folders.has(name))) {
      found.push(joinPath(folder.path, name));
    }
    open.push(...folder.folders.values());
  }
  return found;
}
