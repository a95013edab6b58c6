/** What an ignore file does to a context: what is sent, what is left out, and which line is to blame, for hovers, lenses and views. */
import type { CompiledDockerignore } from './dockerignore.ts';
import { type ContextFolder, type ContextTree, filesBelow, folderAt, joinPath, totalsOf } from './tree.ts';

export interface Amount {
  readonly files: number;
  readonly bytes: number;
}

/** A file, or a folder that is left out as a whole. */
export interface SizedEntry extends Amount {
  readonly path: string;
  readonly isFolder: boolean;
}

export interface FolderSummary {
  /** The top folder's name; `''` for the files in the root. */
  readonly name: string;
  readonly sent: Amount;
  readonly ignored: Amount;
}

export interface ContextSummary {
  /** What the ignore file lets through. BuildKit then sends of it only what COPY, ADD and bind mounts name. */
  readonly sent: Amount;
  readonly ignored: Amount;
  /** The biggest files that are sent, biggest first, at most ten. */
  readonly biggest: readonly SizedEntry[];
  /** Biggest first. */
  readonly folders: readonly FolderSummary[];
  /** By 0-based line of the ignore file: what this line decides about. For a line with `!`: what it brings back. */
  readonly lines: ReadonlyMap<number, LineSummary>;
  /** False when not all of the context could be read. */
  readonly complete: boolean;
}

export interface LineSummary extends Amount {
  /** Biggest first, at most five. */
  readonly examples: readonly SizedEntry[];
}

/** Sums up the whole tree at once. */
export function contextSummary(tree: ContextTree, ignore: CompiledDockerignore | undefined): ContextSummary {
  const steps = summarizing(tree, ignore);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in slices of about 2,000 files: each `yield` is a place where a host can let others work or give up. */
export function* summarizing(
  tree: ContextTree,
  ignore: CompiledDockerignore | undefined,
): Generator<void, ContextSummary> {
  const sent = counter();
  const ignored = counter();
  const biggest = topList(10);
  const folders = new Map<string, { sent: Counter; ignored: Counter }>();
  const lines = new Map<number, Counter & { top: TopList }>();
  const skipsWholeFolders = ignore !== undefined && !ignore.hasNegations;
  let sinceYield = 0;

  function note(line: number | undefined, entry: SizedEntry): void {
    if (line === undefined) return;
    let of = lines.get(line);
    if (!of) {
      of = { ...counter(), top: topList(5) };
      lines.set(line, of);
    }
    add(of, entry);
    of.top.offer(entry);
  }

  const open: ContextFolder[] = [tree.root];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    const top = topOf(folder.path);
    const sums = folders.get(top) ?? { sent: counter(), ignored: counter() };
    folders.set(top, sums);
    for (const [name, bytes] of folder.files) {
      const entry: SizedEntry = { path: joinPath(folder.path, name), isFolder: false, files: 1, bytes };
      const verdict = ignore?.evaluate(entry.path);
      note(verdict?.line, entry);
      add(verdict?.ignored ? ignored : sent, entry);
      add(verdict?.ignored ? sums.ignored : sums.sent, entry);
      if (!verdict?.ignored) biggest.offer(entry);
      if (++sinceYield >= 2000) {
        sinceYield = 0;
        yield;
      }
    }
    for (const below of folder.folders.values()) {
      const verdict = skipsWholeFolders ? ignore.evaluate(below.path) : undefined;
      if (!verdict?.ignored) {
        open.push(below);
        continue;
      }
      // Nothing below can come back, so the folder counts as one.
      const entry: SizedEntry = { path: below.path, isFolder: true, ...totalsOf(below) };
      note(verdict.line, entry);
      add(ignored, entry);
      const belowTop = topOf(below.path);
      const belowSums = folders.get(belowTop) ?? { sent: counter(), ignored: counter() };
      folders.set(belowTop, belowSums);
      add(belowSums.ignored, entry);
    }
  }
  return {
    sent,
    ignored,
    biggest: biggest.entries(),
    folders: Array.from(folders, ([name, sums]) => ({ name, ...sums })).sort(
      (one, other) => other.sent.bytes + other.ignored.bytes - one.sent.bytes - one.ignored.bytes,
    ),
    lines: new Map(
      Array.from(lines, ([line, { files, bytes, top }]) => [line, { files, bytes, examples: top.entries() }]),
    ),
    complete: tree.complete,
  };
}

