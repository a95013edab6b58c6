/**
 * The build context of each Dockerfile: which folder, and what lies in it. Walked once in the background, kept up to date by the client's
 * file watcher, never in an untrusted workspace or a place that cannot be read. Requests take what is there and never wait for the disk.
 */
import { type CompiledDockerignore, compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { applyFileChanges, type FileChange, heavyFolderNames, walkContext } from '../context/files.ts';
import type { ContextTree } from '../context/tree.ts';
import type { Runtime } from '../runtime.ts';
import type { ContextInfo } from './messages.ts';

export interface BuildContextSnapshot {
  readonly folder: string;
  readonly tree: ContextTree;
  readonly ignore: CompiledDockerignore | undefined;
  readonly ignoreText: string | undefined;
  readonly ignoreUri: string | undefined;
}

export class BuildContexts {
  private readonly chosen = new Map<string, string>();
  private readonly trees = new Map<string, Promise<ContextTree>>();
  private readonly ready = new Map<string, ContextTree>();
  private readonly ignores = new Map<string, string | undefined>();
  /** False: nothing is read. */
  trusted = true;

  constructor(
    private readonly runtime: Runtime,
    private readonly onChange: () => void,
  ) {}

  choose(uri: string, folder: string | null): void {
    if (folder === null) this.chosen.delete(uri);
    else this.chosen.set(uri, folder);
    this.onChange();
  }

  /** The folder that `COPY . .` copies; undefined for a document that lies in no folder. */
  folderOf(uri: string): { readonly folder: string; readonly from: ContextInfo['from'] } | undefined {
    const chosen = this.chosen.get(uri);
    if (chosen !== undefined) return { folder: chosen, from: 'chosen' };
    if (!uri.startsWith('file:')) return undefined;
    return { folder: uri.replace(/\/[^/]*$/, ''), from: 'ownFolder' };
  }

  /** What is known now; starts reading when nothing is. */
  peek(uri: string): BuildContextSnapshot | undefined {
    const where = this.folderOf(uri);
    if (!where || !this.trusted || !this.runtime.files) return undefined;
    const tree = this.ready.get(where.folder);
    if (!tree) {
      void this.read(uri);
      return undefined;
    }
    return this.snapshot(uri, where.folder, tree);
  }

  /** Reads the context when that was not done yet. Never rejects. */
  async read(uri: string): Promise<BuildContextSnapshot | undefined> {
    const where = this.folderOf(uri);
    const { files } = this.runtime;
    if (!where || !this.trusted || !files) return undefined;
    const { folder } = where;
    let walk = this.trees.get(folder);
    if (!walk) {
      walk = walkContext(files, folder, {
        isLater: path => heavyFolderNames.includes(path.replace(/^.*\//, '')),
        pause: () => new Promise(resolve => setTimeout(resolve, 0)),
      });
      this.trees.set(folder, walk);
    }
    const tree = await walk;
    await this.readIgnore(uri, folder);
    if (!this.ready.has(folder)) {
      this.ready.set(folder, tree);
      this.onChange();
    }
    return this.snapshot(uri, folder, tree);
  }

  /** What the client's watcher saw. */
  async filesChanged(changes: readonly { readonly uri: string; readonly kind: FileChange['kind'] }[]): Promise<void> {
    const { files } = this.runtime;
    if (!files) return;
    for (const [folder, tree] of this.ready) {
      const inside = changes
        .filter(change => change.uri.startsWith(`${folder}/`))
        .map(change => ({ kind: change.kind, path: decodeURIComponent(change.uri.slice(folder.length + 1)) }));
      if (inside.length > 0) await applyFileChanges(tree, inside, files, folder);
    }
    for (const { uri } of changes) if (uri.endsWith('.dockerignore')) this.ignores.delete(uri);
    await Promise.all([...this.ignoreUris].map(uri => this.loadIgnore(uri)));
    this.onChange();
  }

  async info(uri: string): Promise<ContextInfo> {
    const where = this.folderOf(uri);
    if (!where) return { from: 'none' };
    const snapshot = await this.read(uri);
    return {
      folder: where.folder,
      from: where.from,
      ...(snapshot?.ignoreUri ? { ignoreFile: snapshot.ignoreUri } : {}),
    };
  }

  private readonly ignoreUris = new Set<string>();

  /** `<Dockerfile>.dockerignore` beside the Dockerfile first, else `.dockerignore` at the root of the context. */
  private async readIgnore(uri: string, folder: string): Promise<void> {
    for (const candidate of [`${uri}.dockerignore`, `${folder}/.dockerignore`]) {
      if (!this.ignores.has(candidate)) await this.loadIgnore(candidate);
    }
  }

  private async loadIgnore(uri: string): Promise<void> {
    this.ignoreUris.add(uri);
    try {
      const bytes = await this.runtime.files!.readFile(uri);
      this.ignores.set(uri, new TextDecoder().decode(bytes));
    } catch {
      // Most contexts have none.
      this.ignores.set(uri, undefined);
    }
  }

  private readonly compiled = new Map<string, { text: string; ignore: CompiledDockerignore }>();

  private snapshot(uri: string, folder: string, tree: ContextTree): BuildContextSnapshot {
    const ignoreUri = [`${uri}.dockerignore`, `${folder}/.dockerignore`].find(
      candidate => this.ignores.get(candidate) !== undefined,
    );
    const ignoreText = ignoreUri === undefined ? undefined : this.ignores.get(ignoreUri);
    let ignore: CompiledDockerignore | undefined;
    if (ignoreUri !== undefined && ignoreText !== undefined) {
      const known = this.compiled.get(ignoreUri);
      ignore = known?.text === ignoreText ? known.ignore : compileDockerignore(parseDockerignore(ignoreText));
      this.compiled.set(ignoreUri, { text: ignoreText, ignore });
    }
    return { folder, tree, ignore, ignoreText, ignoreUri };
  }
}
