// A build context of many files: everything answers while and after it is read. `DRYDOCK_MANY_FILES=100000` for the number that the
// product promises (the files alone take half a minute to write); fewer are enough to see that nothing is drawn or sent file by file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { progress, waitFor } from '../../support/machine.mjs';

const wanted = Number(process.env['DRYDOCK_MANY_FILES'] ?? 6000);

/** Of a hundred files: how many lie where, and how big each is. */
const shares = { node_modules: [60, 900], data: [22, 700], src: [10, 300], assets: [8, 1200] };

export async function options(context) {
  const scratch = mkdtempSync(join(tmpdir(), 'drydock-huge-'));
  context.close = async () => rmSync(scratch, { recursive: true, force: true });
  for (const [folder, [share, bytes]] of Object.entries(shares)) {
    const text = 'x'.repeat(bytes);
    for (let index = 0; index < (wanted / 100) * share; index++) {
      const part = join(scratch, folder, `part-${Math.floor(index / 100)}`);
      if (index % 100 === 0) mkdirSync(part, { recursive: true });
      writeFileSync(join(part, `file-${index}.js`), text);
    }
  }
  writeFileSync(
    join(scratch, 'Dockerfile'),
    'FROM node:20\nWORKDIR /app\nCOPY package.json ./\nRUN npm ci\nCOPY src ./src\nCOPY . .\nCMD ["node", "src/part-0/file-0.js"]\n',
  );
  writeFileSync(join(scratch, 'package.json'), '{ "name": "shop" }\n');
  writeFileSync(join(scratch, '.dockerignore'), 'node_modules\n');
  return { folder: scratch, move: true, name: 'shop' };
}

const status = window => window.page.locator('[id="drydock.drydock.drydock.context"]');
const page = window => window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

export const tests = {
  'many files: hover and completion answer at once, the status bar says how much it is': async window => {
    await window.openFile('Dockerfile');
    assert.match(await window.hover(4, 2), /RUN/);
    progress(`hover answered; the status bar says “${await shownStatus(window)}”`);
    await window.goTo(7, 1);
    await window.type('EXP');
    assert.ok((await window.completions()).includes('EXPOSE'));
    await window.press('Escape');
    await window.press('Control+Alt+F8');
    progress(`completion answered; the status bar says “${await shownStatus(window)}”`);
    await waitFor('the size', async () => /shop (≥ )?\d.* MB/.test(await shownStatus(window)));
    progress(`the status bar says “${await shownStatus(window)}”`);
    assert.match(await window.hover(6, 6), /\d files?, \d+(\.\d)? [kM]B/);
  },

  'many files: the lens of .dockerignore has the size, the hover of a line what it leaves out': async window => {
    await window.openFile('.dockerignore');
    await window.page
      .locator('.codelens-decoration', { hasText: /MB can be sent/ })
      .first()
      .waitFor();
    assert.match(await window.hover(1, 3), /Leaves out: [\d,]+ files/);
    await window.press('Escape');
  },

  'many files: the map is drawn with a bounded number of tiles, and one click leaves a folder out': async window => {
    await window.openFile('Dockerfile');
    await window.command('Drydock: Explore Build Context');
    const map = page(window);
    await map.getByText('can be sent').waitFor();
    const tiles = await map.locator('.tile, .inner, tr').count();
    assert.ok(tiles > 4 && tiles < 500, `${tiles} tiles and rows`);
    await window.restMouse();
    await window.page.locator('.workbench-hover').waitFor({ state: 'hidden' });
    if (wanted >= 100_000) await window.screenshot('context-map-huge');
    await map.getByLabel('Exclude data').last().click();
    await map.locator('tr.out', { hasText: 'data' }).waitFor();
    assert.equal(readFileSync(join(window.workspace, '.dockerignore'), 'utf8'), 'node_modules\ndata\n');
  },

  'many files: the server’s memory stays bounded': async window => {
    const megabytes = serverMegabytes(window);
    progress(`the language server of a context with ${wanted} files holds ${megabytes} MB`);
    // Some 120 MB are Node and the notes, whatever the context.
    assert.ok(megabytes < 400, `${megabytes} MB`);
  },
};

async function shownStatus(window) {
  return (await status(window).count()) === 0 ? '' : ((await status(window).textContent()) ?? '');
}

/** Resident memory of the language server that this window started. */
function serverMegabytes({ server }) {
  const lines = execFileSync('ps', ['-eo', 'rss=,args='], { encoding: 'utf8' }).split('\n');
  const own = lines.filter(line => line.includes('dist/server.js') && line.includes(server.extensionsFolder));
  assert.equal(own.length, 1, own.join('\n'));
  return Math.round(Number(own[0].trim().split(' ')[0]) / 1024);
}
