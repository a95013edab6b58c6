// A registry that wants a password, on 127.0.0.1, from Debian's docker-registry.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, freePort, hasProgram, killGroup, mustRun, waitFor } from '../support/machine.mjs';

const user = 'drydock';
const password = 's3cret';

/**
 * Starts a fresh, empty registry; with `anonymous` it wants no log-in. Returns `address` (host:port, as in an image name), `user`,
 * `password`, `tags(name)` (the tags that it holds for a repository) and `stop()`.
 */
export async function startRegistry({ anonymous = false } = {}) {
  await aptInstall(
    ['docker-registry', 'apache2-utils'],
    () => !hasProgram('docker-registry') || !hasProgram('htpasswd'),
  );
  const folder = mkdtempSync(join(tmpdir(), 'drydock-registry-'));
  const address = `127.0.0.1:${await freePort()}`;
  mkdirSync(join(folder, 'data'));
  await mustRun('htpasswd', ['-Bbc', join(folder, 'htpasswd'), user, password]);
  writeFileSync(
    join(folder, 'config.yml'),
    `version: 0.1
storage: { filesystem: { rootdirectory: ${folder}/data }, delete: { enabled: true } }
http: { addr: ${address} }
${anonymous ? '' : `auth: { htpasswd: { realm: drydock, path: ${folder}/htpasswd } }\n`}`,
  );
  const logFile = join(folder, 'log');
  const log = openSync(logFile, 'w');
  const server = spawn('docker-registry', ['serve', join(folder, 'config.yml')], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  server.unref();
  const stop = () => {
    killGroup(server.pid);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', stop);
  await waitFor(`the registry at ${address} (${readFileSync(logFile, 'utf8').slice(-300)})`, () =>
    fetch(`http://${address}/v2/`).then(answer => answer.status === (anonymous ? 200 : 401)),
  );
  const authorization = 'Basic ' + Buffer.from(`${user}:${password}`).toString('base64');
  const tags = async name => {
    const answer = await fetch(`http://${address}/v2/${name}/tags/list`, { headers: { authorization } });
    return answer.ok ? ((await answer.json()).tags ?? []) : [];
  };
  return { address, user, password, tags, stop };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const registry = await startRegistry();
  console.log(
    `export DRYDOCK_TEST_REGISTRY=${registry.address} DRYDOCK_TEST_REGISTRY_USER=${user} DRYDOCK_TEST_REGISTRY_PASSWORD=${password}`,
  );
  setInterval(() => {}, 1 << 30); // Until it is killed.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}
