import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { parseImageReference } from '../engine/imageReference.ts';
import { registryDigest, registryTags } from './registryClient.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, address: string) => void;

/** A registry of our own on this machine; `asked` are the requests in order. */
async function withRegistry(handle: Handler, use: (address: string, asked: string[]) => Promise<void>): Promise<void> {
  const asked: string[] = [];
  let address = '';
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    handle(request, response, address);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await use(address, asked);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function referenceOf(name: string) {
  const parsed = parseImageReference(name);
  assert.ok(parsed.ok);
  return parsed.reference;
}

const digest = `sha256:${'c'.repeat(64)}`;

test('pages of tags, with a token that everybody gets', async () => {
  const handle: Handler = (request, response, address) => {
    const { pathname, searchParams } = new URL(request.url ?? '', `http://${address}`);
    if (pathname === '/token') {
      assert.equal(searchParams.get('scope'), 'repository:team/app:pull');
      response.end('{"token":"open sesame"}');
    } else if (request.headers.authorization !== 'Bearer open sesame') {
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${address}/token",service="x"` }).end();
    } else if (searchParams.has('last')) response.end('{"name":"team/app","tags":["3"]}');
    else response.writeHead(200, { link: '</v2/team/app/tags/list?last=2>; rel="next"' }).end('{"tags":["1","2"]}');
  };
  await withRegistry(handle, async (address, asked) => {
    const answer = await registryTags(referenceOf(`${address}/team/app:1`));
    assert.deepEqual(answer, { ok: true, value: { tags: ['1', '2', '3'], complete: true } });
    // One refusal, one token, then a page after the other.
    assert.equal(asked.length, 4);
  });
});

test('a registry that never ends its list is left after some pages', async () => {
  let page = 0;
  const handle: Handler = (_request, response) => {
    page++;
    response.writeHead(200, { link: `</v2/a/b/tags/list?last=${page}>; rel="next"` }).end(`{"tags":["${page}"]}`);
  };
  await withRegistry(handle, async (address, asked) => {
    const answer = await registryTags(referenceOf(`${address}/a/b`));
    assert.ok(answer.ok && !answer.value.complete);
    assert.equal(asked.length, 20);
  });
});

test('the digest is in the header, else it is that of the manifest’s bytes', async () => {
  const manifest = '{"schemaVersion":2,"annotations":{"x":"ä"}}';
  const handle: Handler = (request, response) => {
    assert.match(request.headers.accept ?? '', /oci\.image\.index/);
    const silent = request.url?.includes('silent') ?? false;
    if (!silent) response.setHeader('docker-content-digest', digest);
    response.end(request.method === 'HEAD' ? undefined : manifest);
  };
  await withRegistry(handle, async (address, asked) => {
    assert.deepEqual(await registryDigest(referenceOf(`${address}/a/b:1`)), { ok: true, value: digest });
    assert.deepEqual(asked, ['HEAD /v2/a/b/manifests/1']);
    const hashed = `sha256:${createHash('sha256').update(manifest).digest('hex')}`;
    assert.deepEqual(await registryDigest(referenceOf(`${address}/a/silent`)), { ok: true, value: hashed });
  });
});

test('refusals are sentences that name the registry', async () => {
  const handle: Handler = (request, response) => {
    if (request.url?.includes('secret')) response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    else if (request.url?.includes('busy')) response.writeHead(429).end();
    else if (request.url?.includes('page')) response.end('<html>');
    else response.writeHead(404).end();
  };
  await withRegistry(handle, async address => {
    const messageOf = async (name: string) => {
      const answer = await registryTags(referenceOf(`${address}/${name}`));
      return answer.ok ? '' : answer.message.replaceAll(address, 'R');
    };
    assert.equal(await messageOf('secret'), 'R wants a log-in, and Drydock asks without one.');
    assert.equal(await messageOf('a/missing'), 'R has no a/missing.');
    assert.match(await messageOf('busy'), /too often/);
    assert.match(await messageOf('page'), /list of tags cannot be read/);
  });
});

test('who does not answer, and a user who does not want to wait', async () => {
  const nobody = await registryTags(referenceOf('127.0.0.1:1/a/b'));
  assert.ok(!nobody.ok && nobody.refusal === 'noAnswer');
  await withRegistry(
    () => undefined,
    async address => {
      const slow = await registryTags(referenceOf(`${address}/a/b`), { limit: 30 });
      assert.ok(!slow.ok && /could not be reached/.test(slow.message), JSON.stringify(slow));
      const cancelled = new AbortController();
      const waiting = registryTags(referenceOf(`${address}/a/b`), { signal: cancelled.signal });
      cancelled.abort();
      assert.deepEqual(await waiting, { ok: false, refusal: 'cancelled', message: 'Cancelled.' });
    },
  );
});