/** Why a line of the ignore file decides nothing. */
export type IdleLine =
  | { readonly reason: 'matches-nothing' }
  /** An earlier line already says the same of all it matches. */
  | { readonly reason: 'already'; readonly line: number; readonly example: string }
  /** A later line says otherwise of all it matches. */
  | { readonly reason: 'overridden'; readonly line: number; readonly example: string }
  /** A line with `!` that matches only what is sent anyway. */
  | { readonly reason: 'not-ignored'; readonly example: string };

/** For each line that decides nothing in this tree: why. `summary` must be of the same tree and file. */
export function idleLines(
  tree: ContextTree,
  ignore: CompiledDockerignore,
  patterns: readonly { readonly line: number; readonly negated: boolean }[],
  summary: ContextSummary,
): ReadonlyMap<number, IdleLine> {
  const idle = new Map<number, IdleLine>();
  const open = new Map(patterns.filter(({ line }) => !summary.lines.has(line)).map(pattern => [pattern.line, pattern]));
  for (const path of everyPath(tree)) {
    if (open.size === 0) break;
    for (const line of ignore.linesMatchingItself(path, open)) {
      const pattern = open.get(line)!;
      const verdict = ignore.evaluate(path);
      const decided = verdict.line;
      if (decided === line) {
        const outer = outerDecision(ignore, path);
        if (outer !== undefined && outer !== line) idle.set(line, { reason: 'already', line: outer, example: path });
        else {
          // It decides about a folder that holds no file.
          open.delete(line);
          idle.delete(line);
        }
      } else if (decided !== undefined && decided > line) {
        // Another path may show that the line is merely repeated; what is overridden is worth more to know.
        idle.set(line, { reason: 'overridden', line: decided, example: path });
        open.delete(line);
      } else if (!idle.has(line)) {
        if (decided !== undefined) idle.set(line, { reason: 'already', line: decided, example: path });
        else if (pattern.negated) idle.set(line, { reason: 'not-ignored', example: path });
      }
    }
  }
  if (tree.complete) {
    for (const line of open.keys()) if (!idle.has(line)) idle.set(line, { reason: 'matches-nothing' });
  }
  return idle;
}

/** The line that leaves out a folder above the path, the outermost; undefined when all of them are sent. */
function outerDecision(ignore: CompiledDockerignore, path: string): number | undefined {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    const verdict = ignore.evaluate(path.slice(0, at));
    if (verdict.ignored) return verdict.line;
  }
  return undefined;
}

/** The biggest files below a folder, biggest first. */
export function biggestFiles(tree: ContextTree, path: string, count: number): readonly SizedEntry[] {
  const folder = folderAt(tree, path);
  if (!folder) return [];
  const top = topList(count);
  for (const file of filesBelow(folder)) top.offer({ ...file, isFolder: false, files: 1 });
  return top.entries();
}

function* everyPath(tree: ContextTree): Generator<string> {
  const open: ContextFolder[] = [tree.root];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    if (folder.path !== '') yield folder.path;
    for (const name of folder.files.keys()) yield joinPath(folder.path, name);
    open.push(...folder.folders.values());
  }
}

interface Counter {
  files: number;
  bytes: number;
}

function counter(): Counter {
  return { files: 0, bytes: 0 };
}

function add(sum: Counter, amount: Amount): void {
  sum.files += amount.files;
  sum.bytes += amount.bytes;
}

function topOf(path: string): string {
  const slash = path.indexOf('/');
  return slash === -1 ? path : path.slice(0, slash);
}

interface TopList {
  offer(entry: SizedEntry): void;
  entries(): readonly SizedEntry[];
}

/** Keeps the biggest few of many. */
export function topList(count: number): TopList {
  const kept: SizedEntry[] = [];
  return {
    offer(entry) {
      if (kept.length === count && !isBigger(entry, kept[count - 1]!)) return;
      const at = kept.findIndex(other => isBigger(entry, other));
      kept.splice(at === -1 ? kept.length : at, 0, entry);
      if (kept.length > count) kept.pop();
    },
    entries: () => kept,
  };
}

function isBigger(one: SizedEntry, other: SizedEntry): boolean {
  return one.bytes !== other.bytes ? one.bytes > other.bytes : one.path < other.path;
}
