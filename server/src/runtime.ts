/**
 * What the server gets from outside: files, the clock, programs of ours. Each transport (node, browser, tests) brings its own, so that
 * everything else runs anywhere.
 */
import type { ShellcheckHost } from './shell/shellcheck/client.ts';

export interface FileStat {
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  /** Bytes. */
  readonly size: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
}

/** Reading only. Every function takes a uri and rejects when there is nothing to read. */
export interface RuntimeFiles {
  readFile(uri: string): Promise<Uint8Array>;
  readDirectory(uri: string): Promise<readonly DirectoryEntry[]>;
  stat(uri: string): Promise<FileStat>;
  /** The real place of a file behind symbolic links; absent where links cannot be followed. */
  realPath?(uri: string): Promise<string>;
}

export interface Runtime {
  /** Undefined when the server can read no files of its own (a browser): then the client is asked. */
  readonly files: RuntimeFiles | undefined;
  /**
   * The text of a file at once: for the conversion, which decides as it reads. Undefined for what is missing, too big or no text. Absent
   * where files can only be read in time (a browser).
   */
  readonly readTextSync?: (uri: string) => string | undefined;
  /** The bytes of a .wasm file that ships with us: 'web-tree-sitter.wasm', 'tree-sitter-bash.wasm'. `address`: where the client says it lies. */
  loadWasm(name: string, address: string | undefined): Promise<Uint8Array>;
  /** Starts the separate ShellCheck program, or the user's own `command`; absent where neither can be had. */
  readonly startShellcheck?: (command: string | undefined) => ShellcheckHost;
  /** Milliseconds since some fixed moment. */
  now(): number;
}
