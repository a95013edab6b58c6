import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './callHierarchy.ts';

const text =
  'FROM a AS base\nFROM base AS build\nRUN true\nFROM base\nCOPY --from=build x y\nRUN --mount=from=build,target=/b true\n';
const document = createDocument(text);
const stageAt = (written: string) => prepareCallHierarchy(document, text.indexOf(written))[0]!;

test('the stage is the one whose name, use or line is under the cursor', () => {
  assert.equal(stageAt('build\nRUN').name, 'build');
  assert.equal(stageAt('build x').name, 'build');
  assert.equal(stageAt('RUN true').name, 'build');
  assert.equal(stageAt('COPY').name, 'stage 2');
  assert.deepEqual(prepareCallHierarchy(createDocument('ARG X'), 1), []);
});

test('a stage is called by what is built on it or copies from it', () => {
  assert.deepEqual(
    incomingCalls(document, stageAt('base\nFROM base AS')).map(({ from, fromRanges }) => [
      from.name,
      fromRanges.length,
    ]),
    [
      ['build', 1],
      ['stage 2', 1],
    ],
  );
  assert.deepEqual(
    outgoingCalls(document, stageAt('COPY')).map(({ to, fromRanges }) => [to.name, fromRanges.length]),
    [
      ['base', 1],
      ['build', 2],
    ],
  );
});
