import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();

test('the pages of the rules are up to date: run `npm run docs`', () => {
  const run = spawnSync(process.execPath, ['tools/genDocs.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
});
