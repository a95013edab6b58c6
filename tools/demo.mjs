// `node tools/demo.mjs`: VS Code with Drydock on a copy of samples/. Installs and builds what is missing; uses the machine's
// own VS Code when there is one, else code-server, whose address it prints. `--engine`: also makes a Docker Engine with the
// base images of the samples where none answers (needs root). `--check`: starts, looks whether it answers, and ends.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasProgram, mustRun, progress, root } from '../test/support/machine.mjs';

process.chdir(root);
const check = process.argv.includes('--check');

if (!existsSync('node_modules/esbuild')) {
  progress('npm ci');
  await mustRun('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}
progress('building and packaging the extension');
await mustRun('npm', ['run', '--silent', 'package']);
const vsix = join(root, `drydock-${JSON.parse(readFileSync('package.json', 'utf8')).version}.vsix`);
const folder = mkdtempSync(join(tmpdir(), 'drydock-demo-'));
const samples = join(folder, 'samples');
cpSync('samples', samples, { recursive: true });

let env = {};
if (process.argv.includes('--engine')) {
  const { ensureBases } = await import('../test/engine/bases.mjs');
  const names = ['golang:1.24', 'node:20', 'node:20-slim', 'python:3.13', 'python:3.13-slim', 'debian:trixie-slim'];
  ({ env } = await ensureBases(names));
}

if (hasProgram('code') && !check) {
  // A profile of its own: nothing of the user's settings and extensions is touched.
  const profile = ['--user-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')];
  await mustRun('code', [...profile, '--install-extension', vsix]);
  spawnSync(
    'code',
    [...profile, '--disable-workspace-trust', '--new-window', samples, join(samples, 'node/Dockerfile')],
    {
      stdio: 'inherit',
      env: { ...process.env, ...env },
    },
  );
  console.log(`VS Code is open on ${samples}`);
} else {
  const { ensureVsCode } = await import('../test/vscode/install.mjs');
  const { startCodeServer } = await import('../test/vscode/codeServer.mjs');
  const install = await ensureVsCode({ browser: check });
  const server = await startCodeServer(install, { vsix, env });
  const address = `http://127.0.0.1:${server.port}/?folder=${encodeURIComponent(samples)}`;
  const end = () => {
    server.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
  if (check) {
    console.log((await fetch(address)).status);
    end();
  }
  if (hasProgram('xdg-open') && process.env['DISPLAY']) spawnSync('xdg-open', [address], { stdio: 'ignore' });
  console.log(`\n  Open this address in a browser:\n\n  ${address}\n\n  Ctrl+C ends it.`);
}
