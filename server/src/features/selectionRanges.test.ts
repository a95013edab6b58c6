import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SelectionRange } from 'vscode-languageserver-types';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { selectionRanges } from './selectionRanges.ts';

before(() => loadShellForTests());

/** What is selected around `<|>`, step by step; without the whole file. */
function steps(marked: string): string[] {
  const offset = marked.indexOf('<|>');
  const document = createDocument(marked.replace('<|>', ''));
  const texts: string[] = [];
  for (let at: SelectionRange | undefined = selectionRanges(document, [offset])[0]; at; at = at.parent)
    texts.push(document.text.slice(document.lines.offsetAt(at.range.start), document.lines.offsetAt(at.range.end)));
  assert.equal(texts.pop(), document.text);
  return texts;
}

test('in a command: word, string, command, list, instruction, stage', () => {
  assert.deepEqual(steps('# x\nFROM a\nRUN echo "one t<|>wo" && ls\nFROM b\n'), [
    'two',
    'one two',
    '"one two"',
    'echo "one two"',
    'echo "one two" && ls',
    'RUN echo "one two" && ls',
    'FROM a\nRUN echo "one two" && ls',
  ]);
});

test('a command over several lines keeps its continuation, and stops at the next one', () => {
  assert.deepEqual(steps('FROM a\nRUN a && \\\n  b c<|>d \\\n  e && \\\n  f\nRUN x\n').slice(0, 4), [
    'cd',
    'b cd \\\n  e',
    'a && \\\n  b cd \\\n  e',
    'a && \\\n  b cd \\\n  e && \\\n  f',
  ]);
});

test('in flags: field, value, flag', () => {
  assert.deepEqual(steps('FROM a\nRUN --mount=type=cache,tar<|>get=/x ls\n').slice(0, 5), [
    'target',
    'target=/x',
    'type=cache,target=/x',
    '--mount=type=cache,target=/x',
    'RUN --mount=type=cache,target=/x ls',
  ]);
  assert.deepEqual(steps('FROM a AS b\nFROM c\nCOPY --from=<|>b /x /y\n').slice(0, 3), [
    'b',
    '--from=b',
    'COPY --from=b /x /y',
  ]);
});

test('images, variables, pairs, strings of the JSON form', () => {
  assert.deepEqual(steps('FROM ghcr.io/acme/a<|>pi:1.2 AS x\n'), [
    'api',
    'ghcr.io/acme/api:1.2',
    'ghcr.io/acme/api:1.2 AS x',
    'FROM ghcr.io/acme/api:1.2 AS x',
  ]);
  assert.deepEqual(steps('FROM a\nWORKDIR /a/${DI<|>R:-x}/b\n').slice(0, 3), ['DIR', '${DIR:-x}', '/a/${DIR:-x}/b']);
  assert.deepEqual(steps('FROM a\nENV A=<|>b C=d\n').slice(0, 3), ['b', 'A=b', 'A=b C=d']);
  assert.deepEqual(steps('FROM a\nCMD ["no<|>de", "x"]\n').slice(0, 4), [
    'node',
    '"node"',
    '["node", "x"]',
    'CMD ["node", "x"]',
  ]);
});

test('in heredocs: line and command, body, instruction; in comments: comment, block', () => {
  assert.deepEqual(steps('FROM a\nRUN <<EOF\nset -e\nif x; then\n  echo o<|>ne\nfi\nEOF\n').slice(0, 5), [
    'one',
    'echo one',
    '  echo one',
    'if x; then\n  echo one\nfi',
    'set -e\nif x; then\n  echo one\nfi\n',
  ]);
  assert.deepEqual(steps('FROM a\n# one\n# t<|>wo\n\n# three\nRUN x\n'), ['two', '# two', '# one\n# two']);
});

test('every offset of a file has a chain in which each range holds the one before', () => {
  const text =
    'ARG V=1\nFROM --platform=$P a:${V}-x AS b\nRUN --mount=type=bind a "b$c" | d; (e `f`) <<X\n$g\nX\nCMD ["a", "b"]\n# c\n';
  const document = createDocument(text);
  const offsets = Array.from({ length: text.length + 1 }, (_, index) => index);
  for (const [offset, chain] of selectionRanges(document, offsets).entries()) {
    for (let at = chain; at.parent; at = at.parent) {
      const [inner, outer] = [at.range, at.parent.range].map(range => [
        document.lines.offsetAt(range.start),
        document.lines.offsetAt(range.end),
      ]);
      assert.ok(inner![0]! >= outer![0]! && inner![1]! <= outer![1]!, String(offset));
      assert.ok(inner![0]! <= offset && offset <= inner![1]!, String(offset));
    }
  }
});
