import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDockerignore, parseDockerignore } from '../../context/dockerignore.ts';
import { treeOf } from '../../context/tree.ts';
import { buildContextOf } from '../../lint/buildContext.ts';
import { lint } from '../../lint/run.ts';
import { createDocument } from '../../model/document.ts';
import { applyEdits } from '../../syntax/edit.ts';
import { includeIgnoredActions, inclusionOf } from './includeAction.ts';

const tree = treeOf([
  'app.js',
  'dist/app.js',
  'dist/app.js.map',
  'web/index.html',
  'web/.env',
  'web/node_modules/x/x.js',
  'config/a.json',
  'config/b.json',
  '.env',
  'we[ird].txt',
  '#notes',
]);

/** The ignore file after the fix for a source; undefined where none is offered. */
function included(source: string, ignoreText: string): string | undefined {
  const edit = inclusionOf(source, {}, tree, ignoreText);
  return edit && applyEdits(ignoreText, [edit]);
}

test('the line stands behind the one to blame, in the file’s own line ends', () => {
  assert.equal(included('dist', 'dist\n*.md\n'), 'dist\n!dist\n*.md\n');
  assert.equal(included('./dist/app.js', 'dist'), 'dist\n!dist/app.js');
  assert.equal(included('dist/', '*\r\n!web\r\n'), '*\r\n!dist\r\n!web\r\n');
  assert.equal(included('config/*.json', '*\n'), '*\n!config/*.json\n');
  assert.equal(included('we[ird].txt', '**'), undefined, 'COPY takes the brackets for a wildcard');
  assert.equal(included('#notes', '*'), '*\n!\\#notes');
});

test('what it brings back is what COPY names', () => {
  const text = included('dist/app.js', 'dist\n')!;
  const ignore = compileDockerignore(parseDockerignore(text));
  assert.equal(ignore.matches('dist/app.js'), false);
  assert.equal(ignore.matches('dist/app.js.map'), true);
});

test('not offered where another line leaves out some of it too, for secrets, or when one line is not enough', () => {
  assert.equal(included('web', '**/node_modules\n**/.env\nweb\n'), undefined);
  assert.equal(included('.env', '.env\n'), undefined);
  assert.equal(included('.', '*\n'), undefined);
  assert.equal(included('dist', 'dist\ndist/app*\n'), undefined, 'part of it stays out, which a later line says');
  assert.equal(included('app.js', 'dist\n'), undefined, 'it is not left out');
  assert.equal(included('dist', 'dist\n[\n'), undefined, 'BuildKit refuses the file');
  assert.equal(included('nothing', '*\n'), undefined);
});

test('a later line may leave out a part, as it did before', () => {
  assert.equal(included('dist', 'dist\n**/*.map\n'), 'dist\n!dist\n**/*.map\n');
});

test('both rules get the action, as an edit of the ignore file', () => {
  const document = createDocument('FROM alpine:3\nCOPY app.js dist/app.js /srv/\n', { uri: 'file:///w/Dockerfile' });
  for (const [ignoreText, rule] of [
    ['dist\n', 'CopyIgnoredFile'],
    ['*\n!app.js\n', 'copy-source-ignored'],
  ] as const) {
    const buildContext = buildContextOf({ tree, ignoreText, isDeclared: true });
    const { findings } = lint(document, { buildContext });
    assert.ok(
      findings.some(({ ruleId }) => ruleId === rule),
      rule,
    );
    const position = { line: 1, character: 16 };
    const actions = includeIgnoredActions(
      document,
      findings,
      { range: { start: position, end: position }, diagnostics: [], only: undefined },
      { tree, ignoreUri: 'file:///w/.dockerignore', ignoreText },
    );
    assert.deepEqual(
      actions.map(({ title, edit, isPreferred }) => [title, edit?.changes?.['file:///w/.dockerignore'], isPreferred]),
      [
        [
          'Add “!dist/app.js” to .dockerignore',
          [
            {
              range: {
                start: { line: 0, character: ignoreText.indexOf('\n') },
                end: { line: 0, character: ignoreText.indexOf('\n') },
              },
              newText: '\n!dist/app.js',
            },
          ],
          undefined,
        ],
      ],
    );
  }
});
