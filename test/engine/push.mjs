// An image goes to a registry with a password and comes back: refused without a log-in, refused with a wrong one, then
// pushed, listed, removed here, pulled and run.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../support/machine.mjs';
import { ensureBases } from './bases.mjs';
import { convert, readProjects } from './proof.mjs';
import { startRegistry } from './registry.mjs';

/** Throws when a step does not go as it must. The log-in lands in a settings folder of the test's own. */
export async function provePush() {
  const engine = await ensureBases(['python:3.13', 'python:3.13-slim']);
  const registry = await startRegistry();
  const config = mkdtempSync(join(tmpdir(), 'drydock-docker-'));
  try {
    const plugins = join(engine.env.DOCKER_CONFIG ?? join(homedir(), '.docker'), 'cli-plugins');
    mkdirSync(config, { recursive: true });
    if (existsSync(plugins)) cpSync(plugins, join(config, 'cli-plugins'), { recursive: true });
    const docker = (args, input) =>
      run('docker', args, { env: { ...engine.env, DOCKER_CONFIG: config }, input, limit: 300 });
    const image = `${registry.address}/team/rates:1.0`;
    const [sample] = readProjects(['samples-python']);
    const dockerfile = await convert(sample);
    const built = await docker(
      ['buildx', 'build', '--load', '--network=host', '-t', image, '-f', '-', join(root, 'samples/python')],
      dockerfile,
    );
    assert.equal(built.code, 0, built.stderr);

    const refused = await docker(['push', image]);
    assert.notEqual(refused.code, 0);
    assert.match(refused.stdout + refused.stderr, /no basic auth credentials|unauthorized|authentication required/);
    const wrong = await docker(['login', '-u', registry.user, '--password-stdin', registry.address], 'wrong');
    assert.notEqual(wrong.code, 0);
    const login = await docker(['login', '-u', registry.user, '--password-stdin', registry.address], registry.password);
    assert.match(login.stdout, /Login Succeeded/);
    const pushed = await docker(['push', image]);
    assert.equal(pushed.code, 0, pushed.stderr);
    assert.deepEqual(await registry.tags('team/rates'), ['1.0']);

    assert.equal((await docker(['rmi', '-f', image])).code, 0);
    assert.notEqual((await docker(['image', 'inspect', image])).code, 0);
    const pulled = await docker(['pull', image]);
    assert.equal(pulled.code, 0, pulled.stderr);
    const ran = await docker(['run', '--rm', image, 'python', '-c', 'import flask; print("pulled and run")']);
    assert.match(ran.stdout, /pulled and run/, ran.stderr);
    await docker(['rmi', '-f', image]);
  } finally {
    registry.stop();
    rmSync(config, { recursive: true, force: true });
  }
}
