import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

describe('name a stage', () => {
  test('every number becomes the name, from either end', () => {
    const after =
      'FROM golang:1 AS build\nRUN go build\nFROM scratch\nCOPY --from=build /a /a\nCOPY --from=build /b /b\n';
    const before = after.replace(' AS build', '').replaceAll('from=build', 'from=0');
    assert.equal(offersAt(before.replace('FROM golang', 'FROM<|> golang')).get('name-stage')?.text, after);
    assert.equal(offersAt(before.replace('--from=0 /b', '--from=<|>0 /b')).get('name-stage')?.text, after);
  });

  test('an image of that name is not taken for the stage', () => {
    const made = offersAt('FROM<|> golang:1\nRUN go build\nFROM build\nCOPY --from=0 /a /a\n').get('name-stage');
    assert.match(made?.text ?? '', /^FROM golang:1 AS builder\n/);
  });

  test('not the last stage, not a named one', () => {
    assert.equal(offersAt('FROM a AS b\nFROM<|> c\n').has('name-stage'), false);
    assert.equal(offersAt('FROM<|> a AS b\nFROM c\n').has('name-stage'), false);
  });
});

describe('extract a stage', () => {
  test('from FROM on; the name stays with the rest', () => {
    const made = offersAt('FROM node:20 AS app\n<|>WORKDIR /a\nRUN x\n<|>COPY . .\nCMD ["y"]\n').get('extract-stage');
    assert.equal(made?.text, 'FROM node:20 AS base\nWORKDIR /a\nRUN x\n\nFROM base AS app\nCOPY . .\nCMD ["y"]\n');
    assert.equal(made?.safety, 'safe');
  });

  test('refused where something would not reach the rest', () => {
    const refused = (text: string) => offersAt(text).get('extract-stage')?.reason ?? '';
    assert.match(refused('FROM a\n<|>ARG X\nRUN x\n<|>RUN y\n'), /ARG/);
    assert.match(refused('FROM a\nRUN x\n<|>RUN y\n<|>RUN z\n'), /first instruction/);
    assert.match(refused('FROM a\n<|>CMD x\n<|>ENTRYPOINT ["y"]\n'), /ENTRYPOINT/);
    assert.match(refused('FROM a\n<|>RUN x\n<|>RUN y\nFROM b\nCOPY --from=0 / /\n'), /numbers/);
    assert.match(refused('FROM a\n<|>RUN x\n<|>'), /left/);
  });
});

describe('a version as an ARG', () => {
  const plain = '# mine\n\nFROM node:20-slim AS a\nFROM node:20-slim\n';
  const extracted = '# mine\n\nARG NODE_VERSION=20-slim\nFROM node:${NODE_VERSION} AS a\nFROM node:${NODE_VERSION}\n';

  test('extract', () => {
    const made = offersAt(plain.replace('FROM', '<|>FROM')).get('extract-version-argument');
    assert.equal(made?.text, extracted);
  });

  test('inline', () => {
    assert.equal(offersAt(extracted.replace('ARG', '<|>ARG')).get('inline-version-argument')?.text, plain);
  });

  test('not when a stage declares it or a RUN could want it', () => {
    const made = offersAt('<|>ARG V=1\nFROM a:$V\nARG V\n').get('inline-version-argument');
    assert.match(made?.reason ?? '', /declare/);
    assert.equal(offersAt('ARG NODE_VERSION\nFROM<|> node:20\n').has('extract-version-argument'), false);
    assert.equal(offersAt('FROM<|> node\n').has('extract-version-argument'), false);
  });
});

describe('pin to the digest', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  test('given one', () => {
    const context = { digestOf: (image: string) => (image === 'node:20' ? digest : undefined) };
    assert.equal(offersAt('FROM<|> node:20 AS x\n', context).get('pin-digest')?.text, `FROM node:20@${digest} AS x\n`);
    assert.equal(offersAt('FROM<|> node:21\n', context).has('pin-digest'), false);
  });
});
