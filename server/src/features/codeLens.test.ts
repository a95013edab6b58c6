import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { codeLenses } from './codeLens.ts';

test('each stage of several says who uses it', () => {
  const text =
    'FROM a AS base\nFROM base AS build\nFROM b AS idle\nFROM base\nCOPY --from=build x y\nCOPY --from=build z y\n';
  assert.deepEqual(
    codeLenses(createDocument(text)).map(({ range, command }) => `${range.start.line} ${command?.title}`),
    [
      '0 used by 2 stages (2 places)',
      '1 used by 1 stage (2 places)',
      '2 not used by the final stage',
      '3 final stage: this is the image',
    ],
  );
});

test('a single stage needs no lens', () => {
  assert.deepEqual(codeLenses(createDocument('FROM a\nRUN b\n')), []);
});
