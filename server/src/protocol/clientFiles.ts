/**
 * Files that the server cannot read itself: in a browser all of them, beside Node those of virtual file systems. The client is asked, which
 * reads them with VS Code's file system, within the workspace and only when it is trusted.
 */
import { CancellationTokenSource, type Connection } from 'vscode-languageserver';
import type { LaterTexts, Runtime, RuntimeFiles } from '../runtime.ts';
import type { DrydockServerRequests } from './messages.ts';

/** A walk there asks for each folder; a bigger context is known in part only. */
const mostEntries = 5000;
/** Of folders and texts, at the same time. */
const mostRequests = 16;
/** Texts that are kept. */
const mostTexts = 500;

/** The runtime with the client's files added to its own. */
export function withClientFiles(runtime: Runtime, connection: Pick<Connection, 'sendRequest'>): Runtime {
  const { files, texts, stop } = clientFiles(connection);
  const own = runtime.files;
  const isOwn = (uri: string): boolean => own !== undefined && (own.reads?.(uri) ?? uri.startsWith('file:'));
  const of = (uri: string): RuntimeFiles => (own !== undefined && isOwn(uri) ? own : files);
  const { realPath } = own ?? {};
  return {
    ...runtime,
    files: {
      readFile: uri => of(uri).readFile(uri),
      readDirectory: uri => of(uri).readDirectory(uri),
      stat: uri => of(uri).stat(uri),
      reads: uri => isOwn(uri) || files.reads!(uri),
      mostEntries: uri => (isOwn(uri) ? own?.mostEntries?.(uri) : mostEntries),
      ...(realPath ? { realPath } : {}),
    },
    readTextSync: uri => (isOwn(uri) ? runtime.readTextSync?.(uri) : texts.read(uri)),
    laterTexts: texts,
    stop,
  };
}

/** Schemes whose documents lie in no folder. */
const placeless =
  /^(?:untitled|git|drydock[\w-]*|vscode-(?:notebook-cell|userdata|settings|scm|chat[\w-]*)|output|walkThrough\w*|data|https?):/i;

function clientFiles(connection: Pick<Connection, 'sendRequest'>): {
  readonly files: RuntimeFiles;
  readonly texts: LaterTexts;
  stop(): void;
} {
  let stopped = new CancellationTokenSource();
  const enter = gate(mostRequests);

  async function ask<Method extends 'drydock/readText' | 'drydock/readFolder'>(
    method: Method,
    uri: string,
  ): Promise<NonNullable<DrydockServerRequests[Method]['result']>> {
    const { token } = stopped;
    const answer = await enter(() =>
      token.isCancellationRequested
        ? Promise.resolve(null)
        : connection.sendRequest<DrydockServerRequests[Method]['result']>(method, { uri }, token),
    );
    if (answer === null || answer === undefined) throw new Error(`${uri} cannot be read`);
    return answer;
  }

  const readText = async (uri: string): Promise<string> => (await ask('drydock/readText', uri)).text;
  return {
    stop() {
      stopped.cancel();
      stopped = new CancellationTokenSource();
    },
    texts: laterTexts(readText),
    files: {
      reads: uri => /^[a-z][a-z0-9+.-]*:\/\//i.test(uri) && !placeless.test(uri),
      readFile: async uri => new TextEncoder().encode(await readText(uri)),
      readDirectory: async uri => (await ask('drydock/readFolder', uri)).entries,
      // Folders tell the sizes; what is asked for by itself is a text.
      stat: async uri => ({ type: 'file', size: new TextEncoder().encode(await readText(uri)).length }),
    },
  };
}

function laterTexts(readText: (uri: string) => Promise<string>): LaterTexts {
  const listeners: (() => void)[] = [];
  const known = new Map<string, string | undefined>();
  const coming = new Map<string, Promise<void>>();
  /** Grows when texts are forgotten: an answer from before does not count. */
  let age = 0;
  let news = 0;
  let told = 0;

  async function load(uri: string): Promise<void> {
    const asked = age;
    const text = await readText(uri).catch(() => undefined);
    coming.delete(uri);
    if (asked !== age) return;
    for (const [oldest] of known) {
      if (known.size < mostTexts) break;
      known.delete(oldest);
    }
    known.set(uri, text);
    if (text !== undefined) news++;
    // Once for all that were asked for together.
    if (coming.size > 0 || told === news) return;
    told = news;
    for (const tell of listeners) tell();
  }

  return {
    onNews: tell => void listeners.push(tell),
    read(uri) {
      if (!known.has(uri) && !coming.has(uri)) coming.set(uri, load(uri));
      return known.get(uri);
    },
    async settle() {
      const before = news;
      const asked = coming.size;
      await Promise.all(coming.values());
      return asked > 0 && news > before;
    },
    forget(uris) {
      if (!uris.some(uri => known.has(uri) || coming.has(uri))) return;
      age++;
      for (const uri of uris) known.delete(uri);
    },
  };
}

/** Lets so many pieces of work run at once; the others wait in order. */
function gate(most: number): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async work => {
    if (running >= most) await new Promise<void>(resolve => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      // The place goes to the next one, so the count stays.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
