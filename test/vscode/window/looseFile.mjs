// No folder is open: one Dockerfile, opened by its path, is built from the folder that it lies in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../support/machine.mjs';

const name = `drydock-loose-${process.pid}`;

export function options(context) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-loose-'));
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY hello.txt /\n');
  writeFileSync(join(folder, 'hello.txt'), 'hello\n');
  context.close = async () => spawnSync('docker', ['rmi', '--force', `${name}:latest`]);
  return { folder, name, bare: true };
}

export const tests = {
  'a loose Dockerfile is built without any folder open': async window => {
    await window.openFile('Dockerfile');
    await window.command('Drydock: Build Image');
    const [first] = await window.pickRows();
    assert.ok(first?.includes(`docker build --file Dockerfile --tag ${name}:latest .`), first);
    await window.press('Enter');
    await waitFor('the build', async () =>
      (await window.notifications()).some(text => text.includes(`Built ${name}:latest.`)),
    );
    const found = spawnSync('docker', ['image', 'inspect', `${name}:latest`]);
    assert.equal(found.status, 0);
  },
};
