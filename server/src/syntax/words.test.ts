import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expandWord, variableReferences } from './words.ts';

const variables: Readonly<Record<string, string>> = { A: 'abcabc', E: '', P: 'a/b/c' };
const expand = (word: string): string => {
  const result = expandWord(word, name => variables[name]);
  return result.ok ? result.value : `error: ${result.error}`;
};

const cases: readonly [string, string][] = [
  ['$A', 'abcabc'],
  ['"$A"', 'abcabc'],
  ["'$A'", '$A'],
  ['\\$A', '$A'],
  ['${X:-d}', 'd'],
  ['${E:-d}', 'd'],
  ['${E-d}', ''],
  ['${A:+y}', 'y'],
  ['${X+y}', ''],
  ['${X?gone}', 'error: X: gone'],
  ['${A#a*c}', 'abc'],
  ['${A##a*c}', ''],
  ['${A%c}', 'abcab'],
  ['${A%%b*}', 'a'],
  ['${A/b/x}', 'axcabc'],
  ['${A//b/x}', 'axcaxc'],
  ['${P//\\//-}', 'a-b-c'],
  ['${X:-${Y:-$A}}', 'abcabc'],
  ['${A:1:2}', 'error: unsupported modifier (:1) in substitution'],
  ['${', "error: syntax error: missing '}'"],
  ["it's", 'error: unexpected end of statement while looking for matching single-quote'],
];
for (const [word, expected] of cases) test(`${word} → ${expected}`, () => assert.equal(expand(word), expected));

test('splitting keeps quoted blanks together and says where each word stands', () => {
  const result = expandWord('a "b c"  d', () => undefined);
  assert.ok(result.ok);
  assert.deepEqual(
    result.words.map(word => [word.value, word.span.start, word.span.end]),
    [
      ['a', 0, 1],
      ['b c', 2, 7],
      ['d', 9, 10],
    ],
  );
});

test('references: names, places, modifiers, and those inside operands', () => {
  const word = 'x${A:-$B}/${C%%.*}$D';
  assert.deepEqual(
    variableReferences(word).map(reference => [
      reference.name,
      word.slice(reference.span.start, reference.span.end),
      reference.operator,
      reference.depth,
    ]),
    [
      ['A', '${A:-$B}', ':-', 0],
      ['B', '$B', '', 1],
      ['C', '${C%%.*}', '%%', 0],
      ['D', '$D', '', 0],
    ],
  );
});

test('a reference that must be set does not hide the ones behind it', () => {
  assert.deepEqual(
    variableReferences('${A:?gone}/$B').map(reference => reference.name),
    ['A', 'B'],
  );
});

test('a half-typed reference is known', () => {
  assert.deepEqual(
    variableReferences('${NAME:-').map(reference => reference.name),
    ['NAME'],
  );
});
