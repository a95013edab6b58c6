/**
 * The build context of each Dockerfile: which folder, and what lies in it. Walked once in the background, kept up to date by the client's
 * file watcher, never in an untrusted workspace or a place that cannot be read. Requests take what is there and never wait for the disk.
 */

import type { BuildDefinition, WorkspaceFile } from '../context/definitions.ts';
import { type CompiledDockerignore, compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { applyFileChanges, type FileChange, heavyFolderNames, uriOfPath, walkContext } from '../context/files.ts';
import { type GitignoreFile, gitIgnores } from '../context/gitignore.ts';
import { type ContextFolder, type ContextTree, joinPath } from '../context/tree.ts';
import { contextCandidates, saysHowToBuild } from '../context/which.ts';
import type { Runtime } from '../runtime.ts';
import type { ContextInfo } from './messages.ts';

export interface BuildContextSnapshot {
  readonly folder: string;
  readonly tree: ContextTree;
  readonly ignore: CompiledDockerignore | undefined;
  readonly ignoreText: string | undefined;
  readonly ignoreUri: string | undefined;
  /** The user or a file of the workspace names the folder. */
  readonly isDeclared: boolean;
  /** How files of the workspace build this Dockerfile; absent where none were looked for. */
  readonly builds?: readonly BuildDefinition[] | undefined;
  /** Whether git ignores a `.env` of the context; absent where there is none, or no repository. */
  readonly isGitIgnored?: ((path: string) => boolean) | undefined;
}

interface Place {
  readonly folder: string;
  readonly from: ContextInfo['from'];
}

export class BuildContexts {
  private readonly chosen = new Map<string, string>();
  private readonly walks = new Map<string, { readonly tree: Promise<ContextTree>; isCancelled: boolean }>();
  private readonly ready = new Map<string, ContextTree>();
  private readonly ignores = new Map<string, string | undefined>();
  private readonly reading = new Set<string>();
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

  /** Folders of the workspace, by uri without a slash at the end: a search for compose files and their kin ends there. */
  workspaceFolders: readonly string[] = [];

  /** Folders came and went: where a Dockerfile is built is looked for again. */
  changeFolders(added: readonly string[], removed: readonly string[]): void {
    const plain = (uri: string): string => uri.replace(/\/$/, '');
    const gone = new Set(removed.map(plain));
    this.workspaceFolders = [
      ...new Set([...this.workspaceFolders.filter(folder => !gone.has(folder)), ...added.map(plain)]),
    ];
    this.declared.clear();
    this.places.clear();
    for (const uri of this.reading) void this.read(uri);
  }

  private readonly declared = new Map<string, Promise<Place | undefined>>();
  private readonly builds = new Map<string, readonly BuildDefinition[]>();
  private readonly places = new Map<string, Place>();

  /** The folder that `COPY . .` copies, as far as it is known now; undefined for a document that lies in no folder. */
  private placeOf(uri: string): Place | undefined {
    const chosen = this.chosen.get(uri);
    if (chosen !== undefined) return { folder: chosen, from: 'chosen' };
    return this.places.get(uri);
  }

  /** What the user chose, else what files of the workspace say, else the Dockerfile's own folder. */
  private async locate(uri: string): Promise<Place | undefined> {
    const known = this.placeOf(uri);
    if (known) return known;
    if (!uri.startsWith('file:') && !this.canRead(uri)) return undefined;
    let search = this.declared.get(uri);
    if (!search) {
      search = this.searchDeclared(uri);
      this.declared.set(uri, search);
    }
    const place = (await search) ?? { folder: parentOf(uri), from: 'ownFolder' as const };
    this.places.set(uri, place);
    return place;
  }

  /** Reads compose files, Bake files, dev containers and tasks in the folders from the Dockerfile's up to the workspace's. */
  private async searchDeclared(uri: string): Promise<Place | undefined> {
    const { files } = this.runtime;
    if (!files || !this.trusted) return undefined;
    const texts: WorkspaceFile[] = [];
    const top = this.workspaceFolders.find(folder => uri.startsWith(`${folder}/`));
    const origin = originOf(uri);
    for (let folder = parentOf(uri); folder.length > origin.length; folder = parentOf(folder)) {
      for (const inner of ['', '/.devcontainer', '/.vscode']) {
        try {
          for (const entry of await files.readDirectory(folder + inner)) {
            const file = `${folder}${inner}/${encodeURIComponent(entry.name)}`;
            if (entry.type !== 'file' || !saysHowToBuild(pathOf(file))) continue;
            texts.push({ path: pathOf(file), text: new TextDecoder().decode(await files.readFile(file)) });
          }
        } catch {
          // A folder that is not there, or not to be read, says nothing.
        }
      }
      if (top === undefined || folder === top) break;
    }
    const candidates = contextCandidates(pathOf(uri), texts, top === undefined ? {} : { workspaceFolder: pathOf(top) });
    this.builds.set(
      uri,
      candidates.flatMap(candidate => candidate.definition ?? []),
    );
    const [best] = candidates;
    if (!best || best.from === 'ownFolder') return undefined;
    return { folder: uriOf(origin, best.folder), from: best.from };
  }

  private canRead(uri: string): boolean {
    const { files } = this.runtime;
    return files !== undefined && (files.reads?.(uri) ?? uri.startsWith('file:'));
  }

  /** What is known now; starts reading when nothing is. */
  peek(uri: string): BuildContextSnapshot | undefined {
    if (!this.trusted || !this.runtime.files) return undefined;
    const where = this.placeOf(uri);
    const tree = where && this.ready.get(where.folder);
    if (tree?.root.state === 'unreadable') return undefined;
    if (!tree) {
      if (!this.reading.has(uri)) void this.read(uri);
      return undefined;
    }
    return this.snapshot(uri, where, tree);
  }

  /** Reads the context when that was not done yet. Never rejects. */
  async read(uri: string): Promise<BuildContextSnapshot | undefined> {
    const { files } = this.runtime;
    if (!this.trusted || !files) return undefined;
    this.reading.add(uri);
    const where = await this.locate(uri);
    if (!where) return undefined;
    const { folder } = where;
    await this.readIgnore(uri, folder);
    const tree = await this.walk(folder);
    if (!this.gitignores.has(folder)) await this.readGitignores(folder, tree);
    return tree.root.state === 'unreadable' ? undefined : this.snapshot(uri, where, tree);
  }

  /** The document was closed: a walk that only it needs ends, and is begun anew when it is opened again. */
  close(uri: string): void {
    this.reading.delete(uri);
    const folder = this.placeOf(uri)?.folder;
    const walk = folder === undefined || this.ready.has(folder) ? undefined : this.walks.get(folder);
    if (!walk || [...this.reading].some(other => this.placeOf(other)?.folder === folder)) return;
    walk.isCancelled = true;
    this.walks.delete(folder!);
  }

  /** Walks a folder once; later changes come from the watcher. */
  private async walk(folder: string): Promise<ContextTree> {
    let walk = this.walks.get(folder);
    if (!walk) {
      const limit = this.runtime.files!.mostEntries?.(folder);
      const tree = walkContext(this.runtime.files!, folder, {
        ...(limit === undefined ? {} : { limit }),
        isCancelled: () => walk?.isCancelled === true,
        isLater: path => heavyFolderNames.includes(path.replace(/^.*\//, '')),
        pause: () => new Promise(resolve => setTimeout(resolve, 0)),
      });
      walk = { tree, isCancelled: false };
      this.walks.set(folder, walk);
    }
    const tree = await walk.tree;
    if (!walk.isCancelled && !this.ready.has(folder)) {
      this.ready.set(folder, tree);
      this.onChange();
    }
    return tree;
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
    if (changes.some(change => saysHowToBuild(pathOf(change.uri)))) {
      this.declared.clear();
      this.places.clear();
      await Promise.all([...this.reading].map(uri => this.read(uri)));
    }
    if (changes.some(({ uri }) => /\/\.(?:gitignore|env)$/.test(uri))) {
      for (const folder of [...this.gitignores.keys()]) {
        const tree = this.ready.get(folder);
        if (tree) await this.readGitignores(folder, tree);
      }
    }
    for (const { uri } of changes) if (uri.endsWith('.dockerignore')) this.ignores.delete(uri);
    await Promise.all([...this.ignoreUris].map(uri => this.loadIgnore(uri)));
    this.onChange();
  }

  /** The tree of the folder that an ignore file stands in (for `x.Dockerfile.dockerignore` its own folder too). */
  peekFolderOf(uri: string): ContextTree | undefined {
    return this.ready.get(parentOf(uri));
  }

  async readFolderOf(uri: string): Promise<void> {
    if (!this.canRead(uri) || !this.trusted) return;
    await this.walk(parentOf(uri));
  }

  async info(uri: string): Promise<ContextInfo> {
    const where = await this.locate(uri);
    if (!where) return { from: 'none' };
    const snapshot = await this.read(uri);
    // Old versions and other views of files have uris with folders that nobody can read.
    if (!snapshot && !uri.startsWith('file:')) return { from: 'none' };
    return {
      folder: where.folder,
      from: where.from,
      ...(snapshot?.ignoreUri ? { ignoreFile: snapshot.ignoreUri } : {}),
    };
  }

  /** Reads the ignore file anew: for who has just written it and cannot wait for the watcher. */
  async readAgain(uri: string): Promise<BuildContextSnapshot | undefined> {
    const snapshot = await this.read(uri);
    if (!snapshot) return undefined;
    for (const candidate of [`${uri}.dockerignore`, `${snapshot.folder}/.dockerignore`])
      await this.loadIgnore(candidate);
    return this.read(uri);
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

  /** By folder of a context: what git ignores there. */
  private readonly gitignores = new Map<string, ((path: string) => boolean) | undefined>();

  /** Reads the .gitignore files that have a say on a `.env` of the context, from its folder up to that of the repository. */
  private async readGitignores(context: string, tree: ContextTree): Promise<void> {
    this.gitignores.set(context, undefined);
    const places = foldersWithSettings(tree).map(path => uriOfPath(context, path));
    const top = places.length === 0 ? undefined : await this.repositoryOf(context);
    if (top === undefined) return;
    const folders = new Set([top]);
    for (let folder of places) {
      for (; folder.length > top.length && !folders.has(folder); folder = parentOf(folder)) folders.add(folder);
    }
    const found: GitignoreFile[] = [];
    const read = async (folder: string, file: string) => {
      try {
        const text = new TextDecoder().decode(await this.runtime.files!.readFile(file));
        found.push({ folder: decodeURIComponent(folder.slice(top.length + 1)), text });
      } catch {
        // Most folders have none.
      }
    };
    await read(top, `${top}/.git/info/exclude`);
    for (const folder of folders) await read(folder, `${folder}/.gitignore`);
    const above = decodeURIComponent(context.slice(top.length + 1));
    this.gitignores.set(context, path => gitIgnores(joinPath(above, path), found));
  }

  /** The folder of the git repository around this one; undefined where there is none. */
  private async repositoryOf(context: string): Promise<string | undefined> {
    const origin = originOf(context);
    for (let folder = context; folder.length > origin.length; folder = parentOf(folder)) {
      try {
        await this.runtime.files!.stat(`${folder}/.git`);
        return folder;
      } catch {
        // Further up, perhaps.
      }
    }
    return undefined;
  }

  private readonly compiled = new Map<string, { text: string; ignore: CompiledDockerignore }>();

  private snapshot(uri: string, { folder, from }: Place, tree: ContextTree): BuildContextSnapshot {
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
    return {
      folder,
      tree,
      ignore,
      ignoreText,
      ignoreUri,
      isDeclared: from !== 'ownFolder',
      builds: this.builds.get(uri),
      isGitIgnored: this.gitignores.get(folder),
    };
  }
}

/** Paths of the folders that hold a `.env`; packages and git's own folder are not looked through. A few are enough. */
function foldersWithSettings(tree: ContextTree): string[] {
  const found: string[] = [];
  const open: ContextFolder[] = [tree.root];
  for (let folder = open.pop(); folder && found.length < 50; folder = open.pop()) {
    if (folder.files.has('.env')) found.push(folder.path);
    for (const [name, below] of folder.folders) if (!heavyFolderNames.includes(name)) open.push(below);
  }
  return found;
}

function parentOf(uri: string): string {
  return uri.replace(/\/[^/]*$/, '');
}

/** `file://`, `vscode-vfs://github`: a path within it begins behind. */
function originOf(uri: string): string {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? '';
}

/** `file:///a/b%20c` → `/a/b c`. */
function pathOf(uri: string): string {
  return decodeURIComponent(uri.slice(originOf(uri).length));
}

function uriOf(origin: string, path: string): string {
  return origin + path.split('/').map(encodeURIComponent).join('/');
}
