// A tour of the editor, each stop with a check and a picture for docs/tour.md (DRYDOCK_SCREENSHOTS=1 renews them): hovers, a team's
// notes, completion, rename, references, lenses, call hierarchy, folding, signature help, formatting, heredocs, ignore files.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { waitFor } from '../../support/machine.mjs';

const files = {
  'shop/Dockerfile': `# syntax=docker/dockerfile:1
ARG NODE_VERSION=22
FROM node:\${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY src ./src
RUN npm run build

FROM build AS test
RUN npm test

FROM nginx:1.28 AS web
ARG PORT=8080
ENV HTML=/usr/share/nginx/html
LABEL org.opencontainers.image.source="https://example.com/shop"
COPY --from=build /app/dist $HTML
RUN --mount=type=bind,from=build,source=/app,target=/src cp /src/package.json $HTML/
EXPOSE 5432
STOPSIGNAL SIGQUIT
USER 101
# hadolint ignore=DL3025
CMD nginx -g "daemon off;"
`,
  'shop/package.json': '{ "name": "shop", "scripts": { "build": "vite build" } }\n',
  'shop/package-lock.json': '{ "name": "shop", "lockfileVersion": 3 }\n'.padEnd(40_000),
  'shop/src/index.js': 'console.log(1);\n'.repeat(2000),
  'shop/src/cart.js': 'export {};\n'.repeat(900),
  'shop/assets/film.mp4': ''.padEnd(620_000),
  'shop/assets/logo.svg': '<svg/>'.padEnd(9000),
  'shop/.dockerignore': `# What a build does not need
node_modules
assets/*.mp4
!assets/film.mp4
/dist/
**/.env # secrets
`,
  'heredocs/Dockerfile': `# syntax=docker/dockerfile:1
FROM python:3.14-slim
COPY <<EOF /etc/nginx/conf.d/shop.conf
server { listen 80; root /srv; }
EOF
COPY <<'EOF' /app/settings.json
{ "debug": false, "workers": 4 }
EOF
RUN <<EOF
set -e
apt-get update
apt-get install -y --no-install-recommends curl
rm -rf /var/lib/apt/lists/*
EOF
RUN python3 <<EOF
import json, pathlib
for name in ("a", "b"):
    pathlib.Path(f"/app/{name}.json").write_text(json.dumps({"name": name}))
EOF
CMD ["python3", "-m", "http.server"]
`,
  'untidy/Dockerfile': `from debian:bookworm-slim   as  base
env  LANG=C.UTF-8   TZ=UTC
run apt-get update && apt-get install -y --no-install-recommends \\
  curl \\
  # for the build
  git \\
  && rm -rf /var/lib/apt/lists/*
copy --chown=app:app   a   b  /srv/
cmd [ "sleep" ,"inf" ]
`,
  'missing/Dockerfile': `FROM debian:bookworm-slim
COPY settings.yaml /etc/
COPY dist/app.js /srv/
COPY notes.md /srv/
`,
  'missing/notes.md': 'x\n',
  'missing/dist/app.js': '1\n',
  'missing/.dockerignore': 'dist\n',
  'orders/docker/Dockerfile': 'FROM debian:bookworm-slim\nCOPY main.py /srv/\n',
  'orders/main.py': 'print(1)\n',
  'compose.yaml': 'services:\n  orders:\n    build:\n      context: orders\n      dockerfile: docker/Dockerfile\n',
  'docs/docker.md': `# How we write Dockerfiles

### 1. FROM

Only images of the platform team.

| image | for |
| --- | --- |
| \`node\` | services |
| \`nginx\` | sites |

### 2. COPY

Lock file first, then \`npm ci\`, then the sources.

### The cafeteria

Opens at noon.
`,
};

export async function options(context) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-tour-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  context.close = async () => rmSync(folder, { recursive: true, force: true });
  return {
    folder,
    name: 'tour',
    size: { width: 1280, height: 760 },
    settings: { 'drydock.notes.files': ['docs/*.md'], 'editor.linkedEditing': true },
  };
}

