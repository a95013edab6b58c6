import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageReference } from './imageReference.ts';
import { imageListArguments, readImageList, readManifestDigest, readRepoDigest } from './machineImages.ts';

const one = `sha256:${'1'.repeat(64)}`;
const two = `sha256:${'2'.repeat(64)}`;

function referenceOf(name: string) {
  const parsed = parseImageReference(name);
  assert.ok(parsed.ok);
  return parsed.reference;
}

test('docker prints a line for each image; warnings and images without a name are left out', () => {
  const output = [
    'WARNING: something',
    `{"Repository":"node","Tag":"20","Digest":"${one}","Size":"193MB","CreatedSince":"2 days ago","ID":"x"}`,
    `{"Repository":"node","Tag":"20","Digest":"${two}","Size":"193MB","CreatedSince":"2 days ago","ID":"x"}`,
    '{"Repository":"\\u003cnone\\u003e","Tag":"\\u003cnone\\u003e","Digest":"\\u003cnone\\u003e","Size":"4MB"}',
    '{"Repository":"127.0.0.1:5000/team/base","Tag":"1.0","Digest":"\\u003cnone\\u003e","Size":"4.13MB","CreatedSince":""}',
    '',
  ].join('\n');
  assert.deepEqual(readImageList(output), [
    { name: 'node:20', digest: one, detail: '193MB, 2 days ago' },
    { name: '127.0.0.1:5000/team/base:1.0', detail: '4.13MB' },
  ]);
  assert.deepEqual(readImageList('{"Repository":"a","Tag":"1","Size":"1kB"}'), [{ name: 'a:1', detail: '1kB' }]);
  assert.deepEqual(readImageList(''), []);
});

test('podman prints one list, with all names of an image', () => {
  assert.deepEqual(imageListArguments('podman'), ['image', 'ls', '--format', 'json']);
  const output = JSON.stringify([
    {
      Names: ['docker.io/library/alpine:3', 'localhost/mine:latest'],
      Digest: one,
      RepoDigests: [`docker.io/library/alpine@${one}`, `docker.io/library/alpine@${two}`],
      Size: 5_600_000,
    },
    { Names: ['localhost/made-here:1'], Digest: one, RepoDigests: [`localhost/made-here@${one}`], Size: 10 },
    { Names: null, Size: 1 },
  ]);
  assert.deepEqual(readImageList(`time="…" level=warning\n${output}`), [
    { name: 'alpine:3', digest: two, detail: '5.6 MB' },
    { name: 'localhost/mine:latest', detail: '5.6 MB' },
    { name: 'localhost/made-here:1', detail: '10 B' },
  ]);
});

test('an image is pinned by the digest of its own repository only', () => {
  const output = JSON.stringify([{ RepoDigests: [`ghcr.io/acme/x@${one}`, `node@${two}`] }]);
  assert.deepEqual(readRepoDigest(output, referenceOf('docker.io/library/node:20')), {
    digest: two,
    isPublished: true,
  });
  assert.equal(readRepoDigest(output, referenceOf('ghcr.io/acme/x'))?.digest, one);
  assert.equal(readRepoDigest(output, referenceOf('debian')), undefined);
  assert.equal(readRepoDigest('[{"RepoDigests":[]}]', referenceOf('node')), undefined);
  assert.equal(readRepoDigest('Error: no such image', referenceOf('node')), undefined);
});

test('a digest that is made from the image itself may be unknown to every registry', () => {
  const ofContainerd = JSON.stringify([{ Id: one, RepoDigests: [`acme/x@${one}`] }]);
  assert.deepEqual(readRepoDigest(ofContainerd, referenceOf('acme/x')), { digest: one, isPublished: false });
  const ofPodman = JSON.stringify([{ Id: '9'.repeat(64), Digest: one, RepoDigests: [`docker.io/acme/x@${one}`] }]);
  assert.equal(readRepoDigest(ofPodman, referenceOf('acme/x'))?.isPublished, false);
  const row = { Repository: 'acme/x', Tag: '1', Digest: one, ID: '1'.repeat(12), Size: '1kB' };
  assert.deepEqual(readImageList(JSON.stringify(row)), [{ name: 'acme/x:1', detail: '1kB' }]);
});

test('buildx names the digest of the manifest', () => {
  assert.equal(readManifestDigest(`{"mediaType":"x","digest":"${one}","size":1}\n`), one);
  assert.equal(readManifestDigest('ERROR: not found'), undefined);
});
