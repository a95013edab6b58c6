// SPDX-License-Identifier: GPL-3.0-or-later
//
// The protocol of the ShellCheck host, whatever carries the messages:
//   in:  { id, shell, script, exclude }      exclude: numbers of codes that are not wanted
//   out: { ready: true } once; then for each request { id, findings } or { id, error }
//   out: { fatal: message } when ShellCheck cannot run at all; nothing follows
// Requests are answered one after the other in the order in which they come.

import { createEngine } from './engine.mjs';

/** `load` gives { module, glue }; `post` sends a message. The returned function takes the incoming ones. */
export function serve(load, post) {
  const engine = load().then(({ module, glue }) => createEngine(module, glue));
  let queue = engine.then(
    () => post({ ready: true }),
    error => post({ fatal: messageOf(error) }),
  );
  return request => {
    queue = queue.then(() => answer(request));
  };

  async function answer({ id, shell, script, exclude }) {
    try {
      const findings = await (await engine).lint(script, { shell, exclude });
      post({ id, findings });
    } catch (error) {
      post({ id, error: messageOf(error) });
    }
  }
}

function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
