import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { withoutTaskVariables } from './literal.ts';

test('what VS Code would fill in arrives as it is written', () => {
  const words = ['${env:HOME}', "it's ${file}", '$${x}', 'plain', '', '${'];
  const folder = mkdtempSync(join(tmpdir(), 'drydock ${file} '));
  const script = 'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(1)]))';
  const { argv, cwd } = withoutTaskVariables(
    { argv: [process.execPath, '-e', script, '--', ...words], cwd: folder },
    false,
  );
  assert.ok(![...argv, cwd].some(word => word.includes('${')));
  const run = spawnSync(argv[0] ?? '', argv.slice(1), { encoding: 'utf8', cwd });
  assert.deepEqual(JSON.parse(run.stdout), [folder, ...words]);
  rmdirSync(folder);
});

test('a command without variables is left alone', () => {
  const command = { argv: ['docker', 'build', '--tag', '$x', '.'], cwd: '/a b' };
  assert.equal(withoutTaskVariables(command, false), command);
});
