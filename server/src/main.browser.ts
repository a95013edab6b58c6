/** The server as a web worker. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import type { DrydockServerRequests } from './protocol/messages.ts';
import { startServer } from './server.ts';

declare const self: {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  location: { href: string };
};

const worker = self as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
const connection = createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
startServer(connection, {
  files: undefined,
  // The client is asked: a worker made from a blob does not know its folder, and may not fetch from it.
  loadWasm: name => connection.sendRequest<DrydockServerRequests['drydock/file']['result']>('drydock/file', { name }),
  now: () => Date.now(),
});
