/**
 * ShellCheck for the threads of `drydock lint`: the main thread has the programs, the threads ask it by messages. A script that stands in
 * many files is checked once, and no program waits while another one has work.
 */
import type { ShellcheckClient, ShellcheckResult, ShellcheckScript } from '../shell/shellcheck/client.ts';
import { isPlainScript } from '../shell/shellcheck/plain.ts';

export interface ShellcheckQuestion {
  readonly kind: 'question';
  readonly id: number;
  readonly scripts: readonly ShellcheckScript[];
}

export interface ShellcheckReply {
  readonly kind: 'reply';
  readonly id: number;
  readonly results: readonly ShellcheckResult[];
}

/** In a thread: a client that asks through `post`; `receive` takes the replies. `skipPlain`: as for `createShellcheckClient`. */
export function askingClient(
  post: (question: ShellcheckQuestion) => void,
  skipPlain: boolean,
): { readonly client: ShellcheckClient; readonly receive: (reply: ShellcheckReply) => void } {
  const waiting = new Map<number, (results: readonly ShellcheckResult[]) => void>();
  let nextId = 1;
  const client: ShellcheckClient = {
    async check(_file, scripts) {
      const asked = scripts.filter(({ script }) => !(skipPlain && isPlainScript(script)));
      if (asked.length === 0) return scripts.map(() => nothingFound);
      const id = nextId++;
      const results = await new Promise<readonly ShellcheckResult[]>(resolve => {
        waiting.set(id, resolve);
        post({ kind: 'question', id, scripts: asked });
      });
      const byScript = new Map(asked.map((script, index) => [script, results[index]!]));
      return scripts.map(script => byScript.get(script) ?? nothingFound);
    },
    known: scripts => scripts.map(() => undefined),
    warm: () => {},
    forget: () => {},
    stop: () => {},
  };
  return {
    client,
    receive: ({ id, results }) => {
      waiting.get(id)?.(results);
      waiting.delete(id);
    },
  };
}

/** In the main thread: answers questions with a few clients. Never rejects. */
export function answerQuestions(
  clients: readonly ShellcheckClient[],
): (question: ShellcheckQuestion) => Promise<ShellcheckReply> {
  let asked = 0;
  /** What each client has still to do, in characters. */
  const loads = clients.map(() => 0);
  /** Who is asked about a script, so that the next one to ask finds the answer there. */
  const clientOf = new Map<string, number>();
  const ask = async (script: ShellcheckScript): Promise<ShellcheckResult> => {
    const key = `${script.shell} ${script.exclude.join(',')}\n${script.script}`;
    const index = clientOf.get(key) ?? loads.indexOf(Math.min(...loads));
    clientOf.set(key, index);
    // Forgetting costs at most a second check.
    if (clientOf.size > rememberedScripts) clientOf.delete(clientOf.keys().next().value!);
    loads[index]! += script.script.length;
    // A name of its own: no question makes another one stale.
    const [result] = await clients[index]!.check(`question ${asked++}`, [script]);
    loads[index]! -= script.script.length;
    return result!;
  };
  return async ({ id, scripts }) => ({ kind: 'reply', id, results: await Promise.all(scripts.map(ask)) });
}

const rememberedScripts = 10_000;
const nothingFound: ShellcheckResult = { kind: 'findings', findings: [] };
