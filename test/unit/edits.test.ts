/**
 * A long session of edits as editors send them: several changes in one message, pairs of surrogates, both line ends, text that is deleted and typed
 * again, questions in between. What the server says in the end must be what a server says that sees the text for the first time.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Position, Range, SemanticTokens, SemanticTokensDelta } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startTestClient, type TestClient } from '../support/testClient.ts';

const start = `# syntax=docker/dockerfile:1
ARG VERSION=22
FROM node:\${VERSION}-slim AS build
WORKDIR /app
COPY package*.json ./
RUN --mount=type=cache,target=/root/.npm npm ci && \\
    # tools
    apt-get update && apt-get install -y git
RUN <<EOF
echo "hello 😀 \${HOME}"
cd /tmp
EOF
COPY . .
LABEL title="größer 🐳"
FROM build
COPY --from=build /app /app
USER node
EXPOSE 80
CMD ["node", "server.js"]
`;

/** What is typed or pasted: pieces that open or close things, and halves of them. */
const pieces = [
  '',
  ' ',
  '\n',
  '\r\n',
  '\\\n',
  '# note\n',
  'RUN <<EOF\necho 1\n',
  'EOF\n',
  'FROM alpine AS build\n',
  '"',
  "'",
  '${',
  '}',
  '🐳',
  '😀é',
  'ARG X=1\r\n',
  '# escape=`\n',
  'COPY --from=0 a b\n',
  '[',
  'USER $X\n',
  '&& ls | cat',
  '\t',
  '\u2028',
  'FROM scratch',
];

/** Numbers that look random and are the same in each run. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Edit {
  readonly range?: Range;
  readonly text: string;
}

/** One to three changes, each meant for the text as the ones before it left it; sometimes the whole text. */
function edits(text: string, below: (limit: number) => number): { changes: Edit[]; text: string } {
  const document = TextDocument.create('file:///x', 'dockerfile', 0, text);
  const changes: Edit[] = [];
  for (let count = 1 + below(3); count > 0; count--) {
    const insert = pieces[below(pieces.length)]!;
    const from = below(document.getText().length + 1);
    const to = Math.min(document.getText().length, from + (below(3) === 0 ? below(40) : 0));
    const change: Edit =
      below(25) === 0
        ? { text: start }
        : { range: { start: document.positionAt(from), end: document.positionAt(to) }, text: insert };
    changes.push(change);
    TextDocument.update(document, [change as { text: string }], document.version + 1);
  }
  return { changes, text: document.getText() };
}

async function answers(client: TestClient, uri: string, places: readonly Position[]): Promise<unknown> {
  const textDocument = { uri };
  const ask = (method: string, more: object = {}): Promise<unknown> =>
    client.connection.sendRequest(`textDocument/${method}`, { textDocument, ...more });
  const everywhere = { range: { start: { line: 0, character: 0 }, end: { line: 99_999, character: 0 } } };
  const said = await Promise.all([
    ask('documentSymbol'),
    ask('foldingRange'),
    ask('documentLink'),
    ask('codeLens'),
    ask('inlayHint', everywhere),
    ask('formatting', { options: { tabSize: 4, insertSpaces: true } }),
    ...places.flatMap(position => [
      ask('hover', { position }),
      ask('completion', { position }),
      ask('documentHighlight', { position }),
    ]),
  ]);
  return withoutAddress(said, uri);
}

/** The same answer without the address of the document. */
function withoutAddress(value: unknown, uri: string): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(uri, 'file:///same'));
}

test('after any edits the server knows the text as if it saw it for the first time', async () => {
  const client = await startTestClient();
  const uri = 'file:///edited/Dockerfile';
  const below = seeded(20261128);
  let text = start;
  await client.open(uri, text);
  let tokens: SemanticTokens = await client.connection.sendRequest('textDocument/semanticTokens/full', {
    textDocument: { uri },
  });
  for (let round = 1; round <= 120; round++) {
    const before = text;
    const next = edits(before, below);
    text = next.text.length > 4000 ? start : next.text;
    const changes = text === next.text ? next.changes : [{ text }];
    const pushed = client.nextDiagnostics(uri, ({ version }) => version === round + 1);
    void client.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: round + 1 },
      contentChanges: changes,
    });
    const delta: SemanticTokens | SemanticTokensDelta = await client.connection.sendRequest(
      'textDocument/semanticTokens/full/delta',
      { textDocument: { uri }, previousResultId: tokens.resultId },
    );
    tokens = 'edits' in delta ? applied(tokens, delta) : delta;
    // Every third text is compared in full; the others are there to be typed over.
    if (round % 3 !== 0) continue;
    const document = TextDocument.create(uri, 'dockerfile', 0, text);
    const places = Array.from({ length: 4 }, () => document.positionAt(below(text.length + 1)));
    const fresh = `file:///edited${round}/Dockerfile`;
    const freshDiagnostics = await client.open(fresh, text);
    const context = `round ${round}: ${JSON.stringify(changes)} on ${JSON.stringify(before)}`;
    assert.deepEqual(await answers(client, uri, places), await answers(client, fresh, places), context);
    assert.deepEqual(withoutAddress(await pushed, uri), withoutAddress(freshDiagnostics, fresh), context);
    const freshTokens: SemanticTokens = await client.connection.sendRequest('textDocument/semanticTokens/full', {
      textDocument: { uri: fresh },
    });
    assert.deepEqual(tokens.data, freshTokens.data, context);
    void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: fresh } });
  }
  await client.dispose();
});

/** The tokens after the edits of a delta, as an editor works them out: the edits are about the old array. */
function applied(old: SemanticTokens, delta: SemanticTokensDelta): SemanticTokens {
  const data = [...old.data];
  for (const edit of [...delta.edits].sort((a, b) => b.start - a.start))
    data.splice(edit.start, edit.deleteCount, ...(edit.data ?? []));
  return { data, ...(delta.resultId === undefined ? {} : { resultId: delta.resultId }) };
}

test('a closed document is forgotten; opened again with another text it is read anew', async () => {
  const client = await startTestClient();
  const uri = 'file:///again/Dockerfile';
  await client.open(uri, 'FROM alpine\nMAINTAINER me\n');
  const cleared = client.nextDiagnostics(uri, ({ diagnostics }) => diagnostics.length === 0);
  void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  await cleared;
  const symbols = { textDocument: { uri } };
  assert.deepEqual(await client.connection.sendRequest('textDocument/documentSymbol', symbols), []);
  assert.deepEqual(await client.open(uri, 'FROM alpine:3.20\nCMD ["sh"]\n'), []);
  await client.dispose();
});
