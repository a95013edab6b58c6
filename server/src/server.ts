/**
 * startServer(connection, runtime): what the server can do, and a table of handlers. Everything that is computed lives in features/; here
 * it is only wired: documents in, settings in, answers out.
 */
import {
  type CancellationToken,
  CodeActionKind,
  CodeLensRefreshRequest,
  type CompletionContext,
  type CompletionItem,
  type CompletionList,
  CompletionTriggerKind,
  type Connection,
  DiagnosticRefreshRequest,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
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
  type SignatureHelp,
  type SignatureHelpContext,
  SignatureHelpTriggerKind,
  TextDocumentSyncKind,
  TextDocuments,
  type WorkspaceFoldersChangeEvent,
} from 'vscode-languageserver';
import { serviceCompletions, serviceSignatureHelp } from './adapter/languageService.ts';
import { uriOfPath } from './context/files.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './features/callHierarchy.ts';
import { codeActions } from './features/codeActions.ts';
import { codeLenses } from './features/codeLens.ts';
import { isHeldWhileTyping } from './features/completion/knownImages.ts';
import { completions } from './features/completion.ts';
import { conversionActions } from './features/conversionActions.ts';
import { copyInlayHints, copySourceHover } from './features/copyFiles.ts';
import { copySourceFile } from './features/copyPaths.ts';
import { type DiagnosticsResult, diagnosticSource } from './features/diagnostics.ts';
import { ignoreLenses } from './features/dockerignore/codeLens.ts';
import { ignoreCompletions } from './features/dockerignore/completion.ts';
import { createIgnoreActions } from './features/dockerignore/createAction.ts';
import { ignoreActions, ignoreDiagnostics } from './features/dockerignore/diagnostics.ts';
import { type IgnoreDocument, ignoreDocument } from './features/dockerignore/facts.ts';
import { ignoreHover } from './features/dockerignore/hover.ts';
import { includeIgnoredActions } from './features/dockerignore/includeAction.ts';
import { documentLinks, fileLinks } from './features/documentLinks.ts';
import { foldingRanges } from './features/folding.ts';
import { defaultFormatOptions, formatEdits } from './features/format/format.ts';
import { hoverAt } from './features/hover.ts';
import { pinActions, tagActions } from './features/imageAt.ts';
import { inlayHints } from './features/inlayHints.ts';
import { placeAt } from './features/place.ts';
import { refactorActions } from './features/refactorActions.ts';
import { withRemedies } from './features/remedies.ts';
import { prepareRename, rename } from './features/rename.ts';
import { selectionRanges } from './features/selectionRanges.ts';
import { semanticTokens, tokenModifiers, tokenTypes } from './features/semanticTokens.ts';
import { signatureHelp } from './features/signatureHelp.ts';
import { symbolAt } from './features/symbolAt.ts';
import { documentSymbols } from './features/symbols.ts';
import { rules } from './lint/rules/index.ts';
import type { DockerfileDocument } from './model/document.ts';
import { findNote } from './notes/find.ts';
import { renderShort, toPlainText } from './notes/render.ts';
import { BuildContexts } from './protocol/buildContexts.ts';
import {
  actionsFor,
  type ClientAbilities,
  clientAbilities,
  definitionsFor,
  lensesFor,
  type Refreshed,
  suggestionsFor,
} from './protocol/clientAbilities.ts';
import { conversionContext } from './protocol/convert.ts';
import { documentConfiguration, type OpenDocument } from './protocol/documents.ts';
import { documentHandler, guarded, type HandlerContext, userError } from './protocol/handlers.ts';
import { ImageLookups } from './protocol/imageLookups.ts';
import { LintService } from './protocol/lintService.ts';
import type { DrydockNotifications, DrydockServerNotifications } from './protocol/messages.ts';
import { noteLink } from './protocol/notes.ts';
import { answerOwnRequests } from './protocol/ownRequests.ts';
import { SemanticTokensStore } from './protocol/semanticTokensStore.ts';
import { defaultSettings, readSettings, type Settings } from './protocol/settings.ts';
import { TeamNotesService } from './protocol/teamNotesService.ts';
import { WorkspaceDockerfiles } from './protocol/workspaceDockerfiles.ts';
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

interface CompletionArguments extends AtPosition {
  readonly context?: CompletionContext;
}

