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
