import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import type { ShellcheckAnswer, ShellcheckHost } from '../shell/shellcheck/client.ts';
import { looseDocument } from './documents.ts';
import { LintService } from './lintService.ts';
import { defaultSettings, type Settings } from './settings.ts';

before(() => loadShellForTests());

/** A ShellCheck that cannot be started. */
function deadHost(): ShellcheckHost {
  return {
    post() {},
    onMessage: (listener: (message: ShellcheckAnswer) => void) =>
      queueMicrotask(() => listener({ fatal: 'spawn /nope ENOENT' })),
    onExit() {},
    kill() {},
  };
}

test('a ShellCheck of the user’s that cannot be used is said at the file, while the setting names it', async () => {
  let news: () => void = () => {};
  const lint = (more: Partial<Settings['lint']>): Settings => ({
    ...defaultSettings,
    lint: { ...defaultSettings.lint, ...more },
  });
  let settings = lint({ shellcheck: 'path', shellcheckPath: '/nope' });
  const service = new LintService({
    runtime: {
      files: undefined,
      loadWasm: () => Promise.reject(new Error('none')),
      startShellcheck: deadHost,
      now: () => 0,
    },
    settings: () => settings,
    context: () => undefined,
    log: () => {},
    onNews: () => news(),
  });
  const document = looseDocument('file:///w/Dockerfile', 'FROM alpine:3\nRUN echo $x\n');
  const codes = () => service.result(document).diagnostics.map(({ code }) => code);
  assert.deepEqual(codes(), []);
  await new Promise<void>(done => {
    news = done;
  });
  assert.deepEqual(codes(), ['shellcheck-unavailable']);
  const [diagnostic] = service.result(document).diagnostics;
  assert.match(String(diagnostic!.message), /\(\/nope\) cannot be used: spawn \/nope ENOENT$/);
  assert.deepEqual(service.result(looseDocument('file:///w/b', 'FROM alpine:3\n')).diagnostics, [], 'nothing to check');
  settings = lint({ shellcheck: 'off' });
  assert.deepEqual(codes(), []);
  service.stop();
});
