import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { findingsOfShellcheck } from './shellcheckFindings.ts';

before(() => loadShellForTests());

/** The severity of a warning about the whole script of the last RUN; undefined when it is not shown. */
function shown(text: string, code: string, defaults: 'editor' | 'cli' = 'editor', message = ''): string | undefined {
  const document = createDocument(text);
  const instruction = document.tree.instructions.at(-1)!;
  const { span } = instruction.rest!;
  const raw = { code, severity: 'warning' as const, message, span, at: span, fix: undefined, instruction };
  return findingsOfShellcheck(document, [raw], {}, defaults)[0]?.severity;
}

test('what sh lacks is a warning only where it is known to lack it', () => {
  const run = 'RUN [[ a = b ]]';
  assert.equal(shown(`FROM debian:13\n${run}`, 'SC3010'), 'warning');
  assert.equal(shown(`FROM alpine:3.23\n${run}`, 'SC3010'), undefined);
  assert.equal(shown(`FROM fedora:43\n${run}`, 'SC3010'), undefined);
  assert.equal(shown(`FROM me/base:1\n${run}`, 'SC3010'), 'info');
  assert.equal(shown(`FROM me/base:1\nRUN yum install -y x\n${run}`, 'SC3010'), undefined);
  assert.equal(
    shown('FROM debian:13\nRUN ulimit -a', 'SC3045', 'editor', 'In POSIX sh, ulimit -a is undefined.'),
    undefined,
  );
});

test('what says nothing wrong is a hint in the editor, and what ShellCheck has on the command line', () => {
  const text = 'FROM debian:13\nRUN cd /tmp';
  assert.equal(shown(text, 'SC2164'), 'hint');
  assert.equal(shown(text, 'SC2164', 'cli'), 'warning');
});

test('a script for cmd is none for a shell', () => {
  assert.equal(shown('FROM node:4-nano\nRUN npm i & rd /s /q %APPDATA%\\npm-cache', 'SC1073'), undefined);
  assert.equal(shown('FROM node:22\nRUN echo %a% if', 'SC1073'), 'warning');
});
