import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { pinDigest } from '../protocol/pinDigest.ts';
import { imageAt, pinActions, tagActions } from './imageAt.ts';

function at(marked: string) {
  return imageAt(createDocument(marked.replace('<|>', '')), marked.indexOf('<|>'));
}

test('the image of FROM, COPY --from and a mount; stages and other places are none', () => {
  assert.deepEqual(
    ['FROM no<|>de:20 AS x\n', 'ARG V=20\nFROM node:<|>$V\n', 'FROM a\nCOPY --from=acme/t<|> x y\n', 'FROM <|>'].map(
      marked => [at(marked)?.name, at(marked)?.repository, at(marked)?.canBePinned],
    ),
    [
      ['node:20', 'docker.io/library/node', true],
      ['node:20', 'docker.io/library/node', false],
      ['acme/t', 'docker.io/acme/t', true],
      ['', undefined, false],
    ],
  );
  assert.equal(at('FROM a\nRUN --mount=type=bind,from=acme/<|>t,target=/x ls\n')?.name, 'acme/t');
  for (const marked of ['FROM a AS b\nFROM <|>b\n', 'FROM scr<|>atch\n', 'FROM a\nRUN l<|>s\n', 'FR<|>OM a\n'])
    assert.equal(at(marked), undefined, marked);
});

test('the light bulb asks where to look, until the digest is known', () => {
  const document = createDocument('FROM node:20\nCOPY --from=busybox:1 /x /y\n', { uri: 'file:///Dockerfile' });
  const on = (line: number, known?: string) =>
    pinActions(
      document,
      { range: { start: { line, character: 0 }, end: { line, character: 0 } }, diagnostics: [], only: undefined },
      image => (image === known ? 'sha256:1' : undefined),
    ).map(({ title, command }) => [title, ...(command?.arguments ?? [])]);
  assert.deepEqual(on(0), [['Pin node:20 to its digest…', 'file:///Dockerfile', { line: 0, character: 5 }]]);
  assert.deepEqual(on(1), [['Pin busybox:1 to its digest…', 'file:///Dockerfile', { line: 1, character: 12 }]]);
  assert.deepEqual(on(0, 'node:20'), []);
});

test('a tag can be chosen where there is none, or latest', () => {
  const document = createDocument('FROM node\nFROM ghcr.io/a/b:latest\nFROM node:20\n', { uri: 'file:///Dockerfile' });
  const on = (line: number, only?: readonly string[]) =>
    tagActions(document, {
      range: { start: { line, character: 0 }, end: { line, character: 0 } },
      diagnostics: [],
      only,
    }).map(({ title, command }) => [title, ...(command?.arguments ?? [])]);
  assert.deepEqual(on(0), [
    ['Choose a tag of node…', 'file:///Dockerfile', 'docker.io/library/node', { line: 0, character: 9 }],
  ]);
  assert.deepEqual(on(1), [
    ['Choose a tag of ghcr.io/a/b…', 'file:///Dockerfile', 'ghcr.io/a/b', { line: 1, character: 17 }],
  ]);
  assert.deepEqual([...on(2), ...on(0, ['refactor.rewrite'])], []);
});

test('a digest that was looked up is written behind its image, and nowhere else', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const document = createDocument('FROM node:20 AS x\nRUN --mount=type=bind,from=acme/t:1,target=/x ls\n', {
    uri: 'file:///Dockerfile',
  });
  const ask = (image: string, line: number, character: number, value = digest) =>
    pinDigest(document, { uri: document.uri, image, digest: value, position: { line, character } }, 7);
  assert.deepEqual(ask('node:20', 0, 6), {
    ok: true,
    version: 7,
    edits: [{ range: { start: { line: 0, character: 12 }, end: { line: 0, character: 12 } }, newText: `@${digest}` }],
  });
  const mount = ask('acme/t:1', 1, 30);
  assert.ok(mount.ok && mount.edits[0]?.range.start.character === 35);
  assert.equal(ask('node:21', 0, 6).ok, false);
  assert.equal(ask('node:20', 0, 6, 'sha256:short').ok, false);
});
