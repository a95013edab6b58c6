import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { reportedTogether } from './buildProblems.ts';
import { lint } from './run.ts';

const shown = (text: string) => {
  const document = createDocument(text);
  const { problems, findings } = reportedTogether(document, lint(document).findings);
  return [...problems.map(({ message }) => message), ...findings.map(each => `${each.severity} ${each.message}`)];
};

test('an undeclared variable in FROM is one problem', () => {
  assert.deepEqual(shown('FROM $BASE\n'), ["error FROM argument 'BASE' is not declared"]);
  assert.deepEqual(shown('FROM alpine:$TAG\n'), ["error FROM argument 'TAG' is not declared"]);
});

test('a default that makes no image name is one problem', () => {
  assert.deepEqual(shown('ARG BASE=gcr.io//a:1\nFROM $BASE\n'), [
    'failed to parse stage name "gcr.io//a:1": invalid reference format',
  ]);
});

test('an ARG with an empty default asks for a build argument: no error, BuildKit’s warning', () => {
  const warning = 'warning Default value for ARG x:$V results in empty or invalid base image name';
  assert.deepEqual(shown('ARG V=\nFROM x:$V\n'), [warning]);
  assert.deepEqual(shown('ARG V\nFROM x:$V\n'), [warning]);
});

test('a file that is no Dockerfile is one problem', () => {
  assert.deepEqual(shown('<html>\n<head>\n<title>x</title>\n</head>\n<body>\n</body>\n</html>\n'), [
    'unknown instruction: <html>: this is no Dockerfile (7 of 7 lines are no instructions)',
  ]);
});

test('a row of unknown instructions is one problem, a few are several', () => {
  const stage = 'FROM scratch\n' + 'COPY a /a\n'.repeat(6);
  assert.deepEqual(shown(`${stage}zzz\nyyy\n`), ['unknown instruction: zzz', 'unknown instruction: yyy']);
  assert.deepEqual(shown(`${stage}zzz\nyyy\nxxx\nwww\nRUNN x\n`), [
    'unknown instruction: zzz (nor are 3 more lines instructions)',
    'unknown instruction: RUNN (did you mean RUN?)',
  ]);
});
