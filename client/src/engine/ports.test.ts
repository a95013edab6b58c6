import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ContainerPort, chooseHostPorts, parsePorts, printPorts } from './ports.ts';

const tcp = (port: number): ContainerPort => ({ port, protocol: 'tcp' });
const busy =
  (...ports: number[]) =>
  async (port: number) =>
    !ports.includes(port);

test('the same number when it is free, the next one when not', async () => {
  assert.equal(printPorts(await chooseHostPorts([tcp(3000)], busy())), '3000:3000');
  assert.equal(printPorts(await chooseHostPorts([tcp(3000)], busy(3000, 3001))), '3002:3000');
});

test('a port that needs rights moves above 1024', async () => {
  assert.equal(printPorts(await chooseHostPorts([tcp(80), tcp(443), tcp(22)], busy())), '8080:80, 8443:443, 8022:22');
});

test('two container ports never share one of the host', async () => {
  assert.equal(printPorts(await chooseHostPorts([tcp(80), tcp(8080)], busy())), '8080:80, 8081:8080');
  const both = await chooseHostPorts([tcp(5000), { port: 5000, protocol: 'udp' }], busy());
  assert.equal(printPorts(both), '5000:5000, 5000:5000/udp');
});

test('the port of last time comes first, while it is free', async () => {
  const last = [{ hostPort: 9000, containerPort: 80, protocol: 'tcp' as const }];
  assert.equal(printPorts(await chooseHostPorts([tcp(80)], busy(), last)), '9000:80');
  assert.equal(printPorts(await chooseHostPorts([tcp(80)], busy(9000), last)), '8080:80');
});

test('where nothing is free the port is left out', async () => {
  assert.deepEqual(await chooseHostPorts([tcp(65_530)], async () => false), []);
});

test('typed ports', () => {
  assert.deepEqual(parsePorts(' 8080:80, 53:53/UDP 3000 '), {
    ports: [
      { hostPort: 8080, containerPort: 80, protocol: 'tcp' },
      { hostPort: 53, containerPort: 53, protocol: 'udp' },
      { hostPort: 3000, containerPort: 3000, protocol: 'tcp' },
    ],
  });
  assert.deepEqual(parsePorts(''), { ports: [] });
  for (const bad of ['x', '80:', '0:80', '70000:80', '8080:80;rm', '1-2:1-2'])
    assert.ok('problem' in parsePorts(bad), bad);
});
