import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CodeAction, WorkspaceSymbol } from 'vscode-languageserver-types';
import type { RefactoringsResult } from '../../server/src/protocol/messages.ts';
import { startTestClient } from '../support/testClient.ts';

const codes = (diagnostics: readonly { readonly code?: unknown }[]): unknown[] => diagnostics.map(one => one.code);
const first = 'file:///w/Dockerfile';
const second = 'file:///w/other/Dockerfile';
const at = (line: number, character: number) => ({ line, character });

test('diagnostics follow the text; a closed document is cleared', async () => {
  const client = await startTestClient();
  assert.deepEqual(codes(await client.open(first, 'FROM alpine:3\nRUNN x\n')), ['unknown-instruction']);
  assert.deepEqual(codes(await client.change(first, 2, 'FROM alpine:3\nRUN x\n')), []);
  const cleared = client.nextDiagnostics(first, ({ diagnostics }) => diagnostics.length === 0);
  await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: first } });
  assert.deepEqual(await cleared, []);
  await client.dispose();
});

test('a changed setting refreshes every open document', async () => {
  const client = await startTestClient({}, { workspace: { configuration: true } });
  const text = 'FROM alpine:3\nMAINTAINER me\n';
  assert.deepEqual(codes(await client.open(first, text)), ['MaintainerDeprecated']);
  assert.deepEqual(codes(await client.open(second, text)), ['MaintainerDeprecated']);
  client.settings = { lint: { rules: { MaintainerDeprecated: 'off' } } };
  const isEmpty = ({ diagnostics }: { readonly diagnostics: readonly unknown[] }): boolean => diagnostics.length === 0;
  const both = [client.nextDiagnostics(first, isEmpty), client.nextDiagnostics(second, isEmpty)];
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  for (const diagnostics of await Promise.all(both)) assert.deepEqual(codes(diagnostics), []);
  await client.dispose();
});

test('quick fixes carry their edit and say what they fix', async () => {
  const client = await startTestClient();
  const text = 'FROM debian:13\nRUN apt-get update && apt-get install curl && rm -rf /var/lib/apt/lists/*\n';
  await client.open(first, text);
  const actions = await client.connection.sendRequest<{ title: string; edit?: unknown; isPreferred?: boolean }[]>(
    'textDocument/codeAction',
    { textDocument: { uri: first }, range: { start: at(1, 0), end: at(1, 0) }, context: { diagnostics: [] } },
  );
  assert.ok(actions.some(action => action.isPreferred && action.edit));
  assert.ok(actions.every(action => action.title !== ''));
  await client.dispose();
});

test('hover has a range; an unknown document has a neutral answer', async () => {
  const client = await startTestClient();
  await client.open(first, 'FROM alpine:3\n');
  const hover = await client.connection.sendRequest<{ range: unknown; contents: { value: string } }>(
    'textDocument/hover',
    { textDocument: { uri: first }, position: at(0, 1) },
  );
  assert.deepEqual(hover.range, { start: at(0, 0), end: at(0, 4) });
  const nothing = await client.connection.sendRequest('textDocument/hover', {
    textDocument: { uri: 'file:///w/unknown' },
    position: at(0, 0),
  });
  assert.equal(nothing, null);
  await client.dispose();
});

test('a rename that cannot be proved is an error with a sentence', async () => {
  const client = await startTestClient();
  await client.open(first, 'FROM a:1 AS build\nFROM b:1 AS other\nCOPY --from=build /x /y\n');
  const ask = (newName: string) =>
    client.connection.sendRequest('textDocument/rename', {
      textDocument: { uri: first },
      position: at(0, 14),
      newName,
    });
  await assert.rejects(ask('other'), /There is a stage named other already/);
  assert.ok(await ask('compile'));
  await client.dispose();
});

test('the context comes from compose files, its files complete COPY and judge sources', async () => {
  const client = await startTestClient({
    'file:///w/compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      dockerfile: other/Dockerfile\n',
    'file:///w/package.json': '{}',
    'file:///w/other/Dockerfile': '',
  });
  await client.open(second, 'FROM alpine:3\nCOPY package.json nowhere.txt /app/\n');
  const info = await client.connection.sendRequest<{ folder: string; from: string }>('drydock/contextInfo', {
    uri: second,
  });
  assert.deepEqual([info.folder, info.from], ['file:///w', 'compose']);
  const later = client.nextDiagnostics(second, ({ diagnostics }) => codes(diagnostics).includes('copy-source-missing'));
  await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: 'file:///w/package.json', type: 2 }],
  });
  assert.ok(codes(await later).includes('copy-source-missing'));
  await client.dispose();
});

test('a team’s own notes join the hover, and what matches nothing is logged', async () => {
  const client = await startTestClient(
    { 'file:///w/notes.md': '# Ours\n\n## 3. RUN\n\nWe pin everything.\n' },
    { workspace: { configuration: true } },
  );
  client.settings = { notes: { files: ['notes.md'] } };
  await client.open(first, 'FROM alpine:3\nRUN true\n');
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await client.logged(/"Ours"/);
  const hover = await client.connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', {
    textDocument: { uri: first },
    position: at(1, 1),
  });
  assert.match(hover.contents.value, /We pin everything/);
  await client.dispose();
});

