import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { parseShell } from './parser.ts';

before(() => loadShellForTests());

describe('parseShell', () => {
  test('a text that the parser would recover from for minutes is one error; the next text is read as ever', () => {
    const text = '<<<'.repeat(30_000);
    const tree = parseShell(text)!;
    assert.equal(tree.hasError, true);
    assert.deepEqual(
      tree.root.children.map(({ type, start, end }) => [type, start, end]),
      [['ERROR', 0, text.length]],
    );
    assert.equal(parseShell('echo a && b')!.hasError, false);
  });
});
