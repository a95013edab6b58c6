// Unit tests: every *.test.ts under server/, client/ and test/unit is bundled by esbuild (shared chunks, so that each
// module is loaded once) and run by node:test. `node tools/test.mjs lint/rules` runs only the files whose path contains that text.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const filters = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const options = process.argv.slice(2).filter(argument => argument.startsWith('--'));

/** All *.test.ts files below the folder, sorted. */
function testFilesBelow(folder) {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return testFilesBelow(path);
    return name.endsWith('.test.ts') ? [path] : [];
  });
}

const files = ['server/src', 'client/src', 'test/unit']
  .flatMap(folder => {
    try {
      return testFilesBelow(folder);
    } catch {
      return [];
    }
  })
  .filter(file => filters.length === 0 || filters.some(filter => file.includes(filter)))
  .sort();
if (files.length === 0) {
  console.error('no test file matches ' + filters.join(' '));
  process.exit(1);
}
const out = `.cache/unit-${process.pid}`;
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await esbuild.build({
  entryPoints: files,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  outdir: out,
  outbase: '.',
  outExtension: { '.js': '.mjs' },
  sourcemap: 'inline',
  external: ['vscode', 'web-tree-sitter', 'vscode-textmate', 'vscode-oniguruma'],
  packages: 'external',
  logLevel: 'warning',
});
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', ...options, ...files.map(file => join(out, file.replace(/\.ts$/, '.mjs')))],
  {
    stdio: 'inherit',
    env: { ...process.env, DRYDOCK_ROOT: process.cwd() },
  },
);
rmSync(out, { recursive: true, force: true });
process.exit(run.status ?? 1);
