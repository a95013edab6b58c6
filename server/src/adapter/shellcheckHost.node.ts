/** Starts the separate ShellCheck program (shellcheck/host.mjs) as a child process. It gets scripts and gives findings; no arguments. */
import { fork } from 'node:child_process';
import type { ShellcheckHost } from '../shell/shellcheck/client.ts';

/** `path`: the host script. Throws when no process can be started. */
export function startShellcheckProcess(path: string): ShellcheckHost {
  const child = fork(path, [], {
    // Our own debugger flags and standard streams (the protocol of a stdio server!) are none of its business.
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'json',
  });
  let ended = false;
  return {
    post: message => {
      // A process that is just going away answers by its exit, not by an exception.
      if (child.connected) child.send(message, () => {});
    },
    onMessage: listener => child.on('message', message => listener(message as Parameters<typeof listener>[0])),
    onExit: listener => {
      const end = (reason: string) => {
        if (!ended) listener(reason);
        ended = true;
      };
      child.on('error', error => end(error.message));
      child.on('exit', (code, signal) => end(`it ended with ${signal ?? `code ${code}`}`));
    },
    kill: () => {
      ended = true;
      child.kill('SIGKILL');
    },
  };
}
