/** Loads the shell parser from node_modules, for tests and the cases runner. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initShell } from '../../server/src/shell/parser.ts';

/** `root`: the repository's root; DRYDOCK_ROOT in tests. */
export function loadShellForTests(root = process.env['DRYDOCK_ROOT'] ?? process.cwd()): Promise<void> {
  return initShell(async () => ({
    runtime: await readFile(join(root, 'node_modules/web-tree-sitter/web-tree-sitter.wasm')),
    grammar: await readFile(join(root, 'node_modules/tree-sitter-bash/tree-sitter-bash.wasm')),
  }));
}