test('a team’s notes on programs and on its own images join the hover, with links that work there', async () => {
  const client = await startTestClient(
    {
      'file:///w/docs/notes.md':
        '## `corp.example/base/node`\n\nAsk [us](team.md).\n\n## npm ci\n\nUse the mirror.\n\n## Health checks\n\nAlways.\n',
    },
    { workspace: { configuration: true } },
  );
  client.settings = { notes: { files: ['docs/*.md'] } };
  await client.open(first, 'FROM corp.example/base/node:22 AS b\nRUN npm ci\nHEALTHCHECK NONE\n');
  const read = client.nextDiagnostics(first);
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await read;
  const hoverAt = async (line: number, character: number): Promise<string> => {
    const position = at(line, character);
    const hover = await client.connection.sendRequest<{ contents: { value: string } }>('textDocument/hover', {
      textDocument: { uri: first },
      position,
    });
    return hover.contents.value;
  };
  assert.match(await hoverAt(0, 8), /Ask \[us\]\(file:\/\/\/w\/docs\/team\.md\)/);
  assert.match(await hoverAt(1, 5), /Use the mirror/);
  assert.match(await hoverAt(1, 9), /Use the mirror/);
  assert.match(await hoverAt(2, 3), /Always/);
  await client.dispose();
});

test('ignore files have a language of their own', async () => {
  const client = await startTestClient({
    'file:///w/.dockerignore': '*.md\n',
    'file:///w/a.md': 'x',
    'file:///w/b': 'y',
  });
  const uri = 'file:///w/.dockerignore';
  await client.open(uri, '*.md\nnothing-here\n', 'dockerignore');
  const hover = await client.connection.sendRequest<{ contents: { value: string } } | null>('textDocument/hover', {
    textDocument: { uri },
    position: at(0, 1),
  });
  assert.ok(hover);
  await client.dispose();
});

test('formatting keeps what means something and answers small edits', async () => {
  const client = await startTestClient();
  await client.open(first, 'from alpine:3\nrun  echo   a\n');
  const edits = await client.connection.sendRequest<{ newText: string }[]>('textDocument/formatting', {
    textDocument: { uri: first },
    options: { tabSize: 4, insertSpaces: true },
  });
  assert.deepEqual(
    edits.map(edit => edit.newText),
    ['FROM', 'RUN', ' '],
  );
  await client.dispose();
});

test('refactorings are listed with their new text, explanation and reasons', async () => {
  const client = await startTestClient({ 'file:///w/a': 'a' });
  await client.open(first, 'FROM node:20\nRUN npm ci && npm test\nCMD node $A\n');
  const ask = (line: number) =>
    client.connection.sendRequest<RefactoringsResult>('drydock/refactorings', {
      uri: first,
      range: { start: at(line, 0), end: at(line, 0) },
    });
  const { possible, elsewhere } = await ask(1);
  const mount = possible.find(({ id }) => id === 'cache-mount');
  assert.match(mount?.newText ?? '', /RUN --mount=type=cache,target=\/root\/\.npm npm ci && npm test\n/);
  assert.equal(mount?.changesImage, true);
  assert.ok(possible.every(({ explanation, edits }) => explanation !== '' && edits.length > 0));
  assert.ok(elsewhere.some(({ where }) => /--from/.test(where)));
  assert.match((await ask(2)).refused[0]?.reason ?? '', /shell/);
  await client.dispose();
});

test('a plain client gets the conversion without questions it cannot ask', async () => {
  const client = await startTestClient({
    'file:///w/package.json':
      '{"scripts":{"start":"react-scripts start","build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}',
    'file:///w/Dockerfile': '',
  });
  const uri = 'file:///w/Dockerfile';
  await client.open(uri, 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "start"]\n');
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const actions: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range,
    context: { diagnostics: [] },
  });
  const conversions = actions.filter(action => /multi-stage/.test(action.title));
  assert.ok(conversions.length >= 1, JSON.stringify(actions.map(action => action.title)));
  for (const action of actions) assert.ok(action.edit && !action.command && !action.disabled, JSON.stringify(action));
  await client.dispose();
});

