import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sortedTags } from './tagOrder.ts';

test('newest versions first, plain and slim before other variants, words behind them', () => {
  assert.deepEqual(sortedTags(['latest', '20', '22-slim', '9', '22', '22.1', '22-bookworm', '22-alpine', 'lts']), [
    '22.1',
    '22',
    '22-slim',
    '22-alpine',
    '20',
    '9',
    '22-bookworm',
    'lts',
    'latest',
  ]);
});

test('unfinished versions come behind, snapshots and single architectures last', () => {
  assert.deepEqual(
    sortedTags([
      'arm64v8-3.20',
      '3.21.0-rc1',
      '20250108',
      'noble-20250127',
      'edge',
      '3.20',
      '1.2.3-nanoserver-ltsc2022',
      '3.14.0a5',
      'v2.0.1',
      'fe5a1c9',
      'noble',
    ]),
    order,
  );
});

const order = [
  '3.20',
  'v2.0.1',
  'noble',
  '3.21.0-rc1',
  '3.14.0a5',
  'edge',
  '20250108',
  '1.2.3-nanoserver-ltsc2022',
  'fe5a1c9',
  'arm64v8-3.20',
  'noble-20250127',
];

test('signatures are no tags to choose, and a tag is offered once', () => {
  assert.deepEqual(sortedTags([`sha256-${'a'.repeat(64)}.sig`, '1', '1', `sha256-${'b'.repeat(64)}`]), ['1']);
});
