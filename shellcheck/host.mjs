// SPDX-License-Identifier: GPL-3.0-or-later
//
// ShellCheck as a program of its own: started by path as a child process with an IPC channel, spoken to by JSON messages (serve.mjs).

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { wasmSha256 } from './engine.mjs';
import { serve } from './serve.mjs';

const send = message => {
  if (process.connected) process.send(message);
};
process.on('message', serve(load, send));
process.on('disconnect', () => process.exit(0));

async function load() {
  const [bytes, glue] = await Promise.all([
    readFile(new URL('./vendor/shellcheck.wasm', import.meta.url)),
    import('./vendor/glue.mjs'),
  ]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (sha256 !== wasmSha256) throw new Error(`shellcheck.wasm has the wrong checksum (${sha256}); it is not run.`);
  return { module: await WebAssembly.compile(bytes), glue: glue.default };
}
