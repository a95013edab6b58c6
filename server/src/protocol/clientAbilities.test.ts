import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionsFor, clientAbilities, definitionsFor, lensesFor, suggestionsFor } from './clientAbilities.ts';

const plain = clientAbilities({});
const vsCode = clientAbilities({
  initializationOptions: { isTrusted: true },
  capabilities: {
    textDocument: {
      codeAction: { disabledSupport: true },
      definition: { linkSupport: true },
      completion: { completionItem: { snippetSupport: true } },
      diagnostic: {},
    },
    workspace: {
      didChangeConfiguration: { dynamicRegistration: true },
      workspaceEdit: {
        documentChanges: true,
        resourceOperations: ['create'],
        changeAnnotationSupport: { groupsOnLabel: true },
      },
      inlayHint: { refreshSupport: true },
    },
  },
});
const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 4 } };

test('a client that says nothing is taken for a plain one', () => {
  assert.equal(plain.snippets, false);
  assert.equal(plain.registersConfiguration, false);
  assert.equal(plain.createsFiles, false);
  assert.equal(plain.markdown, true);
  assert.equal(plain.refreshes.size, 0);
  assert.ok(vsCode.snippets && vsCode.isOurs && vsCode.createsFiles && vsCode.annotatesEdits);
  assert.deepEqual([...vsCode.refreshes], ['inlayHints']);
});

test('the refresh of diagnostics is known by both of its names', () => {
  const given = (workspace: object) => [...clientAbilities({ capabilities: { workspace } }).refreshes];
  assert.deepEqual(given({ diagnostics: { refreshSupport: true } }), ['diagnostics']);
  assert.deepEqual(given({ diagnostic: { refreshSupport: true } }), ['diagnostics']);
});

test('an action that cannot be taken is not offered', () => {
  const actions = [
    { title: 'edit', edit: {} },
    { title: 'off', disabled: { reason: 'why' } },
    { title: 'asks', command: { title: 'asks', command: 'drydock.x' } },
  ];
  assert.deepEqual(
    actionsFor(plain, actions).map(action => action.title),
    ['edit'],
  );
  assert.equal(actionsFor(vsCode, actions).length, 3);
});

test('commands of VS Code stay in VS Code', () => {
  const item = { label: 'x', command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } };
  assert.deepEqual(suggestionsFor(plain, [item]), [{ label: 'x' }]);
  assert.deepEqual(suggestionsFor(vsCode, [item]), [item]);
  const lens = { range, command: { title: 'used by 1 stage', command: 'drydock.showReferences' } };
  assert.deepEqual(lensesFor(plain, [lens]), [{ range, command: { title: 'used by 1 stage', command: '' } }]);
  assert.deepEqual(lensesFor(vsCode, [lens]), [lens]);
});

test('a definition is a plain place where links are not known', () => {
  const link = { targetUri: 'file:///w/Dockerfile', targetRange: range, targetSelectionRange: range };
  assert.deepEqual(definitionsFor(plain, [link]), [{ uri: 'file:///w/Dockerfile', range }]);
  assert.deepEqual(definitionsFor(vsCode, [link]), [link]);
});
