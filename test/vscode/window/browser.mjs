// The extension's browser half: VS Code runs it in a web worker, and the language server in another, without Node.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { root, waitFor } from '../../support/machine.mjs';

export const options = {
  folder: join(root, 'samples'),
  name: 'samples',
  settings: { 'remote.extensionKind': { 'drydock.drydock': ['web'] } },
};

export const tests = {
  'in a web worker: a hover on an instruction': async window => {
    await window.openFile('node/Dockerfile');
    assert.match(await window.hover(5, 2), /COPY/);
  },
  'in a web worker: a hover on a command of the shell': async window => {
    assert.match(await window.hover(7, 6), /npm/);
  },
  'in a web worker: the conversion is shown': async window => {
    await window.command('Drydock: Convert to Multi-Stage Build');
    // Nobody can read package.json here, so the conversion asks what it cannot prove.
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ timeout: 60000 });
    await dialog.getByText('Convert', { exact: true }).click();
    await window.page.waitForSelector('.monaco-diff-editor', { timeout: 60000 });
    await window.notificationButton('Discard');
    await window.page.waitForSelector('.monaco-diff-editor', { state: 'detached', timeout: 60000 });
  },
  'in a web worker: what needs an engine is not in the palette': async window => {
    await window.press('F1');
    const input = window.page.locator('.quick-input-widget:visible input').first();
    await input.fill('>Drydock: ');
    const rows = await waitFor('the palette', async () => {
      const found = await window.pickRows();
      return found.some(text => text.includes('Search Notes')) ? found : undefined;
    });
    assert.ok(!rows.some(text => text.includes('Build Image')), rows.join('\n'));
    await window.press('Escape');
  },
};
