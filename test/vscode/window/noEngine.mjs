// An engine that is not there: chosen by the setting, because a window takes its PATH from the user's login shell.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, waitFor } from '../../support/machine.mjs';

/** The setting is the machine's, so that no workspace can choose a program: it is read from the machine's settings. */
export function options() {
  const dataFolder = mkdtempSync(join(tmpdir(), 'drydock-data-'));
  mkdirSync(join(dataFolder, 'Machine'));
  writeFileSync(join(dataFolder, 'Machine/settings.json'), JSON.stringify({ 'drydock.engine': '/nowhere/podman' }));
  return { folder: join(root, 'samples'), name: 'samples', dataFolder };
}

export const tests = {
  'an engine that is not there is told in one sentence, with the setting at hand': async window => {
    await window.openFile('python/Dockerfile');
    await window.command('Drydock: Build Image');
    await waitFor('the message', async () =>
      (await window.notifications()).some(text =>
        text.includes('“/nowhere/podman” (setting drydock.engine) was not found'),
      ),
    );
    assert.equal(await window.visible('.terminal-wrapper'), false);
    await window.notificationButton('Choose Engine…');
    await waitFor('the setting', async () => window.visible('.settings-editor'));
  },
};
