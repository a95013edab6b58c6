// An engine that is installed and does not answer: nothing is started, and the message says how to go on.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { root, waitFor } from '../../support/machine.mjs';

export const options = {
  folder: join(root, 'samples'),
  name: 'samples',
  env: { DOCKER_HOST: 'unix:///nowhere/docker.sock' },
};

export const tests = {
  'a daemon that is down is told before anything is asked, with the command that starts it': async window => {
    await window.openFile('go/Dockerfile');
    await window.command('Drydock: Build Image');
    const text = await waitFor('the message', async () =>
      (await window.notifications()).find(notification => notification.includes('daemon is not running')),
    );
    assert.match(text, /Nothing was run/);
    await window.screenshot('daemon-down');
    await window.notificationButton('Put the Command into a Terminal');
    await window.terminalTextThat('the command, not yet run', found => /systemctl start docker\s*$/.test(found));
  },
};
