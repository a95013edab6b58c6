// A real VS Code from the npm registry and Debian alone: code-server carries the whole workbench and extension host,
// Debian's chromium shows it, playwright-core drives it. Kept outside the checkout, shared by all runs.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { aptInstall, cacheFolder, hasProgram, mustRunScript, progress, withLock } from '../support/machine.mjs';

const codeServerVersion = '4.100.3';
const playwrightVersion = '1.65.1';
const debianPackages = ['chromium', 'ripgrep', 'fonts-dejavu-core', 'fonts-noto-color-emoji', 'python3', 'make', 'g++'];

/**
 * Installs code-server and playwright-core when they are not there yet (about a minute, more on a busy machine) and
 * returns `entry` (code-server's start file for node), `chromium` (path of the browser) and `playwright` (the loaded module).
 */
export async function ensureVsCode({ browser = true } = {}) {
  const folder = cacheFolder(`code-server-${codeServerVersion}-abi${process.versions.modules}`);
  const stamp = join(folder, 'complete');
  await withLock('vscode', async () => {
    // The browser and its fonts are for the tests only; people bring their own.
    const packages = debianPackages.filter(name => browser || !/^(chromium|fonts-)/.test(name));
    await aptInstall(
      packages,
      () => !hasProgram('rg') || !hasProgram('g++') || (browser && !(browserPath() && hasFonts())),
    );
    if (existsSync(stamp)) return;
    await install(folder);
    writeFileSync(stamp, '');
  });
  return {
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

/** The package's own install script wants to download; these are its steps without that. */
async function install(folder) {
  if (process.versions.modules !== '115')
    throw new Error(`code-server ${codeServerVersion} needs Node 20; this is ${process.version}`);
  rmSync(folder, { recursive: true, force: true });
  const steps = [
    [
      `installing code-server ${codeServerVersion} into ${folder} (1 to 4 minutes)`,
      `mkdir -p "$1" && cd "$1" && echo '{"private":true}' > package.json
      npm install --ignore-scripts --no-audit --no-fund code-server@${codeServerVersion} playwright-core@${playwrightVersion}`,
    ],
    ['  its log-in module', 'cd "$1" && npm rebuild argon2'],
    [
      '  the packages of its VS Code',
      'cd "$1/node_modules/code-server/lib/vscode" && npm install --ignore-scripts --omit=dev --no-audit --no-fund',
    ],
    [
      '  native modules',
      `cd "$1/node_modules/code-server/lib/vscode" && npm rebuild @vscode/spdlog && npm rebuild native-watchdog
      cd node_modules/node-pty && node "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild`,
    ],
    [
      '  built-in extensions',
      `cd "$1/node_modules/code-server/lib/vscode"
      (cd extensions && npm install --ignore-scripts --omit=dev --no-audit --no-fund)
      ln -sfn node_modules node_modules.asar
      ln -sf code-linux.sh bin/remote-cli/code-server && ln -sf browser-linux.sh bin/helpers/browser.sh
      mkdir -p node_modules/@vscode/ripgrep/bin && ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
      for m in @vscode/spdlog native-watchdog node-pty @parcel/watcher; do node -e "require('$m')"; done`,
    ],
  ];
  const env = { npm_config_yes: 'true', JOBS: 'max', npm_config_nodedir: nodeHeaders() };
  for (const [title, script] of steps) {
    progress(title);
    await mustRunScript(script, [folder], { env });
  }
}

/** Where node's own headers lie; without them node-gyp would download them. Undefined leaves that to node-gyp. */
function nodeHeaders() {
  const prefix = join(process.execPath, '../..');
  return existsSync(join(prefix, 'include/node/node.h')) ? prefix : undefined;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { entry, chromium } = await ensureVsCode();
  console.log(`${entry}\n${chromium}`);
}
