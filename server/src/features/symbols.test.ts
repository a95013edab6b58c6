import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument } from '../model/document.ts';
import { documentSymbols } from './symbols.ts';

test('stages hold their instructions; ARGs before the first FROM stand beside them', () => {
  const document = createDocument('ARG V=1\nFROM golang AS build\nRUN go build\nFROM alpine\nONBUILD COPY . .\n');
  const symbols = documentSymbols(document);
  assert.deepEqual(
    symbols.map(({ name, detail, children }) => [
      name,
      detail,
      children?.map(child => `${child.name} ${child.detail}`),
    ]),
    [
      ['ARG', 'V=1', undefined],
      ['build', 'FROM golang', ['RUN go build']],
      ['stage 1', 'FROM alpine', ['ONBUILD COPY . .']],
    ],
  );
  for (const { range, selectionRange } of symbols) {
    assert.ok(document.lines.offsetAt(selectionRange.start) >= document.lines.offsetAt(range.start));
    assert.ok(document.lines.offsetAt(selectionRange.end) <= document.lines.offsetAt(range.end));
  }
});

test('a long instruction is one short line', () => {
  const [stage] = documentSymbols(createDocument(`FROM a\nRUN echo ${'x'.repeat(300)} \\\n  && true\n`));
  assert.ok(stage!.children!.every(({ detail }) => detail!.length <= 80 && !detail!.includes('\n')));
});

test('a lone continuation has no name and no symbol', () => {
  for (const text of ['\\', 'FROM a\n\\\n', '`'])
    for (const symbol of documentSymbols(createDocument(text)).flatMap(one => [one, ...(one.children ?? [])]))
      assert.notEqual(symbol.name.trim(), '');
});
