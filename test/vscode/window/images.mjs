// Images that an engine or a registry names when the user asks: in the list of suggestions, and as a digest behind a name. The
// registries are real ones on this machine, one for everybody and one with a password.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRegistry } from '../../engine/registry.mjs';
import { waitFor } from '../../support/machine.mjs';

const local = `drydock-images-${process.pid}`;
const base = 'debian:bookworm-slim';

export async function options(context) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-images-'));
  context.open = await startRegistry({ anonymous: true });
  context.closed = await startRegistry();
  context.repository = `${context.open.address}/drydock-images/base`;
  const names = ['1.0', '1.1', '2.0-rc1', 'latest'].map(tag => `${context.repository}:${tag}`);
  for (const name of [`${local}:1.0`, ...names]) mustDocker('tag', base, name);
  for (const name of names) mustDocker('push', '--quiet', name);
  writeFileSync(join(folder, 'Dockerfile'), `FROM ${local.slice(0, 10)}\nRUN true\n`);
  writeFileSync(join(folder, 'tags.Dockerfile'), `FROM ${context.repository} AS base\nCMD ["true"]\n`);
  writeFileSync(
    join(folder, 'copy.Dockerfile'),
    `FROM scratch\nCOPY --from=${context.repository}:1.0 /etc/os-release /\n`,
  );
  writeFileSync(join(folder, 'latest.Dockerfile'), `FROM ${context.repository}:latest\n`);
  writeFileSync(join(folder, 'closed.Dockerfile'), `FROM ${context.closed.address}/team/app\n`);
  context.close = async () => {
    docker('rmi', '--force', `${local}:1.0`, ...names);
    context.open.stop();
    context.closed.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { folder, name: 'shop' };
}

export const tests = {
  'Completion: a registry is asked for the tags of the image that is being typed': async (window, { repository }) => {
    await window.openFile('tags.Dockerfile');
    await window.goTo(1, 6 + repository.length);
    await window.completions();
    await choose(window, `Look up the tags of ${repository}…`);
    await suggested(window, '2.0-rc1');
    const labels = await window.page.locator('.suggest-widget.visible .monaco-list-row .label-name').allInnerTexts();
    assert.deepEqual(labels.slice(0, 4), ['1.1', '1.0', 'latest', '2.0-rc1']);
    await window.screenshot('completion-registry-tags');
    await window.acceptCompletion('1.1');
    const text = await window.editorTextThat('the tag', found => found.includes(':1.1'));
    assert.equal(text, `FROM ${repository}:1.1 AS base\nCMD ["true"]\n`);
  },

  'Pin Image to Its Digest: from the registry, a reference that the engine builds from': async (
    window,
    { repository },
  ) => {
    await window.openFile('tags.Dockerfile');
    await window.applyQuickFix(1, 8, `Pin ${repository}:1.1 to its digest…`);
    const rows = await window.pickRows();
    assert.match(rows[0] ?? '', /The registry/);
    await window.pick(undefined, 'What the tag stands for now');
    const text = await window.editorTextThat('the digest', found => /@sha256:[0-9a-f]{64} AS base/.test(found));
    const [, image] = /^FROM (\S+) AS base\n/.exec(text) ?? [];
    assert.ok(image?.startsWith(`${repository}:1.1@sha256:`), text);
    mustDocker('pull', '--quiet', image);
    const built = docker('build', '--quiet', '--tag', `${local}:built`, '-', { input: text });
    assert.equal(built.status, 0, built.stderr);
    docker('rmi', '--force', `${local}:built`);
    await window.press('Control+Alt+F8');
  },

  'Completion: the images of this machine come when they are asked for, and one is accepted': async window => {
    await window.openFile('Dockerfile');
    await window.goTo(1, 16);
    const labels = await window.completions();
    assert.ok(!labels.includes(`${local}:1.0`), labels.join());
    await choose(window, 'Show the images of this machine…');
    await suggested(window, `${local}:1.0`);
    await window.screenshot('completion-machine-images');
    await window.acceptCompletion(`${local}:1.0`);
    const text = await window.editorTextThat('the image', found => found.includes(`${local}:1.0`));
    assert.equal(text, `FROM ${local}:1.0\nRUN true\n`);
    await window.press('Control+Alt+F8');
  },

  'Pin Image to Its Digest: from the palette and the images of this machine, in COPY --from': async (
    window,
    { repository },
  ) => {
    await window.openFile('copy.Dockerfile');
    await window.goTo(2, 20);
    await window.command('Drydock: Pin Image to Its Digest');
    await window.pick(undefined, 'What was pulled or pushed here last');
    const text = await window.editorTextThat('the digest', found => /@sha256:[0-9a-f]{64} /.test(found));
    const digest = /@(sha256:\w+)/.exec(text)?.[1];
    const known = mustDocker('image', 'inspect', '--format', '{{json .RepoDigests}}', `${repository}:1.0`).stdout;
    assert.ok(known.includes(`${repository}@${digest}`), known);
    await window.press('Control+Alt+F8');
    await window.applyQuickFix(2, 20, /^Pin \S+:1\.0 to its digest \(sha256:/);
    assert.equal(await window.editorTextThat('the digest again', found => /@sha256:[0-9a-f]{64} /.test(found)), text);
    await window.press('Control+Alt+F8');
  },

  'Choose a tag: the light bulb on latest opens the tags of the registry in its place': async (
    window,
    { repository },
  ) => {
    await window.openFile('latest.Dockerfile');
    await window.applyQuickFix(1, 2, `Choose a tag of ${repository}…`);
    await suggested(window, '1.0');
    await window.acceptCompletion('1.0');
    const text = await window.editorTextThat('the tag', found => found.includes(':1.0'));
    assert.equal(text, `FROM ${repository}:1.0\n`);
    await window.press('Control+Alt+F8');
  },

  'Look Up Tags of an Image: a registry that wants a log-in says so': async (window, { closed }) => {
    await window.openFile('closed.Dockerfile');
    await window.goTo(1, 10);
    await window.command('Drydock: Look Up Tags of an Image');
    await waitFor('the message', async () =>
      (await window.notifications()).some(text =>
        text.includes(`${closed.address} wants a log-in, and Drydock asks without one.`),
      ),
    );
    await window.press('Control+Alt+F7');
  },
};

/** Takes a suggestion whose command opens the list again. */
async function choose(window, label) {
  const row = window.page
    .locator('.suggest-widget.visible .monaco-list-row', { has: window.page.getByText(label, { exact: true }) })
    .first();
  // It is the last one: the list may have to be moved to it.
  await waitFor(`the suggestion “${label}”`, async () => {
    if ((await row.count()) > 0) return true;
    await window.press('ArrowUp');
    return false;
  });
  await row.click();
}

function suggested(window, label) {
  return window.page
    .locator('.suggest-widget.visible .monaco-list-row', { has: window.page.getByText(label, { exact: true }) })
    .first()
    .waitFor({ timeout: 60000 });
}

function docker(...words) {
  const options = typeof words.at(-1) === 'object' ? words.pop() : {};
  return spawnSync('docker', words, { encoding: 'utf8', ...options });
}

function mustDocker(...words) {
  const run = docker(...words);
  assert.equal(run.status, 0, `docker ${words.join(' ')}: ${run.stderr}`);
  return run;
}
