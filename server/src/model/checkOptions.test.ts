import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../syntax/parse.ts';
import { commentCheckOptions, fileCheckOptions, isCheckOn, parseCheckOptions } from './checkOptions.ts';

test('options', () => {
  const parsed = parseCheckOptions('skip=A, B ;error=true;experimental=all');
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.options.skip, ['A', 'B']);
  assert.equal(parsed.options.error, true);
  assert.equal(parsed.options.experimentalAll, true);
});

test('errors in BuildKit words', () => {
  const error = (text: string) => {
    const parsed = parseCheckOptions(text);
    return parsed.ok ? undefined : parsed.error;
  };
  assert.equal(error('skip'), 'invalid check option "skip"');
  assert.equal(error('ignore=A'), 'invalid check option "ignore"');
  assert.match(error('error=maybe')!, /^failed to parse check option "error=maybe"/);
});

test('only the text up to the first blank counts, and an indented directive is none', () => {
  assert.deepEqual(fileCheckOptions(parse('# check=skip=A,B because\nFROM a\n')).skip, ['A', 'B']);
  assert.deepEqual(fileCheckOptions(parse('  # check=skip=A\nFROM a\n')).skip, []);
});

test('a comment above an instruction counts for that one', () => {
  const [, copy] = parse('FROM a\n# check=skip=UndefinedVar\nCOPY $A b\n').instructions;
  assert.deepEqual(commentCheckOptions(copy!).skip, ['UndefinedVar']);
  const none = fileCheckOptions(parse('FROM a\n'));
  assert.equal(isCheckOn('UndefinedVar', false, none, copy), false);
  assert.equal(isCheckOn('UndefinedVar', false, none, undefined), true);
  assert.equal(isCheckOn('DuplicateStageName', false, none, copy), true);
});
