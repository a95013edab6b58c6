// Refactorings: the list of the palette with its reasons, the diff editor before a change of the image, the explanation, Apply.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '../../support/machine.mjs';

const dockerfile =
  'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nRUN npm run build && touch done\nEXPOSE 3000\nCMD node $MAIN\n';

export const options = async context => {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-refactor-'));
  context.close = async () => rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'shop'));
  writeFileSync(join(folder, 'shop/Dockerfile'), dockerfile);
  for (const [name, text] of Object.entries({ 'package.json': '{"name":"shop"}', 'package-lock.json': '{}' }))
    writeFileSync(join(folder, 'shop', name), text);
  return { folder, name: 'shop', size: { width: 1280, height: 760 } };
};

export const tests = {
  '"Refactor…" lists what can be done here, with reasons, and shows it before it is made': async window => {
    await window.openFile('shop/Dockerfile');
    await window.goTo(4, 1);
    await window.command('Drydock: Refactor…');
    const rows = await waitFor('the list', async () => {
      const found = await window.pickRows();
      return found.some(row => row.includes('Install from the manifests')) ? found : undefined;
    });
    assert.ok(
      rows.some(row => row.includes('no longer runs it again')),
      rows.join('\n'),
    );
    assert.ok(
      rows.some(row => row.includes('cache mount') && row.includes('changes the image')),
      rows.join('\n'),
    );
    await window.screenshot('refactor-list');
    await window.pick('Install from the manifests');
    await window.page.waitForSelector('.monaco-diff-editor', { timeout: 90000 });
    await waitFor('the question', async () =>
      (await window.notifications()).some(text => text.includes('Install from the manifests')),
    );
    await window.restMouse();
    await window.page.evaluate(() => Promise.allSettled(document.getAnimations().map(animation => animation.finished)));
    await window.screenshot('refactor-preview');
    await window.notificationButton('Apply');
    await window.page.waitForSelector('.monaco-diff-editor', { state: 'detached', timeout: 90000 });
    const text = await window.editorTextThat('the change', now => now.includes('COPY package.json package-lock.json'));
    assert.equal(
      text,
      dockerfile.replace('COPY . .\nRUN npm ci\n', 'COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n'),
    );
    await window.press('Control+Alt+F8');
  },

  'what changes the image is shown first by the light bulb too; Explain says more, Discard leaves the file alone':
    async window => {
      await window.openFile('shop/Dockerfile');
      await window.applyQuickFix(7, 2, "Run as the image's user node (changes the image)…");
      await window.page.waitForSelector('.monaco-diff-editor', { timeout: 90000 });
      await waitFor('the question', async () =>
        (await window.notifications()).some(text => text.includes('user node?') && text.includes('belong to root')),
      );
      await window.notificationButton('Discard');
      await window.page.waitForSelector('.monaco-diff-editor', { state: 'detached', timeout: 90000 });
      assert.equal(await window.editorTextThat('the file', now => now.includes('EXPOSE')), dockerfile);
    },

  'a refusal says why': async window => {
    await window.goTo(7, 1);
    await window.command('Drydock: Refactor…');
    await waitFor('the list', async () => (await window.pickRows()).length > 3);
    await window.pick('exec form', 'It needs a shell');
    await waitFor('the reason', async () =>
      (await window.notifications()).some(text => text.includes('It needs a shell')),
    );
  },

  'VS Code’s own preview (Ctrl+Enter in the light bulb) works for what leaves the image as it is': async window => {
    await window.press('Control+Alt+F7');
    await window.quickFixes(5, 2);
    const wanted = 'Write this RUN as a heredoc';
    for (let step = 0; step < 12; step++) {
      const focused = window.page.locator('.action-widget .monaco-list-row.focused .title').first();
      if ((await focused.count()) > 0 && (await focused.textContent()) === wanted) break;
      await window.press('ArrowDown');
    }
    await window.press('Control+Enter');
    const pane = window.page.locator('.bulk-edit-panel');
    await pane.waitFor({ timeout: 90000 });
    await waitFor('the change', async () => (await pane.textContent()).includes('set -e'));
    await window.restMouse();
    assert.equal(await window.editorTextThat('the file as it was', now => now.includes('EXPOSE')), dockerfile);
  },
};
