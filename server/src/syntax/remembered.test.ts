import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detached, remembered } from './remembered.ts';

test('a text is computed once, whatever the answer', () => {
  const asked: string[] = [];
  const length = remembered(text => {
    asked.push(text);
    return text === '' ? undefined : text.length;
  });
  assert.deepEqual([length('abc'), length('abc'), length(''), length('')], [3, 3, undefined, undefined]);
  assert.deepEqual(asked, ['abc', '']);
});

test('no more is kept than was asked for, and no long text', () => {
  let computed = 0;
  const length = remembered(text => {
    computed++;
    return text.length;
  }, 2);
  for (const text of ['a', 'b', 'a', 'c', 'a']) length(text);
  assert.equal(computed, 4);
  const long = 'x'.repeat(2000);
  assert.deepEqual([length(long), length(long)], [2000, 2000]);
  assert.equal(computed, 6);
});

test('a detached text is the same text', () => {
  assert.equal(detached('RUN apt-get install'), 'RUN apt-get install');
  assert.equal(detached(''), '');
});
