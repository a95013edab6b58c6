// "Compare Images" as a person uses it: both are built in the terminal, the report opens as Markdown, and nothing is left behind.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBases } from '../../engine/bases.mjs';
import { root, waitFor } from '../../support/machine.mjs';

export async function options() {
  await ensureBases(['node:20', 'node:20-slim']);
  return {
    folder: join(root, 'samples'),
    name: 'samples',
    settings: { 'drydock.build.extraArguments': ['--network=host'] },
  };
}

export const tests = {
  'Compare Images: the Dockerfile and its multi-stage form, built and started': async window => {
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Compare Images');
    await window.pick(undefined, 'Its multi-stage form');
    await window.pick(undefined, 'Yes');
    const page = window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.getByText('The second image is').waitFor({ timeout: 300_000 });
    const report = (await page.locator('body').textContent()) ?? '';
    assert.match(report, /is \d+ % smaller/);
    assert.match(report, /has the same configuration/);
    assert.match(report, /and starts in the same way/);
    await window.press('Control+Alt+F6');
    await window.screenshot('compare-images');
    await waitFor('the images to be removed', () => docker('images', '--quiet', 'drydock-compare') === '');
    assert.equal(docker('ps', '--all', '--quiet', '--filter', 'name=drydock-compare'), '');
  },
};

function docker(...words) {
  return spawnSync('docker', words, { encoding: 'utf8' }).stdout.trim();
}
