/**
 * startServer(connection, runtime): what the server can do, and a table of handlers. Everything that is computed lives in features/; here
 * it is only wired: documents in, settings in, answers out.
 */
import {
  type CancellationToken,
  CodeActionKind,
  type Connection,
  DiagnosticRefreshRequest,
  DidChangeConfigurationNotification,
  type DocumentDiagnosticReport,
  type Hover,
  type InitializeParams,
  type InitializeResult,
  InlayHintRefreshRequest,
  type LocationLink,
  type TextEdit as LspTextEdit,
  type Position,
  type ResponseError,
  SemanticTokensRefreshRequest,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { completionItems as serviceCompletions, signatureHelp } from './adapter/languageService.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './features/callHierarchy.ts';
import { codeActions } from './features/codeActions.ts';
import { codeLenses } from './features/codeLens.ts';
import { completions } from './features/completion.ts';
import { conversionActions } from './features/conversionActions.ts';
import { type DiagnosticsResult, diagnose } from './features/diagnostics.ts';
import { documentLinks } from './features/documentLinks.ts';
import { foldingRanges } from './features/folding.ts';
import { defaultFormatOptions, formatEdits } from './features/format/format.ts';
import { hoverAt } from './features/hover.ts';
import { inlayHints } from './features/inlayHints.ts';
import { prepareRename, rename } from './features/rename.ts';
import { selectionRanges } from './features/selectionRanges.ts';
import { semanticTokens, tokenModifiers, tokenTypes } from './features/semanticTokens.ts';
import { symbolAt } from './features/symbolAt.ts';
import { documentSymbols } from './features/symbols.ts';
import { rules } from './lint/rules/index.ts';
import type { DockerfileDocument } from './model/document.ts';
import { findNote } from './notes/find.ts';
import { renderShort, toPlainText } from './notes/render.ts';
import { BuildContexts } from './protocol/buildContexts.ts';
import { conversionContext, convertDocument } from './protocol/convert.ts';
import { dockerfileInfo } from './protocol/dockerfileInfo.ts';
import { documentConfiguration, looseDocument, type OpenDocument } from './protocol/documents.ts';
import { documentHandler, guarded, type HandlerContext, userError } from './protocol/handlers.ts';
import type { DrydockNotifications, DrydockRequest, ParamsOf, ResultOf } from './protocol/messages.ts';
import { noteLink, notePage, searchNotes } from './protocol/notes.ts';
import { SemanticTokensStore } from './protocol/semanticTokensStore.ts';
import { defaultSettings, readSettings, type Settings } from './protocol/settings.ts';
import type { Runtime } from './runtime.ts';
import { initShell } from './shell/parser.ts';
import type { Span } from './syntax/tree.ts';
import { version } from './version.ts';

/** The clients' languages that are Dockerfiles. */
const dockerfileLanguages: ReadonlySet<string> = new Set(['dockerfile', 'containerfile']);

interface AtPosition {
  readonly textDocument: { readonly uri: string };
  readonly position: Position;
}

interface InDocument {
  readonly textDocument: { readonly uri: string };
}

/** Wires the server to a connection and begins to listen. */
export function startServer(connection: Connection, runtime: Runtime): void {
  const documents = new TextDocuments<OpenDocument>(documentConfiguration);
  const context: HandlerContext = {
    find: uri => documents.get(uri),
    log: message => connection.console.error(message),
  };
  const client = {
    pullsDiagnostics: false,
    configuration: false,
    snippets: false,
    markdown: true,
    opensNotes: false,
    refresh: new Set<string>(),
  };
  let settings: Settings = defaultSettings;
  const reportedRules = new Set<string>();
  const tokens = new SemanticTokensStore();

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { textDocument, workspace } = params.capabilities;
    client.pullsDiagnostics = textDocument?.diagnostic !== undefined;
    client.configuration = workspace?.configuration === true;
    client.snippets = textDocument?.completion?.completionItem?.snippetSupport === true;
    const options = params.initializationOptions as { isTrusted?: boolean } | undefined;
    contexts.trusted = options?.isTrusted !== false;
    // Only our own client has the command behind the links.
    client.opensNotes = options?.isTrusted !== undefined;
    client.markdown = textDocument?.hover?.contentFormat?.includes('markdown') ?? true;
    if (workspace?.diagnostics?.refreshSupport) client.refresh.add('diagnostics');
    if (workspace?.semanticTokens?.refreshSupport) client.refresh.add('semanticTokens');
    if (workspace?.inlayHint?.refreshSupport) client.refresh.add('inlayHints');
    return {
      serverInfo: { name: 'drydock', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['-', '$', '{', '=', ',', ' ', ':', '/', '#'] },
        signatureHelpProvider: { triggerCharacters: [' ', '=', '-', '[', ','] },
        codeActionProvider: {
          codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, CodeActionKind.SourceFixAll],
        },
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        linkedEditingRangeProvider: true,
        documentSymbolProvider: true,
        workspaceSymbolProvider: true,
        foldingRangeProvider: true,
        selectionRangeProvider: true,
        documentLinkProvider: {},
        codeLensProvider: {},
        inlayHintProvider: true,
        callHierarchyProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n' },
        semanticTokensProvider: {
          legend: { tokenTypes: [...tokenTypes], tokenModifiers: [...tokenModifiers] },
          full: { delta: true },
          range: true,
        },
        ...(client.pullsDiagnostics
          ? { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }
          : {}),
      },
    };
  });

  connection.onInitialized(async () => {
    if (!client.configuration) return;
    await connection.client.register(DidChangeConfigurationNotification.type, { section: 'drydock' });
    await loadSettings();
  });

  // ---- settings and the shell parser: both arrive later than the first request ---------------------------------------------

  async function loadSettings(): Promise<void> {
    try {
      settings = readSettings(await connection.workspace.getConfiguration('drydock'));
    } catch (error) {
      context.log(`settings could not be read: ${error}`);
    }
    refreshAll();
  }

  connection.onDidChangeConfiguration(async change => {
    if (client.configuration) return loadSettings();
    settings = readSettings((change.settings as { drydock?: unknown } | null)?.drydock);
    refreshAll();
  });

  let shell: Promise<void> | undefined;

  /** Loads the shell parser on first need. A failure costs what reads commands, and is logged once. */
  function shellReady(): Promise<void> {
    shell ??= initShell(async () => ({
      runtime: await runtime.loadWasm('web-tree-sitter.wasm'),
      grammar: await runtime.loadWasm('tree-sitter-bash.wasm'),
    })).catch(error => context.log(`the shell parser could not be loaded: ${error}`));
    return shell;
  }

  function refreshAll(): void {
    if (!client.pullsDiagnostics) for (const document of documents.all()) push(document);
    const ask = (what: string, type: { readonly method: string }): void => {
      if (client.refresh.has(what)) void connection.sendRequest(type.method).catch(() => {});
    };
    ask('diagnostics', DiagnosticRefreshRequest.type);
    ask('semanticTokens', SemanticTokensRefreshRequest.type);
    ask('inlayHints', InlayHintRefreshRequest.type);
  }

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

  async function push(document: OpenDocument): Promise<void> {
    if (client.pullsDiagnostics) return;
    await shellReady();
    if (documents.get(document.uri) !== document) return;
    try {
      const { diagnostics } = diagnosticsOf(document);
      await connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics: [...diagnostics] });
    } catch (error) {
      context.log(`diagnostics failed for ${document.uri}: ${error instanceof Error ? error.stack : error}`);
    }
  }

  documents.onDidChangeContent(({ document }) => void push(document));
  documents.onDidClose(({ document }) => {
    tokens.forget(document.uri);
    if (!client.pullsDiagnostics) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.languages.diagnostics.on(
    answer<InDocument, DocumentDiagnosticReport>('diagnostics', { kind: 'full', items: [] }, async document => {
      await shellReady();
      return { kind: 'full', items: [...diagnosticsOf(document).diagnostics] };
    }) as Parameters<typeof connection.languages.diagnostics.on>[0],
  );

  // ---- Drydock's own requests (protocol/messages.ts) ------------------------------------------------------------------------

  const contexts = new BuildContexts(runtime, () => refreshAll());

  function own<Method extends DrydockRequest>(
    method: Method,
    compute: (params: ParamsOf<Method>) => ResultOf<Method> | Promise<ResultOf<Method>>,
  ): void {
    connection.onRequest(method as string, async (params: ParamsOf<Method>): Promise<unknown> => {
      try {
        return await compute(params);
      } catch (error) {
        context.log(`${method} failed: ${error instanceof Error ? error.stack : error}`);
        throw error;
      }
    });
  }

  /** The open document wins; a text that was sent along is a loose one. */
  function documentOf({ uri, text }: { readonly uri: string; readonly text?: string }): OpenDocument {
    const open = documents.get(uri);
    if (open && (text === undefined || open.text === text)) return open;
    return looseDocument(uri, text ?? '');
  }

  own('drydock/searchNotes', ({ query }) => ({ notes: searchNotes(query) }));
  own('drydock/note', ({ id }) => notePage(id) ?? null);
  own('drydock/dockerfileInfo', async params => {
    await shellReady();
    return dockerfileInfo(documentOf(params).dockerfile);
  });
  own('drydock/contextInfo', ({ uri }) => contexts.info(uri));
  own('drydock/convert', async params => {
    await shellReady();
    const document = documentOf(params);
    const snapshot = await contexts.read(params.uri);
    const path =
      snapshot && params.uri.startsWith(`${snapshot.folder}/`)
        ? params.uri.slice(snapshot.folder.length + 1)
        : undefined;
    const isOpen = documents.get(params.uri) === document;
    return convertDocument(
      document.dockerfile,
      conversionContext(runtime, snapshot),
      params.answers,
      path === undefined ? undefined : decodeURIComponent(path),
      isOpen ? document.version : undefined,
    );
  });
  connection.onNotification('drydock/contextChosen', ({ uri, folder }: DrydockNotifications['drydock/contextChosen']) =>
    contexts.choose(uri, folder),
  );
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const kinds = { 1: 'created', 2: 'changed', 3: 'deleted' } as const;
    void contexts.filesChanged(changes.map(change => ({ uri: change.uri, kind: kinds[change.type] })));
  });
  documents.onDidOpen(({ document }) => {
    if (dockerfileLanguages.has(document.languageId)) void contexts.read(document.uri);
  });

  // ---- the table ------------------------------------------------------------------------------------------------------

  function answer<Params extends InDocument, Result>(
    name: string,
    none: Result,
    compute: (document: OpenDocument, params: Params, token: CancellationToken) => Result | Promise<Result>,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
    return documentHandler(context, name, none, compute);
  }

  /** For features that want an offset. */
  function answerAt<Params extends AtPosition, Result>(
    name: string,
    none: Result,
    compute: (document: DockerfileDocument, offset: number, params: Params) => Result,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
    return answer<Params, Result>(name, none, ({ dockerfile }, params) =>
      compute(dockerfile, dockerfile.lines.offsetAt(params.position), params),
    );
  }

  connection.onHover(
    answer<AtPosition, Hover | null>('hover', null, async ({ dockerfile }, { position }) => {
      await shellReady();
      const found = hoverAt(dockerfile, dockerfile.lines.offsetAt(position));
      if (!found) return null;
      const link = client.opensNotes && found.topics[0] ? [`[Whole note](${noteLink(found.topics[0])})`] : [];
      const value = [...found.blocks, ...link].join('\n\n---\n\n');
      return {
        contents: client.markdown ? { kind: 'markdown', value } : { kind: 'plaintext', value: toPlainText(value) },
        range: dockerfile.lines.rangeOf(found.span),
      };
    }),
  );

  connection.onCompletion(
    answer<AtPosition, ReturnType<typeof serviceCompletions>[number][]>(
      'completion',
      [],
      async (document, { position }) => {
        await shellReady();
        const { dockerfile } = document;
        const own = completions(dockerfile, dockerfile.lines.offsetAt(position), {
          documentation: noteDocumentation,
          snippets: client.snippets,
          context: contexts.peek(document.uri),
          ruleIds,
        });
        if (own.length > 0) return [...own];
        return [...serviceCompletions({ uri: document.uri }, document.text, position)];
      },
    ),
  );

  connection.onSignatureHelp(
    answer<AtPosition, ReturnType<typeof signatureHelp> | null>(
      'signature help',
      null,
      (document, { position }) => signatureHelp(document.text, position) ?? null,
    ),
  );

  connection.onCodeAction(
    answer('code actions', [] as ReturnType<typeof codeActions>, async (document, params: CodeActionArguments) => {
      await shellReady();
      const lint = { severities: settings.lint.rules, defaults: 'editor' } as const;
      const request = { range: params.range, diagnostics: params.context.diagnostics, only: params.context.only, lint };
      return [
        ...codeActions(document.dockerfile, diagnosticsOf(document).findings, request),
        // The light bulb never waits for the disk: it takes what is known of the context now.
        ...conversionActions(document.dockerfile, request, conversionContext(runtime, contexts.peek(document.uri))),
      ];
    }),
  );

  connection.onDefinition(
    answerAt<AtPosition, LocationLink[]>('definition', [], (document, offset) => {
      const symbol = symbolAt(document, offset);
      if (!symbol?.target) return [];
      const range = document.lines.rangeOf(symbol.target);
      return [
        {
          targetUri: document.uri,
          targetRange: range,
          targetSelectionRange: range,
          originSelectionRange: document.lines.rangeOf(symbol.span),
        },
      ];
    }),
  );

  connection.onReferences(
    answerAt('references', [] as LocationArray, (document, offset, params: ReferenceArguments) =>
      (symbolAt(document, offset)?.places ?? [])
        .filter(place => params.context.includeDeclaration || place.role === 'use')
        .map(place => ({ uri: document.uri, range: document.lines.rangeOf(place.span) })),
    ),
  );

  connection.onDocumentHighlight(
    answerAt<AtPosition, { range: ReturnType<DockerfileDocument['lines']['rangeOf']>; kind: 2 | 3 }[]>(
      'highlights',
      [],
      (document, offset) =>
        (symbolAt(document, offset)?.places ?? []).map(place => ({
          range: document.lines.rangeOf(place.span),
          kind: place.role === 'definition' ? 3 : 2,
        })),
    ),
  );

  connection.onPrepareRename(
    answerAt<AtPosition, { range: ReturnType<DockerfileDocument['lines']['rangeOf']>; placeholder: string } | null>(
      'prepare rename',
      null,
      (document, offset) => {
        const symbol = prepareRename(document, offset);
        if (!symbol) return null;
        if ('reason' in symbol) throw userError(symbol.reason);
        const placeholder = document.text.slice(symbol.span.start, symbol.span.end);
        return { range: document.lines.rangeOf(symbol.span), placeholder };
      },
    ),
  );

  connection.onRenameRequest(
    answerAt<AtPosition & { readonly newName: string }, { changes: Record<string, LspTextEdit[]> } | null>(
      'rename',
      null,
      (document, offset, { newName }) => {
        const result = rename(document, offset, newName);
        if (!result.ok) throw userError(result.reason);
        return { changes: { [document.uri]: lspEdits(document, result.edits) } };
      },
    ),
  );

  connection.languages.onLinkedEditingRange(
    answerAt<AtPosition, { ranges: ReturnType<DockerfileDocument['lines']['rangeOf']>[]; wordPattern: string } | null>(
      'linked editing',
      null,
      (document, offset) => {
        const symbol = prepareRename(document, offset);
        // Variables are read in too many ways for typing to be safe; stages and heredocs are not.
        if (!symbol || 'reason' in symbol || symbol.kind === 'variable' || symbol.places.length < 2) return null;
        const names = symbol.places.map(place => document.text.slice(place.span.start, place.span.end));
        if (names.some(name => name !== names[0])) return null;
        return {
          ranges: symbol.places.map(place => document.lines.rangeOf(place.span)),
          wordPattern: '[A-Za-z][A-Za-z0-9_.-]*',
        };
      },
    ),
  );

  connection.onDocumentSymbol(
    answer<InDocument, ReturnType<typeof documentSymbols>>('outline', [], document =>
      documentSymbols(document.dockerfile),
    ),
  );

  connection.onWorkspaceSymbol(({ query }) => {
    const wanted = query.toLowerCase();
    return documents.all().flatMap(({ uri, dockerfile, languageId }) =>
      dockerfileLanguages.has(languageId)
        ? documentSymbols(dockerfile)
            .filter(symbol => symbol.name.toLowerCase().includes(wanted))
            .map(symbol => ({ name: symbol.name, kind: symbol.kind, location: { uri, range: symbol.selectionRange } }))
        : [],
    );
  });

  connection.onFoldingRanges(
    answer<InDocument, ReturnType<typeof foldingRanges>>('folding', [], document => foldingRanges(document.dockerfile)),
  );

  connection.onSelectionRanges(
    answer<InDocument & { readonly positions: Position[] }, ReturnType<typeof selectionRanges>>(
      'selection ranges',
      [],
      ({ dockerfile }, { positions }) =>
        selectionRanges(
          dockerfile,
          positions.map(position => dockerfile.lines.offsetAt(position)),
        ),
    ),
  );

  connection.onDocumentLinks(
    answer<InDocument, ReturnType<typeof documentLinks>>('links', [], document => documentLinks(document.dockerfile)),
  );

  connection.onCodeLens(
    answer<InDocument, ReturnType<typeof codeLenses>>('code lenses', [], document =>
      settings.codeLens.stages ? codeLenses(document.dockerfile) : [],
    ),
  );

  connection.languages.inlayHint.on(
    answer<InDocument & { readonly range: LspRange }, ReturnType<typeof inlayHints>>(
      'inlay hints',
      [],
      async ({ dockerfile }, { range }) => {
        await shellReady();
        return inlayHints(dockerfile, spanOfRange(dockerfile, range), settings.inlayHints);
      },
    ),
  );

  connection.languages.callHierarchy.onPrepare(
    answerAt<AtPosition, ReturnType<typeof prepareCallHierarchy>>('call hierarchy', [], prepareCallHierarchy),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item }, token) =>
    guarded(context, 'incoming calls', documents.get(item.uri), [], token, ({ dockerfile }) =>
      incomingCalls(dockerfile, item),
    ),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item }, token) =>
    guarded(context, 'outgoing calls', documents.get(item.uri), [], token, ({ dockerfile }) =>
      outgoingCalls(dockerfile, item),
    ),
  );

  // ---- formatting -----------------------------------------------------------------------------------------------------

  function formatted(document: DockerfileDocument, options: EditorFormatOptions, span?: Span): LspTextEdit[] {
    if (!settings.format.enabled) return [];
    const indent = options.insertSpaces ? ' '.repeat(Math.max(1, Math.min(16, options.tabSize))) : '\t';
    const own = { ...defaultFormatOptions, keywordCase: settings.format.keywordCase, indent };
    return lspEdits(document, formatEdits(document.tree, own, span));
  }

  connection.onDocumentFormatting(
    answer<InDocument & { readonly options: EditorFormatOptions }, LspTextEdit[]>(
      'formatting',
      [],
      (document, { options }) => formatted(document.dockerfile, options),
    ),
  );
  connection.onDocumentRangeFormatting(
    answer<InDocument & { readonly options: EditorFormatOptions; readonly range: LspRange }, LspTextEdit[]>(
      'range formatting',
      [],
      ({ dockerfile }, { options, range }) => formatted(dockerfile, options, spanOfRange(dockerfile, range)),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    answer<AtPosition & { readonly options: EditorFormatOptions }, LspTextEdit[]>(
      'on type formatting',
      [],
      ({ dockerfile }, { options, position }) => {
        // The line that was just left is formatted; a heredoc's is not ours.
        const line = position.line - 1;
        if (line < 0) return [];
        const start = dockerfile.lines.starts[line] ?? 0;
        const instruction = dockerfile.instructionAt(start);
        if (!instruction || instruction.startLine !== instruction.endLine) return [];
        return formatted(dockerfile, options, { start, end: dockerfile.lines.lineEnd(line) });
      },
    ),
  );

  // ---- semantic tokens ------------------------------------------------------------------------------------------------

  connection.languages.semanticTokens.on(
    answer<InDocument, { resultId: string; data: number[] }>(
      'semantic tokens',
      { resultId: '', data: [] },
      async document => {
        await shellReady();
        return tokens.full(document.uri, semanticTokens(document.dockerfile));
      },
    ),
  );
  connection.languages.semanticTokens.onDelta(
    answer<InDocument & { readonly previousResultId: string }, ReturnType<SemanticTokensStore['delta']>>(
      'semantic tokens',
      { resultId: '', data: [] },
      async (document, { previousResultId }) => {
        await shellReady();
        return tokens.delta(document.uri, previousResultId, semanticTokens(document.dockerfile));
      },
    ),
  );
  connection.languages.semanticTokens.onRange(
    answer<InDocument & { readonly range: LspRange }, { data: number[] }>(
      'semantic tokens',
      { data: [] },
      async ({ dockerfile }, { range }) => {
        await shellReady();
        return { data: semanticTokens(dockerfile, spanOfRange(dockerfile, range)) };
      },
    ),
  );

  documents.listen(connection);
  connection.listen();
}

type LspRange = { readonly start: Position; readonly end: Position };
type LocationArray = { uri: string; range: { start: Position; end: Position } }[];
type CodeActionArguments = Parameters<Parameters<Connection['onCodeAction']>[0]>[0];
type ReferenceArguments = Parameters<Parameters<Connection['onReferences']>[0]>[0];

interface EditorFormatOptions {
  readonly tabSize: number;
  readonly insertSpaces: boolean;
}

const ruleIds: readonly string[] = rules.map(rule => rule.meta.id);

/** A note beside a completion item. */
function noteDocumentation(id: string): { kind: 'markdown'; value: string } | undefined {
  const note = findNote(id);
  return note && { kind: 'markdown', value: renderShort(note) };
}

function spanOfRange(document: DockerfileDocument, range: LspRange): Span {
  return { start: document.lines.offsetAt(range.start), end: document.lines.offsetAt(range.end) };
}

function lspEdits(
  document: DockerfileDocument,
  edits: readonly { readonly span: Span; readonly newText: string }[],
): LspTextEdit[] {
  return edits.map(edit => ({ range: document.lines.rangeOf(edit.span), newText: edit.newText }));
}
