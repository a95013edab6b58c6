import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildProblems } from './buildErrors.ts';
import { createDocument } from './document.ts';

const problemsOf = (text: string) =>
  buildProblems(createDocument(text)).map(({ phase, code, message, span }) => [
    phase,
    code,
    message,
    text.slice(span.start, span.end),
  ]);

test('all that stops a build, each once, in the order of the file', () => {
  assert.deepEqual(problemsOf('FROM Alpine\nRUN --mout=x true\nEXPOSE http\nCOPY --from=7 a b\n'), [
    [
      'stage',
      'invalid-image-name',
      'failed to parse stage name "Alpine": invalid reference format: repository name (library/Alpine) must be lowercase',
      'Alpine',
    ],
    ['instruction', 'unknown-flag', 'unknown flag: --mout (did you mean mount?)', '--mout'],
    ['stage', 'invalid-port', 'invalid containerPort: http', 'http'],
    ['stage', 'invalid-stage-index', 'invalid stage index 7', '7'],
  ]);
});

test('a build argument would help: no problem of the file', () => {
  assert.deepEqual(problemsOf('ARG BASE\nFROM $BASE\nARG V\nENV A=${V:?needed}\n'), []);
});
