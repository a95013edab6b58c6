import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HadolintConfigs } from './hadolintConfigs.ts';

test('the nearest file counts, and the same object stays until it changes', () => {
  const files = new Map([['file:///a/.hadolint.yaml', 'ignored: [DL3008]']]);
  let now = 0;
  const configs = new HadolintConfigs({ readTextSync: uri => files.get(uri), now: () => now });
  const first = configs.of('file:///a/b/Dockerfile');
  assert.equal(first?.severities['DL3008'], 'off');
  assert.equal(configs.of('untitled:1'), undefined);
  assert.equal(configs.of('file:///c/Dockerfile'), undefined);
  now = 1000;
  assert.equal(configs.of('file:///a/b/Dockerfile'), first);
  files.set('file:///a/b/.hadolint.yml', 'override: { error: [DL3008] }');
  now = 2000;
  assert.equal(configs.of('file:///a/b/Dockerfile')?.severities['DL3008'], 'error');
});

test('what is wrong with a file is told once for each text, and taken back', () => {
  const uri = 'file:///a/.hadolint.yaml';
  const files = new Map([[uri, 'ignored: [DL3008, DL9999]\nfoo: 1\n']]);
  let now = 0;
  const told: unknown[] = [];
  const configs = new HadolintConfigs({ readTextSync: name => files.get(name), now: () => now }, (name, problems) =>
    told.push([name, ...problems.map(({ message, line }) => `${line} ${message}`)]),
  );
  const look = () => {
    now += 1000;
    configs.of('file:///a/Dockerfile');
    return told.splice(0);
  };
  assert.deepEqual(look(), [[uri, '2 unknown setting "foo"', '1 no rule is called DL9999']]);
  assert.deepEqual(look(), []);
  files.set(uri, 'ignored: [DL3008]\n');
  assert.deepEqual(look(), [[uri]]);
  files.delete(uri);
  assert.deepEqual(look(), [[uri]]);
  assert.deepEqual(look(), []);
});
