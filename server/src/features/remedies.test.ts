import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { testContext } from '../refactor/multistage/testSupport.ts';
import { conversionActions } from './conversionActions.ts';
import { diagnose } from './diagnostics.ts';
import { refactorActions } from './refactorActions.ts';
import { withRemedies } from './remedies.ts';

before(() => loadShellForTests());

const go =
  'FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\nCMD ["./server"]\n';
const files = { 'go.mod': 'module x\n', 'main.go': 'package main\nfunc main() {}\n' };

/** `kind title` of the fixes and of the other refactorings in a line (from 0). */
function actionsIn(text: string, line: number, only?: readonly string[], context = testContext(files)) {
  const document = createDocument(text, { uri: 'file:///w/Dockerfile' });
  const { findings } = diagnose(document, { defaults: 'editor', conversion: 'safe' });
  const start = { line, character: 1 };
  const request = { range: { start, end: start }, diagnostics: [], only };
  const { fixes, refactorings } = withRemedies(document, findings, request, asked => [
    ...conversionActions(document, asked, context, true),
    ...refactorActions(document, asked, context),
  ]);
  const told = ({ kind, title }: { kind?: string; title: string }): string => `${kind} ${title}`;
  assert.ok(fixes.every(fix => fix.diagnostics?.length === 1));
  return { fixes: fixes.map(told), refactorings: refactorings.map(told) };
}

test('the conversion is the fix of the hint on FROM, and is not offered twice', () => {
  const { fixes, refactorings } = actionsIn(go, 0);
  assert.deepEqual(fixes, ['quickfix Convert to a multi-stage build']);
  assert.ok(refactorings.includes('refactor.rewrite Convert to a multi-stage build: scratch'), refactorings.join());
  assert.ok(!refactorings.includes('refactor.rewrite Convert to a multi-stage build'));
});

test('where only quick fixes are asked for, the remedy comes alone; where only refactorings are, it is one', () => {
  assert.deepEqual(actionsIn(go, 0, ['quickfix']), {
    fixes: ['quickfix Convert to a multi-stage build'],
    refactorings: [],
  });
  const { fixes, refactorings } = actionsIn(go, 0, ['refactor']);
  assert.deepEqual(fixes, []);
  assert.ok(refactorings.includes('refactor.rewrite Convert to a multi-stage build'));
});

test('the order of the cache is the fix of the hint on an install behind COPY', () => {
  const context = testContext({ 'package.json': '{}', 'package-lock.json': '{}', 'index.js': '' });
  const { fixes } = actionsIn(
    'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "x"]\n',
    3,
    undefined,
    context,
  );
  assert.deepEqual(fixes, ['quickfix Install from the manifests before the sources are copied']);
});

test('without such a finding nothing is a fix', () => {
  assert.deepEqual(actionsIn('FROM golang:1.22 AS a\nFROM a\n', 0).fixes, []);
});
