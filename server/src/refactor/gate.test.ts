import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TextEdit } from '../syntax/edit.ts';
import { checkEdit, type EditClaims } from './gate.ts';

/** Replaces the first occurrence of a text. */
function replace(text: string, from: string, to: string): TextEdit {
  const start = text.indexOf(from);
  assert.notEqual(start, -1, `${from} is not in the text`);
  return { span: { start, end: start + from.length }, newText: to };
}

function verdict(text: string, changes: readonly (readonly [string, string])[], claims?: EditClaims): string {
  const edits = changes.map(([from, to]) => replace(text, from, to));
  const result = checkEdit(claims ? { before: text, edits, claims } : { before: text, edits });
  return result.ok ? result.text : `no: ${result.reason}`;
}

const sample = '# syntax=docker/dockerfile:1\nFROM alpine AS a\n# note\nRUN a\nRUN b\nCOPY . /x\n';

describe('checkEdit', () => {
  test('layout may change freely', () => {
    assert.equal(
      verdict('from  alpine as a\nRUN a\n', [['from  alpine as', 'FROM alpine AS']]),
      'FROM alpine AS a\nRUN a\n',
    );
  });

  test('an instruction that is not claimed keeps its meaning', () => {
    assert.match(verdict(sample, [['RUN a', 'RUN z']]), /^no: RUN of line 4/);
    assert.match(verdict(sample, [['RUN a\n', '']]), /^no: /);
    assert.match(verdict(sample, [['COPY . /x\n', 'COPY . /x\nUSER 1\n']]), /^no: /);
    assert.match(verdict(sample, [['FROM', 'ARG A\nFROM']]), /^no: /);
  });

  test('a claimed instruction may be rewritten, deleted, and get neighbours', () => {
    assert.match(verdict(sample, [['RUN a', 'RUN z']], { instructions: [1] }), /RUN z\nRUN b/);
    assert.match(verdict(sample, [['RUN a\n', '']], { instructions: [1] }), /# note\nRUN b/);
    assert.match(verdict(sample, [['RUN a', 'RUN z\nRUN b']], { instructions: [1] }), /RUN z\nRUN b\nRUN b/);
    assert.match(verdict(sample, [['FROM', 'ARG A\nFROM']], { instructions: [0] }), /ARG A/);
    assert.match(verdict(sample, [['COPY . /x\n', 'COPY . /x\nUSER 1\n']], { instructions: [3] }), /USER 1/);
  });

  test('a claim is about one place only', () => {
    assert.match(verdict(sample, [['RUN b', 'RUN z']], { instructions: [1] }), /^no: /);
    assert.match(
      verdict(
        sample,
        [
          ['RUN a', 'RUN z'],
          ['COPY . /x', 'COPY . /y'],
        ],
        { instructions: [1] },
      ),
      /^no: /,
    );
    assert.match(verdict(sample, [['FROM alpine', 'FROM debian']], { instructions: [3] }), /^no: /);
  });

  test('the result must not have new errors', () => {
    assert.match(
      verdict(sample, [['RUN b', 'FOO b']], { instructions: [2] }),
      /^no: the result has a new error in line 5/,
    );
    assert.match(verdict('FOO\nFROM a\nRUN x\n', [['RUN x', 'RUN y']], { instructions: [2] }), /RUN y/);
  });

  test('comments stay', () => {
    assert.match(verdict(sample, [['# note\n', '']], { instructions: 'all' }), /^no: the comment "# note"/);
    assert.match(verdict(sample, [['# note\n', '']], { comments: 'any' }), /AS a\nRUN a/);
    assert.match(verdict(sample, [['# note\n', '# new\n# note\n']]), /# new/);
    assert.match(verdict(sample, [['# note\n', '# new\n# note\n']], { comments: 'same' }), /^no: a comment/);
  });

  test('directives stay', () => {
    assert.match(verdict(sample, [['# syntax', '\n# syntax']]), /^no: /);
    assert.match(verdict(sample, [['dockerfile:1', 'dockerfile:2']]), /^no: the parser directives/);
  });

  test('heredocs are compared to the byte', () => {
    const text = 'FROM a\nRUN <<EOF\nx  y\nEOF\n';
    assert.match(verdict(text, [['x  y', 'x y']]), /^no: RUN of line 2/);
  });

  test('line ends stay of one kind', () => {
    assert.match(
      verdict('FROM a\r\nRUN x\r\n', [['RUN x', 'RUN x\nRUN y']], { instructions: [1] }),
      /^no: the result mixes/,
    );
    assert.match(
      verdict('FROM a\nRUN x\n', [['RUN x', 'RUN x\r\nRUN y']], { instructions: [1] }),
      /^no: the result mixes/,
    );
  });

  test('edits must not overlap or stand outside', () => {
    assert.match(
      verdict(sample, [
        ['RUN a', 'RUN a'],
        ['a\nRUN', 'a\nRUN'],
      ]),
      /^no: two edits overlap/,
    );
    const outside = checkEdit({ before: 'FROM a\n', edits: [{ span: { start: 5, end: 99 }, newText: '' }] });
    assert.equal(outside.ok, false);
  });

  test('the caller may know of more that means the same', () => {
    const equivalent: EditClaims['equivalent'] = (before, after) =>
      before.name === after.name && before.args.join().replace(/\s+/g, ' ') === after.args.join().replace(/\s+/g, ' ');
    assert.match(verdict('FROM a\nRUN a  b\n', [['a  b', 'a b']]), /^no: /);
    assert.equal(verdict('FROM a\nRUN a  b\n', [['a  b', 'a b']], { equivalent }), 'FROM a\nRUN a b\n');
  });
});
