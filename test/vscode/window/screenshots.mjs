// Pictures for README.md and docs/, each taken where it can also be checked: hover, completion, diagnostics, quick fixes,
// outline, formatting. DRYDOCK_SCREENSHOTS=1 writes them. imageCommands.mjs takes those of build, run, push and conversion.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, waitFor } from '../../support/machine.mjs';

const dockerfile = `# syntax=docker/dockerfile:1
ARG NODE_VERSION=22
FROM node:\${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY src ./src
RUN npm run build

FROM nginx:1.28 AS web
MAINTAINER Ann <ann@example.com>
RUN apt-get update && apt-get install curl \\
    && rm -rf $CACHE/*
COPY --from=build /app/dist /usr/share/nginx/html
ENV API_TOKEN=abc
EXPOSE 80
CMD nginx -g "daemon off;"
`;

export async function options(context) {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-pictures-'));
  context.close = async () => rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, 'samples'), folder, { recursive: true });
  mkdirSync(join(folder, 'shop/src'), { recursive: true });
  for (const name of ['package.json', 'package-lock.json', 'src/index.js'])
    writeFileSync(join(folder, 'shop', name), '{}\n');
  writeFileSync(join(folder, 'shop/web.Dockerfile'), dockerfile);
  return { folder, name: 'samples', size: { width: 1280, height: 760 } };
}

export const tests = {
  'a single stage: the way to a multi-stage build is offered on FROM': async window => {
    await window.openFile('go/Dockerfile');
    // The build context is read meanwhile; before that there is nothing to offer.
    await waitFor('the offer', async () => {
      const titles = await window.quickFixes(1, 2);
      const offered = titles.some(title => /multi-stage/i.test(title));
      if (!offered) await window.press('Escape');
      return offered;
    });
    await picture(window, 'quick-fix-multi-stage');
    await window.press('Escape');
  },

  'the outline shows the stages': async window => {
    await window.openFile('shop/web.Dockerfile');
    await window.command('Explorer: Focus on Outline View');
    const outline = window.page.locator('.outline-pane .monaco-list-row');
    await waitFor('the outline', async () => (await outline.allInnerTexts()).some(text => text.includes('build')));
    await window.restMouse();
    await picture(window, 'outline');
  },

  'hovers: an image, a mount, a command in RUN': async window => {
    assert.match(await window.hover(3, 8), /node/i);
    await picture(window, 'hover-image');
    assert.match(await window.hover(6, 18), /cache/i);
    await picture(window, 'hover-mount');
    assert.match(await window.hover(12, 8), /apt/i);
    await picture(window, 'hover-command');
  },

  'completion: the types of a mount': async window => {
    await window.goTo(8, 5);
    await window.type('--mount=type= ');
    await window.press('ArrowLeft');
    const labels = await window.completions();
    assert.ok(
      labels.some(label => label.includes('secret')),
      labels.join(', '),
    );
    await picture(window, 'completion');
    await window.press('Escape');
    await window.press('Control+Alt+F8');
  },

  'diagnostics: BuildKit’s, hadolint’s and ShellCheck’s, in the Problems view': async window => {
    const found = await waitFor('the problems', async () => {
      const problems = await window.problems();
      return problems.some(problem => /^SC/.test(problem.code?.value ?? problem.code)) ? problems : undefined;
    });
    assert.ok(found.length >= 4, JSON.stringify(found));
    await window.restMouse();
    await picture(window, 'diagnostics');
    await window.press('Control+Alt+F6');
  },

  'quick fixes: what can be done about a problem': async window => {
    const titles = await window.quickFixes(12, 30);
    assert.ok(titles.length > 0);
    await picture(window, 'quick-fix');
    await window.press('Escape');
  },
};

/** Takes the picture when nothing moves or fades any more. */
async function picture(window, name) {
  await window.page.evaluate(() => Promise.allSettled(document.getAnimations().map(animation => animation.finished)));
  await window.screenshot(name);
}
