// A real Docker Engine with BuildKit for the tests. A reachable engine of the machine is used as it is; where there is
// none, one is installed from Debian's packages into a folder of its own and started there, without touching the machine's.
import { spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  aptInstall,
  cacheFolder,
  hasProgram,
  mustRunScript,
  progress,
  run,
  waitFor,
  withLock,
} from '../support/machine.mjs';

const folder = process.env['DRYDOCK_ENGINE_ROOT'] || '/var/lib/drydock-engine';
const ownHost = `unix://${folder}/run/docker.sock`;
const suite = 'sid';

/**
 * Finds or makes a working engine and returns how to reach it:
 * `env` (what `docker` needs: DOCKER_HOST, DOCKER_CONFIG, PATH), `own` (true for the one that was made here), `version`.
 * Idempotent; safe to call from several processes. The engine goes on running after this process.
 */
export async function ensureEngine() {
  return withLock('engine', async () => {
    // Our own may be in the environment already: it stays ours, which decides how base images are had.
    const machine = process.env['DOCKER_HOST'] === ownHost ? undefined : await describe({});
    if (machine) return { ...machine, own: false };
    if (process.getuid() !== 0) throw new Error('no Docker engine answers, and installing one needs root');
    if (!existsSync(join(folder, '.complete'))) await installEngine();
    const env = clientEnvironment();
    let engine = await describe(env);
    if (!engine) {
      await startEngine();
      engine = await waitFor('the Docker engine', () => describe(env), 120);
    }
    await proveExec(env);
    return { ...engine, own: true };
  });
}

/** Ends the engine that `ensureEngine` made; what it holds stays on the disk. */
export async function stopEngine() {
  const pidFile = join(folder, 'run/dockerd.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    return;
  }
  await waitFor('the Docker engine to end', () => !existsSync(`/proc/${pid}`), 60);
}

/** The machine's Debian mirror, read from its own apt sources. */
export async function debianMirror() {
  const found = await run('sh', [
    '-c',
    "grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | grep -v snapshot | head -n 1 | tr -d ' '",
  ]);
  return found.stdout.trim() || 'http://deb.debian.org/debian';
}

async function installEngine() {
  progress(`installing a Docker engine into ${folder} (Debian ${suite}, about 2 minutes)`);
  await aptInstall(['debootstrap'], () => !hasProgram('debootstrap'));
  await mustRunScript(
    `rm -rf --one-file-system "$1"
     debootstrap --variant=minbase ${suite} "$1" "$2" /usr/share/debootstrap/scripts/sid
     printf '#!/bin/sh\\nexit 101\\n' > "$1/usr/sbin/policy-rc.d"; chmod +x "$1/usr/sbin/policy-rc.d"
     echo 'Acquire::Check-Valid-Until "false";' > "$1/etc/apt/apt.conf.d/99valid-until"
     cp /etc/resolv.conf "$1/etc/resolv.conf"
     chroot "$1" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \\
       docker.io docker-buildx docker-cli containerd runc iptables ca-certificates busybox-static`,
    [folder, await debianMirror()],
  );
  writeFileSync(join(folder, '.complete'), '');
}

/**
 * The daemon gets a mount namespace in which the folder is the root (pivot_root, not chroot: with a chroot `docker exec`
 * and HEALTHCHECK can land in the machine's own file system), so nothing has to be unmounted when it ends.
 */
async function startEngine() {
  progress('starting the Docker engine');
  await run('cp', ['/etc/resolv.conf', join(folder, 'etc/resolv.conf')]);
  // What a daemon that was killed left behind: its /run lies on the disk, and the numbers in it may belong to others now.
  for (const name of ['dockerd.pid', 'docker.sock', 'docker', 'containerd'])
    rmSync(join(folder, 'run', name), { recursive: true, force: true });
  const log = openSync(join(cacheFolder('engine'), 'dockerd.log'), 'a');
  const script = `
    mount --bind "$1" "$1"
    for d in proc sys dev; do mount --rbind "/$d" "$1/$d"; done
    mkdir -p "$1/.before"; cd "$1"; pivot_root . .before; umount -l /.before
    export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    exec dockerd -H unix:///run/docker.sock --pidfile /run/dockerd.pid`;
  spawn('unshare', ['--mount', '--propagation', 'private', 'bash', '-c', script, 'bash', folder], {
    detached: true,
    stdio: ['ignore', log, log],
  }).unref();
}

/** Client settings in a folder of our own, so that no log-in of a test lands in the user's file. */
function clientEnvironment() {
  const config = cacheFolder('engine/client');
  const plugins = join(config, 'cli-plugins');
  mkdirSync(plugins, { recursive: true });
  const plugin = join(plugins, 'docker-buildx');
  if (!existsSync(plugin)) copyFileSync(join(folder, 'usr/libexec/docker/cli-plugins/docker-buildx'), plugin);
  const env = { DOCKER_HOST: ownHost, DOCKER_CONFIG: config };
  if (hasProgram('docker')) return env;
  const bin = cacheFolder('engine/bin');
  if (!existsSync(join(bin, 'docker'))) symlinkSync(join(folder, 'usr/bin/docker'), join(bin, 'docker'));
  return { ...env, PATH: `${bin}:${process.env['PATH']}` };
}

/** The engine's version when it answers and BuildKit builds can be asked of it; undefined otherwise. */
async function describe(env) {
  const version = await run('docker', ['version', '--format', '{{.Server.Version}}'], { env, limit: 20 });
  if (version.code !== 0) return undefined;
  const buildx = await run('docker', ['buildx', 'version'], { env, limit: 20 });
  if (buildx.code !== 0) return undefined;
  return { env, version: version.stdout.trim(), buildx: buildx.stdout.trim().split('\n').pop() };
}

/** `docker exec` must work inside the containers: HEALTHCHECK depends on it. Once for each start of the engine. */
async function proveExec(env) {
  const stamp = join(cacheFolder('engine'), 'exec-proved');
  const pid = readFileSync(join(folder, 'run/dockerd.pid'), 'utf8').trim();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === pid) return;
  await mustRunScript(
    `work=$(mktemp -d); mkdir -p "$work/bin"
     cp "$1" "$work/bin/sh"; cp "$1" "$work/bin/busybox"; tar -C "$work" -c . | docker import - drydock-exec-proof:latest >/dev/null
     rm -rf "$work"
     id=$(docker run -d --network none --health-cmd true --health-interval 1s drydock-exec-proof:latest /bin/busybox sleep 60)
     for i in $(seq 60); do
       state=$(docker inspect -f '{{.State.Health.Status}}' "$id"); [ "$state" = starting ] || break; sleep 0.5
     done
     docker rm -f "$id" >/dev/null; [ "$state" = healthy ]`,
    [join(folder, 'usr/bin/busybox')],
    { env, limit: 120 },
  );
  writeFileSync(stamp, pid);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  if (process.argv[2] === 'stop') await stopEngine();
  else if (process.argv[2] === 'install') await installEngine();
  else {
    const engine = await ensureEngine();
    for (const [name, value] of Object.entries(engine.env)) console.log(`export ${name}=${value}`);
    progress(`Docker engine ${engine.version}, ${engine.buildx}`);
  }
}
