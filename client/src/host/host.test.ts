import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { engineAnswer, findEngine, findProgram } from './findEngine.ts';
import { isPortFree } from './freePorts.ts';
import { runCaptured } from './runCaptured.ts';

/** A folder with programs of the given names, which print what they are told to and end with the given code. */
function folderOfPrograms(programs: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'drydock engines '));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

test('auto takes docker before podman, and finds nothing where nothing is', async () => {
  const both = folderOfPrograms({ docker: 'exit 0', podman: 'exit 0' });
  const onlyPodman = folderOfPrograms({ podman: 'exit 0' });
  const none = folderOfPrograms({});
  assert.equal((await findEngine('auto', { PATH: both }))?.kind, 'docker');
  assert.deepEqual(await findEngine('auto', { PATH: onlyPodman }), {
    program: join(onlyPodman, 'podman'),
    name: 'Podman',
    kind: 'podman',
  });
  assert.equal(await findEngine('auto', { PATH: none }), undefined);
  assert.equal((await findEngine(join(onlyPodman, 'podman'), { PATH: '' }))?.kind, 'podman');
  assert.equal(await findEngine('nerdctl', { PATH: both }), undefined);
  for (const folder of [both, onlyPodman, none]) rmSync(folder, { recursive: true });
});

test('no program is taken from the current folder, from a relative PATH or from a file that may not run', async () => {
  const folder = folderOfPrograms({});
  writeFileSync(join(folder, 'docker'), '');
  chmodSync(join(folder, 'docker'), 0o644);
  mkdirSync(join(folder, 'podman'));
  assert.equal(await findEngine('auto', { PATH: `.:bin:${folder}` }), undefined);
  assert.equal(await findProgram('./docker', { PATH: folder }), undefined);
  rmSync(folder, { recursive: true });
});

test('an engine that does not answer says why', async () => {
  const down = 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?';
  const folder = folderOfPrograms({
    docker: `echo '${down}' >&2; exit 1`,
    podman: 'echo 5.4',
    nerdctl: 'exec sleep 60',
  });
  const docker = await findEngine('docker', { PATH: folder });
  const podman = await findEngine('podman', { PATH: folder });
  const nerdctl = await findEngine('nerdctl', { PATH: folder });
  assert.ok(docker && podman && nerdctl);
  assert.deepEqual(await engineAnswer(docker), {
    ok: false,
    failure: { kind: 'engineDown', line: down },
    output: down,
  });
  assert.deepEqual(await engineAnswer(podman), { ok: true });
  const hanging = await engineAnswer(nerdctl, undefined, 50);
  assert.ok(!hanging.ok && /did not answer/.test(hanging.output));
  rmSync(folder, { recursive: true });
});

test('a program that is not there is a value, not an exception', async () => {
  const run = await runCaptured('/nowhere/docker', ['version'], { limit: 1000 });
  assert.equal(run.exitCode, undefined);
  assert.match(run.problem ?? '', /ENOENT/);
});

test('a port is free until something listens on it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  assert.equal(await isPortFree(port, 'tcp', '127.0.0.1'), false);
  assert.equal(await isPortFree(port, 'tcp', ''), false);
  server.close();
  await once(server, 'close');
  assert.equal(await isPortFree(port, 'tcp', '127.0.0.1'), true);

  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  assert.equal(await isPortFree(socket.address().port, 'udp', '127.0.0.1'), false);
  socket.close();
});
