/** Starts the separate ShellCheck program (shellcheck/host.browser.js) as a dedicated worker of the server's worker. */
import type { ShellcheckAnswer, ShellcheckHost, ShellcheckRequest } from '../shell/shellcheck/client.ts';

interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): void;
  onmessage: ((event: { data: unknown }) => void) | null;
  onerror: ((event: { message?: string }) => void) | null;
}
declare const Worker: new (url: string) => WorkerLike;
declare const Blob: new (parts: readonly string[], options: { type: string }) => object;
declare const URL: { createObjectURL(blob: object): string; revokeObjectURL(url: string): void };
declare function fetch(
  url: string,
): Promise<{ readonly ok: boolean; readonly status: number; text(): Promise<string> }>;

/**
 * `script`: the address of host.browser.js, `wasm`: that of shellcheck.wasm. The script is fetched and started from a blob, because a
 * worker may only be made from its own origin.
 */
export function startShellcheckWorker(script: string, wasm: string): ShellcheckHost {
  let worker: WorkerLike | undefined;
  let killed = false;
  let onMessage: (message: ShellcheckAnswer) => void = () => {};
  let onExit: (reason: string) => void = () => {};
  const start = async () => {
    const response = await fetch(script);
    if (!response.ok) throw new Error(`it cannot be loaded: ${response.status}`);
    const code = await response.text();
    if (killed) return;
    const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
    worker = new Worker(url);
    worker.onmessage = event => {
      URL.revokeObjectURL(url);
      onMessage(event.data as ShellcheckAnswer);
    };
    worker.onerror = event => onExit(event.message ?? 'it failed');
    worker.postMessage({ wasm });
  };
  start().catch((error: unknown) => {
    if (!killed) onExit(error instanceof Error ? error.message : String(error));
  });
  return {
    post: (message: ShellcheckRequest) => worker?.postMessage(message),
    onMessage: listener => {
      onMessage = listener;
    },
    onExit: listener => {
      onExit = listener;
    },
    kill: () => {
      killed = true;
      worker?.terminate();
    },
  };
}
