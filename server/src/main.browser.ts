/** The server as a web worker: files are read by the client. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { withClientFiles } from './protocol/clientFiles.ts';
import type { DrydockServerRequests } from './protocol/messages.ts';
import type { Runtime } from './runtime.ts';
import { startServer } from './server.ts';

declare const self: {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  location: { href: string };
};

const worker = self as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
const runtime: Runtime = {
  files: undefined,
  // The client is asked: a worker made from a blob does not know its folder, and may not fetch from it.
  loadWasm: name => connection.sendRequest<DrydockServerRequests['drydock/file']['result']>('drydock/file', { name }),
  now: () => Date.now(),
};
startServer(connection, withClientFiles(runtime, connection));
