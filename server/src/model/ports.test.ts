import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exposedPorts, isIpAddress, parsePort } from './ports.ts';

test('ports, ranges, protocols', () => {
  assert.deepEqual(exposedPorts(parsePort('80')), ['80/tcp']);
  assert.deepEqual(exposedPorts(parsePort('8000-8002/UDP')), ['8000/udp', '8001/udp', '8002/udp']);
  assert.deepEqual(exposedPorts(parsePort('80/')), ['80/tcp']);
  assert.equal(parsePort('80/TCP').protocol?.text, 'TCP');
});

test('addresses and ports of the host are seen', () => {
  const spec = parsePort('127.0.0.1:8080:80/tcp');
  assert.deepEqual([spec.ip?.text, spec.hostPort?.text, spec.port.text], ['127.0.0.1', '8080', '80']);
  for (const part of [spec.ip, spec.hostPort, spec.port, spec.protocol]) {
    assert.equal(spec.text.slice(part!.span.start, part!.span.end), part!.text);
  }
  assert.equal(parsePort('[::1]::90').error, undefined);
  assert.equal(parsePort('::1:80:90').ip?.text, '::1');
});

test('errors in BuildKit words', () => {
  const errors: Record<string, string> = {
    http: 'invalid containerPort: http',
    '80/http': 'invalid port: "80/http": invalid proto: http',
    '/tcp': 'invalid port: "/tcp": no port specified',
    '70000': 'invalid containerPort: 70000',
    '90-80': 'invalid containerPort: 90-80',
    'x:80': 'invalid hostPort: x',
    '1-2:1-3': 'invalid ranges specified for container and host Ports: 1-3 and 1-2',
    'a.b:1:2': 'invalid IP address: a.b',
  };
  for (const [text, message] of Object.entries(errors)) assert.equal(parsePort(text).error, message, text);
});

test('addresses as Go reads them', () => {
  for (const good of ['1.2.3.4', '::', '::1', 'fe80::1:2', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4'])
    assert.ok(isIpAddress(good), good);
  for (const bad of ['1.2.3', '01.2.3.4', '256.1.1.1', '1::2::3', ':1', '1:2:3:4:5:6:7', 'x'])
    assert.ok(!isIpAddress(bad), bad);
});
