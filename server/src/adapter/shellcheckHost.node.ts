/**
 * Starts ShellCheck: the separate program that comes with us (shellcheck/host.mjs), or the user's own binary. Both answer through the
 * same messages.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import type {
  RawFinding,
  RawReplacement,
  ShellcheckAnswer,
  ShellcheckHost,
  ShellcheckRequest,
} from '../shell/shellcheck/client.ts';

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

/**
 * The user's own `shellcheck` (setting `drydock.lint.shellcheck: path`): one process for each script, which comes in through the standard
 * input. It is told to read no configuration file. `command`: a path, or a name that is looked up in PATH.
 */
export function startShellcheckBinary(command: string): ShellcheckHost {
  let child: ChildProcess | undefined;
  let onMessage: (message: ShellcheckAnswer) => void = () => {};
  let killed = false;
  const run = (request: ShellcheckRequest) => {
    const codes = request.exclude.map(code => `SC${code}`).join(',');
    const options = ['--norc', '-s', request.shell, '-f', 'json', ...(codes === '' ? [] : ['-e', codes]), '-'];
    const started = spawn(command, options, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    child = started;
    const output: Buffer[] = [];
    let complaint = '';
    started.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    started.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(0, 500);
    });
    started.stdin.on('error', () => {});
    started.on('error', error => {
      // Not there, or not to be run: no later script will fare better.
      if (!killed) onMessage({ fatal: error.message });
    });
    started.on('close', code => {
      if (killed || code === null || child !== started) return;
      child = undefined;
      // 0: nothing found, 1: findings. Anything else is about the program itself.
      if (code > 1) onMessage({ id: request.id, error: complaint.trim() || `it ended with code ${code}` });
      else onMessage({ id: request.id, ...findingsOf(Buffer.concat(output).toString('utf8')) });
    });
    started.stdin.end(request.script);
  };
  queueMicrotask(() => {
    if (!killed) onMessage({ ready: true });
  });
  return {
    post: run,
    onMessage: listener => {
      onMessage = listener;
    },
    // There is no program that runs on between two scripts, so none that could end.
    onExit: () => {},
    kill: () => {
      killed = true;
      child?.kill('SIGKILL');
      // A wrapper script may have left a program behind that holds the other ends: nobody waits for it.
      for (const stream of [child?.stdin, child?.stdout, child?.stderr]) stream?.destroy();
      child?.unref();
    },
  };
}

/** What `-f json` prints (lines and columns like the bundled program's: tab stops of 8). */
function findingsOf(json: string): Pick<ShellcheckAnswer, 'findings' | 'error'> {
  let printed: unknown;
  try {
    printed = JSON.parse(json);
  } catch {
    return { error: 'it printed no JSON' };
  }
  if (!Array.isArray(printed)) return { error: 'it printed no list' };
  return { findings: printed.flatMap(findingOf) };
}

function findingOf(value: unknown): RawFinding[] {
  const printed = asRecord(value);
  const { level } = printed;
  if (level !== 'error' && level !== 'warning' && level !== 'info' && level !== 'style') return [];
  const replacements = asRecord(printed['fix'])['replacements'];
  return [
    {
      code: Number(printed['code']),
      severity: level,
      message: String(printed['message']),
      ...rangeOf(printed),
      ...(Array.isArray(replacements) ? { fix: { replacements: replacements.map(replacementOf) } } : {}),
    },
  ];
}

function replacementOf(value: unknown): RawReplacement {
  const printed = asRecord(value);
  const { line, column, endLine, endColumn } = rangeOf(printed);
  return { startLine: line, startColumn: column, endLine, endColumn, text: String(printed['replacement'] ?? '') };
}

function rangeOf(printed: Readonly<Record<string, unknown>>) {
  const line = Number(printed['line']);
  const column = Number(printed['column']);
  return {
    line,
    column,
    endLine: Number(printed['endLine'] ?? line),
    endColumn: Number(printed['endColumn'] ?? column),
  };
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
