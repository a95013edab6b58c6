/**
 * The connection to the language server: which documents it gets, how requests are sent, how it is started again. The two entry
 * points bring only the transport (a forked Node process, or a web worker).
 */
import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  vsdiag,
} from 'vscode-languageclient';
import type {
  DrydockNotifications,
  DrydockRequest,
  DrydockServerNotifications,
  ParamsOf,
  ResultOf,
} from '../../server/src/protocol/messages.ts';
import { answerServerFiles } from './serverFiles.ts';
import { previewScheme } from './views/conversionPreview.ts';
import { openNoteCommand } from './views/noteDocuments.ts';

export interface LanguageServer {
  readonly output: vscode.LogOutputChannel;
  /** Sends one of Drydock's own requests; waits for the server when it is still starting. */
  request<Method extends DrydockRequest>(
    method: Method,
    params: ParamsOf<Method>,
    token?: vscode.CancellationToken,
  ): Promise<ResultOf<Method>>;
  notify<Method extends keyof DrydockNotifications>(
    method: Method,
    params: DrydockNotifications[Method],
  ): Promise<void>;
  /** What is known of build contexts has changed: they were read, or a file was changed, in the editor or outside of it. */
  readonly onDidChangeContexts: vscode.Event<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const readOnlySchemes: ReadonlySet<string> = new Set(['git', previewScheme]);

export type CreateClient = (options: LanguageClientOptions) => BaseLanguageClient;

/** What the server may offer because there are commands for it. */
export interface Abilities {
  /** Asking the container engine, and a registry, about images. */
  readonly lookups?: { readonly engine: boolean; readonly registry: boolean };
}

/** Starts the server in the background. A failure is logged and told once; the commands that need no server go on working. */
export function startLanguageServer(
  context: vscode.ExtensionContext,
  createClient: CreateClient,
  abilities: Abilities = {},
): LanguageServer {
  const output = vscode.window.createOutputChannel('Drydock', { log: true });
  context.subscriptions.push(output);
  const contextsChanged = new vscode.EventEmitter<void>();
  context.subscriptions.push(contextsChanged);
  const create = () => {
    const made = createClient(clientOptions(output, abilities));
    const method: keyof DrydockServerNotifications = 'drydock/contextsChanged';
    made.onNotification(method, () => contextsChanged.fire());
    return made;
  };
  let client = create();
  let started = start(client, output);
  started.catch(() => undefined); // told to the user in start(); requests see it again

  const server: LanguageServer = {
    output,
    onDidChangeContexts: contextsChanged.event,
    async request(method, params, token) {
      await started;
      return client.sendRequest(method, params, token);
    },
    async notify(method, params) {
      await started;
      await client.sendNotification(method, params);
    },
    async restart() {
      const before = client;
      // A server that hangs or never started cannot be stopped politely; the new one must come all the same.
      await before.dispose(2000).catch(error => output.warn('stopping the server: ' + String(error)));
      client = create();
      started = start(client, output);
      await started;
    },
    async stop() {
      await client.dispose(2000).catch(() => undefined);
    },
  };
  // What the server may read and start depends on trust, which it learns when it starts.
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(() => server.restart()));
  return server;
}

async function start(client: BaseLanguageClient, output: vscode.LogOutputChannel): Promise<void> {
  answerServerFiles(client);
  try {
    await client.start();
  } catch (error) {
    output.error('the language server did not start: ' + String(error));
    const showOutput = 'Show Output';
    const message = 'Drydock’s language server did not start, so Dockerfiles are not checked.';
    vscode.window.showErrorMessage(message, showOutput).then(choice => choice && output.show());
    throw error;
  }
}

function clientOptions(output: vscode.LogOutputChannel, abilities: Abilities): LanguageClientOptions {
  return {
    // No scheme: untitled documents, git's old versions and virtual file systems are Dockerfiles too.
    documentSelector: [
      { language: 'dockerfile' },
      { language: 'dockerignore' },
      // Another extension may have given these files its own language.
      { pattern: '**/{.dockerignore,.containerignore,*.dockerignore}' },
    ],
    synchronize: { configurationSection: 'drydock' },
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: () => ({ isTrusted: vscode.workspace.isTrusted, ...abilities }),
    middleware: {
      // The old version in a diff editor and our own previews are read, not written: no problems are listed for them.
      provideDiagnostics(document, previousResultId, token, next) {
        const uri = document instanceof vscode.Uri ? document : document.uri;
        if (!readOnlySchemes.has(uri.scheme)) return next(document, previousResultId, token);
        return { kind: vsdiag.DocumentDiagnosticReportKind.full, items: [] };
      },
    },
    // Notes link to each other.
    markdown: { isTrusted: { enabledCommands: [openNoteCommand] }, supportThemeIcons: true },
  };
}
