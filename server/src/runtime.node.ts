/** Files and clock of a Node process. */

import { existsSync, readFileSync, statSync } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startShellcheckBinary, startShellcheckProcess } from './adapter/shellcheckHost.node.ts';
import { textOfBytes } from './context/text.ts';
import type { DirectoryEntry, FileStat, Runtime, RuntimeFiles } from './runtime.ts';

/** `folder` holds our own bundles and the .wasm files beside them. */
export function nodeRuntime(folder: string): Runtime {
  const host = join(folder, '..', 'shellcheck', 'host.mjs');
  return {
    files: nodeFiles,
    readTextSync,
    loadWasm: name => readFile(join(folder, name)),
    now: () => performance.now(),
    startShellcheck: command => {
      if (command !== undefined) return startShellcheckBinary(command);
      if (!existsSync(host)) throw new Error(`${host} is missing`);
      return startShellcheckProcess(host);
    },
  };
}

const nodeFiles: RuntimeFiles = {
  readFile: uri => readFile(fileURLToPath(uri)),
  async readDirectory(uri) {
    const entries = await readdir(fileURLToPath(uri), { withFileTypes: true });
    return entries.map(entry => ({ name: entry.name, type: typeOf(entry) }));
  },
  async stat(uri): Promise<FileStat> {
    const found = await stat(fileURLToPath(uri));
    return { type: typeOf(found), size: found.size };
  },
  realPath: async uri => pathToFileURL(await realpath(fileURLToPath(uri))).href,
};

/** Manifests and scripts are small; anything bigger is data. */
const largestText = 2 * 1024 * 1024;

function readTextSync(uri: string): string | undefined {
  try {
    const path = fileURLToPath(uri);
    const { size } = statSync(path);
    if (size > largestText) return undefined;
    return textOfBytes(readFileSync(path));
  } catch {
    return undefined;
  }
}

interface Typed {
  isFile(): boolean;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

function typeOf(entry: Typed): DirectoryEntry['type'] {
  if (entry.isSymbolicLink()) return 'symlink';
  if (entry.isDirectory()) return 'directory';
  return entry.isFile() ? 'file' : 'other';
}
