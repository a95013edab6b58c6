import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { refactorActions } from './refactorActions.ts';

before(() => loadShellForTests());

const text =
  'FROM node:20\nWORKDIR /a\nCOPY . .\nRUN npm ci && npm run build\nRUN touch b\nEXPOSE 3000\nCMD node server.js\n';

function actionsOn(line: number, only?: readonly string[]) {
  const document = createDocument(text, { uri: 'file:///Dockerfile' });
  const place = { line, character: 1 };
  return refactorActions(document, { range: { start: place, end: place }, diagnostics: [], only });
}

describe('refactorActions', () => {
  test('the edits are inside; what changes the image says so', () => {
    const actions = actionsOn(3);
    const combine = actions.find(({ title }) => title === 'Combine this RUN with the next one');
    assert.equal(combine?.kind, 'refactor.rewrite');
    assert.ok(combine?.edit?.changes?.['file:///Dockerfile']?.length);
    assert.ok(
      actions.some(
        ({ title }) => title === 'Install from the manifests before the sources are copied (changes the image)',
      ),
    );
  });

  test('a refusal is disabled, with its reason, behind what can be done', () => {
    const document = createDocument('FROM alpine:3\nRUN x\nCMD echo $A\n', { uri: 'file:///Dockerfile' });
    const place = { line: 2, character: 0 };
    const actions = refactorActions(document, {
      range: { start: place, end: place },
      diagnostics: [],
      only: undefined,
    });
    assert.deepEqual(
      actions.map(({ title, disabled }) => [title, disabled !== undefined]),
      [
        ['Add a user app and run as it (changes the image)', false],
        ['Write it in exec form', true],
      ],
    );
  });

  test('our own client shows what changes the image before it is made; an edit brings its explanation', () => {
    const document = createDocument(text, { uri: 'file:///Dockerfile' });
    const place = { line: 3, character: 1 };
    const range = { start: place, end: place };
    const request = { range, diagnostics: [], only: undefined };
    const actions = refactorActions(document, request, undefined, { previews: true, annotations: true });
    const shown = actions.find(({ command }) => command !== undefined);
    assert.equal(shown?.title, 'Install from the manifests before the sources are copied (changes the image)…');
    assert.deepEqual(shown?.command?.arguments, [
      'file:///Dockerfile',
      range,
      'split-install',
      'Install from the manifests before the sources are copied',
    ]);
    const combine = actions.find(({ title }) => title === 'Combine this RUN with the next one');
    assert.match(combine?.edit?.changeAnnotations?.['combine-run']?.description ?? '', /layer/);
    const [change] = combine?.edit?.documentChanges ?? [];
    assert.ok(change && 'edits' in change);
    assert.ok(change.edits.every(edit => 'annotationId' in edit && edit.annotationId === 'combine-run'));
  });

  test('only the kinds that are asked for, never more than six', () => {
    assert.deepEqual(actionsOn(3, ['quickfix']), []);
    assert.deepEqual(
      actionsOn(0, ['refactor.extract']).map(({ title }) => title),
      ['Extract the version into ARG NODE_VERSION'],
    );
    for (let line = 0; line < 7; line++) assert.ok(actionsOn(line).length <= 6);
  });
});
