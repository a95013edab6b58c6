import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SIGNAL_NAMES } from '../model/signals.ts';
import { labelNote } from './find.ts';
import { ociKeyOfLabelSchema, ociLabels } from './ociLabels.ts';
import { pathFact, paths } from './paths.ts';
import { portFacts, ports } from './ports.ts';
import { signalFact, signals } from './signals.ts';
import { isRoot, userFacts, users } from './users.ts';

test('ports have services, told apart by protocol', () => {
  assert.equal(portFacts(5432)[0]?.service, 'PostgreSQL');
  assert.equal(portFacts(443, 'udp')[0]?.service, 'HTTP/3 (QUIC)');
  assert.equal(portFacts(443)[0]?.service, 'HTTPS');
  assert.deepEqual(portFacts(5432, 'udp'), []);
  assert.deepEqual(portFacts(65000), []);
  const keys = ports.map(fact => `${fact.port}/${fact.protocol ?? 'any'}`);
  assert.equal(new Set(keys).size, keys.length);
});

test('signals are found by every spelling that BuildKit takes', () => {
  for (const text of ['SIGTERM', 'term', 'Term', '15']) assert.equal(signalFact(text)?.name, 'SIGTERM', text);
  assert.equal(signalFact('9')?.catchable, false);
  assert.equal(signalFact('SIGRTMIN+3')?.number, 37);
  assert.match(signalFact('RTMIN+3')?.stops ?? '', /systemd/);
  assert.equal(signalFact('RTMAX-14')?.number, 50);
  assert.equal(signalFact('SIGNOPE'), undefined);
  assert.equal(signalFact('0'), undefined);
  for (const name of SIGNAL_NAMES) if (name !== 'UNUSED') assert.ok(signalFact(name), name);
  assert.deepEqual(
    signals.map(signal => signal.number),
    Array.from({ length: 31 }, (_, index) => index + 1),
  );
});

test('users are found by name and number', () => {
  assert.equal(userFacts('node')[0]?.uid, 1000);
  assert.equal(userFacts('65534:65534')[0]?.name, 'nobody');
  assert.deepEqual(
    userFacts('www-data').map(fact => fact.uid),
    [33, 82],
  );
  assert.deepEqual(userFacts('somebody'), []);
  assert.ok(isRoot('root:root') && isRoot('0') && isRoot('0:1000'));
  assert.ok(!isRoot('1000') && !isRoot('roots') && !isRoot('$USER'));
  for (const fact of users) assert.ok(fact.where !== '');
});

test('the longest known beginning of a path decides', () => {
  assert.equal(pathFact('/var/lib/apt/lists/*')?.fact.path, '/var/lib/apt/lists');
  assert.equal(pathFact('/var/lib/apt/lists/*')?.exact, false);
  assert.equal(pathFact('/etc/')?.exact, true);
  assert.equal(pathFact('//etc//passwd')?.fact.path, '/etc/passwd');
  assert.equal(pathFact('/optional/x'), undefined);
  assert.equal(pathFact('/')?.exact, true);
  assert.equal(pathFact('relative/path'), undefined);
  assert.equal(new Set(paths.map(fact => fact.path)).size, paths.length);
  for (const { path } of paths) assert.ok(path === '/' || !path.endsWith('/'), path);
});

test('every OCI label has a note', () => {
  for (const { key } of ociLabels) assert.equal(labelNote(key)?.title, key);
  assert.equal(ociKeyOfLabelSchema('org.label-schema.vcs-url'), 'org.opencontainers.image.source');
  assert.equal(ociKeyOfLabelSchema('org.label-schema.schema-version'), undefined);
  assert.equal(ociKeyOfLabelSchema('com.example.x'), undefined);
});
