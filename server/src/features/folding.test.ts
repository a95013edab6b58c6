import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { foldingRanges } from './folding.ts';

const folds = (text: string): string[] =>
  foldingRanges(createDocument(text)).map(({ startLine, endLine, kind }) =>
    `${startLine}-${endLine} ${kind ?? ''}`.trim(),
  );

test('stages of a file with several, and instructions over several lines', () => {
  assert.deepEqual(folds('FROM a AS x\nRUN b \\\n  c\nFROM d\nRUN e\n'), ['0-2 region', '3-4 region', '1-2']);
});

test('one stage is not folded: it would hide everything', () => {
  assert.deepEqual(folds('FROM a\nRUN b\n'), []);
});

test('runs of comments, but not those inside an instruction', () => {
  assert.deepEqual(folds('# a\n# b\n# c\nFROM a\n# d\nRUN b \\\n# e\n# f\n  c\n'), ['5-8', '0-2 comment']);
});

test('heredocs of one instruction fold one by one', () => {
  assert.deepEqual(folds('FROM a\nCOPY <<A <<B /x/\n1\nA\n2\nB\n'), ['1-5', '2-3', '4-5']);
  assert.deepEqual(folds('FROM a\nRUN <<A\n1\nA\n'), ['1-3']);
});
