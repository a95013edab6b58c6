/**
 * Entry point in the browser (vscode.dev, github.dev): the language server is a web worker, and there is no engine to drive.
 */
import * as vscode from 'vscode';
import { LanguageClient } from 'vscode-languageclient/browser';
import { applyConversion, convertToMultiStage } from './commands/convertToMultiStage.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { openNote, searchNotes } from './commands/searchNotes.ts';
import { restartServer, showOutput } from './commands/serverCommands.ts';
import { keepMisnamedFilesOut } from './documents.ts';
import type { Command, Drydock } from './drydock.ts';
import { type LanguageServer, startLanguageServer } from './languageClient.ts';
import { registerConversionPreview } from './views/conversionPreview.ts';
import { openNoteCommand, registerNoteDocuments } from './views/noteDocuments.ts';

/** The types of Node and of VS Code are loaded, not those of a page. */
declare class Worker {
  constructor(address: string);
}

let server: LanguageServer | undefined;

export function activate(context: vscode.ExtensionContext): void {
  // Hides what needs an engine from the menus.
  void vscode.commands.executeCommand('setContext', 'drydock.inBrowser', true);
  const script = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.browser.js').toString(true);
  server = startLanguageServer(context, options => {
    return new LanguageClient('drydock', 'Drydock', async () => new Worker(script), options);
  });
  const drydock: Drydock = { context, server };
  context.subscriptions.push(registerNoteDocuments(server), registerConversionPreview(), keepMisnamedFilesOut());
  registerCommands(drydock, {
    'drydock.restartServer': restartServer,
    'drydock.showOutput': showOutput,
    'drydock.searchNotes': searchNotes,
    'drydock.convertToMultiStage': convertToMultiStage,
    'drydock.applyConversion': applyConversion,
    [openNoteCommand]: openNote,
    'drydock.buildImage': needsEngine,
    'drydock.runImage': needsEngine,
    'drydock.pushImage': needsEngine,
    'drydock.tagImage': needsEngine,
    'drydock.login': needsEngine,
  });
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

const needsEngine: Command = async () => {
  vscode.window.showInformationMessage(
    'A browser cannot start a container engine. Open this folder in VS Code on the desktop, or connect to a machine that has one.',
  );
};
