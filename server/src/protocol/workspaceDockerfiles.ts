/**
 * The Dockerfiles of the workspace that no editor has open, for questions about all of them ("Go to Symbol in Workspace"). They are looked for
 * at the first such question and not before; later the watcher keeps the list true. Bounded: a workspace of a million files costs no
 * more than the limit, and folders that only hold what tools put there are left out.
 */
import { heavyFolderNames } from '../context/files.ts';
import { isDockerfileName } from '../model/dockerfileName.ts';
import type { Runtime } from '../runtime.ts';
import { looseDocument, type OpenDocument } from './documents.ts';

/** Files and folders that a search looks at, and Dockerfiles that it takes. */
const mostEntries = 50_000;
const mostDockerfiles = 500;
/** Bytes. No Dockerfile of a person is that long. */
const biggestFile = 1_000_000;

export class WorkspaceDockerfiles {
  private uris: Promise<Set<string>> | undefined;
  private readonly texts = new Map<string, OpenDocument>();

  constructor(
    private readonly runtime: Runtime,
    private readonly folders: () => readonly string[],
  ) {}

  /** All Dockerfiles but those that `isOpen`; files that cannot be read are left out. Never rejects. */
  async closed(isOpen: (uri: string) => boolean): Promise<OpenDocument[]> {
    this.uris ??= this.search();
    const documents: OpenDocument[] = [];
    for (const uri of await this.uris) {
      const document = isOpen(uri) ? undefined : await this.read(uri);
      if (document) documents.push(document);
    }
    return documents;
  }

  /** What the client's watcher saw; 1 is created, 2 changed, 3 deleted (LSP, FileChangeType). */
  async filesChanged(changes: readonly { readonly uri: string; readonly type: 1 | 2 | 3 }[]): Promise<void> {
    const known = await this.uris;
    for (const { uri, type } of changes) {
      // A folder that goes or comes says nothing of what is in it.
      if (!isDockerfileName(nameOf(uri))) {
        if (type !== 2 && !nameOf(uri).includes('.')) this.forget();
        continue;
      }
      this.texts.delete(uri);
      if (type === 3) known?.delete(uri);
      else if (!uri.split('/').some(isLeftOut)) known?.add(uri);
    }
  }

  /** The next question searches again. */
  forget(): void {
    this.uris = undefined;
    this.texts.clear();
  }

  private async search(): Promise<Set<string>> {
    const { files } = this.runtime;
    const found = new Set<string>();
    const waiting = files ? this.folders().filter(folder => files.reads?.(folder) ?? folder.startsWith('file:')) : [];
    let entries = 0;
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      for (const { name, type } of await files!.readDirectory(folder).catch(() => [])) {
        if (++entries > Math.min(mostEntries, files!.mostEntries?.(folder) ?? mostEntries)) return found;
        const uri = `${folder}/${encodeURIComponent(name)}`;
        if (type === 'directory' && !isLeftOut(name)) waiting.push(uri);
        if (type === 'file' && isDockerfileName(name)) found.add(uri);
        if (found.size >= mostDockerfiles) return found;
      }
    }
    return found;
  }

  private async read(uri: string): Promise<OpenDocument | undefined> {
    const known = this.texts.get(uri);
    if (known) return known;
    try {
      const bytes = await this.runtime.files!.readFile(uri);
      if (bytes.length > biggestFile) return undefined;
      const document = looseDocument(uri, new TextDecoder().decode(bytes));
      this.texts.set(uri, document);
      return document;
    } catch {
      return undefined;
    }
  }
}

function isLeftOut(folder: string): boolean {
  return heavyFolderNames.includes(folder);
}

function nameOf(uri: string): string {
  return decodeURIComponent(uri.slice(uri.lastIndexOf('/') + 1));
}
