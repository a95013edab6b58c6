/**
 * startServer(connection, runtime): what the server can do, and a table of handlers. Everything that is computed lives in features/; here
 * it is only wired: documents in, settings in, answers out.
 */
import {
  type CodeAction,
  type CompletionItem,
  type Connection,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  type DocumentDiagnosticReport,
  type InitializeParams,
  type InitializeResult,
  type SignatureHelp,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { completionItems as serviceCompletions, signatureHelp } from './adapter/languageService.ts';
import { codeActions } from './features/codeActions.ts';
import { completions } from './features/completion.ts';
import { type DiagnosticsResult, diagnose } from './features/diagnostics.ts';
import { documentConfiguration, type OpenDocument } from './protocol/documents.ts';
import { documentHandler, type HandlerContext } from './protocol/handlers.ts';
import { defaultSettings, readSettings, type Settings } from './protocol/settings.ts';
import type { Runtime } from './runtime.ts';
import { version } from './version.ts';

/** The clients' languages that are Dockerfiles. */
const dockerfileLanguages: ReadonlySet<string> = new Set(['dockerfile', 'containerfile']);

/** Wires the server to a connection and begins to listen. */
export function startServer(connection: Connection, runtime: Runtime): void {
  const documents = new TextDocuments<OpenDocument>(documentConfiguration);
  const context: HandlerContext = {
    find: uri => documents.get(uri),
    log: message => connection.console.error(message),
  };
  const client = { pullsDiagnostics: false, refreshesDiagnostics: false, configuration: false, snippets: false };
  let settings: Settings = defaultSettings;
  const reportedRules = new Set<string>();

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { textDocument, workspace } = params.capabilities;
    client.pullsDiagnostics = textDocument?.diagnostic !== undefined;
    client.refreshesDiagnostics = workspace?.diagnostics?.refreshSupport === true;
    client.configuration = workspace?.configuration === true;
    client.snippets = textDocument?.completion?.completionItem?.snippetSupport === true;
    return {
      serverInfo: { name: 'drydock', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['-', '$', '{', '=', ',', ' ', ':', '/', '#'] },
        signatureHelpProvider: { triggerCharacters: [' ', '=', '-', '[', ','] },
        codeActionProvider: { codeActionKinds: ['quickfix', 'refactor.rewrite', 'source.fixAll'] },
        ...(client.pullsDiagnostics
          ? { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }
          : {}),
      },
    };
  });

  connection.onInitialized(async () => {
    if (client.configuration) {
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'drydock' });
      await loadSettings();
    }
  });

  async function loadSettings(): Promise<void> {
    try {
      settings = readSettings(await connection.workspace.getConfiguration('drydock'));
    } catch (error) {
      context.log(`settings could not be read: ${error}`);
    }
    refreshDiagnostics();
  }

  connection.onDidChangeConfiguration(async change => {
    if (client.configuration) return loadSettings();
    settings = readSettings((change.settings as { drydock?: unknown } | null)?.drydock);
    refreshDiagnostics();
  });

  // ---- diagnostics: pulled where the client can, pushed where it cannot ---------------------------------------------------

  const diagnosed = new WeakMap<OpenDocument, { settings: Settings; result: DiagnosticsResult }>();

  function diagnosticsOf(document: OpenDocument): DiagnosticsResult {
    const known = diagnosed.get(document);
    if (known && known.settings === settings) return known.result;
    const result: DiagnosticsResult =
      settings.lint.enabled && dockerfileLanguages.has(document.languageId)
        ? diagnose(document.dockerfile, { severities: settings.lint.rules, defaults: 'editor' })
        : { diagnostics: [], findings: [], failures: [] };
    for (const { ruleId, error } of result.failures) {
      if (reportedRules.has(ruleId)) continue;
      reportedRules.add(ruleId);
      context.log(`rule ${ruleId} failed for ${document.uri}: ${error instanceof Error ? error.stack : error}`);
    }
    diagnosed.set(document, { settings, result });
    return result;
  }

  function push(document: OpenDocument): void {
    if (client.pullsDiagnostics) return;
    try {
      const { diagnostics } = diagnosticsOf(document);
      void connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: [...diagnostics] });
    } catch (error) {
      context.log(`diagnostics failed for ${document.uri}: ${error instanceof Error ? error.stack : error}`);
    }
  }

  function refreshDiagnostics(): void {
    if (client.pullsDiagnostics) {
      if (client.refreshesDiagnostics) void connection.sendRequest(DiagnosticRefreshRequest.type).catch(() => {});
    } else documents.all().forEach(push);
  }

  documents.onDidChangeContent(({ document }) => push(document));
  documents.onDidClose(({ document }) => {
    if (!client.pullsDiagnostics) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  const noDiagnostics: DocumentDiagnosticReport = { kind: 'full', items: [] };
  connection.languages.diagnostics.on(
    documentHandler(context, 'diagnostics', noDiagnostics, document => ({
      kind: 'full',
      items: [...diagnosticsOf(document).diagnostics],
    })) as Parameters<typeof connection.languages.diagnostics.on>[0],
  );

  // ---- what the editor asks at a place ----------------------------------------------------------------------------------

  connection.onCompletion(
    documentHandler<{ textDocument: { uri: string }; position: { line: number; character: number } }, CompletionItem[]>(
      context,
      'completion',
      [],
      (document, { position }) => {
        const { dockerfile } = document;
        const own = completions(dockerfile, dockerfile.lines.offsetAt(position), {
          documentation: () => undefined,
          snippets: client.snippets,
        });
        if (own.length > 0) return [...own];
        return [...serviceCompletions({ uri: document.uri }, document.text, position)];
      },
    ),
  );

  connection.onSignatureHelp(
    documentHandler<
      { textDocument: { uri: string }; position: { line: number; character: number } },
      SignatureHelp | null
    >(context, 'signature help', null, (document, { position }) => signatureHelp(document.text, position) ?? null),
  );

  connection.onCodeAction(
    documentHandler<Parameters<Parameters<typeof connection.onCodeAction>[0]>[0], CodeAction[]>(
      context,
      'code actions',
      [],
      (document, params) =>
        codeActions(document.dockerfile, diagnosticsOf(document).findings, {
          range: params.range,
          diagnostics: params.context.diagnostics,
          only: params.context.only,
        }),
    ),
  );

  documents.listen(connection);
  connection.listen();
  void runtime;
}
