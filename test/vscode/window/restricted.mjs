// Restricted Mode: what reads works, what runs waits for trust.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { root, waitFor } from '../../support/machine.mjs';

export const options = { folder: join(root, 'samples'), name: 'samples', trusted: false };

export const tests = {
  'Restricted Mode: hovers answer': async window => {
    await window.openFile('node/Dockerfile');
    // The mouse may wake another tooltip on its way: what counts is that the hover comes.
    await waitFor('the hover', async () => /COPY/.test(await window.hover(5, 2, 15)));
  },
  'Restricted Mode: the images of this machine wait for trust too': async window => {
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Show Images of This Machine');
    await waitFor('the message', async () =>
      (await window.notifications()).some(text =>
        text.includes('starts the container engine, so it needs a trusted workspace'),
      ),
    );
    await window.press('Control+Alt+F7');
  },
  'Restricted Mode: a build says that it needs trust, and runs nothing': async window => {
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Build Image');
    await waitFor('the message', async () =>
      (await window.notifications()).some(text => text.includes('needs a trusted workspace')),
    );
    assert.equal(await window.visible('.terminal-wrapper'), false);
    await window.screenshot('restricted');
    await window.notificationButton('Manage Workspace Trust');
    await waitFor('the trust editor', async () => window.visible('.workspace-trust-editor'));
  },
};
