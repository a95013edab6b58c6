// Starts one code-server on a profile of its own, and ends it with all that it started. Used by the launcher of the
// extension-host tests and by the window tests.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, killGroup, mustRun, waitFor } from '../support/machine.mjs';

/** Settings that make the web window as quiet as a desktop one, and keep it from writing files by itself. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'files.autoSave': 'off',
  'workbench.colorTheme': 'Default Dark Modern',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.startupPrompt': 'never',
  'terminal.integrated.gpuAcceleration': 'off',
  // It would lie over the place where the terminal is clicked.
  'terminal.integrated.stickyScroll.enabled': false,
  'terminal.integrated.defaultProfile.linux': 'bash',
  'extensions.ignoreRecommendations': true,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
};

/**
 * Starts code-server. `install`: what ensureVsCode() returned; `vsix`: packaged extension to install first;
 * `settings`, `keybindings`: the user's; `trusted: false` leaves workspace trust on (Restricted Mode);
 * `dataFolder`, `extensionsFolder`: else in a fresh folder; `env`: added to the environment.
 * Returns `port`, `dataFolder`, `extensionsFolder`, `log()` (what it printed), `process`, `stop()`.
 */
export async function startCodeServer(install, options = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'drydock-vscode-'));
  const dataFolder = options.dataFolder ?? join(profile, 'data');
  const extensionsFolder = options.extensionsFolder ?? join(profile, 'extensions');
  const home = join(profile, 'home');
  for (const folder of [join(dataFolder, 'User'), extensionsFolder, home]) mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(dataFolder, 'User/settings.json'),
    JSON.stringify({ ...quietSettings, ...options.settings }, null, 2),
  );
  writeFileSync(join(dataFolder, 'User/keybindings.json'), JSON.stringify(options.keybindings ?? [], null, 2));
  writeFileSync(join(extensionsFolder, 'extensions.json'), '[]');
  writeFileSync(join(home, '.bashrc'), "PS1='\\w\\$ '\n");
  const common = [
    '--config',
    join(profile, 'config.yaml'),
    '--user-data-dir',
    dataFolder,
    '--extensions-dir',
    extensionsFolder,
  ];
  const env = serverEnvironment(home, options.env);
  if (options.vsix) {
    const installed = await mustRun(install.node, [install.entry, ...common, '--install-extension', options.vsix], {
      env,
      limit: 180,
    });
    if (!/successfully installed/.test(installed.stdout + installed.stderr))
      throw new Error(`the VSIX was not installed:\n${installed.stdout}${installed.stderr}`);
  }
  const port = await freePort();
  const logFile = join(profile, 'server.log');
  const log = openSync(logFile, 'w');
  const trust = options.trusted === false ? [] : ['--disable-workspace-trust'];
  const server = spawn(
    install.node,
    [
      install.entry,
      ...common,
      '--auth',
      'none',
      '--bind-addr',
      `127.0.0.1:${port}`,
      '--disable-telemetry',
      '--disable-update-check',
      ...trust,
    ],
    { detached: true, stdio: ['ignore', log, log], env: fullEnvironment(env), cwd: options.cwd },
  );
  closeSync(log);
  const readLog = () => readFileSync(logFile, 'utf8');
  const stop = () => {
    killGroup(server.pid);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  };
  try {
    await waitFor('code-server', async () => {
      if (server.exitCode !== null) throw new Error('it ended early');
      return (await fetch(`http://127.0.0.1:${port}/healthz`)).ok;
    });
  } catch (error) {
    const text = readLog();
    stop();
    throw new Error(`${error.message}\n${text}`);
  }
  return { port, dataFolder, extensionsFolder, log: readLog, process: server, stop };
}

/** Opens the headless browser. The background-networking switches keep it from calling home. */
export function openBrowser(install) {
  return install.playwright.chromium.launch({
    executablePath: install.chromium,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** Without the traces of a VS Code around us: from its terminal code-server would talk to that one instead of starting. */
function serverEnvironment(home, added) {
  const env = { HOME: home, PORT: undefined, PASSWORD: undefined, NODE_OPTIONS: undefined, ...added };
  for (const name of Object.keys(process.env))
    if (name.startsWith('VSCODE_') || name.startsWith('ELECTRON_')) env[name] = undefined;
  return env;
}

function fullEnvironment(changes) {
  const env = { ...process.env, ...changes };
  for (const name of Object.keys(env)) if (env[name] === undefined) delete env[name];
  return env;
}
