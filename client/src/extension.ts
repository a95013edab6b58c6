/**
 * Entry point on the desktop and on remote machines, where there is Node: the language server is a process of its own.
 */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { buildImage } from './commands/buildImage.ts';
import { applyConversion, convertToMultiStage } from './commands/convertToMultiStage.ts';
import { login } from './commands/login.ts';
import { pushImage } from './commands/pushImage.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { tellRememberedContexts } from './commands/rememberedContexts.ts';
import { runImage } from './commands/runImage.ts';
import { openNote, searchNotes } from './commands/searchNotes.ts';
import { restartServer, showOutput } from './commands/serverCommands.ts';
import { tagImage } from './commands/tagImage.ts';
import { keepMisnamedFilesOut } from './documents.ts';
import type { Drydock } from './drydock.ts';
import { type LanguageServer, startLanguageServer } from './languageClient.ts';
import { dockerfileFolder } from './tasks/problemMatchers.ts';
import { registerTaskProvider } from './tasks/taskProvider.ts';
import { registerConversionPreview } from './views/conversionPreview.ts';
import { openNoteCommand, registerNoteDocuments } from './views/noteDocuments.ts';

let server: LanguageServer | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  server = startLanguageServer(
    context,
    options => new LanguageClient('drydock', 'Drydock', { module, transport: TransportKind.ipc }, options),
  );
  const drydock: Drydock = { context, server };
  context.subscriptions.push(
    registerNoteDocuments(server),
    registerConversionPreview(),
    registerTaskProvider(),
    keepMisnamedFilesOut(),
    tellRememberedContexts(drydock),
  );
  registerCommands(drydock, {
    'drydock.restartServer': restartServer,
    'drydock.showOutput': showOutput,
    'drydock.searchNotes': searchNotes,
    'drydock.convertToMultiStage': convertToMultiStage,
    'drydock.applyConversion': applyConversion,
    'drydock.buildImage': buildImage,
    'drydock.runImage': runImage,
    'drydock.pushImage': pushImage,
    'drydock.tagImage': tagImage,
    'drydock.login': login,
    'drydock.dockerfileFolder': dockerfileFolder,
    [openNoteCommand]: openNote,
  });
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
