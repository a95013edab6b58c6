import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ComparedImage, compareImages, readInspect, reportOf, type StartFacts } from './compareImages.ts';

function inspected(config: object, size = 100_000_000): string {
  return JSON.stringify([
    {
      Id: 'sha256:1',
      Size: size,
      Os: 'linux',
      Architecture: 'amd64',
      RootFS: { Layers: ['a', 'b'] },
      Config: { Cmd: ['node', 'server.js'], ...config },
    },
  ]);
}

function image(name: string, config: object, size?: number, start?: StartFacts): ComparedImage {
  const facts = readInspect(inspected(config, size));
  assert.ok(facts);
  return { name, facts, start };
}

const full = {
  Env: ['PATH=/bin', 'NODE_ENV=production'],
  Entrypoint: ['/entry.sh'],
  User: 'node',
  WorkingDir: '/app',
  ExposedPorts: { '3000/tcp': {}, '53/udp': {} },
  Volumes: { '/data': {} },
  Labels: { a: '1' },
  Healthcheck: { Test: ['CMD', 'true'], Interval: 5_000_000_000 },
  StopSignal: 'SIGINT',
};

test('order of variables and ports is no difference', () => {
  const other = {
    ...full,
    Env: [...full.Env].reverse(),
    ExposedPorts: { '53/udp': {}, '3000/tcp': {} },
  };
  const comparison = compareImages(image('one', full), image('two', other, 40_000_000));
  assert.deepEqual(comparison.differences, []);
  const report = reportOf(comparison);
  assert.match(report, /60 % smaller \(100 MB → 40 MB\), has the same configuration\./);
  assert.ok(!report.includes('## Start'));
});

test('each part of the configuration is compared', () => {
  const comparison = compareImages(image('one', full), image('two', { Cmd: ['node', 'server.js', 'x|y'] }));
  assert.deepEqual(
    comparison.differences.map(({ what }) => what),
    [
      'Entrypoint',
      'Command',
      'User',
      'Working directory',
      'Environment NODE_ENV',
      'Environment PATH',
      'Port 3000/tcp',
      'Port 53/udp',
      'Volume /data',
      'Label a',
      'Health check',
      'Stop signal',
    ],
  );
  assert.match(
    reportOf(comparison),
    /\| Command \| ` \["node","server.js"\] ` \| ` \["node","server.js","x\\\|y"\] ` \|/,
  );
});

test('an empty variable is not an absent one', () => {
  const { differences } = compareImages(image('one', { Env: ['A='] }), image('two', {}));
  assert.deepEqual(differences, [{ what: 'Environment A', before: '', after: '(none)' }]);
});

test('a start differs by state, exit code and output, not by time', () => {
  const start = (output: string, more: Partial<StartFacts> = {}): StartFacts => ({
    state: 'running',
    output,
    milliseconds: 300,
    ...more,
  });
  const compare = (one: StartFacts, other: StartFacts) =>
    compareImages(image('one', {}, 1, one), image('two', {}, 1, other));
  const same = compare(
    start('2026-01-02T03:04:05.678Z up in 12 ms, pid 7 at 172.17.0.2'),
    start('2026-01-02 03:04:09 up in 9 ms, pid 1 at 172.17.0.3'.replace(' 03', 'T03')),
  );
  assert.deepEqual(same.startDifferences, []);
  const broken = compare(start('up'), start('```\nnot found', { state: 'exited', exitCode: 127 }));
  assert.deepEqual(
    broken.startDifferences.map(({ what }) => what),
    ['State', 'Exit code', 'Output'],
  );
  const report = reportOf(broken);
  assert.match(report, /does not start in the same way/);
  assert.match(report, /\n````text\n```\nnot found\n````/);
});

test('what is no answer of an engine is no image', () => {
  for (const output of ['', 'Error: no such image', '[]', '{}', '[null]', '[{"Id":1}]'])
    assert.equal(readInspect(output), undefined);
  // podman: null where docker leaves out
  const podman = readInspect(JSON.stringify([{ Id: 'x', Size: 1, Config: { Env: null, Labels: null }, RootFS: {} }]));
  assert.deepEqual([podman?.environment, podman?.labels, podman?.layers], [[], {}, 0]);
});
