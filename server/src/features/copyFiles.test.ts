import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { treeOf } from '../context/tree.ts';
import { createDocument } from '../model/document.ts';
import { cacheView } from './cacheView.ts';
import { type ContextFacts, copyInlayHints, copySourceHover } from './copyFiles.ts';
import { copyPathCompletions, copySourceFile } from './copyPaths.ts';

const ignoreText = 'node_modules\n*\n!src\n!package.json\n!docs\n';
const context = (text: string | undefined): ContextFacts => ({
  tree: treeOf([
    { path: 'package.json', bytes: 1234 },
    { path: 'src/a.ts', bytes: 2000 },
    { path: 'src/b.ts', bytes: 3000 },
    { path: 'node_modules/x/x.js', bytes: 9_000_000 },
    'docs/',
  ]),
  ignore: text === undefined ? undefined : compileDockerignore(parseDockerignore(text)),
  ignoreText: text,
});

const text = `FROM node:22 AS build
ARG DIR=src
COPY package.json ./
COPY $DIR ./src
COPY node_modules nope *.zip docs /x/
ADD https://example.com/a /
COPY --from=other . /
COPY . .
`;

function hover(at: string, ignore: string | undefined): string | undefined {
  return copySourceHover(createDocument(text), text.indexOf(at) + 1, context(ignore))?.markdown;
}

test('hover on a source says what it copies, the biggest first', () => {
  assert.equal(hover('package.json', undefined), '`package.json`: 1.2 kB');
  assert.equal(hover('$DIR', undefined), '`src`: **2 files, 5 kB**\n\n- `src/b.ts` · 3 kB\n- `src/a.ts` · 2 kB');
  assert.match(
    hover('. .', ignoreText)!,
    /^the whole build context: \*\*3 files, 6\.2 kB\*\*.*Left out by the ignore file: 1 file, 9 MB\.$/s,
  );
  assert.equal(
    hover('node_modules nope', ignoreText),
    '`node_modules`: everything is left out by line 1 of the ignore file (`node_modules`): the build stops here.',
  );
  assert.match(hover('nope', undefined)!, /is not in the build context: the build stops here/);
  assert.match(hover('*.zip', undefined)!, /matches nothing in the build context; nothing is copied/);
  assert.match(hover('docs', undefined)!, /a folder without files/);
  assert.equal(hover('https', undefined), undefined);
  assert.equal(hover('. /\n', undefined), undefined);
});

test('inlay hints stand behind the sources', () => {
  const document = createDocument(text);
  const hints = copyInlayHints(document, { start: 0, end: text.length }, context(ignoreText));
  assert.deepEqual(
    hints.map(hint => [hint.position.line, hint.label]),
    [
      [2, '1.2 kB'],
      [3, '2 files, 5 kB'],
      [4, 'ignored'],
      [4, 'missing'],
      [4, 'no match'],
      [4, 'empty'],
      [7, '3 files, 6.2 kB'],
    ],
  );
  assert.equal(copyInlayHints(document, { start: 0, end: 10 }, context(undefined)).length, 0);
});

test('the cache view follows stages', () => {
  const steps = cacheView(
    createDocument(`FROM node:22 AS deps
COPY package.json ./
RUN npm ci
FROM deps AS build
RUN --mount=type=bind,source=src,target=/src ls /src
COPY . .
RUN npm run build
FROM nginx
ADD https://example.com/x /x
COPY --from=build /dist /usr/share/nginx/html
`),
    context(ignoreText),
  );
  assert.deepEqual(
    steps.map(step => [step.instruction.startLine, step.summary]),
    [
      [1, 'Runs again when the base image changes.'],
      [2, 'Runs again when one of these changes: package.json.'],
      [3, 'Runs again when one of these changes: package.json.'],
      [4, 'Runs again when one of these changes: package.json.'],
      [5, 'Runs again when one of these changes: package.json, src.'],
      [6, 'Runs again when any file of the context changes (3 files, 6.2 kB).'],
      [7, 'Runs again when any file of the context changes (3 files, 6.2 kB): line 6 copies them all.'],
      [8, 'Runs again when the base image changes.'],
      [9, 'Runs again when what is downloaded changes, the step or one above it.'],
      [10, 'Runs again when any file of the context changes (3 files, 6.2 kB): line 6 copies them all.'],
    ],
  );
});

test('paths complete from the context, folders first, and lead to the file', () => {
  const labels = (source: string, ignore?: string): string[] => {
    const offset = source.indexOf('|');
    const document = createDocument(source.replace('|', ''));
    return copyPathCompletions(document, offset, context(ignore)).map(item => item.label);
  };
  assert.deepEqual(labels('FROM a\nCOPY |'), ['docs/', 'node_modules/', 'src/', 'package.json']);
  assert.deepEqual(labels('FROM a\nCOPY pa| /x'), ['docs/', 'node_modules/', 'src/', 'package.json']);
  assert.deepEqual(labels('FROM a\nCOPY ./src/|'), ['a.ts', 'b.ts']);
  assert.deepEqual(labels('FROM a\nCOPY ["src/|"]'), ['a.ts', 'b.ts']);
  assert.deepEqual(labels('FROM a\nCOPY ./src/| x', '**/a.ts'), ['b.ts']);
  assert.deepEqual(labels('FROM a\nCOPY a /|'), []);
  assert.deepEqual(labels('FROM a\nCOPY --from=b |'), []);
  assert.deepEqual(labels('FROM a\nRUN |'), []);
  const document = createDocument('FROM a\nCOPY ./src/a.ts nope /x/\n');
  assert.equal(copySourceFile(document, 15, context(undefined))?.path, 'src/a.ts');
  assert.equal(copySourceFile(document, document.text.indexOf('nope'), context(undefined)), undefined);
});