const editorHover = '.monaco-hover:not(.hidden):not(.workbench-hover) .monaco-hover-content';
const shop = files['shop/Dockerfile'];
const status = window => window.page.locator('[id="drydock.drydock.drydock.context"]');

export const tests = {
  'the editor: colours, values behind variables, files behind COPY, lenses above stages': async window => {
    await window.openFile('shop/Dockerfile');
    await window.page.locator('.codelens-decoration', { hasText: 'used by 2 stages' }).first().waitFor();
    await seen(window, '= node:22-bookworm-slim');
    await seen(window, /2 files, 4\d\.\d kB/);
    await window.restMouse();
    await picture(window, 'editor');
  },

  'hovers: every kind of word has an answer of its own': async window => {
    await window.openFile('shop/Dockerfile');
    const at = async (line, word, expected) => {
      const column = shop.split('\n')[line - 1].indexOf(word) + 2;
      assert.match(await window.hover(line, column), expected, `${line}: ${word}`);
    };
    await at(2, 'NODE_VERSION', /22/);
    await at(3, 'bookworm', /Debian 12/);
    await at(5, 'package.json', /path in the build context/);
    await at(6, 'target', /target of a cache mount/);
    await at(6, 'npm ci', /npm/);
    await at(16, 'org.opencontainers', /source/i);
    await at(17, '/app/dist', /A path in build/);
    await at(19, '5432', /PostgreSQL/i);
    await at(20, 'SIGQUIT', /3|quit/i);
    await at(21, '101', /101/);
    await at(22, 'DL3025', /shell form/i);
    await at(23, 'nginx', /nginx/);
    await at(17, '--from', /--from/);
    await at(3, 'build', /Stage build.*Used by FROM in line 10, COPY --from in line 17/s);
    await picture(window, 'hover-stage');
    await at(17, '$HTML', /HTML is \/usr\/share\/nginx\/html here/);
    await picture(window, 'hover-variable');
  },

  'a team’s notes: under the built-in hover, with a link; headings that match nothing are listed': async window => {
    await window.openFile('shop/Dockerfile');
    const text = await window.hover(5, 2);
    assert.match(text, /Lock file first, then npm ci, then the sources/);
    assert.match(text, /docker\.md/);
    await window.page.locator(editorHover).first().hover();
    const note = window.page.locator(editorHover).getByText('Lock file first').first();
    const frame = window.page
      .locator(editorHover)
      .locator('xpath=ancestor::*[contains(@class, "monaco-hover")][1]')
      .first();
    await waitFor('the note in sight', async () => {
      await window.page.mouse.wheel(0, 120);
      const [inner, outer] = [await note.boundingBox(), await frame.boundingBox()];
      return inner.y + inner.height < outer.y + outer.height;
    });
    await picture(window, 'hover-team-note');
    await window.press('Escape');
    await window.command('Drydock: Show Output');
    await waitFor('the heading in the output', async () => {
      const lines = await window.page.locator('.part.panel .view-line').allInnerTexts();
      return lines.some(line => line.replace(/\s+/g, ' ').includes('The cafeteria'));
    });
    await window.press('Control+Alt+F6');
  },

  'Search Notes: the list answers while it is typed': async window => {
    await window.command('Drydock: Search Notes');
    const input = window.page.locator('.quick-input-widget:visible input').first();
    await input.fill('cache mount');
    await waitFor('the notes', async () => (await window.pickRows()).some(row => /type=cache/.test(row)));
    await window.restMouse();
    await picture(window, 'search-notes');
    await window.press('Escape');
  },

  'rename: a stage in every place, a variable with its uses': async window => {
    await window.openFile('shop/Dockerfile');
    await window.goTo(17, 14);
    await window.press('F2');
    const box = window.page.locator('.rename-box input:visible').first();
    await box.waitFor();
    // The box selects the old name a moment after it is there.
    await waitFor('the selected name', () => box.evaluate(input => input.selectionEnd - input.selectionStart === 5));
    await window.type('compile');
    await waitFor('the new name in the box', async () => (await box.inputValue()) === 'compile');
    await picture(window, 'rename');
    await window.press('Enter');
    const text = await window.editorTextThat('the new name', now => /AS compile/.test(now));
    assert.equal(text, renamed('compile'));
    await window.press('Control+Alt+F8');
    await window.editorTextThat('the old text', now => now === shop);
    await window.goTo(15, 6);
    await window.press('F2');
    await box.waitFor();
    await box.fill('SITE');
    await window.press('Enter');
    assert.equal(
      await window.editorTextThat('the new variable', now => /ENV SITE/.test(now)),
      shop.replace('ENV HTML', 'ENV SITE').replaceAll('$HTML', '$SITE'),
    );
    await window.press('Control+Alt+F8');
  },

  'linked editing: what is typed at a stage’s name is typed where it is used': async window => {
    await window.openFile('shop/Dockerfile');
    await window.goTo(3, 47);
    await window.press('End');
    await waitFor('the linked places', () => window.visible('.linked-editing-decoration'));
    await window.type('er');
    assert.equal(
      await window.editorTextThat('both places', now => /FROM builder AS test/.test(now)),
      renamed('builder'),
    );
    await window.press('Escape');
    await window.press('Control+Alt+F8');
  },

  'references: all places of a stage, in the peek view': async window => {
    await window.openFile('shop/Dockerfile');
    await window.goTo(3, 46);
    await window.press('Shift+F12');
    const rows = window.page.locator('.reference-zone-widget .ref-tree .monaco-list-row');
    await waitFor('four places', async () => (await rows.count()) === 4);
    await picture(window, 'references');
    await window.press('Escape');
  },

  'a lens: a click shows who uses the stage': async window => {
    await window.openFile('shop/Dockerfile');
    await window.page.locator('.codelens-decoration a', { hasText: 'used by 2 stages' }).first().click();
    const rows = window.page.locator('.reference-zone-widget .ref-tree .monaco-list-row');
    await waitFor('the places', async () => (await rows.count()) === 3);
    await window.press('Escape');
    await window.page.locator('.reference-zone-widget').waitFor({ state: 'detached' });
  },

  'definition: from --from to the stage, from COPY to the file': async window => {
    await window.openFile('shop/Dockerfile');
    await window.goTo(17, 14);
    await window.press('F12');
    await waitFor('the stage', async () => /Ln 3, Col 4\d/.test(await selection(window)));
    await window.goTo(5, 8);
    await window.press('F12');
    await waitFor('the file', async () => (await activeTab(window)).includes('package.json'));
    await window.press('Control+Alt+F5');
  },

  'folding: a stage is one line': async window => {
    await window.openFile('shop/Dockerfile');
    await window.focusEditor();
    await window.command('Fold All');
    await waitFor('the folds', async () => (await window.page.locator('.codicon-folding-collapsed').count()) >= 3);
    await window.restMouse();
    await picture(window, 'folding');
    await window.command('Unfold All');
  },

  'signature help: the options of a mount; nothing while a command is typed': async window => {
    await window.openFile('shop/Dockerfile');
    await window.goTo(6, 41);
    await window.type(',');
    const box = window.page.locator('.parameter-hints-widget.visible');
    await box.waitFor();
    assert.match(await box.textContent(), /cache mount: target=…, id=…/);
    await window.press('Escape');
    await window.type('sharing=');
    await waitFor('the option', async () => /when two builds write at once/.test(await box.textContent()));
    await picture(window, 'signature-help');
    await window.press('Escape');
    await window.press('Escape');
    await window.press('Control+Alt+F8');
    await window.goTo(8, 1);
    await window.press('End');
    await window.type(' && npm test ');
    assert.equal(await box.count(), 0);
    await window.press('Escape');
    await window.press('Control+Alt+F8');
  },

  'completion: an instruction with its snippets, stages, variables, files, tags, flags of a command': async window => {
    await suggested(window, 'RU', 'RUN apt-get install', 'completion-snippet');
    await suggested(window, 'COPY --from=', 'build', 'completion-stage');
    await suggested(window, 'WORKDIR $', 'HTML', 'completion-variable');
    await suggested(window, 'COPY ', 'src/', 'completion-path');
    await suggested(window, 'FROM python:', '3.14-slim', 'completion-tag');
    await suggested(window, 'RUN apt-get install -', '--no-install-recommends', 'completion-command');
  },

  'what is typed and ended with Enter stays as it was typed': async window => {
    await window.openFile('shop/Dockerfile');
    for (const line of [
      ...['COPY . .', 'COPY a /app', 'EXPOSE 80', 'RUN ls', '# hi', '#'],
      // What another suggestion begins with, holds, or has the letters of.
      ...['WORKDIR app', 'USER app', 'RUN echo b', 'RUN for n in 1; do echo $n; done', 'FROM alpine:3', 'COPY a /srv/'],
    ]) {
      await window.goTo(21, 1);
      await window.press('End');
      await window.type('\n');
      await window.page.keyboard.type(line, { delay: 80 }); // as fast as a person
      await window.press('Enter');
      await window.type('END');
      const text = await window.editorTextThat('the end', now => now.includes('END'));
      assert.equal(text.split('\n')[21], line);
      await window.press('Escape');
      await window.press('Control+Alt+F8');
    }
  },

  'symbols of the workspace': async window => {
    await window.press('Control+t');
    const input = window.page.locator('.quick-input-widget:visible input').first();
    await input.waitFor();
    await input.fill('#web');
    await waitFor('the stage', async () => (await window.pickRows()).some(row => /web/.test(row)));
    await window.press('Escape');
  },

  'formatting: the same Dockerfile, tidy': async window => {
    await window.openFile('untidy/Dockerfile');
    await window.goTo(1, 1);
    await window.restMouse();
    await picture(window, 'format-before');
    await window.command('Format Document');
    // VS Code drops the edits when the cursor moves before they come, and the text is read by selecting all of it.
    const firstLine = window.page.locator('.editor-group-container.active .view-lines').first();
    await waitFor('the tidy first line', async () => /FROM/.test(await firstLine.textContent()));
    const text = await window.editorTextThat('the tidy text', now => now.startsWith('FROM'));
    assert.equal(
      text,
      `FROM debian:bookworm-slim AS base
ENV LANG=C.UTF-8 TZ=UTC
RUN apt-get update && apt-get install -y --no-install-recommends \\
  curl \\
  # for the build
  git \\
  && rm -rf /var/lib/apt/lists/*
COPY --chown=app:app a b /srv/
CMD ["sleep", "inf"]
`,
    );
    await window.goTo(1, 1);
    await picture(window, 'format-after');
    await window.press('Control+Alt+F8');
  },

  'heredocs: coloured by what runs them, with a hint': async window => {
    await window.openFile('heredocs/Dockerfile');
    await seen(window, /RUN <<EOF\s*sh/);
    await window.restMouse();
    await picture(window, 'heredocs');
  },

  'COPY: a source that is not there, and one that the ignore file leaves out': async window => {
    await window.openFile('missing/Dockerfile');
    const found = await waitFor('both problems', async () => {
      const problems = (await window.problems()).filter(({ resource }) => resource.endsWith('missing/Dockerfile'));
      const codes = problems.map(({ code }) => code.value ?? code);
      return codes.includes('copy-source-missing') && codes.some(code => /gnore/.test(code)) ? problems : undefined;
    });
    assert.ok(found.some(({ message }) => message.includes('settings.yaml')));
    await window.restMouse();
    await picture(window, 'copy-problems');
    await window.press('Control+Alt+F6');
  },

  'an ignore file: what each line leaves out, what has no effect, the size of the context': async window => {
    await window.openFile('shop/.dockerignore');
    await window.page.locator('.codelens-decoration', { hasText: 'can be sent' }).first().waitFor();
    const codes = await waitFor('the problems', async () => {
      const found = (await window.problems()).filter(({ resource }) => resource.endsWith('shop/.dockerignore'));
      return found.length >= 2 ? found.map(({ code }) => code.value ?? code) : undefined;
    });
    assert.ok(codes.includes('overridden') && codes.includes('inline-comment'), codes.join());
    await window.press('Control+Alt+F6');
    assert.match(await window.hover(3, 4), /film\.mp4|1 file/);
    await picture(window, 'dockerignore');
    await window.goTo(2, 1);
    await window.press('End');
    await window.type('\nassets/');
    const labels = await window.completions();
    assert.ok(labels.includes('assets/logo.svg'), labels.join());
    await window.press('Escape');
    await window.press('Control+Alt+F8');
    await window.page.locator('.codelens-decoration a', { hasText: 'can be sent' }).first().click();
    await waitFor('the map', async () => (await activeTab(window)).includes('Build Context'));
  },

  'the status bar: the folder that a Compose file names': async window => {
    await window.openFile('orders/docker/Dockerfile');
    await waitFor('the folder', async () => /orders \d/.test((await status(window).textContent()) ?? ''));
    await status(window).hover();
    await window.page.locator('.monaco-hover', { hasText: 'Compose file' }).first().waitFor();
    await window.restMouse();
    const problems = await window.problems();
    assert.deepEqual(
      problems.filter(({ resource }) => resource.endsWith('orders/docker/Dockerfile')),
      [],
    );
    await window.press('Control+Alt+F6');
  },

  'call hierarchy: which stages need a stage': async window => {
    await window.openFile('shop/Dockerfile');
    await window.goTo(3, 46);
    await window.command('Calls: Show Call Hierarchy');
    await window.page.locator('.part.sidebar .monaco-list-row', { hasText: 'FROM nginx:1.28' }).first().waitFor();
    await window.restMouse();
    await picture(window, 'call-hierarchy');
    await window.press('Escape');
    await window.command('View: Show Explorer');
  },

  'the context’s map in a light and in a high-contrast theme': async window => {
    await window.openFile('shop/Dockerfile');
    await window.command('Drydock: Explore Build Context');
    const map = window.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await map.getByText('can be sent').first().waitFor();
    for (const [theme, kind, name] of [
      ['Light Modern', 'vscode-light', 'context-map-light'],
      ['Dark High Contrast', 'vscode-high-contrast', 'context-map-contrast'],
      ['Dark Modern', 'vscode-dark', undefined],
    ]) {
      await window.command('Preferences: Color Theme');
      await window.pick(theme, theme);
      await map.locator(`body.${kind}`).waitFor({ timeout: 60_000 });
      await window.restMouse();
      if (name) await picture(window, name);
    }
  },
};

