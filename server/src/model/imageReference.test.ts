import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageReference, splitImageName } from './imageReference.ts';

function parsed(text: string) {
  const result = parseImageReference(text);
  assert.ok(result.ok, result.ok ? '' : result.error);
  return result.reference;
}

test('short names mean Docker Hub', () => {
  const alpine = parsed('alpine');
  assert.equal(alpine.name, 'docker.io/library/alpine');
  assert.equal(alpine.normalized, 'docker.io/library/alpine:latest');
  assert.equal(alpine.familiarName, 'alpine');
  assert.equal(alpine.official, true);
  assert.equal(alpine.registry, undefined);
  assert.equal(parsed('docker.io/library/alpine:3').familiarName, 'alpine');
  assert.equal(parsed('index.docker.io/grafana/grafana').name, 'docker.io/grafana/grafana');
  assert.equal(parsed('grafana/grafana').official, false);
});

test('a first part with a dot, a colon or a capital is a registry', () => {
  assert.equal(parsed('ghcr.io/a/b').domain, 'ghcr.io');
  assert.equal(parsed('localhost/a').domain, 'localhost');
  assert.equal(parsed('localhost:5000/a:1').registry?.text, 'localhost:5000');
  assert.equal(parsed('[::1]:5000/a').domain, '[::1]:5000');
  assert.equal(parsed('Registry/a').domain, 'Registry');
});

test('every piece has its place', () => {
  const text = 'ghcr.io/team/app:1.2@sha256:' + 'a'.repeat(64);
  const reference = parsed(text);
  for (const part of [reference.registry, reference.repository, reference.tag, reference.digest]) {
    assert.ok(part);
    assert.equal(text.slice(part.span.start, part.span.end), part.text);
  }
  assert.equal(reference.repository.text, 'team/app');
  assert.equal(reference.tag?.text, '1.2');
  assert.equal(reference.normalized, text);
});

test('what BuildKit refuses, in its words', () => {
  const errors: Record<string, string> = {
    Alpine: 'invalid reference format: repository name (library/Alpine) must be lowercase',
    'a/B': 'invalid reference format: repository name (a/B) must be lowercase',
    'alpine:': 'invalid reference format',
    'gcr.io//a': 'invalid reference format',
    '': 'invalid reference format',
    'alpine@sha256:abc': 'invalid reference format',
    ['alpine@sha256:' + 'a'.repeat(63)]: 'invalid checksum digest length',
    ['alpine@md5:' + 'a'.repeat(32)]: 'unsupported digest algorithm',
    ['a'.repeat(64)]: `invalid repository name (${'a'.repeat(64)}), cannot specify 64-byte hexadecimal strings`,
    ['a'.repeat(300)]: 'repository name must not be more than 255 characters',
  };
  for (const [text, error] of Object.entries(errors))
    assert.deepEqual(parseImageReference(text), { ok: false, error }, text);
});

test('names with variables are split as they are written', () => {
  const parts = splitImageName('$REGISTRY/team/app:${TAG:-1.0}');
  assert.equal(parts.registry, undefined);
  assert.equal(parts.repository.text, '$REGISTRY/team/app');
  assert.equal(parts.tag?.text, '${TAG:-1.0}');
  assert.equal(splitImageName('${HOST}:5000/app').registry?.text, '${HOST}:5000');
  assert.equal(splitImageName('app@$DIGEST').digest?.text, '$DIGEST');
});
