import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageReference } from './imageReference.ts';
import {
  manifestAddress,
  nextPage,
  readChallenge,
  readDigest,
  readTags,
  readToken,
  refusalMessage,
  refusalOf,
  registryRoots,
  tagsAddress,
  tokenAddress,
} from './registry.ts';

function addressesOf(name: string): [string, string] {
  const parsed = parseImageReference(name);
  assert.ok(parsed.ok);
  const [root = ''] = registryRoots(parsed.reference.domain);
  return [tagsAddress(root, parsed.reference), manifestAddress(root, parsed.reference)];
}

test('an image’s name gives the addresses of its registry', () => {
  assert.deepEqual(addressesOf('node:20'), [
    'https://registry-1.docker.io/v2/library/node/tags/list?n=1000',
    'https://registry-1.docker.io/v2/library/node/manifests/20',
  ]);
  assert.deepEqual(addressesOf('ghcr.io/acme/shop/api'), [
    'https://ghcr.io/v2/acme/shop/api/tags/list?n=1000',
    'https://ghcr.io/v2/acme/shop/api/manifests/latest',
  ]);
});

test('plain HTTP is for this machine only', () => {
  assert.deepEqual(registryRoots('localhost:5000'), ['https://localhost:5000', 'http://localhost:5000']);
  assert.deepEqual(registryRoots('127.0.0.1:5000').length, 2);
  for (const domain of ['quay.io', '127.0.0.1.example.com', 'localhost.example.com:80', '10.0.0.1:5000'])
    assert.deepEqual(registryRoots(domain), [`https://${domain}`]);
});

test('the challenge of Docker Hub, of a password, of both', () => {
  const hub = readChallenge(
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/node:pull"',
  );
  assert.ok(hub);
  assert.equal(
    tokenAddress(hub, 'library/node', 'https://registry-1.docker.io'),
    'https://auth.docker.io/token?service=registry.docker.io&scope=repository%3Alibrary%2Fnode%3Apull',
  );
  assert.deepEqual(readChallenge('Basic realm="x"'), { scheme: 'basic', realm: 'x' });
  assert.equal(readChallenge('Basic realm="x", Bearer realm="https://a/t"')?.scheme, 'bearer');
  assert.equal(readChallenge('Negotiate'), undefined);
  assert.equal(readChallenge(null), undefined);
});

test('a token is asked for without the scope too, and never from an unsafe address', () => {
  const at = (realm: string, registry = 'https://r.example.com') =>
    tokenAddress({ scheme: 'bearer', realm }, 'a/b', registry);
  assert.equal(at('https://r.example.com/token'), 'https://r.example.com/token?scope=repository%3Aa%2Fb%3Apull');
  assert.equal(at('http://elsewhere.example.com/token'), undefined);
  assert.equal(at('file:///etc/passwd'), undefined);
  assert.equal(at('http://127.0.0.1:5001/token', 'http://127.0.0.1:5000')?.startsWith('http://127.0.0.1:5001/'), true);
  assert.equal(tokenAddress({ scheme: 'basic', realm: 'https://x' }, 'a', 'https://x'), undefined);
});

test('tokens, tags, digests', () => {
  assert.equal(readToken('{"token":"a"}'), 'a');
  assert.equal(readToken('{"access_token":"b"}'), 'b');
  assert.equal(readToken('<html>'), undefined);
  assert.deepEqual(readTags('{"name":"x","tags":["1","b ad",null,"2"]}'), ['1', '2']);
  assert.deepEqual(readTags('{"name":"x","tags":null}'), []);
  assert.equal(readTags('[]'), undefined);
  assert.equal(readDigest(`sha256:${'a'.repeat(64)}`), `sha256:${'a'.repeat(64)}`);
  assert.equal(readDigest('sha512:00'), undefined);
});

test('the next page is at the same registry', () => {
  const current = 'https://r.example.com/v2/x/tags/list?n=1000';
  assert.equal(
    nextPage('</v2/x/tags/list?last=b&n=1000>; rel="next"', current),
    'https://r.example.com/v2/x/tags/list?last=b&n=1000',
  );
  assert.equal(nextPage('<https://evil.example.com/v2/>; rel="next"', current), undefined);
  assert.equal(nextPage(`<${current}>; rel="next"`, current), undefined);
  assert.equal(nextPage(null, current), undefined);
});

test('refusals are sentences', () => {
  assert.equal(refusalOf(200), undefined);
  assert.equal(refusalOf(502), 'noAnswer');
  assert.match(refusalMessage(refusalOf(401)!, 'docker.io', 'a/b', { hadToken: true }), /no a\/b, or does not show it/);
  assert.match(refusalMessage(refusalOf(401)!, 'x:5000', 'a/b'), /wants a log-in/);
  assert.match(refusalMessage(refusalOf(404)!, 'ghcr.io', 'a/b:1'), /^ghcr\.io has no a\/b:1\.$/);
  assert.match(refusalMessage('noAnswer', 'x', 'a', { problem: 'ECONNREFUSED' }), /could not be reached: ECONNREFUSED/);
});
