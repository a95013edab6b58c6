// A language client as small as it can be, for measuring: it asks nothing on its own and answers what a server asks.
import { spawn } from 'node:child_process';

/** Starts a server over stdio. Requests fail with "no answer in time" after `limit` seconds. */
export function startClient(command, limit) {
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'ignore'] });
  let nextId = 1;
  let lastMessage = performance.now();
  const pending = new Map();
  let diagnosticsWaiters = [];
  let buffer = Buffer.alloc(0);
  child.stdin.on('error', () => {});
  child.stdout.on('data', chunk => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(buffer.subarray(0, end).toString())[1]);
      if (buffer.length < end + 4 + length) return;
      const message = JSON.parse(buffer.subarray(end + 4, end + 4 + length).toString());
      buffer = buffer.subarray(end + 4 + length);
      lastMessage = performance.now();
      receive(message);
    }
  });

  const send = message => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };

  function receive(message) {
    if (message.method && message.id !== undefined) {
      const isConfiguration = message.method === 'workspace/configuration';
      send({ id: message.id, result: isConfiguration ? message.params.items.map(() => null) : null });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      const { uri, version } = message.params;
      const fits = waiter =>
        waiter.uri === uri && (version === undefined || waiter.version === undefined || version >= waiter.version);
      for (const waiter of diagnosticsWaiters.filter(fits)) waiter.resolve(message.params);
      diagnosticsWaiters = diagnosticsWaiters.filter(waiter => !fits(waiter));
    } else if (message.id !== undefined) {
      const waiter = pending.get(message.id);
      pending.delete(message.id);
      if (message.error) waiter?.resolve(undefined);
      else waiter?.resolve(message.result);
    }
  }

  const inTime = register =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no answer in time')), limit * 1000);
      register(value => {
        clearTimeout(timer);
        resolve(value);
      });
    });
  const request = (method, params) =>
    inTime(resolve => {
      const id = nextId++;
      pending.set(id, { resolve });
      send({ id, method, params });
    });

  return {
    pid: child.pid,
    request,
    notify: (method, params) => send({ method, params }),
    /** The next diagnostics of the document, of that version or a later one where the server says versions. */
    diagnostics: (uri, version) => inTime(resolve => diagnosticsWaiters.push({ uri, version, resolve })),
    /** Waits until the server has said nothing for so long. */
    quiet: async milliseconds => {
      while (performance.now() - lastMessage < milliseconds) await new Promise(resolve => setTimeout(resolve, 50));
    },
    initialize: async () => {
      const result = await request('initialize', {
        processId: process.pid,
        rootUri: null,
        workspaceFolders: null,
        capabilities: {
          textDocument: {
            synchronization: {},
            hover: { contentFormat: ['markdown'] },
            completion: { completionItem: { snippetSupport: true } },
            publishDiagnostics: { versionSupport: true },
            formatting: {},
            semanticTokens: {
              requests: { full: true },
              tokenTypes: ['keyword'],
              tokenModifiers: [],
              formats: ['relative'],
            },
          },
        },
      });
      send({ method: 'initialized', params: {} });
      return result;
    },
    stop: () => child.kill('SIGKILL'),
  };
}
