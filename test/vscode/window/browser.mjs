// The extension's browser half: VS Code runs it in a web worker, and the language server in another, without Node.
import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, waitFor } from '../../support/machine.mjs';

export function options(context) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-browser-'));
  cpSync(join(root, 'samples'), folder, { recursive: true });
  mkdirSync(join(folder, 'docs'));
  writeFileSync(join(folder, 'docs/docker.md'), '# Ours\n\n## EXPOSE\n\nEvery service of ours listens on 3000.\n');
  mkdirSync(join(folder, 'node/secret'));
  writeFileSync(join(folder, 'node/secret/key.txt'), 'hush');
  writeFileSync(join(folder, 'node/.dockerignore'), 'secret\n');
  context.close = async () => rmSync(folder, { recursive: true, force: true });
  return {
    folder,
    name: 'samples',
    settings: { 'remote.extensionKind': { 'drydock.drydock': ['web'] }, 'drydock.notes.files': ['docs/*.md'] },
  };
}

export const tests = {
  'in a web worker: a hover on an instruction': async window => {
    await window.openFile('node/Dockerfile');
    assert.match(await window.hover(5, 2), /COPY/);
  },
  'in a web worker: a hover on a command of the shell': async window => {
    assert.match(await window.hover(7, 6), /npm/);
  },
  'in a web worker: the hover on a source of COPY knows the files, without those that are ignored': async window => {
    // Read in the background, by requests to the page: it may take a moment.
    const text = await waitFor('the files', async () => {
      const shown = await window.hover(5, 6, 15);
      return /package\.json|4 files/.test(shown) ? shown : undefined;
    });
    assert.match(text, /4 files/);
    assert.doesNotMatch(text, /key\.txt/);
    await window.screenshot('browser-copy-files');
  },
  'in a web worker: the team’s notes join the hover': async window => {
    assert.match(await window.hover(11, 3), /Every service of ours listens on 3000/);
  },
  'in a web worker: paths of the build context are completed, and a new file joins them': async window => {
    await window.goTo(5, 9);
    await window.type('\nCOPY ');
    const labels = await window.completions();
    assert.ok(labels.includes('package.json') && labels.includes('server.js'), labels.join());
    assert.ok(!labels.some(label => label.startsWith('secret')), labels.join());
    await window.press('Escape');
    appendFileSync(join(window.workspace, 'node/fresh.txt'), 'new');
    await waitFor('the new file', async () => {
      const now = await window.completions();
      await window.press('Escape');
      return now.includes('fresh.txt');
    });
    await window.type('fr');
    await window.completions();
    await window.acceptCompletion('fresh.txt');
    await window.editorTextThat('the path', text => text.includes('\nCOPY fresh.txt\n'));
    await window.press('Control+Alt+F8');
  },
  'in a web worker: a hover in .dockerignore counts what the line leaves out': async window => {
    await window.openFile('node/.dockerignore');
    const text = await waitFor('the count', async () => {
      const shown = await window.hover(1, 3, 15);
      return /Leaves out/.test(shown) ? shown : undefined;
    });
    assert.match(text, /Leaves out: 1 file, 4 B/);
  },
  'in a web worker: the status bar knows the size of the build context and opens its map': async window => {
    await window.openFile('node/Dockerfile');
    const status = window.page.locator('[id="drydock.drydock.drydock.context"]');
    await waitFor('the size', async () => /node \d+ B|node [\d.]+ kB/.test((await status.textContent()) ?? ''));
    await status.click();
    const map = window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await map.getByText('can be sent').waitFor({ timeout: 60000 });
    await window.press('Control+Alt+F5');
  },
  'in a web worker: the conversion reads package.json, so that it has nothing to ask': async window => {
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Convert to Multi-Stage Build');
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