test('a .dockerignore is created by the edit where the client makes files, and is not offered where it does not', async () => {
  const files = { 'file:///w/package.json': '{}', 'file:///w/.git/HEAD': 'x', 'file:///w/node_modules/a.js': 'x' };
  const capable = { workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create' as const] } } };
  for (const capabilities of [capable, {}]) {
    const client = await startTestClient(files, capabilities);
    const found = client.nextDiagnostics(first, ({ diagnostics }) => codes(diagnostics).includes('no-dockerignore'));
    await client.open(first, 'FROM node:20\nCOPY . .\nRUN npm ci\n');
    await found;
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: first },
      range: { start: at(1, 5), end: at(1, 5) },
      context: { diagnostics: [] },
    });
    const action = actions.find(({ title }) => title === 'Create a .dockerignore');
    assert.equal(action !== undefined, capabilities === capable);
    if (action === undefined) continue;
    const [create, change] = action.edit?.documentChanges ?? [];
    assert.deepEqual(create, {
      kind: 'create',
      uri: 'file:///w/.dockerignore',
      options: { overwrite: false, ignoreIfExists: false },
    });
    const edit = change && 'edits' in change ? change.edits[0] : undefined;
    assert.match(edit && 'newText' in edit ? edit.newText : '', /^\*\*\/node_modules$/m);
    await client.dispose();
  }
});

test('a source that is left out is brought back by an edit of the ignore file, of its unsaved text where it is open', async () => {
  const client = await startTestClient({ 'file:///w/dist/app.js': 'x', 'file:///w/.dockerignore': '.git\ndist\n' });
  const found = client.nextDiagnostics(first, ({ diagnostics }) => codes(diagnostics).includes('CopyIgnoredFile'));
  await client.open(first, 'FROM alpine:3\nCOPY dist /srv/\n');
  await found;
  const editOf = async (): Promise<unknown> => {
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: first },
      range: { start: at(1, 5), end: at(1, 5) },
      context: { diagnostics: [] },
    });
    return actions.find(({ title }) => title === 'Add “!dist” to .dockerignore')?.edit?.changes;
  };
  const edit = (line: number) => [{ range: { start: at(line, 4), end: at(line, 4) }, newText: '\n!dist' }];
  assert.deepEqual(await editOf(), { 'file:///w/.dockerignore': edit(1) });
  await client.connection.sendNotification('textDocument/didOpen', {
    textDocument: {
      uri: 'file:///w/.dockerignore',
      languageId: 'dockerignore',
      version: 1,
      text: '# unsaved\n.git\ndist\n',
    },
  });
  assert.deepEqual(await editOf(), { 'file:///w/.dockerignore': edit(2) });
  await client.dispose();
});

test('what is wrong with a .hadolint.yaml is said at that file', async () => {
  const config = 'file:///w/.hadolint.yaml';
  const client = await startTestClient({ [config]: 'ignored:\n  - DL3007\n  - DL9999\n' });
  const told = client.nextDiagnostics(config);
  assert.deepEqual(codes(await client.open(first, 'FROM debian:latest\n')), []);
  assert.deepEqual(
    (await told).map(({ message, range }) => [range.start.line, message]),
    [[2, 'no rule is called DL9999']],
  );
  await client.dispose();
});

test('a stage that ships its build tools gets a hint once the conversion has been tried', async () => {
  const client = await startTestClient();
  const uri = 'file:///go/Dockerfile';
  const isTold = ({ diagnostics }: { diagnostics: readonly { code?: unknown }[] }) =>
    diagnostics.some(({ code }) => code === 'ships-build-tools');
  const told = client.nextDiagnostics(uri, isTold);
  await client.open(uri, 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o /app .\nCMD ["/app"]\n');
  assert.ok(isTold({ diagnostics: await told }));
  await client.dispose();
});

test('a symbol of the workspace may lie in a Dockerfile that nobody has opened', async () => {
  const client = await startTestClient({
    'file:///w/a/Dockerfile': 'FROM golang AS compile\n',
    'file:///w/b/Dockerfile': 'FROM alpine AS unsaved\n',
  });
  await client.open('file:///w/b/Dockerfile', 'FROM alpine AS typed\n');
  const names = async (query: string): Promise<string[]> => {
    const found: WorkspaceSymbol[] = await client.connection.sendRequest('workspace/symbol', { query });
    return found.map(({ location }) => location.uri);
  };
  assert.deepEqual(await names('COMP'), ['file:///w/a/Dockerfile']);
  assert.deepEqual(await names('typed'), ['file:///w/b/Dockerfile']);
  assert.deepEqual(await names('unsaved'), []);
  await client.dispose();
});

test('a folder that joins the workspace brings its team notes and stages, and takes them away', async () => {
  const client = await startTestClient(
    { 'file:///w/Dockerfile': 'FROM a AS here\n', 'file:///more/Dockerfile': 'FROM b AS there\n' },
    { workspace: { workspaceFolders: true } },
  );
  await client.open('file:///w/x.dockerfile', 'FROM a\n');
  const stages = async (): Promise<string[]> => {
    const found: WorkspaceSymbol[] = await client.connection.sendRequest('workspace/symbol', { query: 'here' });
    return found.map(({ name }) => name);
  };
  assert.deepEqual(await stages(), ['here']);
  const more = { uri: 'file:///more', name: 'more' };
  const change = (event: object): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
  await change({ added: [more], removed: [] });
  assert.deepEqual(await stages(), ['here', 'there']);
  await change({ added: [], removed: [more] });
  assert.deepEqual(await stages(), ['here']);
  await client.dispose();
});
