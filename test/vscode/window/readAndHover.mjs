import assert from 'node:assert/strict';
import { join } from 'node:path';
import { root } from '../../support/machine.mjs';

export const options = { folder: join(root, 'samples'), name: 'samples' };

export const tests = {
  'a person opens a Dockerfile and reads what FROM does': async window => {
    await window.openFile('node/Dockerfile');
    const text = await window.hover(1, 2);
    assert.match(text, /FROM/);
    await window.screenshot('hover');
  },
};
