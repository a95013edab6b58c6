/**
 * Entry point in the browser (vscode.dev, github.dev): the language server is a web worker, and there is no engine to drive.
 */
import * as vscode from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import type { DrydockServerRequests } from '../../server/src/protocol/messages.ts';
import { convertToMultiStage } from './commands/convertToMultiStage.ts';
import { createDockerignore, registerCreateDockerignoreFix } from './commands/createDockerignore.ts';
import { applyProposedChange } from './commands/proposeChange.ts';
import { previewRefactoring, refactor } from './commands/refactor.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { turnRuleOff } from './commands/ruleOff.ts';
import { openNote, searchNotes } from './commands/searchNotes.ts';
import { restartServer, showOutput } from './commands/serverCommands.ts';
import { showReferences } from './commands/showReferences.ts';
import { keepMisnamedFilesOut } from './documents.ts';
import type { Command, Drydock } from './drydock.ts';
import { type LanguageServer, startLanguageServer } from './languageClient.ts';
import { registerCacheView, showCacheView } from './views/cacheView.ts';
import { exploreContext } from './views/contextMap.ts';
import { registerContextStatus } from './views/contextStatus.ts';
import { registerConversionPreview } from './views/conversionPreview.ts';
import { openNoteCommand, registerNoteDocuments } from './views/noteDocuments.ts';
import { registerNotesView } from './views/notesView.ts';

/** The types of Node and of VS Code are loaded, not those of a page. */
declare class Worker {
  constructor(address: string);
}
declare const URL: { createObjectURL(data: Blob): string };

/** What the server may ask for. */
const serverFiles: ReadonlySet<string> = new Set(['web-tree-sitter.wasm', 'tree-sitter-bash.wasm']);

let server: LanguageServer | undefined;

export function activate(context: vscode.ExtensionContext): void {
  // Hides what needs an engine from the menus.
  void vscode.commands.executeCommand('setContext', 'drydock.inBrowser', true);
  const { extensionUri } = context;
  server = startLanguageServer(context, options => {
    const client = new LanguageClient(
      'drydock',
      'Drydock',
      async () => transportsOf(await startWorker(extensionUri)),
      options,
    );
    client.onRequest('drydock/file', async ({ name }: DrydockServerRequests['drydock/file']['params']) => {
      if (!serverFiles.has(name)) throw new Error(`“${name}” is no file of the server`);
      return vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', name));
    });
    return client;
  });
  const drydock: Drydock = { context, server };
  context.subscriptions.push(
    registerNoteDocuments(server),
    registerConversionPreview(),
    keepMisnamedFilesOut(),
    registerNotesView(server),
    registerCacheView(server),
    registerContextStatus(server, { command: 'drydock.exploreContext', hint: 'Click to see what lies in it.' }),
    registerCreateDockerignoreFix(),
  );
  registerCommands(drydock, {
    'drydock.restartServer': restartServer,
    'drydock.showOutput': showOutput,
    'drydock.turnRuleOff': turnRuleOff,
    'drydock.searchNotes': searchNotes,
    'drydock.convertToMultiStage': convertToMultiStage,
    'drydock.applyConversion': applyProposedChange,
    'drydock.refactor': refactor,
    'drydock.previewRefactoring': previewRefactoring,
    'drydock.createDockerignore': createDockerignore,
    'drydock.exploreContext': exploreContext,
    'drydock.showCacheView': showCacheView,
    'drydock.chooseContext': needsEngine,
    [openNoteCommand]: openNote,
    'drydock.showReferences': showReferences,
    'drydock.buildImage': needsEngine,
    'drydock.runImage': needsEngine,
    'drydock.pushImage': needsEngine,
    'drydock.tagImage': needsEngine,
    'drydock.login': needsEngine,
    'drydock.compareImages': needsEngine,
    'drydock.showMachineImages': needsEngine,
    'drydock.lookUpTags': needsEngine,
    'drydock.pinDigest': needsEngine,
  });
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

/** Not left to LanguageClient: it looks for VS Code's own Worker class, and what that makes is none of it. */
function transportsOf(worker: Worker): MessageTransports {
  const port = worker as ConstructorParameters<typeof BrowserMessageReader>[0];
  return { reader: new BrowserMessageReader(port), writer: new BrowserMessageWriter(port) };
}

async function startWorker(extensionUri: vscode.Uri): Promise<Worker> {
  const script = vscode.Uri.joinPath(extensionUri, 'dist', 'server.browser.js');
  try {
    return new Worker(script.toString(true));
  } catch {
    // An extension that lies on a remote machine may not start a worker by its address, only from its text.
    const text = await vscode.workspace.fs.readFile(script);
    return new Worker(URL.createObjectURL(new Blob([text as Uint8Array<ArrayBuffer>], { type: 'text/javascript' })));
  }
}

const needsEngine: Command = async () => {
  vscode.window.showInformationMessage(
    'A browser cannot start a container engine. Open this folder in VS Code on the desktop, or connect to a machine that has one.',
  );
};
