import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { treeOf } from '../context/tree.ts';
import { createDocument } from '../model/document.ts';
import type { BuildContextSnapshot } from './buildContexts.ts';
import { cacheSteps, contextInfo, contextMapPage, excludeFromContext, newIgnoreFile } from './contextViews.ts';

function snapshot(ignoreText: string | undefined, isNested = false): BuildContextSnapshot {
  const tree = treeOf([
    { path: 'package.json', bytes: 100 },
    { path: 'src/index.js', bytes: 300 },
    { path: 'node_modules/a/index.js', bytes: 5000 },
  ]);
  return {
    folder: 'file:///app',
    tree,
    ignore: ignoreText === undefined ? undefined : compileDockerignore(parseDockerignore(ignoreText)),
    ignoreText,
    ignoreUri: ignoreText === undefined ? undefined : `file:///app/${isNested ? 'Dockerfile' : ''}.dockerignore`,
    isDeclared: false,
  };
}

const dockerfile = createDocument('FROM node:22\nCOPY package.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n');

test('the size is what the ignore file lets through', () => {
  const place = { folder: 'file:///app', from: 'ownFolder' } as const;
  assert.deepEqual(contextInfo(place, snapshot('node_modules')), { ...place, files: 2, bytes: 400, complete: true });
  assert.deepEqual(contextInfo(place, undefined), place);
});

test('the map shows a folder, and says why there is none', () => {
  const whole = contextMapPage(snapshot(undefined), '');
  assert.ok(whole.ok);
  assert.deepEqual(
    whole.node.children.map(({ path, bytes }) => [path, bytes]),
    [
      ['node_modules', 5000],
      ['src', 300],
      ['package.json', 100],
    ],
  );
  const below = contextMapPage(snapshot(undefined), 'node_modules');
  assert.ok(below.ok);
  assert.deepEqual(
    below.node.children.map(({ name, path }) => [name, path]),
    [['a', 'node_modules/a']],
  );
  assert.equal(contextMapPage(snapshot(undefined), 'gone').ok, false);
  assert.equal(contextMapPage(undefined, '').ok, false);
});

test('a line is added to the file that BuildKit reads, to its unsaved text when it is open', () => {
  const none = excludeFromContext(snapshot(undefined), 'node_modules', () => undefined);
  assert.ok(none.ok);
  assert.deepEqual(
    [none.ignoreFile, none.exists, none.newText],
    ['file:///app/.dockerignore', false, 'node_modules\n'],
  );
  const open = excludeFromContext(snapshot('a', true), 'src/index.js', () => '# unsaved');
  assert.ok(open.ok);
  assert.equal(open.ignoreFile, 'file:///app/Dockerfile.dockerignore');
  assert.equal(open.newText, '# unsaved\nsrc/index.js\n');
  assert.equal(excludeFromContext(snapshot(undefined), 'gone', () => undefined).ok, false);
});

test('a new ignore file says how much it leaves out', () => {
  const created = newIgnoreFile(dockerfile, snapshot(undefined), { from: 'ownFolder' });
  assert.equal(created.ignoreFile, 'file:///app/.dockerignore');
  assert.equal(created.exists, false);
  assert.match(created.text, /node_modules/);
  assert.deepEqual([created.files, created.bytes], [1, 5000]);
  assert.equal(newIgnoreFile(dockerfile, undefined, { from: 'none' }).ignoreFile, undefined);
});

test('each step names the files that run it again', () => {
  const { steps, contextKnown } = cacheSteps(dockerfile, snapshot(undefined));
  assert.equal(contextKnown, true);
  assert.deepEqual(
    steps.map(({ line, text, isWhole, invalidatedBy }) => [
      line,
      text,
      isWhole,
      invalidatedBy.map(cause => cause.text),
    ]),
    [
      [1, 'FROM node:22', false, []],
      [2, 'COPY package.json ./', false, ['package.json']],
      [3, 'RUN npm ci', false, ['package.json']],
      [4, 'COPY . .', true, ['package.json', '.']],
      [5, 'RUN npm run build', true, ['package.json', '.']],
    ],
  );
});
