/** The server as a web worker. */
import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { startServer } from './server.ts';

declare const self: {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  location: { href: string };
};

const worker = self as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];
startServer(createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker)), {
  files: undefined,
  // The client hands the addresses of our files over (initializationOptions.wasm): a worker made from a blob does not know its folder.
  loadWasm: () => Promise.reject(new Error('no address for the file yet')),
  now: () => Date.now(),
});
