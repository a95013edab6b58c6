/**
 * Entry point on the desktop and on remote machines, where there is Node: the language server is a process of its own.
 */
import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { buildImage } from './commands/buildImage.ts';
import { chooseContext } from './commands/chooseContext.ts';
import { compareImages } from './commands/compareImages.ts';
import { convertToMultiStage } from './commands/convertToMultiStage.ts';
import { createDockerignore, registerCreateDockerignoreFix } from './commands/createDockerignore.ts';
import { login } from './commands/login.ts';
import { lookUpTags } from './commands/lookUpTags.ts';
import { pinDigest } from './commands/pinDigest.ts';
import { applyProposedChange } from './commands/proposeChange.ts';
import { pushImage } from './commands/pushImage.ts';
import { previewRefactoring, refactor } from './commands/refactor.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { tellRememberedContexts } from './commands/rememberedContexts.ts';
import { turnRuleOff } from './commands/ruleOff.ts';
import { runImage } from './commands/runImage.ts';
import { openNote, searchNotes } from './commands/searchNotes.ts';
import { restartServer, showOutput } from './commands/serverCommands.ts';
import { showMachineImages } from './commands/showMachineImages.ts';
import { showReferences } from './commands/showReferences.ts';
import { tagImage } from './commands/tagImage.ts';
import { keepMisnamedFilesOut } from './documents.ts';
import type { Drydock } from './drydock.ts';
import { type LanguageServer, startLanguageServer } from './languageClient.ts';
import { dockerfileFolder } from './tasks/problemMatchers.ts';
import { registerTaskProvider } from './tasks/taskProvider.ts';
import { registerCacheView, showCacheView } from './views/cacheView.ts';
import { exploreContext } from './views/contextMap.ts';
import { registerContextStatus } from './views/contextStatus.ts';
import { registerConversionPreview } from './views/conversionPreview.ts';
import { openNoteCommand, registerNoteDocuments } from './views/noteDocuments.ts';
import { registerNotesView } from './views/notesView.ts';

let server: LanguageServer | undefined;

export function activate(context: vscode.ExtensionContext): void {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.js').fsPath;
  server = startLanguageServer(
    context,
    options => new LanguageClient('drydock', 'Drydock', { module, transport: TransportKind.ipc }, options),
    { lookups: { engine: true, registry: true } },
  );
  const drydock: Drydock = { context, server };
  const contextStatus = registerContextStatus(server);
  context.subscriptions.push(
    registerNoteDocuments(server),
    registerConversionPreview(),
    registerTaskProvider(),
    keepMisnamedFilesOut(),
    tellRememberedContexts(drydock),
    contextStatus,
    registerNotesView(server),
    registerCacheView(server),
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
    'drydock.chooseContext': chooseContext(contextStatus),
    'drydock.createDockerignore': createDockerignore,
    'drydock.exploreContext': exploreContext,
    'drydock.showCacheView': showCacheView,
    'drydock.buildImage': buildImage,
    'drydock.runImage': runImage,
    'drydock.pushImage': pushImage,
    'drydock.tagImage': tagImage,
    'drydock.login': login,
    'drydock.compareImages': compareImages,
    'drydock.showMachineImages': showMachineImages,
    'drydock.lookUpTags': lookUpTags,
    'drydock.pinDigest': pinDigest,
    'drydock.dockerfileFolder': dockerfileFolder,
    [openNoteCommand]: openNote,
    'drydock.showReferences': showReferences,
  });
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
