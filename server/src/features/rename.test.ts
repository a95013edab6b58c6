import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { applyEdits } from '../syntax/edit.ts';
import { prepareRename, rename } from './rename.ts';
import { symbolAt } from './symbolAt.ts';

/** `<|>` marks the cursor. */
function at(marked: string): { document: ReturnType<typeof createDocument>; offset: number } {
  const offset = marked.indexOf('<|>');
  return { document: createDocument(marked.replace('<|>', '')), offset };
}

function renamed(marked: string, newName: string): string {
  const { document, offset } = at(marked);
  const result = rename(document, offset, newName);
  return result.ok ? applyEdits(document.text, result.edits) : `refused: ${result.reason}`;
}

test('a stage is renamed in FROM, COPY --from and mount from=, in any case', () => {
  assert.equal(
    renamed(
      'FROM a AS bu<|>ild\nFROM build AS x\nFROM b\nCOPY --from=BUILD /a /b\nRUN --mount=type=bind,from=build,target=/c ls /c\n',
      'compile',
    ),
    'FROM a AS compile\nFROM compile AS x\nFROM b\nCOPY --from=compile /a /b\nRUN --mount=type=bind,from=compile,target=/c ls /c\n',
  );
});

test('a stage does not take the name of an image that a later FROM means', () => {
  assert.match(renamed('FROM a AS bu<|>ild\nFROM alpine\nCOPY --from=build /a /b\n', 'alpine'), /^refused: /);
});

test('a stage does not take a name that is taken, reserved or malformed', () => {
  for (const name of ['other', 'scratch', '1a', 'a b', '']) {
    assert.match(renamed('FROM a AS bu<|>ild\nFROM b AS other\nCOPY --from=build /a /b\n', name), /^refused: /);
  }
});

test('a variable is renamed in all its forms: modifiers, nested, the global ARG and its declarations, commands', () => {
  assert.equal(
    renamed(
      'ARG VERS<|>ION=1\nFROM a:${VERSION:-2}\nARG VERSION\nENV V=${X:-$VERSION} W="${VERSION%.*}"\nRUN echo "$VERSION" ${VERSION}\n',
      'RELEASE',
    ),
    'ARG RELEASE=1\nFROM a:${RELEASE:-2}\nARG RELEASE\nENV V=${X:-$RELEASE} W="${RELEASE%.*}"\nRUN echo "$RELEASE" ${RELEASE}\n',
  );
});

test('a variable that a command names in another way is not renamed', () => {
  assert.match(renamed('FROM a\nENV KE<|>Y=1\nRUN printenv KEY\n', 'OTHER'), /^refused: Line 3 names KEY/);
  assert.match(renamed("FROM a\nENV KE<|>Y=1\nRUN sh -c 'echo $KEY'\n", 'OTHER'), /^refused: /);
});

test('a half-typed name is renamed without an exception', () => {
  const text = 'FROM a\nARG B)<|>x\nRUN echo B)x\n';
  assert.doesNotThrow(() => renamed(text, 'OTHER'));
});

test('predefined variables and unknown ones cannot be renamed', () => {
  assert.match(renamed('FROM --platform=$BUILDPLAT<|>FORM a\n', 'X'), /^refused: BUILDPLATFORM is set by BuildKit/);
  assert.match(renamed('FROM a\nWORKDIR $HO<|>ME\n', 'X'), /^refused: HOME is not set in this file/);
});

test('a heredoc delimiter is renamed at both ends, with its quotes, unless the text holds the new one', () => {
  assert.equal(renamed("FROM a\nRUN <<'EO<|>F'\nls\nEOF\n", 'END'), "FROM a\nRUN <<'END'\nls\nEND\n");
  assert.match(renamed('FROM a\nRUN <<EO<|>F\nEND\nEOF\n', 'END'), /^refused: /);
});

test('nothing to rename on other words', () => {
  const { document, offset } = at('FROM alp<|>ine\n');
  assert.equal(prepareRename(document, offset), undefined);
});

test('definition: a use goes to the nearest declaration above', () => {
  const { document, offset } = at('ARG V=1\nFROM a\nARG V\nENV V=2\nWORKDIR /$<|>V\n');
  const symbol = symbolAt(document, offset)!;
  assert.equal(document.lines.positionAt(symbol.target!.start).line, 3);
});
