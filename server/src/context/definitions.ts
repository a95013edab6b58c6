/** How files of a workspace say that a Dockerfile is built: what their readers share. Paths are absolute with `/`. */
import { cleanPath } from '../model/goText.ts';

/** One way in which a workspace builds a Dockerfile. */
export interface BuildDefinition {
  readonly from: 'compose' | 'bake' | 'devcontainer' | 'tasks';
  /** The file that says so. */
  readonly file: string;
  /** Compose service, Bake target, task label; '' for a dev container. */
  readonly name: string;
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string | undefined;
  /** Those whose values are known. */
  readonly args: Readonly<Record<string, string>>;
  /** Compose: how the service runs the image, where it says so. */
  readonly start?: ServiceStart | undefined;
}

/** What a service of Compose says beside the image. */
export interface ServiceStart {
  /** In the words of an argument list; `[]` where the file clears it. */
  readonly command?: readonly string[] | undefined;
  readonly entrypoint?: readonly string[] | undefined;
  readonly workdir?: string | undefined;
  /** Folders of the container that a folder of the machine is mounted over. */
  readonly mounts: readonly string[];
}

export interface WorkspaceFile {
  readonly path: string;
  readonly text: string;
}

/** A path as written in a file of that folder. */
export function resolvePath(folder: string, path: string): string {
  return path.startsWith('/') ? cleanPath(path) : cleanPath(folder + '/' + path);
}

export function folderOf(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1) || '.');
}

/** True for a context or a Dockerfile that is fetched (a URL, a git address), and for a folder of another system (`C:\…`). */
export function isRemote(path: string): boolean {
  return /^[a-z]:[\\/]|^[a-z][a-z0-9+.-]*:\/\/|^git@|^github\.com\/|^docker-image:|^target:|^service:/i.test(path);
}
