import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { withoutTaskVariables } from './literal.ts';

test('what VS Code would fill in arrives as it is written', () => {
  const words = ['${env:HOME}', "it's ${file}", '$${x}', 'plain', '', '${'];
  const script = 'console.log(JSON.stringify(process.argv.slice(1)))';
  const argv = withoutTaskVariables([process.execPath, '-e', script, '--', ...words], false);
  assert.ok(!argv.some(word => word.includes('${')));
  const run = spawnSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8' });
  assert.deepEqual(JSON.parse(run.stdout), words);
});

test('a command without variables is left alone', () => {
  const argv = ['docker', 'build', '--tag', '$x', '.'];
  assert.equal(withoutTaskVariables(argv, false), argv);
});
