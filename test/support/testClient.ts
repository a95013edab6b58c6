/** An LSP client in the same process: the real server over two streams, real serialization, no mocks. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import {
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  type InitializeParams,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Runtime } from '../../server/src/runtime.ts';
import { startServer } from '../../server/src/server.ts';

interface Pushed {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

export interface TestClient {
  readonly connection: ProtocolConnection;
  /** Opens a document and gives the diagnostics that the server pushes for its first version. */
  open(uri: string, text: string, languageId?: string): Promise<readonly Diagnostic[]>;
  change(uri: string, version: number, text: string): Promise<readonly Diagnostic[]>;
  /** The first diagnostics pushed from now on for the uri that are as wanted; news of files may push the same ones again before. */
  nextDiagnostics(uri: string, wanted?: (pushed: Pushed) => boolean): Promise<readonly Diagnostic[]>;
  /** Resolves when the server has logged such a message. */
  logged(message: RegExp): Promise<void>;
  settings: unknown;
  dispose(): Promise<void>;
}

/** Starts a server and initializes it. `files`: what the server can read, by uri. */
export async function startTestClient(
  files: Readonly<Record<string, string>> = {},
  capabilities: InitializeParams['capabilities'] = {},
  initializationOptions?: unknown,
): Promise<TestClient> {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  startServer(
    createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)),
    testRuntime(files),
  );
  const connection = createProtocolConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  let waiting: { uri: string; wanted: (pushed: Pushed) => boolean; resolve: (found: readonly Diagnostic[]) => void }[] =
    [];
  const log: string[] = [];
  const logListeners = new Set<() => void>();
  connection.onNotification('textDocument/publishDiagnostics', (pushed: Pushed) => {
    const served = waiting.filter(one => one.uri === pushed.uri && one.wanted(pushed));
    waiting = waiting.filter(one => !served.includes(one));
    for (const { resolve } of served) resolve(pushed.diagnostics);
  });
  connection.onNotification('window/logMessage', (params: { message: string }) => {
    log.push(params.message);
    for (const listener of [...logListeners]) listener();
  });
  connection.onRequest('client/registerCapability', () => null);
  const client: TestClient = {
    connection,
    logged: message =>
      new Promise(resolve => {
        const check = (): void => {
          if (!log.some(line => message.test(line))) return;
          logListeners.delete(check);
          resolve();
        };
        logListeners.add(check);
        check();
      }),
    settings: {},
    nextDiagnostics: (uri, wanted = () => true) =>
      new Promise(resolve => {
        waiting.push({ uri, wanted, resolve });
      }),
    open(uri, text, languageId = 'dockerfile') {
      const next = client.nextDiagnostics(uri);
      void connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
      return next;
    },
    change(uri, version, text) {
      const next = client.nextDiagnostics(uri, pushed => pushed.version === version);
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
      return next;
    },
    async dispose() {
      await connection.sendRequest('shutdown');
      connection.dispose();
    },
  };
  connection.onRequest('workspace/configuration', (params: { items: unknown[] }) =>
    params.items.map(() => client.settings),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    workspaceFolders: [{ uri: 'file:///w', name: 'w' }],
    capabilities,
    initializationOptions,
  });
  await connection.sendNotification('initialized', {});
  return client;
}

function testRuntime(files: Readonly<Record<string, string>>): Runtime {
  const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();
  const encoder = new TextEncoder();
  const content = (uri: string): string => {
    const text = files[uri];
    if (text === undefined) throw new Error(`${uri} is not there`);
    return text;
  };
  return {
    files: {
      readFile: async uri => encoder.encode(content(uri)),
      async readDirectory(uri) {
        const names = new Map<string, 'file' | 'directory'>();
        for (const file of Object.keys(files)) {
          if (!file.startsWith(`${uri}/`)) continue;
          const [name, ...rest] = file.slice(uri.length + 1).split('/');
          names.set(name!, rest.length > 0 ? 'directory' : 'file');
        }
        if (names.size === 0) throw new Error(`${uri} is no folder`);
        return [...names].map(([name, type]) => ({ name, type }));
      },
      stat: async uri => ({ type: 'file', size: encoder.encode(content(uri)).length }),
    },
    readTextSync: uri => files[uri],
    loadWasm: name =>
      readFile(
        join(
          root,
          name === 'web-tree-sitter.wasm'
            ? 'node_modules/web-tree-sitter/web-tree-sitter.wasm'
            : 'node_modules/tree-sitter-bash/tree-sitter-bash.wasm',
        ),
      ),
    now: () => 0,
  };
}
