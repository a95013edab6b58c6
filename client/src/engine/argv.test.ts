import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildArguments,
  containerStateArguments,
  engineKindOf,
  loginArguments,
  pushArguments,
  runArguments,
  tagArguments,
  versionArguments,
} from './argv.ts';

test('a plain build is short', () => {
  assert.deepEqual(buildArguments('docker', { dockerfile: 'Dockerfile', context: '.', tags: ['my-app:latest'] }), [
    'build',
    '--file',
    'Dockerfile',
    '--tag',
    'my-app:latest',
    '.',
  ]);
});

test('every build option has its words, and values stay one word', () => {
  assert.deepEqual(
    buildArguments('docker', {
      dockerfile: '/a b/Dockerfile',
      context: '/a b',
      tags: ['a:1', 'b:2'],
      target: 'final',
      platform: 'linux/amd64,linux/arm64',
      buildArguments: [{ name: 'A', value: "it's $x; y" }, { name: 'TOKEN' }, { name: 'E', value: '' }],
      secrets: [
        { id: 'npm', file: '/home/me/.npmrc' },
        { id: 'odd', file: '/a,b "c"' },
        { id: 'key', environment: 'KEY' },
      ],
      ssh: true,
      noCache: true,
      pull: true,
      extra: ['--network=host'],
    }),
    [
      'build',
      '--file',
      '/a b/Dockerfile',
      '--tag',
      'a:1',
      '--tag',
      'b:2',
      '--target',
      'final',
      '--platform',
      'linux/amd64,linux/arm64',
      '--build-arg',
      "A=it's $x; y",
      '--build-arg',
      'TOKEN',
      '--build-arg',
      'E=',
      '--secret',
      'id=npm,src=/home/me/.npmrc',
      '--secret',
      'id=odd,"src=/a,b ""c"""',
      '--secret',
      'id=key,env=KEY',
      '--ssh',
      'default',
      '--no-cache',
      '--pull',
      '--network=host',
      '/a b',
    ],
  );
});

test('a path that looks like an option is not taken for one', () => {
  const words = buildArguments('docker', { dockerfile: '-f', context: '-x', tags: [] });
  assert.deepEqual(words, ['build', '--file', './-f', './-x']);
});

test('a run is attached, named, and publishes what it is given', () => {
  assert.deepEqual(
    runArguments({
      image: 'my-app:latest',
      name: 'my-app',
      address: '127.0.0.1',
      ports: [
        { hostPort: 8080, containerPort: 80, protocol: 'tcp' },
        { hostPort: 5353, containerPort: 53, protocol: 'udp' },
      ],
    }),
    [
      'run',
      '--rm',
      '--interactive',
      '--tty',
      '--name',
      'my-app',
      '--publish',
      '127.0.0.1:8080:80',
      '--publish',
      '127.0.0.1:5353:53/udp',
      'my-app:latest',
    ],
  );
  assert.deepEqual(
    runArguments({
      image: 'x',
      detach: true,
      keep: true,
      platform: 'linux/arm64',
      ports: [{ hostPort: 1, containerPort: 2, protocol: 'sctp' }],
      environment: [{ name: 'A', value: 'b c' }, { name: 'HOME' }],
      environmentFile: '.env',
      volumes: ['data:/data'],
      extra: ['--network', 'host'],
      command: ['sh', '-c', 'echo "$A"'],
    }),
    [
      'run',
      '--detach',
      '--platform',
      'linux/arm64',
      '--publish',
      '1:2/sctp',
      '--env-file',
      '.env',
      '--env',
      'A=b c',
      '--env',
      'HOME',
      '--volume',
      'data:/data',
      '--network',
      'host',
      'x',
      'sh',
      '-c',
      'echo "$A"',
    ],
  );
  const onIpv6 = runArguments({
    image: 'x',
    address: '::1',
    ports: [{ hostPort: 1, containerPort: 2, protocol: 'tcp' }],
  });
  assert.ok(onIpv6.includes('[::1]:1:2'));
});

test('the password is never an argument, and podman is told which registry', () => {
  assert.deepEqual(loginArguments('docker', 'docker.io'), ['login']);
  assert.deepEqual(loginArguments('podman', 'docker.io'), ['login', 'docker.io']);
  assert.deepEqual(loginArguments('nerdctl', 'localhost:5000'), ['login', 'localhost:5000']);
});

test('the small ones', () => {
  assert.deepEqual(pushArguments('a/b:1'), ['push', 'a/b:1']);
  assert.deepEqual(tagArguments('a', 'b'), ['tag', 'a', 'b']);
  assert.deepEqual(versionArguments('docker'), ['version', '--format', '{{.Server.Version}}']);
  assert.deepEqual(containerStateArguments('my.app'), [
    'ps',
    '--all',
    '--filter',
    'name=^/?my.app$',
    '--format',
    '{{.Status}}',
  ]);
});

test('the engine is known by its program', () => {
  assert.equal(engineKindOf('docker'), 'docker');
  assert.equal(engineKindOf('/usr/bin/podman-remote'), 'podman');
  assert.equal(engineKindOf('C:\\x\\nerdctl.exe'), 'nerdctl');
  assert.equal(engineKindOf('finch'), 'nerdctl');
});

test('podman keeps what only Docker’s format has', () => {
  const options = { dockerfile: 'Dockerfile', context: '.', tags: ['a:1'] };
  assert.deepEqual(buildArguments('podman', options).slice(0, 3), ['build', '--format', 'docker']);
  assert.ok(!buildArguments('podman', { ...options, extra: ['--format=oci'] }).includes('docker'));
  assert.ok(!buildArguments('nerdctl', options).includes('--format'));
});
