// The argument lists and the reading of output that the palette's commands use, against a real podman: build, run with a port, the
// container's state, list, tag, a push that is refused, a log-in, a push. docker has the proofs beside this one and the window tests.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from '../../tools/importTypeScript.mjs';
import { aptInstall, freePort, hasProgram, httpGet, mustRun, root, run, waitFor } from '../support/machine.mjs';
import { startRegistry } from './registry.mjs';

const dockerfile = `FROM localhost/drydock-podman-base
ENV GREETING=hello
SHELL ["/bin/busybox", "sh", "-c"]
RUN mkdir -p /www && echo "$GREETING from podman" > /www/index.html
EXPOSE 8080
HEALTHCHECK --interval=5s CMD ["/bin/busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/"]
CMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]
`;

/**
 * Throws when a step does not go as it must. Podman's images, settings and log-ins lie in a folder of the test's own. Returns why nothing
 * was tried where this machine lets podman run no container at all (a sandbox without its system calls), else undefined.
 */
export async function provePodman() {
  await aptInstall(
    ['podman', 'runc', 'busybox-static', 'iptables'],
    () => !['podman', 'runc', 'busybox', 'iptables'].every(hasProgram),
  );
  const product = await importTypeScript(
    root,
    `export * from './client/src/engine/argv.ts';
     export * from './client/src/engine/output.ts';
     export * from './client/src/engine/machineImages.ts';`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'drydock-podman-'));
  const registry = await startRegistry();
  const environment = podmanEnvironment(folder, registry.address);
  const podman = (args, input) => run('podman', args, { env: environment, cwd: folder, input, limit: 120 });
  const must = args => mustRun('podman', args, { env: environment, cwd: folder, limit: 120 });
  try {
    await makeBase(folder, must);
    const plain = await podman([
      'run',
      '--rm',
      '--network=none',
      'localhost/drydock-podman-base',
      '/bin/busybox',
      'true',
    ]);
    if (plain.code !== 0) return plain.stderr.trim();
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    const image = 'localhost/drydock-podman:1.0';
    const build = { dockerfile: 'Dockerfile', context: '.', tags: [image], extra: ['--network=host'] };
    await must(product.buildArguments('podman', build));
    assert.notEqual((await podman(product.imageExistsArguments('localhost/none:1'))).code, 0);
    await must(product.imageExistsArguments(image));
    const [facts] = JSON.parse((await must(['image', 'inspect', image])).stdout);
    assert.ok(facts.Healthcheck ?? facts.Config.Healthcheck, 'podman keeps HEALTHCHECK in Docker’s format only');

    const names = product.readImageList((await must(product.imageListArguments('podman'))).stdout).map(one => one.name);
    assert.ok(names.includes(image), names.join(', '));

    const name = 'drydock-podman';
    // podman's health checks are timers of systemd, which a container for tests does not have.
    const extra = ['--no-healthcheck'];
    const hostPort = await freePort();
    const ports = [{ hostPort, containerPort: 8080, protocol: 'tcp' }];
    await must(product.runArguments({ image, name, ports, address: '127.0.0.1', detach: true, extra }));
    const answer = await waitFor('the container', () => httpGet(`http://127.0.0.1:${hostPort}/index.html`));
    assert.equal(answer.body, 'hello from podman\n');
    assert.match((await must(product.containerStateArguments(name))).stdout, /^(?:up|running)/i);
    const again = await podman(product.runArguments({ image, name, detach: true, extra }));
    assert.equal(product.recogniseFailure(again.stderr)?.kind, 'nameTaken', again.stderr);
    const taken = await podman(product.runArguments({ image, ports, address: '127.0.0.1', detach: true, extra }));
    assert.equal(product.recogniseFailure(taken.stderr)?.kind, 'portTaken', taken.stderr);
    await must(['rm', '--force', '--time', '0', name]);
    assert.equal((await must(product.containerStateArguments(name))).stdout.trim(), '');

    const there = `${registry.address}/team/podman:1.0`;
    const unknown = await podman(product.pushArguments(there));
    assert.equal(product.recogniseFailure(unknown.stderr)?.kind, 'noSuchImage', unknown.stderr);
    await must(product.tagArguments(image, there));
    const refused = await podman(product.pushArguments(there));
    assert.notEqual(refused.code, 0);
    assert.equal(product.recogniseFailure(refused.stderr)?.kind, 'denied', refused.stderr);
    const login = [
      ...product.loginArguments('podman', registry.address),
      '--username',
      registry.user,
      '--password-stdin',
    ];
    assert.equal((await podman(login, registry.password)).code, 0);
    await must(product.pushArguments(there));
    assert.deepEqual(await registry.tags('team/podman'), ['1.0']);
  } finally {
    registry.stop();
    await podman(['rm', '--all', '--force', '--time', '0']);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything of podman's in one folder; runs as root without systemd, and talks HTTP to the one registry. */
function podmanEnvironment(folder, registry) {
  const write = (name, text) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return {
    PODMAN_IGNORE_CGROUPSV1_WARNING: '1',
    REGISTRY_AUTH_FILE: write('auth.json', '{}'),
    CONTAINERS_CONF: write(
      'containers.conf',
      `[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
[containers]
default_ulimits = ["nofile=1024:4096", "nproc=4096:8192"]
`,
    ),
    CONTAINERS_STORAGE_CONF: write(
      'storage.conf',
      `[storage]\ndriver = "vfs"\nrunroot = "${folder}/run"\ngraphroot = "${folder}/images"\n`,
    ),
    CONTAINERS_REGISTRIES_CONF: write(
      'registries.conf',
      `unqualified-search-registries = []\n[[registry]]\nlocation = "${registry}"\ninsecure = true\n`,
    ),
  };
}

/** A base image of one static program. */
async function makeBase(folder, must) {
  const files = join(folder, 'base');
  mkdirSync(join(files, 'bin'), { recursive: true });
  mkdirSync(join(files, 'tmp'));
  copyFileSync('/bin/busybox', join(files, 'bin/busybox'));
  for (const name of ['sh', 'mkdir', 'echo']) copyFileSync('/bin/busybox', join(files, 'bin', name));
  await mustRun('tar', ['-C', files, '-cf', join(folder, 'base.tar'), '.']);
  await must(['import', '--change', 'ENV PATH=/bin', join(folder, 'base.tar'), 'localhost/drydock-podman-base']);
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const reason = await provePodman();
  console.log(reason === undefined ? 'ok - podman' : `SKIPPED - podman cannot run here: ${reason}`);
}
