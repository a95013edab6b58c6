// What a person does all day, in a workspace of two folders: types, pastes, edits in several places, undoes, saves, opens old versions,
// silences rules. Each test leaves the file as it was.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitFor } from '../../support/machine.mjs';

const shop = `# syntax=docker/dockerfile:1
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json ./
RUN npm ci && echo "$HOME"
COPY src ./src

FROM debian:bookworm-slim AS web
RUN apt-get update && apt-get install curl \\
    && rm -rf /var/lib/apt/lists/*
RUN cd /tmp && rm -rf $CACHE/*
COPY --from=build /app /srv
USER 101
CMD ["node", "/srv/index.js"]
`;
const go = `FROM golang:1.24
WORKDIR /app
COPY . .
RUN CGO_ENABLED=0 go build -o shop .
EXPOSE 8080
CMD ["./shop"]
`;
const old = shop.replace('node:22', 'node:20').replace('USER 101\n', '');

const files = {
  'all.code-workspace': JSON.stringify({ folders: [{ path: 'shop' }, { path: 'tools' }], settings: {} }),
  'shop/Dockerfile': old,
  'shop/package.json': '{ "name": "shop" }\n',
  'shop/src/index.js': 'console.log(1);\n',
  'tools/Dockerfile': go,
  'tools/go.mod': 'module example.com/shop\n\ngo 1.24\n',
  'tools/main.go': 'package main\n\nfunc main() { println("hello") }\n',
  'tools/save.Dockerfile': 'FROM alpine:3.20\nRUN apk add curl\nRUN apk add git\nUSER 1\n',
  'tools/rule.Dockerfile': 'FROM alpine:3.20\nRUN apk add curl\nUSER 1\n',
  'tools/ignored/Dockerfile': 'FROM alpine:3.20\nCOPY settings.json /etc/app/\nUSER 1\n',
  'tools/ignored/.dockerignore': '*.json\n',
  'tools/ignored/settings.json': '{}\n',
  'tools/ignored/notes.json': '{}\n',
};

export async function options(context) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-everyday-'));
  context.close = async () => rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const git = (...args) =>
    spawnSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.com', ...args], { cwd: join(folder, 'shop') });
  for (const args of [
    ['init', '--quiet'],
    ['add', '.'],
    ['commit', '--quiet', '--message', 'first'],
  ])
    git(...args);
  writeFileSync(join(folder, 'shop/Dockerfile'), shop);
  return {
    folder,
    name: 'everyday',
    workspaceFile: 'all.code-workspace',
    size: { width: 1280, height: 760 },
    settings: {
      'editor.formatOnType': true,
      'editor.formatOnPaste': true,
      'editor.codeActionsOnSave': { 'source.fixAll': 'explicit' },
    },
  };
}

