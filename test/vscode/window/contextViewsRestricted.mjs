// Restricted Mode: no folder is read and no program started for the views of the build context.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { root, waitFor } from '../../support/machine.mjs';

export const options = { folder: join(root, 'samples'), name: 'samples', trusted: false };

export const tests = {
  'Restricted Mode: the context’s folder is named, its files are not read': async window => {
    await window.openFile('node/Dockerfile');
    const status = window.page.locator('[id="drydock.drydock.drydock.context"]');
    await status.waitFor();
    assert.doesNotMatch((await status.textContent()) ?? '', /\d/);
    await window.command('Drydock: Explore Build Context');
    const map = window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await map.getByText('the workspace is not trusted').waitFor();
  },
  'Restricted Mode: comparing images says that it needs trust, and runs nothing': async window => {
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Compare Images');
    await waitFor('the message', async () =>
      (await window.notifications()).some(text => text.includes('Comparing images runs what this workspace says')),
    );
    assert.equal(await window.visible('.terminal-wrapper'), false);
  },
};
