import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { convertTest, finalStage, verdictOf } from './testSupport.ts';

before(() => loadShellForTests());

const go = [
  'FROM golang:1.22',
  'WORKDIR /app',
  'COPY . .',
  'RUN go build -o server . && go build -o worker ./cmd/worker',
  'CMD ["./server"]',
  '',
].join('\n');
const files = {
  'go.mod': 'module x\n',
  'main.go': 'package main\nfunc main() {}\n',
  'cmd/worker/main.go': 'package main\nfunc main() {}\n',
};

function withCompose(compose: string, dockerfile = go) {
  return convertTest(dockerfile, { ...files, 'compose.yaml': compose });
}

describe('services of Compose', () => {
  test('what another service runs comes along', () => {
    const conversion = withCompose(
      'services:\n  web:\n    build: .\n  jobs:\n    build: .\n    command: ./worker --all\n',
    );
    assert.equal(verdictOf(conversion), 'safe', JSON.stringify(conversion.reasons));
    assert.match(finalStage(conversion), /COPY --from=build \/app\/worker \/app\/worker/);
    assert.match(finalStage(conversion), /COPY --from=build \/app\/server \/app\/server/);
  });

  test('a service that needs the tools of the build is asked about, with the way out', () => {
    const conversion = withCompose('services:\n  web:\n    build: .\n    command: go run .\n');
    assert.equal(verdictOf(conversion), 'ask unproven');
    assert.equal(conversion.reasons[0]?.code, 'service-for-development');
    assert.match(conversion.reasons[0]?.message ?? '', /The service web in compose\.yaml runs `go run \.`/);
    assert.match(conversion.reasons[0]?.hint ?? '', /target: build/);
  });

  test('a service that is kept open to work in it is asked about', () => {
    const conversion = withCompose('services:\n  web:\n    build: .\n    command: ["sleep", "infinity"]\n');
    assert.equal(conversion.reasons[0]?.code, 'service-for-development');
  });

  test('sources that are mounted over the working folder are asked about', () => {
    const conversion = withCompose(
      'services:\n  web:\n    build: .\n    volumes:\n      - .:/app\n      - data:/data\n',
    );
    assert.equal(conversion.reasons[0]?.code, 'service-with-mount');
    const other = withCompose(
      'services:\n  web:\n    build: .\n    volumes:\n      - data:/app\n      - ./conf:/etc/x:ro\n',
    );
    assert.equal(verdictOf(other), 'safe');
  });

  test('of an interpreted program it is a remark: the mounted sources run the same', () => {
    const conversion = convertTest(
      'FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install flask\nCMD ["flask", "run", "--debug"]\n',
      { 'app.py': 'x', 'compose.yaml': 'services:\n  web:\n    build: .\n    volumes: [".:/app"]\n' },
    );
    assert.equal(verdictOf(conversion), 'safe', JSON.stringify(conversion.reasons));
    assert.ok(conversion.moves.some(move => /mounts its sources over \/app/.test(move.what)));
    assert.ok(conversion.moves.some(move => /with reloading/.test(move.what)));
  });

  test('a service that builds the named stage keeps it, and the stage loses its command', () => {
    const conversion = withCompose(
      'services:\n  web:\n    build: { context: ., target: dev }\n',
      go.replace('golang:1.22', 'golang:1.22 AS dev'),
    );
    assert.equal(conversion.reasons[0]?.code, 'service-target');
  });

  test('a dev container needs the tools of the build', () => {
    const files_ = {
      ...files,
      '.devcontainer/devcontainer.json': '{ "build": { "dockerfile": "../Dockerfile", "context": ".." } }',
    };
    const conversion = convertTest(go, files_);
    assert.equal(conversion.reasons[0]?.code, 'dev-container', JSON.stringify(conversion.reasons));
    assert.equal(verdictOf(conversion), 'ask unproven');
  });

  test('a file without CMD takes what the service runs', () => {
    const silent = go.replace(/^CMD.*\n/m, '');
    assert.equal(verdictOf(convertTest(silent, files)), 'refuse no-command');
    const conversion = withCompose(
      'services:\n  web:\n    build: .\n    entrypoint: ["/bin/sh", "-c", "./server"]\n',
      silent,
    );
    assert.equal(verdictOf(conversion), 'safe', JSON.stringify(conversion.reasons));
    assert.match(finalStage(conversion), /COPY --from=build \/app\/server \/app\/server/);
  });

  test('services of other Dockerfiles, other images and variables say nothing', () => {
    for (const compose of [
      'services:\n  db:\n    image: postgres\n    command: go run .\n',
      'services:\n  web:\n    build: ./other\n    command: go run .\n',
      'services:\n  web:\n    build: .\n    command: ${START}\n',
      'services: [',
    ])
      assert.equal(verdictOf(withCompose(compose)), 'safe', compose);
  });
});
