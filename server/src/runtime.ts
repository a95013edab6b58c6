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
  /** Bytes of a file, where the folder tells. */
  readonly size?: number;
}

/** Reading only. Every function takes a uri and rejects when there is nothing to read. */
export interface RuntimeFiles {
  readFile(uri: string): Promise<Uint8Array>;
  readDirectory(uri: string): Promise<readonly DirectoryEntry[]>;
  stat(uri: string): Promise<FileStat>;
  /** The real place of a file behind symbolic links; absent where links cannot be followed. */
  realPath?(uri: string): Promise<string>;
  /** Whether the uri can be asked for at all; without it: `file:` only. */
  reads?(uri: string): boolean;
  /** How many files and folders a walk may look at there, where that is less than usual: each costs a request. */
  mostEntries?(uri: string): number | undefined;
}

/** Texts that come later than they are asked for. */
export interface LaterTexts {
  /** What is known of the file now; undefined also for what is on its way. */
  read(uri: string): string | undefined;
  /** Waits for what is on its way; true when something came. */
  settle(): Promise<boolean>;
  /** They changed, or are gone. */
  forget(uris: readonly string[]): void;
  /** Tells of texts that came after somebody had asked for them in vain. */
  onNews(tell: () => void): void;
}

export interface Runtime {
  /** Undefined when the server can read no files of its own (a browser): then the client is asked. */
  readonly files: RuntimeFiles | undefined;
  /**
   * The text of a file at once: for the conversion, which decides as it reads. Undefined for what is missing, too big or no text. Absent
   * where files can only be read in time (a browser).
   */
  readonly readTextSync?: (uri: string) => string | undefined;
  /** Behind `readTextSync`, where texts come from the client. */
  readonly laterTexts?: LaterTexts;
  /** The bytes of a .wasm file that ships with us: 'web-tree-sitter.wasm', 'tree-sitter-bash.wasm'. `address`: where the client says it lies. */
  loadWasm(name: string, address: string | undefined): Promise<Uint8Array>;
  /** Starts the separate ShellCheck program, or the user's own `command`; absent where neither can be had. */
  readonly startShellcheck?: (command: string | undefined) => ShellcheckHost;
  /** Takes back what was asked of others; absent where nothing is. */
  readonly stop?: () => void;
  /** Milliseconds since some fixed moment. */
  now(): number;
}
