import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvFields, parseMount } from './mounts.ts';

test('defaults', () => {
  const bind = parseMount('target=/a');
  assert.equal(bind.type, 'bind');
  assert.equal(bind.readOnly, true);
  assert.equal(parseMount('type=cache,target=/a').readOnly, false);
  assert.equal(parseMount('type=tmpfs,target=/a').readOnly, false);
  assert.equal(parseMount('type=cache,target=/a,ro').readOnly, true);
  assert.equal(parseMount('type=bind,target=/a,rw').readOnly, false);
  assert.equal(parseMount('type=bind,target=/a,rw=false').readOnly, true);
});

test('fields have places', () => {
  const text = 'type=cache,dst=/root/.cache,sharing=locked,required';
  const mount = parseMount(text);
  assert.deepEqual(
    mount.fields.map(field => [field.key, field.value]),
    [
      ['type', 'cache'],
      ['dst', '/root/.cache'],
      ['sharing', 'locked'],
      ['required', undefined],
    ],
  );
  for (const field of mount.fields) {
    assert.equal(text.slice(field.keySpan.start, field.keySpan.end), field.key);
    if (field.valueSpan) assert.equal(text.slice(field.valueSpan.start, field.valueSpan.end), field.value);
  }
  assert.equal(mount.sharing, 'locked');
  assert.equal(mount.target, '/root/.cache');
});

test('errors in BuildKit words', () => {
  const errors: Record<string, string> = {
    'type=cahce,target=/a': 'unsupported mount type "cahce" (did you mean cache?)',
    'type=nope': 'unsupported mount type "nope"',
    'tarket=/x': "unexpected key 'tarket' in 'tarket=/x' (did you mean target?)",
    'type=cache,target': "invalid field 'target' must be a key=value pair",
    'type=cache,required': "unexpected key 'required' for mount type 'cache'",
    'type=cache,size=1m': "unexpected key 'size' for mount type 'cache'",
    'type=tmpfs,size=much': 'invalid value for size: much',
    'target=/a,mode=0755': 'mode not allowed for "bind" type mounts',
    'type=cache,target=/a,mode=9': 'invalid value 9 for mode',
    'type=cache,target=/a,uid=x': 'invalid value x for uid',
    'type=cache,target=/a,sharing=some': 'unsupported sharing value "some"',
    'type=bind,target=/a,sharing=locked': 'invalid cache sharing set for bind mount',
    'type=secret': 'invalid secret mount. one of source, target required',
    'type=secret,id=a,source=b': "both source and id can't be set",
    'type=secret,id=a,from=b': 'secret mount should not have a from',
    'target=/a,ro=maybe': 'invalid value for ro: maybe',
    'from=$STAGE,target=/a': "'from' doesn't support variable expansion, define alias stage instead",
    'type=bind,"target=/a':
      'failed to parse csv mounts: parse error on line 1, column 12: extraneous or missing " in quoted-field',
    'type=b"ind': 'failed to parse csv mounts: parse error on line 1, column 7: bare " in non-quoted field',
  };
  for (const [text, message] of Object.entries(errors)) assert.equal(parseMount(text).error?.message, message, text);
  assert.equal(parseMount('type=tmpfs,target=/a,size=1.5GiB').size, 1_610_612_736);
  assert.equal(parseMount('from=x$,target=/a').error, undefined);
  assert.equal(parseMount('type=secret,id=$ID').error, undefined);
});

test('values that are not known are not judged', () => {
  const mount = parseMount('type=$T,target=/a', value => ({
    ok: true,
    value: value.includes('$') ? undefined : value,
  }));
  assert.equal(mount.error, undefined);
  assert.equal(mount.target, '/a');
});

test('quoted fields', () => {
  assert.deepEqual(
    csvFields('a="b",c').fields.map(field => field.text),
    [],
  );
  assert.deepEqual(
    csvFields('"a=b,c","d""e",f').fields.map(field => field.text),
    ['a=b,c', 'd"e', 'f'],
  );
});
