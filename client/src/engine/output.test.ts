import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FailureKind, pushedDigest, recogniseFailure, withoutControlSequences } from './output.ts';

const outputs: readonly (readonly [FailureKind | undefined, string])[] = [
  [
    'engineDown',
    'ERROR: Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
  ],
  [
    'engineDown',
    'failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running',
  ],
  [
    'engineDown',
    'error during connect: Get "http://%2F%2F.%2Fpipe%2Fdocker_engine/v1.24/version": open //./pipe/docker_engine: The system cannot find the file specified.',
  ],
  [
    'engineDown',
    'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`',
  ],
  [
    'engineDown',
    'time="…" level=fatal msg="rootless containerd not running? (hint: use `containerd-rootless-setuptool.sh install`)"',
  ],
  [
    'noPermission',
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "…": dial unix /var/run/docker.sock: connect: permission denied',
  ],
  ['denied', 'The push refers to repository [127.0.0.1:5000/x]\n5f70bf18a086: Preparing\nno basic auth credentials'],
  ['denied', 'denied: requested access to the resource is denied'],
  [
    'denied',
    'push access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  ['denied', 'unauthorized: authentication required'],
  [
    'denied',
    'Error: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in 127.0.0.1:5000: unauthorized: authentication required',
  ],
  ['denied', 'denied: Your authorization token has expired. Reauthenticate and try again.'],
  ['denied', 'error parsing HTTP 403 response body: …'],
  ['denied', 'login attempt to http://127.0.0.1:5000/v2/ failed with status: 401 Unauthorized'],
  ['nameUnknown', "name unknown: The repository with name 'x' does not exist in the registry with id '1'"],
  ['noSuchImage', 'An image does not exist locally with the tag: acme/x'],
  ['noSuchImage', 'tag does not exist: acme/x:1'],
  ['noSuchImage', 'Error: acme/x: image not known'],
  ['plainHttp', 'Get "https://reg:5000/v2/": http: server gave HTTP response to HTTPS client'],
  [
    'certificate',
    'Get "https://reg/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  ['unreachable', 'dial tcp: lookup reg.example on 127.0.0.53:53: no such host'],
  ['rateLimit', 'toomanyrequests: You have reached your pull rate limit.'],
  [
    'nameTaken',
    'docker: Error response from daemon: Conflict. The container name "/app" is already in use by container "1".',
  ],
  ['portTaken', 'Bind for 127.0.0.1:8080 failed: port is already allocated.'],
  ['noSpace', 'write /var/lib/docker/tmp/x: no space left on device'],
  [undefined, '1.0: digest: sha256:00 size: 528'],
  [undefined, ''],
];

test('each wording is known for what it is', () => {
  for (const [kind, output] of outputs) assert.equal(recogniseFailure(output)?.kind, kind, output);
});

test('the line itself is given, without colours', () => {
  const failure = recogniseFailure('one\r\n\x1b[31mno basic auth credentials\x1b[0m\r\n');
  assert.deepEqual(failure, { kind: 'denied', line: 'no basic auth credentials' });
});

test('the pushed digest', () => {
  const digest = 'sha256:' + '0a'.repeat(32);
  assert.equal(pushedDigest(`latest: Pushed\r\n\x1b[1mlatest: digest: ${digest} size: 528\x1b[0m\r\n`), digest);
  assert.equal(pushedDigest('nothing'), undefined);
});

test('control sequences', () => {
  assert.equal(withoutControlSequences('\x1b]0;title\x07a\x1b[2K\x1b[1;32mb\x1b[0m\x1b[?25h'), 'ab');
});
