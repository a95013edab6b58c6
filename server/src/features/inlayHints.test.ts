import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { inlayHints } from './inlayHints.ts';

const all = { variables: true, heredocs: true, stages: true };

/** Hints as `line:character label`. */
function hintsOf(text: string, options = all): string[] {
  const document = createDocument(text);
  return inlayHints(document, { start: 0, end: text.length }, options).map(
    hint => `${hint.position.line}:${hint.position.character} ${String(hint.label)}`,
  );
}

test('the resolved text stands behind the word', () => {
  assert.deepEqual(hintsOf('ARG V=22\nFROM node:${V}-slim\nENV D=/a\nWORKDIR $D/b\n'), [
    '1:19 = node:22-slim',
    '3:12 = /a/b',
  ]);
});

test('nothing is said of what is not known', () => {
  assert.deepEqual(hintsOf('ARG V\nFROM node:$V\nWORKDIR $NOWHERE/x\n'), []);
});

test('an unnamed stage shows its number, a heredoc what runs it', () => {
  assert.deepEqual(hintsOf('FROM a\nFROM b\nRUN <<EOF\n#!/usr/bin/env python3\nprint(1)\nEOF\n'), [
    '0:6 stage 0',
    '2:9 python',
  ]);
});

test('each kind can be switched off', () => {
  assert.deepEqual(hintsOf('ARG V=1\nFROM a:$V\nFROM b\n', { variables: false, heredocs: false, stages: false }), []);
});
