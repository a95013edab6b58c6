// The language server in a real Emacs with Eglot, another client than VS Code's: no snippets, no commands of ours, no disabled actions.
import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, hasProgram, mustRun, root } from '../support/machine.mjs';

/** Runs emacs.el on the Go sample and looks at each step; throws with what Emacs printed when something is missing. */
export async function proveEmacs() {
  if (!hasProgram('emacs')) await aptInstall(['emacs-nox', 'elpa-eglot'], () => !hasProgram('emacs'));
  const folder = mkdtempSync(join(tmpdir(), 'drydock-emacs-'));
  try {
    mkdirSync(join(folder, 'bin'));
    const server = join(root, 'dist/languageServer.js');
    chmodSync(server, 0o755);
    symlinkSync(server, join(folder, 'bin/drydock-language-server'));
    cpSync(join(root, 'samples/go'), join(folder, 'go'), { recursive: true });
    const { stdout } = await mustRun('emacs', ['--batch', '-l', join(root, 'test/editors/emacs.el')], {
      cwd: join(folder, 'go'),
      env: { ...process.env, HOME: folder, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
      limit: 240,
    });
    const steps = Object.fromEntries(
      stdout
        .split('\n')
        .filter(line => line.startsWith('{"step"'))
        .map(line => JSON.parse(line))
        .map(({ step, value }) => [step, value]),
    );
    assert.ok(
      steps.diagnostics?.some(text => /go mod|install/i.test(text)),
      stdout,
    );
    assert.match(steps.hover, /build stage/);
    assert.ok(steps.actions.some(title => /multi-stage/.test(title)));
    assert.match(steps.converted, /^FROM golang:\S+ AS build\n[\s\S]+COPY --from=build /);
    assert.match(steps['renamed and formatted'], /^ARG X=1\nFROM golang:\S+ AS compile\n[\s\S]+COPY --from=compile /);
    assert.doesNotMatch(steps['renamed and formatted'], /from=build/);
    for (const type of ['bind', 'cache', 'secret', 'ssh', 'tmpfs']) assert.ok(steps.completion.includes(type), type);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await proveEmacs();
  console.log('ok - Emacs');
}
