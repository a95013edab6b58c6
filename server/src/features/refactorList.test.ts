import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { places, refactoringList } from './refactorList.ts';

before(() => loadShellForTests());

const text =
  'FROM node:20\nWORKDIR /a\nCOPY . .\nRUN npm ci && npm run build\nRUN cd /b\nRUN touch b\nEXPOSE 3000\nCMD node $A\n';

function listOn(line: number) {
  const document = createDocument(text);
  const start = document.lines.starts[line]!;
  return refactoringList(document, { start, end: start });
}

describe('the list of refactorings', () => {
  test('what can be done comes with the new text and an explanation', () => {
    const { possible } = listOn(3);
    const heredoc = possible.find(({ refactoring }) => refactoring.id === 'run-to-heredoc');
    assert.match(heredoc?.newText ?? '', /RUN <<EOF/);
    for (const { refactoring, newText } of possible) {
      assert.match(refactoring.explanation, /\.$/);
      assert.notEqual(newText, text);
    }
  });

  test('reasons for what cannot, also where the light bulb is silent', () => {
    const { refused } = listOn(4);
    assert.match(refused.find(({ title }) => /Combine/.test(title))?.reason ?? '', /next one starts without that/);
    assert.match(listOn(7).refused[0]?.reason ?? '', /shell/);
  });

  test('everything else says where it would be; nothing is named twice', () => {
    const { possible, refused, elsewhere } = listOn(1);
    assert.equal(possible.length + refused.length, 0);
    assert.equal(elsewhere.length, Object.keys(places).length);
    for (let line = 0; line < 8; line++) {
      const list = listOn(line);
      const ids = list.possible.map(({ refactoring }) => refactoring.id);
      for (const id of ids) assert.ok(places[id], `${id} has no place`);
      assert.ok(!list.elsewhere.some(place => ids.some(id => places[id] === place)));
    }
  });
});
