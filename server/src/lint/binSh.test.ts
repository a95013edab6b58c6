import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { everyShKnows, shOf } from './binSh.ts';

before(() => loadShellForTests());

const shOfLast = (text: string) => {
  const document = createDocument(text);
  return shOf(document, document.stages.at(-1));
};

test('the image’s name tells which shell /bin/sh is', () => {
  assert.equal(shOfLast('FROM fedora:43'), 'bash');
  assert.equal(shOfLast('FROM redhat/ubi9-minimal:9'), 'bash');
  assert.equal(shOfLast('FROM alpine:3.22'), 'busybox');
  assert.equal(shOfLast('FROM python:3.14-alpine'), 'busybox');
  assert.equal(shOfLast('ARG PREFIX=mirror.example.com/library/\nFROM ${PREFIX}busybox'), 'busybox');
  assert.equal(shOfLast('FROM docker:29'), 'busybox');
  assert.equal(shOfLast('FROM debian:13'), 'dash');
  assert.equal(shOfLast('FROM node:22-slim'), 'dash');
  assert.equal(shOfLast('FROM altlinux/alt:p11'), 'bash');
  assert.equal(shOfLast('FROM me/docker:1'), undefined);
  assert.equal(shOfLast('FROM scratch'), undefined);
});

test('else the package manager does, when only one is called, in the stage or one it is built on', () => {
  assert.equal(shOfLast('FROM me/base:1\nRUN apk add curl'), 'busybox');
  assert.equal(shOfLast('FROM me/base:1\nRUN microdnf install x && x'), 'bash');
  assert.equal(shOfLast('FROM me/base:1 AS a\nRUN yum -y install x\nFROM a\nRUN [[ x ]]'), 'bash');
  assert.equal(shOfLast('FROM me/base:1\nRUN apt-get install x'), 'dash');
  assert.equal(shOfLast('FROM me/base:1\nRUN apt-repo add x; apt-get install x'), 'bash');
  assert.equal(shOfLast('FROM me/base:1\nRUN apk add x || yum install x'), undefined);
  assert.equal(shOfLast('FROM me/base:1\nRUN pip install x'), undefined);
  assert.equal(shOfLast('FROM me/a:1\nRUN apk add x\nFROM me/b:1\nRUN [[ x ]]'), undefined);
});

test('what every sh knows is no news', () => {
  assert.equal(everyShKnows('SC3045', 'In POSIX sh, ulimit -a is undefined.', '-a'), true);
  assert.equal(everyShKnows('SC3045', 'In POSIX sh, export -f is undefined.', '-f'), false);
  assert.equal(everyShKnows('SC3037', 'In POSIX sh, echo flags are undefined.', '-n'), true);
  assert.equal(everyShKnows('SC3037', 'In POSIX sh, echo flags are undefined.', '-ne'), false);
  assert.equal(everyShKnows('SC3010', 'In POSIX sh, [[ ]] is undefined.', '[[ x ]]'), false);
});
