/**
 * What the client at the other end can do, read once from its `initialize`, and answers made plainer for a client that can do less. VS Code
 * can do everything here; Neovim, Helix, Emacs and Kakoune each lack something, and a client must not be sent what it did not ask for
 * (LSP 3.17, "Capabilities"): Emacs lists a disabled action as if it could be taken, Neovim warns about a registration.
 */
import type { CodeAction, CodeLens, CompletionItem, InitializeParams } from 'vscode-languageserver';
import type { LocationLink } from 'vscode-languageserver-types';

export interface ClientAbilities {
  readonly pullsDiagnostics: boolean;
  /** It answers `workspace/configuration`. */
  readonly configuration: boolean;
  /** It takes a registration for changes of the configuration. */
  readonly registersConfiguration: boolean;
  readonly snippets: boolean;
  readonly markdown: boolean;
  /** It is Drydock's own client in VS Code, which has the commands behind links, lenses, questions and previews. */
  readonly isOurs: boolean;
  /** It takes edits with annotations: VS Code shows them in its Refactor Preview. */
  readonly annotatesEdits: boolean;
  /** It can create a file as part of an edit. */
  readonly createsFiles: boolean;
  readonly watchesFiles: boolean;
  /** It tells when folders of the workspace come and go. */
  readonly workspaceFolders: boolean;
  /** It shows a disabled action as such, with its reason. */
  readonly disabledActions: boolean;
  /** It takes a definition with the range of its origin. */
  readonly definitionLinks: boolean;
  /** What it can be asked to ask for again. */
  readonly refreshes: ReadonlySet<Refreshed>;
}

export type Refreshed = 'diagnostics' | 'semanticTokens' | 'inlayHints' | 'codeLenses';

/** The abilities that `initialize` tells of. Without any: a client of plain LSP that pushes nothing back. */
export function clientAbilities({ capabilities, initializationOptions }: Partial<InitializeParams>): ClientAbilities {
  const { textDocument, workspace } = capabilities ?? {};
  const documentChanges = workspace?.workspaceEdit?.documentChanges === true;
  const refreshes = new Set<Refreshed>();
  // Zed and Helix write `diagnostic` (the lsp-types crate does); without the refresh they would never see what arrives late.
  const written = workspace as { readonly diagnostic?: { readonly refreshSupport?: boolean } } | undefined;
  if (workspace?.diagnostics?.refreshSupport || written?.diagnostic?.refreshSupport) refreshes.add('diagnostics');
  if (workspace?.semanticTokens?.refreshSupport) refreshes.add('semanticTokens');
  if (workspace?.inlayHint?.refreshSupport) refreshes.add('inlayHints');
  if (workspace?.codeLens?.refreshSupport) refreshes.add('codeLenses');
  return {
    pullsDiagnostics: textDocument?.diagnostic !== undefined,
    configuration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    snippets: textDocument?.completion?.completionItem?.snippetSupport === true,
    markdown: textDocument?.hover?.contentFormat?.includes('markdown') ?? true,
    isOurs: (initializationOptions as { isTrusted?: unknown } | undefined)?.isTrusted !== undefined,
    annotatesEdits: documentChanges && workspace.workspaceEdit?.changeAnnotationSupport !== undefined,
    createsFiles: documentChanges && workspace.workspaceEdit?.resourceOperations?.includes('create') === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    watchesFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    disabledActions: textDocument?.codeAction?.disabledSupport === true,
    definitionLinks: textDocument?.definition?.linkSupport === true,
    refreshes,
  };
}

/** Actions that the client can take: nothing disabled where it cannot show that, no command that only VS Code has. */
export function actionsFor(client: ClientAbilities, actions: readonly CodeAction[]): CodeAction[] {
  return actions.filter(
    action => (client.disabledActions || !action.disabled) && (client.isOurs || action.edit || !action.command),
  );
}

/** Suggestions without the commands that only VS Code has. */
export function suggestionsFor(client: ClientAbilities, items: readonly CompletionItem[]): CompletionItem[] {
  return items.map(({ command, ...item }) => (client.isOurs && command ? { ...item, command } : item));
}

/** Lenses whose command the client has; without it a lens is a text. */
export function lensesFor(client: ClientAbilities, lenses: readonly CodeLens[]): CodeLens[] {
  if (client.isOurs) return [...lenses];
  return lenses.map(lens => ({ range: lens.range, command: { title: lens.command?.title ?? '', command: '' } }));
}

/** Definitions as the client takes them. */
export function definitionsFor(
  client: ClientAbilities,
  links: readonly LocationLink[],
): LocationLink[] | { uri: string; range: LocationLink['targetRange'] }[] {
  if (client.definitionLinks) return [...links];
  return links.map(link => ({ uri: link.targetUri, range: link.targetSelectionRange }));
}