interface SignatureArguments extends AtPosition {
  readonly context?: SignatureHelpContext;
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
  let client: ClientAbilities = clientAbilities({});
  let settings: Settings = defaultSettings;
  /** What the client gave at the start: all there is for a client that has no settings to ask for (Zed, whose extension passes none on). */
  let startSettings: unknown;
  /** Addresses of our files, for a worker that cannot know its own folder. */
  let wasm: Readonly<Record<string, string>> = {};
  const tokens = new SemanticTokensStore();
  const contexts = new BuildContexts(runtime, () => {
    refreshAll();
    const method: keyof DrydockServerNotifications = 'drydock/contextsChanged';
    if (client.isOurs) void connection.sendNotification(method, {});
  });
  runtime.laterTexts?.onNews(() => refreshAll());
  const workspaceDockerfiles = new WorkspaceDockerfiles(runtime, () =>
    contexts.trusted ? contexts.workspaceFolders : [],
  );
  const images = new ImageLookups();
  const teamNotes = new TeamNotesService(
    runtime,
    () => contexts.workspaceFolders,
    message => connection.console.info(message),
  );

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = clientAbilities(params);
    const options = params.initializationOptions as
      | { isTrusted?: boolean; wasm?: Readonly<Record<string, string>>; lookups?: unknown; drydock?: unknown }
      | undefined;
    startSettings = options?.drydock;
    settings = readSettings(startSettings);
    wasm = options?.wasm ?? {};
    contexts.trusted = options?.isTrusted !== false;
    images.setAbilities(options?.lookups);
    const root = params.rootUri ? [{ uri: params.rootUri }] : [];
    contexts.changeFolders(
      (params.workspaceFolders ?? root).map(folder => folder.uri),
      [],
    );
    return {
      serverInfo: { name: 'drydock', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
        hoverProvider: true,
        completionProvider: { triggerCharacters: ['-', '$', '{', '=', ',', ' ', ':', '/', '#'] },
        signatureHelpProvider: { triggerCharacters: [' ', '=', '-', '[', ','] },
        codeActionProvider: {
          codeActionKinds: [
            CodeActionKind.QuickFix,
            CodeActionKind.RefactorExtract,
            CodeActionKind.RefactorInline,
            CodeActionKind.RefactorRewrite,
            CodeActionKind.SourceFixAll,
          ],
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
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...(client.pullsDiagnostics
          ? { diagnosticProvider: { interFileDependencies: false, workspaceDiagnostics: false } }
          : {}),
      },
    };
  });

  connection.onInitialized(async () => {
    // The first file needs it at once: it loads while the client is still getting ready. In a browser the client gives it, now and no earlier.
    void shellReady();
    if (client.watchesFiles) {
      const watchers = [{ globPattern: '**/*' }];
      void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }).catch(() => {});
    }
    if (client.workspaceFolders) connection.workspace.onDidChangeWorkspaceFolders(foldersChanged);
    if (!client.configuration) return teamNotes.use(settings.notes.files);
    if (client.registersConfiguration)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'drydock' });
    await loadSettings();
  });

  async function foldersChanged({ added, removed }: WorkspaceFoldersChangeEvent): Promise<void> {
    contexts.changeFolders(
      added.map(folder => folder.uri),
      removed.map(folder => folder.uri),
    );
    workspaceDockerfiles.forget();
    await teamNotes.use(settings.notes.files, true);
    refreshAll();
  }

  // ---- settings and the shell parser: both arrive later than the first request ---------------------------------------------

  async function loadSettings(): Promise<void> {
    try {
      settings = readSettings((await connection.workspace.getConfiguration('drydock')) ?? startSettings);
    } catch (error) {
      context.log(`settings could not be read: ${error}`);
    }
    await teamNotes.use(settings.notes.files);
    refreshAll();
  }

  connection.onDidChangeConfiguration(async change => {
    if (client.configuration) return loadSettings();
    settings = readSettings((change.settings as { drydock?: unknown } | null)?.drydock ?? startSettings);
    await teamNotes.use(settings.notes.files);
    refreshAll();
  });

  let shell: Promise<void> | undefined;

  /** Loads the shell parser on first need. A failure costs what reads commands, and is logged once. */
  function shellReady(): Promise<void> {
    shell ??= initShell(async () => ({
      runtime: await runtime.loadWasm('web-tree-sitter.wasm', wasm['web-tree-sitter.wasm']),
      grammar: await runtime.loadWasm('tree-sitter-bash.wasm', wasm['tree-sitter-bash.wasm']),
    })).catch(error => context.log(`the shell parser could not be loaded: ${error}`));
    return shell;
  }

  function refreshAll(): void {
    if (!client.pullsDiagnostics) for (const document of documents.all()) push(document);
    refresh('diagnostics', DiagnosticRefreshRequest.type);
    refresh('semanticTokens', SemanticTokensRefreshRequest.type);
    refresh('inlayHints', InlayHintRefreshRequest.type);
    refresh('codeLenses', CodeLensRefreshRequest.type);
  }

  /** Asks the client to ask again, where it can. */
  function refresh(what: Refreshed, type: { readonly method: string }): void {
    if (client.refreshes.has(what)) void connection.sendRequest(type.method).catch(() => {});
  }

  // ---- diagnostics: pulled where the client can, pushed where it cannot ---------------------------------------------------

  const lintService = new LintService({
    runtime,
    settings: () => settings,
    context: uri => contexts.peek(uri),
    log: context.log,
    onConfigProblems: (uri, problems) => {
      const diagnostics = problems.map(({ message, line }) => {
        const start = { line: line - 1, character: 0 };
        const range = { start, end: { line, character: 0 } };
        return { range, message, severity: DiagnosticSeverity.Warning, source: diagnosticSource };
      });
      void connection.sendDiagnostics({ uri, diagnostics });
    },
    onNews: uri => {
      const document = documents.get(uri);
      if (!document) return;
      if (client.pullsDiagnostics) refresh('diagnostics', DiagnosticRefreshRequest.type);
      else void push(document);
    },
  });

  const nothing: DiagnosticsResult = { diagnostics: [], findings: [], failures: [] };

  function diagnosticsOf(document: OpenDocument): DiagnosticsResult {
    if (!settings.lint.enabled) return nothing;
    if (isIgnoreFile(document)) return { ...nothing, diagnostics: ignoreDiagnostics(ignoreOf(document)) };
    return dockerfileLanguages.has(document.languageId) ? lintService.result(document) : nothing;
  }

  /** An ignore file with what it leaves out of its folder, once for each version and state of the folder. */
  const ignoreDocuments = new WeakMap<OpenDocument, { readonly key: number; readonly facts: IgnoreDocument }>();

  function ignoreOf(document: OpenDocument): IgnoreDocument {
    const tree = contexts.peekFolderOf(document.uri);
    const key = tree?.version ?? -1;
    const known = ignoreDocuments.get(document);
    if (known && known.key === key) return known.facts;
    const facts = ignoreDocument(document.text, tree);
    ignoreDocuments.set(document, { key, facts });
    return facts;
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
    lintService.forget(document.uri);
    contexts.close(document.uri);
    if (!client.pullsDiagnostics) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
  });

  connection.languages.diagnostics.on(
    answer<InDocument, DocumentDiagnosticReport>('diagnostics', { kind: 'full', items: [] }, async document => {
      await shellReady();
      return { kind: 'full', items: [...diagnosticsOf(document).diagnostics] };
    }) as Parameters<typeof connection.languages.diagnostics.on>[0],
  );

  // ---- Drydock's own requests, and news of files ---------------------------------------------------------------------------

  answerOwnRequests(connection, { runtime, documents, contexts, images, teamNotes, shellReady, log: context.log });
  connection.onNotification('drydock/contextChosen', ({ uri, folder }: DrydockNotifications['drydock/contextChosen']) =>
    contexts.choose(uri, folder),
  );
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const kinds = { 1: 'created', 2: 'changed', 3: 'deleted' } as const;
    runtime.laterTexts?.forget(changes.map(change => change.uri));
    void workspaceDockerfiles.filesChanged(changes);
    if (changes.some(change => teamNotes.concerns(change.uri))) void teamNotes.use(settings.notes.files, true);
    void contexts.filesChanged(changes.map(change => ({ uri: change.uri, kind: kinds[change.type] })));
  });
  documents.onDidOpen(({ document }) => {
    if (dockerfileLanguages.has(document.languageId)) void contexts.read(document.uri);
    if (isIgnoreFile(document)) void contexts.readFolderOf(document.uri);
  });

  // ---- the table ------------------------------------------------------------------------------------------------------

  function answer<Params extends InDocument, Result>(
    name: string,
    none: Result,
    compute: (document: OpenDocument, params: Params, token: CancellationToken) => Result | Promise<Result>,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
    return documentHandler(context, name, none, compute);
  }

  /** For features of Dockerfiles only: an ignore file has no stages, variables or instructions. */
  function answerDockerfile<Params extends InDocument, Result>(
    name: string,
    none: Result,
    compute: (document: OpenDocument, params: Params, token: CancellationToken) => Result | Promise<Result>,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
    return answer<Params, Result>(name, none, (document, params, token) =>
      isIgnoreFile(document) ? none : compute(document, params, token),
    );
  }

  /** For features that want an offset. */
  function answerAt<Params extends AtPosition, Result>(
    name: string,
    none: Result,
    compute: (document: DockerfileDocument, offset: number, params: Params) => Result,
  ): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<void>> {
    return answerDockerfile<Params, Result>(name, none, ({ dockerfile }, params) =>
      compute(dockerfile, dockerfile.lines.offsetAt(params.position), params),
    );
  }

  connection.onHover(
    answer<AtPosition, Hover | null>('hover', null, async (document, { position }) => {
      await shellReady();
      const { dockerfile } = document;
      if (isIgnoreFile(document)) {
        const facts = ignoreOf(document);
        const found = ignoreHover(facts, facts.lines.offsetAt(position));
        return found ? { contents: markup(found.markdown), range: found.range } : null;
      }
      if (!dockerfileLanguages.has(document.languageId)) return null;
      const offset = dockerfile.lines.offsetAt(position);
      const snapshot = contexts.peek(document.uri);
      const files = snapshot && copySourceHover(dockerfile, offset, snapshot);
      const found = hoverAt(dockerfile, offset);
      if (!found && !files) return null;
      const topic = found?.topics.find(id => findNote(id));
      const link = client.isOurs && topic ? [`[Whole note](${noteLink(topic)})`] : [];
      const blocks = [
        ...(files ? [files.markdown] : []),
        ...(found?.blocks ?? []),
        ...teamNotes.blocksFor(found?.topics ?? []),
        ...link,
      ];
      return {
        contents: markup(blocks.join('\n\n---\n\n')),
        range: dockerfile.lines.rangeOf(files?.span ?? found!.span),
      };
    }),
  );

  function markup(value: string): { kind: 'markdown' | 'plaintext'; value: string } {
    return client.markdown ? { kind: 'markdown', value } : { kind: 'plaintext', value: toPlainText(value) };
  }

  connection.onCompletion(
    answer<CompletionArguments, CompletionItem[] | CompletionList>('completion', [], async (document, params) => {
      const { position } = params;
      await shellReady();
      if (isIgnoreFile(document)) {
        const facts = ignoreOf(document);
        return ignoreCompletions(facts, facts.lines.offsetAt(position));
      }
      const { dockerfile } = document;
      const own = completions(dockerfile, dockerfile.lines.offsetAt(position), {
        documentation: noteDocumentation,
        snippets: client.snippets,
        context: contexts.peek(document.uri),
        images: images.known(settings.images.offerLookups),
        ruleIds,
        findings: () => diagnosticsOf(document).findings,
        trigger: params.context?.triggerCharacter,
      });
      const items = suggestionsFor(client, own);
      if (isHeldWhileTyping(own)) return { isIncomplete: true, items };
      const asked = params.context?.triggerKind === CompletionTriggerKind.Invoked;
      if (items.length > 0 || !asked || !isArgumentAt(dockerfile, position)) return items;
      return [...serviceCompletions(document.text, position)];
    }),
  );

  connection.onSignatureHelp(
    answerAt<SignatureArguments, SignatureHelp | null>(
      'signature help',
      null,
      (document, offset, { context: asked, position }) => {
        const requested = asked?.triggerKind !== SignatureHelpTriggerKind.TriggerCharacter || asked.isRetrigger;
        const own = signatureHelp(document, offset, requested);
        if (own || !requested || !isArgumentAt(document, position)) return own ?? null;
        return serviceSignatureHelp(document.text, position) ?? null;
      },
    ),
  );

  connection.onCodeAction(
    answer('code actions', [] as ReturnType<typeof codeActions>, async (document, params: CodeActionArguments) => {
      await shellReady();
      if (isIgnoreFile(document)) {
        const facts = ignoreOf(document);
        const span = { start: facts.lines.offsetAt(params.range.start), end: facts.lines.offsetAt(params.range.end) };
        return actionsFor(client, ignoreActions(facts, document.uri, span));
      }
      const request = {
        range: params.range,
        diagnostics: params.context.diagnostics,
        only: params.context.only,
        lint: lintService.lintOptions(document.uri),
      };
      // The light bulb never waits for the disk: it takes what is known of the context now.
      const snapshot = contexts.peek(document.uri);
      const context = conversionContext(runtime, snapshot);
      const { findings } = diagnosticsOf(document);
      const { fixes, refactorings } = withRemedies(document.dockerfile, findings, request, asked => [
        ...conversionActions(document.dockerfile, asked, context, client.isOurs),
        ...refactorActions(
          document.dockerfile,
          asked,
          { ...context, digestOf: images.digestOf },
          { previews: client.isOurs, annotations: client.annotatesEdits },
        ),
      ]);
      return actionsFor(client, [
        ...fixes,
        ...codeActions(document.dockerfile, findings, request),
        // Our own client shows the new file before it is saved.
        ...(snapshot && client.createsFiles && !client.isOurs
          ? createIgnoreActions(document.dockerfile, findings, request, snapshot)
          : []),
        ...(snapshot?.ignoreUri !== undefined
          ? includeIgnoredActions(document.dockerfile, findings, request, {
              tree: snapshot.tree,
              ignoreUri: snapshot.ignoreUri,
              ignoreText: documents.get(snapshot.ignoreUri)?.text ?? snapshot.ignoreText ?? '',
            })
          : []),
        ...refactorings,
        ...(settings.images.offerLookups && (images.canAsk.engine || images.canAsk.registry)
          ? pinActions(document.dockerfile, request, images.digestOf)
          : []),
        ...(settings.images.offerLookups && images.canAsk.registry ? tagActions(document.dockerfile, request) : []),
      ]);
    }),
  );

  connection.onDefinition(
    answerAt<AtPosition, ReturnType<typeof definitionsFor>>('definition', [], (document, offset) => {
      const symbol = symbolAt(document, offset);
      if (!symbol?.target) return definitionsFor(client, fileDefinition(document, offset));
      const range = document.lines.rangeOf(symbol.target);
      return definitionsFor(client, [
        {
          targetUri: document.uri,
          targetRange: range,
          targetSelectionRange: range,
          originSelectionRange: document.lines.rangeOf(symbol.span),
        },
      ]);
    }),
  );

  /** The file of the context that a source of COPY or ADD names. */
  function fileDefinition(document: DockerfileDocument, offset: number): LocationLink[] {
    const snapshot = contexts.peek(document.uri);
    const file = snapshot && copySourceFile(document, offset, snapshot);
    if (!file || file.isFolder) return [];
    const start = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    return [
      {
        targetUri: uriOfPath(snapshot.folder, file.path),
        targetRange: start,
        targetSelectionRange: start,
        originSelectionRange: document.lines.rangeOf(file.span),
      },
    ];
  }

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
    answerDockerfile<InDocument, ReturnType<typeof documentSymbols>>('outline', [], document =>
      documentSymbols(document.dockerfile),
    ),
  );

  connection.onWorkspaceSymbol(async ({ query }) => {
    const wanted = query.toLowerCase();
    if (!client.watchesFiles) workspaceDockerfiles.forget();
    const open = documents.all().filter(({ languageId }) => dockerfileLanguages.has(languageId));
    const closed = await workspaceDockerfiles.closed(uri => documents.get(uri) !== undefined);
    return [...open, ...closed].flatMap(({ uri, dockerfile }) =>
      documentSymbols(dockerfile)
        .filter(symbol => symbol.name.toLowerCase().includes(wanted))
        .map(symbol => ({ name: symbol.name, kind: symbol.kind, location: { uri, range: symbol.selectionRange } })),
    );
  });

  connection.onFoldingRanges(
    answerDockerfile<InDocument, ReturnType<typeof foldingRanges>>('folding', [], document =>
      foldingRanges(document.dockerfile),
    ),
  );

  connection.onSelectionRanges(
    answerDockerfile<InDocument & { readonly positions: Position[] }, ReturnType<typeof selectionRanges>>(
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
    answerDockerfile<InDocument, ReturnType<typeof documentLinks>>('links', [], document => {
      const snapshot = contexts.peek(document.uri);
      return [...documentLinks(document.dockerfile), ...(snapshot ? fileLinks(document.dockerfile, snapshot) : [])];
    }),
  );

  connection.onCodeLens(
    answer<InDocument, ReturnType<typeof codeLenses>>('code lenses', [], document => {
      if (isIgnoreFile(document))
        return lensesFor(
          client,
          ignoreLenses(ignoreOf(document), document.uri, client.isOurs ? 'drydock.exploreContext' : ''),
        );
      return settings.codeLens.stages ? lensesFor(client, codeLenses(document.dockerfile)) : [];
    }),
  );

  connection.languages.inlayHint.on(
    answerDockerfile<InDocument & { readonly range: LspRange }, ReturnType<typeof inlayHints>>(
      'inlay hints',
      [],
      async (document, { range }) => {
        await shellReady();
        const { dockerfile } = document;
        const span = spanOfRange(dockerfile, range);
        const snapshot = settings.inlayHints.files ? contexts.peek(document.uri) : undefined;
        return [
          ...inlayHints(dockerfile, span, settings.inlayHints),
          ...(snapshot ? copyInlayHints(dockerfile, span, snapshot) : []),
        ];
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
    answerDockerfile<InDocument & { readonly options: EditorFormatOptions }, LspTextEdit[]>(
      'formatting',
      [],
      (document, { options }) => formatted(document.dockerfile, options),
    ),
  );
  connection.onDocumentRangeFormatting(
    answerDockerfile<InDocument & { readonly options: EditorFormatOptions; readonly range: LspRange }, LspTextEdit[]>(
      'range formatting',
      [],
      ({ dockerfile }, { options, range }) => formatted(dockerfile, options, spanOfRange(dockerfile, range)),
    ),
  );
  connection.onDocumentOnTypeFormatting(
    answerDockerfile<AtPosition & { readonly options: EditorFormatOptions }, LspTextEdit[]>(
      'on type formatting',
      [],
      ({ dockerfile }, { options, position }) => {
        // The line that was just left is formatted; a heredoc's is not ours.
        const line = position.line - 1;
        if (line < 0) return [];
        const start = dockerfile.lines.starts[line] ?? 0;
        const indent = /^[ \t]*/.exec(dockerfile.text.slice(start, dockerfile.lines.lineEnd(line)))![0].length;
        const instruction = dockerfile.instructionAt(start + indent);
        if (!instruction || instruction.startLine !== instruction.endLine) return [];
        return formatted(dockerfile, options, { start, end: dockerfile.lines.lineEnd(line) });
      },
    ),
  );

  // ---- semantic tokens ------------------------------------------------------------------------------------------------

  connection.languages.semanticTokens.on(
    answerDockerfile<InDocument, { resultId: string; data: number[] }>(
      'semantic tokens',
      { resultId: '', data: [] },
      async document => {
        await shellReady();
        return tokens.full(document.uri, semanticTokens(document.dockerfile));
      },
    ),
  );
  connection.languages.semanticTokens.onDelta(
    answerDockerfile<InDocument & { readonly previousResultId: string }, ReturnType<SemanticTokensStore['delta']>>(
      'semantic tokens',
      { resultId: '', data: [] },
      async (document, { previousResultId }) => {
        await shellReady();
        return tokens.delta(document.uri, previousResultId, semanticTokens(document.dockerfile));
      },
    ),
  );
  connection.languages.semanticTokens.onRange(
    answerDockerfile<InDocument & { readonly range: LspRange }, { data: number[] }>(
      'semantic tokens',
      { data: [] },
      async ({ dockerfile }, { range }) => {
        await shellReady();
        return { data: semanticTokens(dockerfile, spanOfRange(dockerfile, range)) };
      },
    ),
  );

  const stop = (): void => {
    lintService.stop();
    runtime.stop?.();
  };
  connection.onShutdown(stop);
  connection.onExit(stop);

  documents.listen(connection);
  connection.listen();
}

/** `.dockerignore` and its kin, whatever language the client gives them. */
function isIgnoreFile({ uri, languageId }: OpenDocument): boolean {
  return languageId === 'dockerignore' || /\.(docker|container)ignore$/.test(uri);
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

/** Whether the place belongs to an instruction and is neither shell text nor a heredoc: there dockerfile-language-service may speak. */
function isArgumentAt(document: DockerfileDocument, position: Position): boolean {
  const { kind } = placeAt(document.tree, document.lines.offsetAt(position));
  return !/^(?:shell|heredoc|comment|blank|directive|keyword)/.test(kind);
}

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
