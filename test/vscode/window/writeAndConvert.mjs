// Writing with completions, and the quick fix that turns a single-stage Dockerfile into a multi-stage one.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { convert, readProjects } from '../../engine/proof.mjs';
import { root, waitFor } from '../../support/machine.mjs';

export const options = { folder: join(root, 'samples'), name: 'samples' };

export const tests = {
  'an instruction is completed and accepted': async window => {
    await window.openFile('python/Dockerfile');
    await window.goTo(11, 1);
    await window.press('End');
    await window.type('\nHEAL');
    const labels = await window.completions();
    assert.ok(labels.includes('HEALTHCHECK'), labels.join());
    await window.acceptCompletion('HEALTHCHECK');
    await window.editorTextThat('the completed instruction', text => /\nHEALTHCHECK/.test(text));
    await window.press('Control+Alt+F8');
  },

  'the quick fix on FROM makes a multi-stage file, the same as the command line does': async window => {
    const [sample] = readProjects(['samples-node']);
    const expected = await convert(sample);
    await window.openFile('node/Dockerfile');
    const titles = await window.quickFixes(1, 2);
    await window.press('Escape');
    const title = titles.find(text => /multi-stage/i.test(text));
    assert.ok(title, titles.join());
    await window.applyQuickFix(1, 2, title);
    const text = await window.editorTextThat('the converted file', now => /AS build/.test(now));
    await window.goTo(1, 1);
    assert.equal(text, expected);
  },

  'a mistake is listed among the problems': async window => {
    await window.openFile('go/Dockerfile');
    await window.goTo(1, 1);
    await window.type('FORM debian\n');
    const problem = await waitFor('the problem', async () =>
      (await window.problems()).find(one => /FORM/i.test(one.message)),
    );
    assert.equal(problem.startLineNumber, 1);
    await window.restMouse();
  },
};
