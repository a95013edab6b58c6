import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { testContext } from '../refactor/multistage/testSupport.ts';
import { conversionActions } from './conversionActions.ts';

before(() => loadShellForTests());

test('a safe conversion is offered with its other final images, each as an edit', () => {
  const document = createDocument(
    'FROM golang:1.22-bookworm\nWORKDIR /app\nCOPY . .\nRUN CGO_ENABLED=0 go build -o server .\nCMD ["./server"]\n',
  );
  const context = testContext({ 'go.mod': 'module x\n', 'main.go': 'package main\nfunc main() {}\n' });
  const start = { line: 0, character: 2 };
  const request = { range: { start, end: start }, diagnostics: [], only: undefined };
  const actions = conversionActions(document, request, context, true);
  assert.deepEqual(
    actions.map(action => action.title),
    [
      'Convert to a multi-stage build',
      'Convert to a multi-stage build: preview…',
      'Convert to a multi-stage build: scratch',
      'Convert to a multi-stage build: distroless',
    ],
  );
  assert.ok(actions.every(action => action.edit !== undefined || action.command !== undefined));
});