export const tests = {
  'colours: right after typing in the middle they are those of a file that was just opened': async window => {
    await window.openFile('shop/Dockerfile');
    await settled(window);
    await window.goTo(9, 22);
    await window.type(' && echo "$PATH"');
    await window.press('Escape');
    await window.goTo(2, 36);
    await window.type('\nARG X=1');
    await window.press('Escape');
    await window.goTo(1, 1);
    const typed = await settled(window);
    writeFileSync(join(window.workspace, 'shop/other.Dockerfile'), await window.editorText());
    await window.press('Control+Alt+F8');
    await window.openFile('shop/other.Dockerfile');
    await window.goTo(1, 1);
    const fresh = await settled(window);
    assert.deepEqual(typed, fresh);
    await window.press('Control+Alt+F5');
  },

  'while a person types, no lens and no mark of another line goes out': async window => {
    await window.openFile('shop/Dockerfile');
    const marks = '.editor-group-container.active .monaco-editor .squiggly-warning';
    const lenses = '.editor-group-container.active .codelens-decoration';
    const before = await waitFor('ShellCheck’s marks and the lenses', async () => {
      const found = {
        marks: await window.page.locator(marks).count(),
        lenses: await window.page.locator(lenses).count(),
      };
      const codes = (await window.problems()).map(({ code }) => code?.value ?? code);
      return codes.includes('SC2115') && found.lenses >= 2 ? found : undefined;
    });
    await window.press('Control+Alt+F6');
    await window.goTo(13, 9);
    await window.page.evaluate(
      ([marks, lenses]) => {
        const least = { marks: Infinity, lenses: Infinity };
        const look = () => {
          least.marks = Math.min(least.marks, document.querySelectorAll(marks).length);
          least.lenses = Math.min(least.lenses, document.querySelectorAll(lenses).length);
          least.frame = requestAnimationFrame(look);
        };
        look();
        window.least = least;
      },
      [marks, lenses],
    );
    await window.page.keyboard.type('\nRUN echo one && echo two', { delay: 100 });
    await settled(window);
    const least = await window.page.evaluate(() => {
      cancelAnimationFrame(window.least.frame);
      return window.least;
    });
    assert.ok(least.lenses >= before.lenses && least.marks >= before.marks, JSON.stringify({ before, least }));
    await window.press('Escape');
    await window.press('Control+Alt+F8');
  },

  'Enter: a line is formatted when it is left; behind the last continued line the next one begins at the margin':
    async window => {
      await window.openFile('tools/save.Dockerfile');
      await window.goTo(4, 7);
      await window.page.keyboard.type('\nrun   ls  && \\', { delay: 60 });
      await window.press('Escape');
      await window.page.keyboard.type('\necho b', { delay: 60 });
      await window.press('Escape');
      await window.page.keyboard.type('\nexpose   80', { delay: 60 });
      await window.press('Escape');
      await window.press('Enter');
      const text = await window.editorTextThat('the formatted line', now => /EXPOSE/.test(now));
      assert.equal(text, `${files['tools/save.Dockerfile'].trimEnd()}\nrun   ls  && \\\n    echo b\nEXPOSE 80\n\n`);
      await window.press('Control+Alt+F8');
    },

  'a paste is formatted, and read as it stands in the file': async window => {
    await window.openFile('tools/save.Dockerfile');
    await window.goTo(4, 7);
    await window.page.evaluate(text => navigator.clipboard.writeText(text), '\nrun   ls  $HOME\nFORM x\n');
    await window.press('Control+v');
    const problem = await waitFor('the problem', async () =>
      (await window.problems()).find(one => /FORM/.test(one.message)),
    );
    assert.equal(problem.startLineNumber, 6);
    await window.press('Control+Alt+F6');
    await window.editorTextThat('the formatted paste', now => now.includes('\nRUN ls  $HOME\n'));
    await window.press('Control+Alt+F8');
  },

  'saving makes the safe fixes, and one undo takes them back': async window => {
    const before = files['tools/save.Dockerfile'];
    await window.openFile('tools/save.Dockerfile');
    await window.goTo(1, 17);
    await window.type(' ');
    await window.press('Control+s');
    const saved = await window.editorTextThat('the fixes', now => /--no-cache git/.test(now));
    assert.equal(saved, before.replace('3.20', '3.20 ').replaceAll('apk add', 'apk add --no-cache'));
    await waitFor('the file', () => readFileSync(join(window.workspace, 'tools/save.Dockerfile'), 'utf8') === saved);
    await window.press('Control+z');
    assert.equal(await window.editorText(), before.replace('3.20', '3.20 '));
    await window.press('Control+Alt+F8');
  },

  'one undo takes back a quick fix, a conversion of the light bulb and one of the preview': async window => {
    await window.openFile('shop/Dockerfile');
    await window.applyQuickFix(9, 34, 'Add -y to apt-get install');
    await window.editorTextThat('the fix', now => /install -y curl/.test(now));
    await window.press('Control+z');
    assert.equal(await window.editorText(), shop);
    await window.openFile('tools/Dockerfile');
    await waitFor('the variants', async () => {
      const found = await window.quickFixes(1, 2);
      if (found.some(title => /multi-stage build: scratch/.test(title))) return true;
      await window.press('Escape');
      return false;
    });
    await window.restMouse();
    await picture(window, 'conversion-variants');
    await window.press('Escape');
    await window.applyQuickFix(1, 2, /multi-stage build: scratch/);
    await window.editorTextThat('the conversion', now => /\nFROM scratch\nCOPY --from=build/.test(now));
    await window.press('Control+z');
    assert.equal(await window.editorText(), go);
    await window.applyQuickFix(1, 2, /multi-stage build: preview/);
    await window.page.waitForSelector('.monaco-diff-editor', { timeout: 90_000 });
    await window.notificationButton('Apply');
    await window.page.waitForSelector('.monaco-diff-editor', { state: 'detached', timeout: 90_000 });
    await window.editorTextThat('the conversion', now => /AS build/.test(now));
    await window.press('Control+z');
    assert.equal(await window.editorText(), go);
    await window.press('Control+Alt+F8');
  },

  'Git: an old version beside the new one has hovers and colours; problems are listed for the new one only':
    async window => {
      await window.openFile('shop/Dockerfile');
      await waitFor('the changes', async () => {
        await window.command('Git: Open Changes');
        return window.page.waitForSelector('.monaco-diff-editor', { timeout: 5000 });
      });
      const old = window.page.locator('.monaco-diff-editor .editor.original');
      await waitFor('the hover on the old version', async () => {
        await window.restMouse();
        await old.getByText('node:20-bookworm-slim').first().hover();
        return window.page
          .locator('.monaco-hover:not(.hidden) .monaco-hover-content', { hasText: 'Debian 12' })
          .first()
          .waitFor({ timeout: 3000 })
          .then(() => true);
      });
      await window.restMouse();
      const problems = await window.problems();
      assert.ok(problems.length > 0);
      assert.deepEqual(
        [...new Set(problems.map(({ resource }) => resource))],
        [join(window.workspace, 'shop/Dockerfile')],
      );
      await window.press('Control+Alt+F6');
      await window.press('Control+Alt+F5');
    },

  'a file that is not saved yet is a Dockerfile like any other': async window => {
    await window.command('Create: New File...');
    await window.pick('Text File', 'Text File');
    await window.page.waitForSelector('.editor-group-container.active .monaco-editor.focused', { timeout: 90_000 });
    await window.type('FROM alpine:3\nRUN apk add curl\n');
    await window.command('Change Language Mode');
    await window.pick('Dockerfile', 'Dockerfile');
    await window.applyQuickFix(2, 6, 'Add --no-cache to apk add');
    assert.equal(await window.editorText(), 'FROM alpine:3\nRUN apk add --no-cache curl\n');
    assert.match(await window.hover(1, 8), /Alpine Linux/);
    await window.press('Control+z');
    await window.press('Control+z');
    await window.press('Control+Alt+F5');
    const dialog = window.page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Don' });
    if (await dialog.isVisible()) await dialog.click();
  },

  'the light bulb on a COPY of an ignored file lets the file in, and the mark goes': async window => {
    const ignoreFile = join(window.workspace, 'tools/ignored/.dockerignore');
    const marks = async () => (await window.problems()).filter(({ resource }) => /ignored.Dockerfile$/.test(resource));
    await window.openFile('tools/ignored/Dockerfile');
    await waitFor('the mark', async () => (await marks()).some(({ message }) => /dockerignore/.test(message)));
    await window.applyQuickFix(2, 8, 'Add “!settings.json” to .dockerignore');
    await window.openFile('tools/ignored/.dockerignore');
    await window.editorTextThat('the line', text => text === '*.json\n!settings.json\n');
    // A build reads the file on the disk: the mark stays until it is saved.
    assert.equal((await marks()).length, 1);
    await window.press('Control+s');
    await waitFor('the saved line', () => readFileSync(ignoreFile, 'utf8') === '*.json\n!settings.json\n');
    await waitFor('no mark', async () => (await marks()).length === 0);
    await window.press('Control+Alt+F6');
  },

  'a rule is silenced in its line and in its file, read about, and switched off': async window => {
    await window.openFile('tools/rule.Dockerfile');
    await window.applyQuickFix(2, 6, 'Ignore DL3019 for this instruction');
    assert.match(await window.editorText(), /\n# hadolint ignore=DL3019\nRUN apk add curl\n/);
    await window.press('Control+z');
    await window.applyQuickFix(2, 6, 'Ignore DL3019 in this file');
    assert.match(await window.editorText(), /^# hadolint global ignore=DL3019\nFROM/);
    await window.press('Control+z');
    await window.applyQuickFix(2, 6, 'Open the page of DL3019');
    const page = window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await page.getByText('DL3019').first().waitFor({ timeout: 90_000 });
    await window.restMouse();
    await picture(window, 'rule-page');
    await window.openFile('tools/rule.Dockerfile');
    await window.applyQuickFix(2, 6, 'Turn DL3019 off');
    await waitFor('the setting', () =>
      /"DL3019": "off"/.test(readFileSync(join(window.workspace, 'all.code-workspace'), 'utf8')),
    );
    await waitFor('no problem', async () => !(await window.problems()).some(({ resource }) => /rule/.test(resource)));
    await window.press('Control+Alt+F6');
  },
};

/** The text and colour of each run of characters on the screen, line by line. */
async function coloured(window) {
  return window.page
    .locator('.editor-group-container.active .monaco-editor .view-lines')
    .first()
    .evaluate(lines =>
      [...lines.querySelectorAll('.view-line')]
        .sort((a, b) => a.offsetTop - b.offsetTop)
        .map(line =>
          [...line.querySelectorAll('span > span')]
            .map(span => `${span.textContent.replaceAll('\u00a0', ' ')} ${getComputedStyle(span).color}`)
            .join('|'),
        ),
    );
}

/** The colours once they stand still. */
async function settled(window) {
  let last = '';
  let same = 0;
  return waitFor('still colours', async () => {
    const now = await coloured(window);
    same = JSON.stringify(now) === last ? same + 1 : 0;
    last = JSON.stringify(now);
    return same >= 4 ? now : undefined;
  });
}

/** Takes the picture when nothing moves or fades any more. */
async function picture(window, name) {
  await window.page.evaluate(() => Promise.allSettled(document.getAnimations().map(animation => animation.finished)));
  await window.screenshot(name);
}
