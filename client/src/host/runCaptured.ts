/**
 * A short question to a program whose answer we read ourselves. What the user should see runs in the terminal instead.
 */
import { spawn } from 'node:child_process';

export interface CapturedRun {
  /** Undefined when it could not be started, or was ended by us. */
  readonly exitCode: number | undefined;
  /** Both streams, in the order in which they came. */
  readonly output: string;
  readonly problem?: string;
}

/** Never rejects. `limit` in milliseconds: then the program is ended. */
export function runCaptured(
  program: string,
  programArguments: readonly string[],
  options: { readonly limit: number; readonly signal?: AbortSignal | undefined; readonly cwd?: string },
): Promise<CapturedRun> {
  return new Promise(resolve => {
    let output = '';
    let problem: string | undefined;
    const child = spawn(program, programArguments, {
      cwd: options.cwd,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const end = (reason: string) => {
      problem = reason;
      child.kill();
    };
    const timer = setTimeout(() => end(`it did not answer within ${options.limit / 1000} seconds`), options.limit);
    const onAbort = () => end('cancelled');
    options.signal?.addEventListener('abort', onAbort);
    child.stdout.on('data', data => (output += String(data)));
    child.stderr.on('data', data => (output += String(data)));
    const settle = (exitCode: number | undefined) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', onAbort);
      resolve({ exitCode, output, problem });
    };
    child.on('error', error => {
      problem ??= error.message;
      settle(undefined);
    });
    child.on('close', code => settle(problem === undefined ? (code ?? undefined) : undefined));
  });
}
