import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SelectionRange } from 'vscode-languageserver-types';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { selectionRanges } from './selectionRanges.ts';

before(() => loadShellForTests());

/** The texts that are selected one after the other from `<|>` on. */
function expansions(marked: string): string[] {
  const offset = marked.indexOf('<|>');
  const document = createDocument(marked.replace('<|>', ''));
  const texts: string[] = [];
  for (let at: SelectionRange | undefined = selectionRanges(document, [offset])[0]; at; at = at.parent)
    texts.push(document.text.slice(document.lines.offsetAt(at.range.start), document.lines.offsetAt(at.range.end)));
  return texts;
}

test('from the word over the command to the stage and the file', () => {
  assert.deepEqual(expansions('FROM a\nRUN echo he<|>llo && ls\nFROM b\n'), [
    'hello',
    'echo hello',
    'echo hello && ls',
    'RUN echo hello && ls',
    'FROM a\nRUN echo hello && ls',
    'FROM a\nRUN echo hello && ls\nFROM b\n',
  ]);
});

test('parts of an image, of a mount, of a string, a variable', () => {
  assert.deepEqual(expansions('FROM ghcr.io/or<|>g/app:1').slice(0, 2), ['org', 'ghcr.io/org/app:1']);
  assert.deepEqual(expansions('FROM a\nRUN --mount=type=cache,tar<|>get=/x true').slice(0, 4), [
    'target',
    'target=/x',
    'type=cache,target=/x',
    '--mount=type=cache,target=/x',
  ]);
  assert.deepEqual(expansions('FROM a\nCMD ["no<|>de", "x"]').slice(0, 2), ['node', '"node"']);
  assert.ok(expansions('FROM a\nENV X=${Y<|>Y:-1}').includes('${YY:-1}'));
});

test('each selection holds the one before, wherever the cursor is', () => {
  const text = '# a\n# b\nFROM x\nRUN <<E\nif true; then echo "$(ls)"; fi\nE\nCOPY a b\n';
  const document = createDocument(text);
  for (let offset = 0; offset <= text.length; offset++) {
    for (let at = selectionRanges(document, [offset])[0]!; at.parent; at = at.parent) {
      const [inner, outer] = [at.range, at.parent.range].map(range => [
        document.lines.offsetAt(range.start),
        document.lines.offsetAt(range.end),
      ]);
      assert.ok(outer![0]! <= inner![0]! && outer![1]! >= inner![1]!, `at ${offset}`);
    }
  }
});
