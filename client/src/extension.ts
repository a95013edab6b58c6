/**
 * Entry point on the desktop and on remote machines, where there is Node: the language server is a process of its own.
 */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { registerCommands } from './commands/registerCommands.ts';
import { openNote, searchNotes } from './commands/searchNotes.ts';
import { restartServer, showOutput } from './commands/serverCommands.ts';
import type { Drydock } from './drydock.ts';
import { type LanguageServer, startLanguageServer } from './languageClient.ts';
import { openNoteCommand, registerNoteDocuments } from './views/noteDocuments.ts';

let server: LanguageServer | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  server = startLanguageServer(
    context,
    options => new LanguageClient('drydock', 'Drydock', { module, transport: TransportKind.ipc }, options),
  );
  const drydock: Drydock = { context, server };
  context.subscriptions.push(registerNoteDocuments(server));
  registerCommands(drydock, {
    'drydock.restartServer': restartServer,
    'drydock.showOutput': showOutput,
    'drydock.searchNotes': searchNotes,
    [openNoteCommand]: openNote,
  });
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
