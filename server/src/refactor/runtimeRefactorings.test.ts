import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

describe('shell form and exec form', () => {
  test('there and back', () => {
    const shell = 'FROM alpine:3\nRUN x\nCMD node "a b.js" -p\n';
    const exec = 'FROM alpine:3\nRUN x\nCMD ["node", "a b.js", "-p"]\n';
    assert.equal(offersAt(shell.replace('CMD', 'CMD<|>')).get('shell-to-exec')?.text, exec);
    assert.equal(offersAt(exec.replace('CMD', 'CMD<|>')).get('exec-to-shell')?.text, shell);
  });

  test('HEALTHCHECK, and RUN back', () => {
    const check = 'FROM alpine:3\nRUN x\nHEALTHCHECK --interval=5s CMD curl -f http://a/\n';
    const exec = check.replace('curl -f http://a/', '["curl", "-f", "http://a/"]');
    assert.equal(offersAt(check.replace('HEALTH', '<|>HEALTH')).get('shell-to-exec')?.text, exec);
    assert.equal(offersAt(exec.replace('HEALTH', '<|>HEALTH')).get('exec-to-shell')?.text, check);
    const run = offersAt('FROM alpine:3\nRUN x\nRUN<|> ["apk", "add", "git"]\n').get('exec-to-shell');
    assert.equal(run?.text, 'FROM alpine:3\nRUN x\nRUN apk add git\n');
    assert.equal(run?.safety, 'safe');
  });

  test('refused where a shell or the other instruction matters', () => {
    const reason = (text: string) => offersAt(text).get('shell-to-exec')?.reason ?? '';
    assert.match(reason('FROM a\nCMD<|> echo $X\n'), /shell/);
    assert.match(reason('FROM a\nCMD x\nENTRYPOINT<|> y\n'), /CMD/);
    assert.match(reason('FROM a\nENTRYPOINT ["x"]\nCMD<|> y\n'), /entry point/);
    assert.match(reason('FROM a\nSHELL ["/bin/bash", "-lc"]\nCMD<|> y\n'), /SHELL/);
  });
});

describe('a user', () => {
  test('by the distribution, or the one that the image has', () => {
    const made = (image: string) => offersAt(`FROM ${image}\nRUN x\nCMD<|> ["y"]\n`).get('add-user');
    assert.match(made('debian:12')?.text ?? '', /RUN x\nRUN groupadd .* && useradd .* app\nUSER app\nCMD/);
    assert.match(
      made('python:3.12-alpine3.20')?.text ?? '',
      /RUN addgroup -S app && adduser -S -G app app\nUSER app\n/,
    );
    assert.match(made('node:20')?.text ?? '', /RUN x\nUSER node\nCMD/);
    assert.equal(made('node:20')?.safety, 'unsafe');
    assert.equal(made('nginx:1'), undefined);
    assert.equal(made('scratch'), undefined);
  });

  test('not where there is one, or where root is still needed', () => {
    assert.equal(offersAt('FROM debian:12\nUSER 1000\nCMD<|> ["y"]\n').has('add-user'), false);
    assert.equal(offersAt('FROM debian:12\nCMD<|> ["y"]\nRUN x\n').has('add-user'), false);
    assert.match(
      offersAt('FROM debian:12\nRUN useradd x\nUSER<|> root\nCMD ["y"]\n').get('add-user')?.reason ?? '',
      /already/,
    );
  });
});

describe('a health check', () => {
  const made = (image: string, run = 'x') =>
    offersAt(`FROM ${image}\nRUN ${run}\nEXPOSE<|> 8080\nCMD ["y"]\n`).get('add-healthcheck');
  test('with what is known to be there', () => {
    assert.match(made('alpine:3.20')?.text ?? '', /HEALTHCHECK CMD wget .*127\.0\.0\.1:8080\/ \|\| exit 1\nCMD/);
    assert.match(made('debian:12', 'apt-get install -y curl')?.text ?? '', /HEALTHCHECK CMD curl /);
    assert.match(made('python:3.12-slim-bookworm')?.text ?? '', /HEALTHCHECK CMD python /);
    assert.match(made('debian:12')?.reason ?? '', /curl/);
  });
  test('not for other ports, or where there is one', () => {
    assert.equal(offersAt('FROM alpine:3\nEXPOSE<|> 5432\nCMD ["y"]\n').has('add-healthcheck'), false);
    assert.equal(offersAt('FROM alpine:3\nHEALTHCHECK NONE\nEXPOSE<|> 80\nCMD ["y"]\n').has('add-healthcheck'), false);
  });
});

describe('a secret mount', () => {
  test('the RUN that names it get it, the ARG goes', () => {
    const made = offersAt('FROM a\nARG<|> NPM_TOKEN\nRUN echo $NPM_TOKEN > x\nRUN y\n').get('secret-mount');
    assert.equal(made?.text, 'FROM a\nRUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN echo $NPM_TOKEN > x\nRUN y\n');
    assert.equal(made?.safety, 'unsafe');
  });
  test('refused with a reason', () => {
    const reason = (text: string) => offersAt(text).get('secret-mount')?.reason ?? '';
    assert.match(reason('FROM a\nENV<|> API_KEY=x\n'), /when it runs/);
    assert.match(reason('FROM a\nARG<|> API_KEY\nENV K=$API_KEY\nRUN x $API_KEY\n'), /Line 3/);
    assert.match(reason('FROM a\nARG<|> API_KEY\nRUN x\n'), /No RUN/);
    assert.match(reason('# syntax=docker/dockerfile:1.4\nFROM a\nARG<|> API_KEY\nRUN x $API_KEY\n'), /1\.10/);
  });
});
