// SPDX-License-Identifier: GPL-3.0-or-later
//
// ShellCheck as a dedicated worker. The build makes host.browser.js of it: one classic script without imports, so that it can be
// started from a blob URL. The first message is { wasm: URL or bytes of shellcheck.wasm }; then as in serve.mjs.

import { wasmSha256 } from './engine.mjs';
import { serve } from './serve.mjs';
import glue from './vendor/glue.mjs';

let take;
self.addEventListener('message', event => {
  if (take) take(event.data);
  else
    take = serve(
      () => load(event.data.wasm),
      message => self.postMessage(message),
    );
});

async function load(source) {
  const bytes = typeof source === 'string' ? await download(source) : source;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(hash, byte => byte.toString(16).padStart(2, '0')).join('');
  if (sha256 !== wasmSha256) throw new Error(`shellcheck.wasm has the wrong checksum (${sha256}); it is not run.`);
  return { module: await WebAssembly.compile(bytes), glue };
}

async function download(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`shellcheck.wasm cannot be loaded: ${response.status}`);
  return response.arrayBuffer();
}
