// Build, run and push as a person does it: from the palette of an opened Dockerfile, with a name that is refused at first,
// a registry that wants a password, and a look at what comes after each step.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startRegistry } from '../../engine/registry.mjs';
import { httpGet, root, waitFor } from '../../support/machine.mjs';

// In pictures a name that a person would give.
const name = process.env['DRYDOCK_SCREENSHOTS'] === '1' ? 'forecast' : `drydock-window-${process.pid}`;

export async function options(context) {
  context.registry = await startRegistry();
  context.close = async () => {
    context.registry.stop();
    docker('rm', '--force', name);
    docker('rmi', '--force', `${name}:1.0`, `${context.registry.address}/acme/${name}:1.0`);
    docker('logout', context.registry.address);
  };
  return {
    folder: join(root, 'samples'),
    name: 'samples',
    settings: { 'drydock.build.extraArguments': ['--network=host'] },
  };
}

export const tests = {
  'Build Image: a bad name is explained while it is typed, a good one is built in the terminal': async window => {
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Build Image');
    const rows = await window.pickRows();
    assert.match(rows[0] ?? '', /docker build --file Dockerfile --tag samples-node:latest --network=host \./);
    await picture(window, 'build');
    await typeIntoPick(window, 'My App', ([first]) => /no blanks/.test(first));
    await picture(window, 'build-bad-name');
    await window.press('Enter'); // must do nothing
    await typeIntoPick(window, `${name}:1.0`, ([first]) => first.startsWith(`${name}:1.0`));
    await window.press('Enter');
    await window.terminalTextThat('the build', text => /naming to docker\.io/.test(text), 300);
    assert.equal(docker('image', 'inspect', `${name}:1.0`).status, 0);
    await waitFor('the offer to run', async () =>
      (await window.notifications()).some(text => text.includes(`Built ${name}:1.0.`)),
    );
    await picture(window, 'built');
  },

  'Run Image: offered after the build, publishes the exposed port and answers there': async window => {
    await window.notificationButton('Run');
    const rows = await window.pickRows();
    assert.match(
      rows[0] ?? '',
      new RegExp(
        `docker run --rm --interactive --tty --name ${name} --publish 127\\.0\\.0\\.1:\\d+:3000 ${name}:1\\.0`,
      ),
    );
    await picture(window, 'run');
    const port = /:(\d+):3000/.exec(rows[0] ?? '')?.[1];
    await window.press('Enter');
    const answer = await waitFor('the container to answer', async () => {
      try {
        return (await httpGet(`http://127.0.0.1:${port}/`)).body;
      } catch {
        return undefined;
      }
    });
    assert.ok(answer.length > 0);
    await waitFor('what can be done with it', async () =>
      (await window.notifications()).some(text => text.includes(`localhost:${port}`)),
    );
    await picture(window, 'running');
    await window.notificationButton('Stop');
    await waitFor(
      'the container to end',
      async () => docker('ps', '--quiet', '--filter', `name=^/${name}$`).stdout === '',
    );
    await window.press('Control+Alt+F7');
  },

  'Push Image: asks where to, shows the destination, logs in with the engine’s own prompt and pushes again': async (
    window,
    context,
  ) => {
    const { registry } = context;
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Push Image');
    const destination = `${registry.address}/acme/${name}:1.0`;
    await typeIntoPick(window, `${registry.address}/acme`, ([first]) => first.startsWith(destination));
    await picture(window, 'push');
    await window.press('Enter');
    const dialog = window.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ timeout: 60000 });
    assert.ok((await dialog.textContent()).includes(`Push to ${registry.address}/acme/${name}:1.0?`));
    await picture(window, 'push-destination');
    await dialog.locator('.monaco-button', { hasText: 'Push' }).click();
    await waitFor('the refusal', async () =>
      (await window.notifications()).some(text => text.includes('refused the push')),
    );
    await picture(window, 'push-refused');
    await window.notificationButton('Log In and Push');
    await window.terminalTextThat('the prompt for the name', text => /Username:\s*$/.test(text));
    await window.type(registry.user);
    await window.press('Enter');
    await window.terminalTextThat('the prompt for the password', text => /Password:\s*$/.test(text));
    await window.type(registry.password);
    await window.press('Enter');
    await waitFor('the push', async () => (await window.notifications()).some(text => text.includes('Pushed ')));
    assert.deepEqual(await registry.tags(`acme/${name}`), ['1.0']);
    assert.ok(!(await window.terminalText()).includes(registry.password));
    await picture(window, 'pushed');
    await window.press('Control+Alt+F7');
  },

  'Search Notes: what is typed finds a note, which opens as Markdown': async window => {
    await window.command('Drydock: Search Notes');
    await typeIntoPick(window, 'multi-stage', rows => rows.some(text => /multi-stage/i.test(text)));
    await window.press('Enter');
    await waitFor(
      'the preview',
      async () => (await window.page.locator('.tab.active', { hasText: 'Preview' }).count()) > 0,
    );
    await picture(window, 'note');
    await window.closeTab('Preview');
  },

  'Convert to Multi-Stage Build: shown beside the original, then applied': async window => {
    await window.openFile('node/Dockerfile');
    await window.command('Drydock: Convert to Multi-Stage Build');
    const { page } = window;
    await page.waitForSelector('.monaco-diff-editor', { timeout: 60000 });
    await window.press('Control+Alt+F6');
    await waitFor('the offer to apply it', async () =>
      (await window.notifications()).some(text => text.includes('Apply') || text.includes('Convert')),
    );
    await picture(window, 'conversion-preview');
    await window.notificationButton('Apply');
    await page.waitForSelector('.monaco-diff-editor', { state: 'detached', timeout: 60000 });
    const text = await window.editorTextThat('two stages', found => /AS build/.test(found));
    assert.equal(text.match(/^FROM /gm)?.length, 2);
    await window.goTo(1, 1);
    await picture(window, 'conversion-applied');
  },
};

/** The mouse rests where it was clicked last, and would show a tooltip there. */
async function picture(window, pictureName) {
  await window.restMouse();
  await window.screenshot(pictureName);
}

/** Fills the quick pick's box and waits until its list passes the check; returns the rows' texts. */
async function typeIntoPick(window, text, check) {
  const input = window.page.locator('.quick-input-widget:visible input').first();
  await input.waitFor({ timeout: 60000 });
  await input.fill(text);
  return waitFor(`the list for “${text}”`, async () => {
    const rows = await window.pickRows();
    return check(rows) ? rows : undefined;
  });
}

function docker(...words) {
  return spawnSync('docker', words, { encoding: 'utf8' });
}
