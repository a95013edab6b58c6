import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

const cases: readonly (readonly [string, string, string])[] = [
  ['node:20', 'npm ci', '--mount=type=cache,target=/root/.npm'],
  ['node:20', 'yarn install', '--mount=type=cache,target=/usr/local/share/.cache/yarn'],
  ['node:20', 'pnpm install', '--mount=type=cache,target=/root/.local/share/pnpm/store'],
  ['python:3.12', 'pip install -r a.txt', '--mount=type=cache,target=/root/.cache/pip'],
  ['golang:1.22', 'go build', '--mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build'],
  [
    'rust:1',
    'cargo build',
    '--mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/usr/local/cargo/git',
  ],
  ['maven:3', 'mvn package', '--mount=type=cache,target=/root/.m2/repository'],
  ['ruby:3', 'bundle install', '--mount=type=cache,target=/usr/local/bundle/cache'],
  ['composer:2', 'composer install', '--mount=type=cache,target=/tmp/cache'],
  ['python:3.12', 'uv sync --frozen', '--mount=type=cache,target=/root/.cache/uv'],
  ['eclipse-temurin:21', './mvnw package', '--mount=type=cache,target=/root/.m2'],
];

describe('cache mounts', () => {
  for (const [image, command, flags] of cases) {
    test(command, () => {
      const made = offersAt(`FROM ${image} AS b\nRUN<|> ${command}\nFROM scratch\nCOPY --from=b /x /x\n`).get(
        'cache-mount',
      );
      assert.equal(made?.text, `FROM ${image} AS b\nRUN ${flags} ${command}\nFROM scratch\nCOPY --from=b /x /x\n`);
      assert.equal(made?.safety, 'safe');
    });
  }

  test('in the final stage the downloads leave the image', () => {
    assert.equal(offersAt('FROM node:20\nRUN<|> npm ci\n').get('cache-mount')?.safety, 'unsafe');
    assert.equal(offersAt('FROM golang:1.22\nRUN<|> go mod download\n').has('cache-mount'), false);
  });

  test('all steps that use the modules get them', () => {
    const made = offersAt('FROM rust:1 AS b\nRUN cargo fetch\nRUN<|> cargo build\nFROM scratch\n').get('cache-mount');
    assert.equal(made?.text?.match(/cargo\/registry/g)?.length, 2);
  });

  test('the user of Node’s images has a cache of its own', () => {
    assert.equal(
      offersAt('FROM node:20\nUSER node\nRUN<|> npm ci\n').get('cache-mount')?.text,
      'FROM node:20\nUSER node\nRUN --mount=type=cache,target=/home/node/.npm,uid=1000,gid=1000 npm ci\n',
    );
  });

  test('not for another user, another folder, or a cache that the file cleans', () => {
    assert.equal(offersAt('FROM node:20\nUSER someone\nRUN<|> npm ci\n').has('cache-mount'), false);
    assert.equal(offersAt('FROM python:3\nUSER node\nRUN<|> pip install x\n').has('cache-mount'), false);
    assert.equal(offersAt('FROM unknown/image\nRUN<|> npm ci\n').has('cache-mount'), false);
    assert.equal(offersAt('FROM python:3\nRUN<|> pip install --no-cache-dir x\n').has('cache-mount'), false);
    for (const run of ['npm ci && npm cache clean --force', 'npm ci && rm -rf /root/.npm']) {
      assert.ok(offersAt(`FROM node:20\nRUN<|> ${run}\n`).get('cache-mount')?.reason);
    }
    assert.ok(offersAt('FROM node:20\nENV NPM_CONFIG_CACHE=/x\nRUN<|> npm ci\n').get('cache-mount')?.reason);
  });
});
