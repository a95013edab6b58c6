/**
 * A session as Zed holds it. Zed itself cannot be installed on the machines that run these tests, so its side is played: the abilities that
 * it names (crates/lsp/src/lsp.rs, `default_initialize_params`), settings only at the start (its Dockerfile extension passes none on later), a
 * refresh that is called `workspace.diagnostic`, and diagnostics that are pulled.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  DocumentDiagnosticReport,
  Hover,
  WorkspaceEdit,
} from 'vscode-languageserver';
import { startTestClient } from '../support/testClient.ts';

const zed = {
  general: { positionEncodings: ['utf-16'] },
  workspace: {
    applyEdit: true,
    configuration: true,
    workspaceFolders: true,
    didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
    didChangeConfiguration: { dynamicRegistration: true },
    symbol: {},
    inlayHint: { refreshSupport: true },
    diagnostic: { refreshSupport: true },
    workspaceEdit: {
      resourceOperations: ['create', 'rename', 'delete'],
      documentChanges: true,
      snippetEditSupport: true,
    },
  },
  textDocument: {
    definition: { linkSupport: true },
    codeAction: {
      codeActionLiteralSupport: { codeActionKind: { valueSet: ['refactor', 'quickfix', 'source'] } },
      dataSupport: true,
      resolveSupport: { properties: ['kind', 'diagnostics', 'isPreferred', 'disabled', 'edit', 'command'] },
    },
    completion: {
      contextSupport: true,
      completionItem: {
        snippetSupport: true,
        insertReplaceSupport: true,
        labelDetailsSupport: true,
        resolveSupport: { properties: ['additionalTextEdits', 'command', 'documentation'] },
      },
      completionList: { itemDefaults: ['commitCharacters', 'editRange', 'insertTextMode', 'insertTextFormat', 'data'] },
    },
    rename: { prepareSupport: true },
    hover: { contentFormat: ['markdown'] },
    inlayHint: { resolveSupport: { properties: ['textEdits', 'tooltip'] } },
    diagnostic: { relatedDocumentSupport: true },
    synchronization: { didSave: true },
  },
  window: { workDoneProgress: true },
};

const uri = 'file:///w/Dockerfile';
const goProject = {
  [uri]: '',
  'file:///w/go.mod': 'module example.com/app\n\ngo 1.23\n',
  'file:///w/main.go': 'package main\nfunc main() {}\n',
};
const text = 'FROM golang:1.23\nMAINTAINER me\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n';

async function startZed(initializationOptions?: unknown) {
  const client = await startTestClient(goProject, zed as object, initializationOptions);
  let refreshed: () => void = () => {};
  client.connection.onRequest('workspace/diagnostic/refresh', () => {
    refreshed();
    return null;
  });
  client.settings = null;
  void client.connection.sendNotification('workspace/didChangeConfiguration', { settings: {} });
  void client.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'dockerfile', version: 0, text },
  });
  return {
    ...client,
    pull: async (): Promise<string[]> => {
      const report: DocumentDiagnosticReport = await client.connection.sendRequest('textDocument/diagnostic', {
        textDocument: { uri },
      });
      assert.equal(report.kind, 'full');
      return report.items.map(item => String(item.code));
    },
    /** The next time the server asks for diagnostics to be pulled again. */
    nextRefresh: () =>
      new Promise<void>(resolve => {
        refreshed = resolve;
      }),
  };
}

test('Zed pulls diagnostics, and is told when there are more', async () => {
  const client = await startZed();
  assert.ok((await client.pull()).includes('MaintainerDeprecated'));
  const again = client.nextRefresh();
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: 'file:///w/.dockerignore', type: 1 }],
  });
  await again;
  assert.ok((await client.pull()).includes('MaintainerDeprecated'));
  await client.dispose();
});

test('settings that Zed gives at the start hold, though it answers null when asked', async () => {
  const client = await startZed({ drydock: { lint: { rules: { MaintainerDeprecated: 'off' } } } });
  assert.ok(!(await client.pull()).includes('MaintainerDeprecated'));
  await client.dispose();
});

test('Zed gets hover, suggestions, the conversion as an edit, rename and formatting', async () => {
  const client = await startZed();
  const textDocument = { uri };
  const hover: Hover = await client.connection.sendRequest('textDocument/hover', {
    textDocument,
    position: { line: 0, character: 8 },
  });
  assert.match((hover.contents as { value: string }).value, /Go/);
  const given: CompletionItem[] | CompletionList = await client.connection.sendRequest('textDocument/completion', {
    textDocument,
    position: { line: 6, character: 0 },
    context: { triggerKind: 1 },
  });
  const items = Array.isArray(given) ? given : given.items;
  assert.ok(items.some(item => /^HEALTHCHECK/.test(item.label)) && items.every(item => !item.command));
  const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
    textDocument,
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    context: { diagnostics: [], only: ['quickfix', 'refactor'] },
  });
  for (const action of actions) assert.ok(action.edit && !action.command && !action.disabled, action.title);
  const conversion = actions.find(action => /multi-stage/.test(action.title));
  assert.match(JSON.stringify(conversion?.edit), /COPY --from=build /);
  void client.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 1 },
    contentChanges: [
      { range: { start: { line: 0, character: 16 }, end: { line: 0, character: 16 } }, text: ' as base\nfrom base' },
    ],
  });
  const renamed: WorkspaceEdit = await client.connection.sendRequest('textDocument/rename', {
    textDocument,
    position: { line: 0, character: 21 },
    newName: 'compile',
  });
  assert.equal(JSON.stringify(renamed).match(/"compile"/g)?.length, 2);
  const edits: unknown[] = await client.connection.sendRequest('textDocument/formatting', {
    textDocument,
    options: { tabSize: 2, insertSpaces: true },
  });
  assert.ok(edits.length > 0);
  await client.dispose();
});
