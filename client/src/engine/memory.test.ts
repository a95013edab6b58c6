import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type DockerfileMemory, readMemory, withRecent } from './memory.ts';

test('what was written is read back', () => {
  const memory: DockerfileMemory = {
    tags: ['b:2', 'a:1'],
    context: '/x y',
    noCache: false,
    buildArguments: [{ name: 'A', value: '' }],
    secrets: [{ id: 'npm', file: '/f', environment: undefined }],
    run: { ports: [{ hostPort: 1, containerPort: 2, protocol: 'udp' }], command: ['sh'] },
  };
  assert.deepEqual(readMemory(structuredClone(memory)), memory);
});

test('nonsense is left out', () => {
  for (const stored of [undefined, null, 3, 'x', [], { tags: 'a', run: 7, context: '' }]) {
    assert.deepEqual(readMemory(stored), { tags: [], run: {} });
  }
  assert.deepEqual(readMemory({ tags: ['a', 1, null], run: { ports: [{ hostPort: 'x' }] } }), {
    tags: ['a'],
    run: { ports: [] },
  });
});

test('the last one is first, once', () => {
  assert.deepEqual(withRecent(['a', 'b'], 'b'), ['b', 'a']);
  assert.deepEqual(withRecent(['a', 'b'], 'c', 2), ['c', 'a']);
});
