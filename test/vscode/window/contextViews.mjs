// The views of the build context and of the notes, as a person uses them: status bar, a new .dockerignore, the tree map, the
// cache view, the notes.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitFor } from '../../support/machine.mjs';

const files = {
  'api/Dockerfile':
    'FROM node:20\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "dist/server.js"]\n',
  'api/package.json': '{ "name": "api", "scripts": { "build": "tsc" } }\n',
  'api/package-lock.json': '{ "name": "api", "lockfileVersion": 3, "packages": {} }\n'.padEnd(40_000),
  'api/src/server.ts': 'console.log(1);\n'.repeat(900),
  'api/src/routes/orders.ts': 'export {};\n'.repeat(1500),
  'api/assets/logo.svg': '<svg/>'.padEnd(90_000),
  'api/assets/film.mp4': ''.padEnd(700_000),
  'api/node_modules/left-pad/index.js': ''.padEnd(420_000),
  'api/node_modules/typescript/lib/tsc.js': ''.padEnd(1_900_000),
  'api/.env': 'PASSWORD=hunter2\n',
  'api/npm-debug.log': ''.padEnd(60_000),
  'docs/docker.md':
    '# Our Dockerfiles\n\n## COPY\n\nLockfile first, then `npm ci`, then the sources.\n\n## node\n\nWe use the image of the platform team.\n',
};

export async function options(context) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-context-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  context.close = async () => rmSync(folder, { recursive: true, force: true });
  return { folder, name: 'shop', settings: { 'drydock.notes.files': ['docs/*.md'] } };
}

const status = window => window.page.locator('[id="drydock.drydock.drydock.context"]');
const ignoreFile = window => join(window.workspace, 'api/.dockerignore');

/** The page inside of the web view. */
const page = window => window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

export const tests = {
  'Status bar: the build context of the Dockerfile, with its size': async window => {
    await window.openFile('api/Dockerfile');
    await waitFor('the folder and its size', async () => /api 3\.\d MB/.test(await status(window).textContent()));
    await status(window).hover();
    await window.page.locator('.monaco-hover', { hasText: 'own folder' }).first().waitFor();
    await window.screenshot('context-status');
    await window.restMouse();
    await status(window).click();
    await window.pick(undefined, 'shop (workspace folder)');
    await waitFor('the chosen folder', async () => /shop/.test(await status(window).textContent()));
    await status(window).click();
    await window.pick(undefined, 'Forget the Choice');
    await waitFor('the first folder again', async () => /api/.test(await status(window).textContent()));
    await status(window).click();
    assert.ok(!(await window.pickRows()).some(row => row.includes('Forget')));
    await window.press('Escape');
  },

  'Status bar: a file that another program writes or deletes counts at once': async window => {
    const outside = join(window.workspace, 'api/assets/outside.bin');
    writeFileSync(outside, Buffer.alloc(5_000_000));
    await waitFor('the bigger context', async () => /api 8\.\d MB/.test(await status(window).textContent()));
    rmSync(outside);
    await waitFor('the size as before', async () => /api 3\.\d MB/.test(await status(window).textContent()));
  },

  'Show Cache View: each instruction with the files that run it again': async window => {
    await window.openFile('api/Dockerfile');
    await window.command('Drydock: Show Cache View');
    const row = text => window.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
    await row('RUN npm ci').waitFor();
    assert.match(await row('4: RUN npm ci').textContent(), /package\.json, package-lock\.json/);
    assert.match(await row('6: RUN npm run build').textContent(), /any file of the context changes/);
    await row('5: COPY . .').click();
    await window.press('ArrowRight');
    await window.screenshot('cache-view');
  },

  'Notes view: built-in notes by kind and the team’s own by file': async window => {
    const row = text => window.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
    await row('Instructions').waitFor();
    await row('docker.md').waitFor();
    await row('docker.md').click();
    await row('Instructions').click();
    await window.screenshot('notes-view');
    await window.page.locator('.pane-body .monaco-list-row', { hasText: /^ADD/ }).first().click();
    await waitFor(
      'the preview',
      async () => (await window.page.locator('.tab.active', { hasText: 'Preview' }).count()) > 0,
    );
    await page(window).getByText('Copies files into the image').first().waitFor();
    await window.screenshot('notes-view-note');
    await window.closeTab('Preview');
  },

  'Create .dockerignore: the light bulb opens the text at its place, and it is written when it is saved':
    async window => {
      await window.openFile('api/Dockerfile');
      await window.applyQuickFix(5, 6, 'Create a .dockerignore');
      const text = await window.editorTextThat('the new file', found => /node_modules/.test(found));
      assert.ok(!existsSync(ignoreFile(window)));
      await waitFor('the offer to save', async () =>
        (await window.notifications()).some(shown => /It leaves out 5 files, 2\.4 MB/.test(shown)),
      );
      await window.goTo(1, 1);
      await window.screenshot('create-dockerignore');
      await window.notificationButton('Save');
      // VS Code makes the file first, and writes into it then.
      await waitFor(
        'the file',
        () => existsSync(ignoreFile(window)) && readFileSync(ignoreFile(window), 'utf8') !== '',
      );
      assert.equal(readFileSync(ignoreFile(window), 'utf8'), text);
      await window.press('Control+Alt+F5');
    },

  'Explore Build Context: zoom into a folder and leave a part of it out with one click': async window => {
    await window.openFile('api/Dockerfile');
    await waitFor('the smaller context', async () => /api 8\d\d kB/.test(await status(window).textContent()));
    await window.command('Drydock: Explore Build Context');
    const map = page(window);
    await map.getByText('can be sent').waitFor();
    await window.screenshot('context-map');
    await map.getByLabel(/^assets: .*, show the folder/).click();
    await map.locator('#crumbs').getByText('assets').waitFor();
    await window.screenshot('context-map-zoomed');
    await map.getByLabel('Exclude assets/film.mp4').first().click();
    await map.locator('tr.out', { hasText: 'film.mp4' }).waitFor();
    assert.match(readFileSync(ignoreFile(window), 'utf8'), /\nassets\/film\.mp4\n$/);
    await window.screenshot('context-map-excluded');
  },

  'Explore Build Context: the keyboard reaches a tile, zooms and leaves out': async window => {
    const map = page(window);
    await map.locator('#crumbs button').first().click();
    const tile = map.getByLabel(/^src: .*, show the folder/);
    await tile.focus();
    await window.press('Enter');
    await map.locator('#crumbs').getByText('src').waitFor();
    const inner = map.getByLabel(/^routes: /);
    await inner.focus();
    await window.press('Delete');
    await waitFor('the line', () => /\nsrc\/routes\n$/.test(readFileSync(ignoreFile(window), 'utf8')));
  },
};
