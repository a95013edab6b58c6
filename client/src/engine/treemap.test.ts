import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatBytes, formatFiles } from '../../../server/src/context/format.ts';
import { squarify } from './treemap.ts';

const cases: readonly (readonly number[])[] = [
  [1],
  [6, 6, 4, 3, 2, 2, 1],
  [1000, 1, 1, 1],
  Array(40).fill(5),
  [1e12, 1],
];

test('tiles have the area of their weight, lie inside and do not overlap', () => {
  for (const weights of cases) {
    const tiles = squarify(weights, 600, 400);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    assert.equal(tiles.length, weights.length);
    for (const [index, tile] of tiles.entries()) {
      const area = ((weights[index] ?? 0) / total) * 240_000;
      assert.ok(Math.abs(tile.width * tile.height - area) < 0.5, `${weights} ${index}`);
      assert.ok(tile.x > -0.01 && tile.y > -0.01 && tile.x + tile.width < 600.01 && tile.y + tile.height < 400.01);
      for (const other of tiles.slice(index + 1)) {
        const across = Math.min(tile.x + tile.width, other.x + other.width) - Math.max(tile.x, other.x);
        const down = Math.min(tile.y + tile.height, other.y + other.height) - Math.max(tile.y, other.y);
        assert.ok(across < 0.01 || down < 0.01);
      }
    }
  }
});

test('the paper’s example: no tile is worse than three to one', () => {
  const shapes = squarify([6, 6, 4, 3, 2, 2, 1], 6, 4).map(({ width, height }) =>
    Math.max(width / height, height / width),
  );
  assert.ok(Math.max(...shapes) < 3, String(shapes));
});

test('nothing to show, or no room, gives empty tiles', () => {
  assert.deepEqual(squarify([], 10, 10), []);
  assert.deepEqual(squarify([1], 0, 10), [{ x: 0, y: 0, width: 0, height: 0 }]);
  assert.deepEqual(squarify([0], 10, 10), [{ x: 0, y: 0, width: 0, height: 0 }]);
});

test('it works from its own source, as the web view runs it', () => {
  const copy = new Function(`return (${squarify.toString()})`)() as typeof squarify;
  assert.deepEqual(copy([3, 2, 1], 60, 40), squarify([3, 2, 1], 60, 40));
});

test('sizes read as docker prints them', () => {
  assert.deepEqual([0, 999, 1000, 1_234_567, 999_960].map(formatBytes), ['0 B', '999 B', '1 kB', '1.2 MB', '1 MB']);
  assert.deepEqual([1, 0, 12345].map(formatFiles), ['1 file', '0 files', '12,345 files']);
  // The web view runs them from their own source.
  const bytes = new Function(`return (${formatBytes.toString()})`)() as typeof formatBytes;
  const files = new Function(`return (${formatFiles.toString()})`)() as typeof formatFiles;
  assert.equal(`${bytes(1_234_567)}, ${files(12345)}`, '1.2 MB, 12,345 files');
});