/** The text once the stage `build` has another name. */
function renamed(name) {
  return shop
    .replace('AS build', `AS ${name}`)
    .replace('FROM build', `FROM ${name}`)
    .replaceAll('from=build', `from=${name}`);
}

/** Types a line into the last stage, finds the label among the suggestions, and takes the text back. */
async function suggested(window, text, label, pictureName) {
  await window.openFile('shop/Dockerfile');
  await window.goTo(21, 1);
  await window.press('End');
  await window.type(`\n${text}`);
  const rows = window.page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  await waitFor(`${label} behind ${text}`, async () => {
    const labels = await rows.allInnerTexts();
    if (labels.includes(label)) return true;
    await window.press('Control+Space');
    return false;
  });
  await picture(window, pictureName);
  await window.press('Escape');
  await window.press('Escape');
  await window.press('Control+Alt+F8');
}

async function selection(window) {
  return (await window.page.locator('#status\\.editor\\.selection').textContent()) ?? '';
}

async function activeTab(window) {
  return window.page.locator('.editor-group-container.active .tab.active').first().textContent();
}

/** The text, in the editor's lines with what is shown between their words. */
function seen(window, text) {
  return waitFor(`“${text}” in the editor`, async () => {
    const lines = await window.page.locator('.editor-group-container.active .view-line').allInnerTexts();
    return lines.some(line => {
      const plain = line.replace(/\u00a0/g, ' ');
      return text instanceof RegExp ? text.test(plain) : plain.includes(text);
    });
  });
}

/** Takes the picture when nothing moves or fades any more. */
async function picture(window, name) {
  await window.page.evaluate(() => Promise.allSettled(document.getAnimations().map(animation => animation.finished)));
  await window.screenshot(name);
}
