import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { lint } from '../lint/run.ts';
import { createDocument } from '../model/document.ts';
import { offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

const apt =
  '--mount=type=cache,target=/var/cache/apt,sharing=locked --mount=type=cache,target=/var/lib/apt/lists,sharing=locked';
const rm = 'rm -f /etc/apt/apt.conf.d/docker-clean &&';
const made = (text: string) => offersAt(text).get('cache-mount');

describe('apt in a cache mount', () => {
  test('the image’s own clean-up and that of the RUN go', () => {
    const text =
      'FROM debian:12\nRUN<|> apt-get update \\\n    && apt-get install -y --no-install-recommends curl \\\n    && apt-get clean \\\n    && rm -rf /var/lib/apt/lists/*\nCMD ["curl"]\n';
    const offer = made(text);
    assert.equal(
      offer?.text,
      `FROM debian:12\nRUN ${apt} ${rm} apt-get update \\\n    && apt-get install -y --no-install-recommends curl\nCMD ["curl"]\n`,
    );
    assert.equal(offer?.safety, 'unsafe');
    assert.deepEqual(newFindings(text.replace('<|>', ''), offer?.text ?? ''), []);
  });

  test('in a stage that is left behind it is safe; every RUN of the stage that installs gets the mounts', () => {
    const offer = made(
      'FROM python:3.12-slim AS b\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\nRUN<|> DEBIAN_FRONTEND=noninteractive apt-get update && apt-get install -y git\nFROM scratch\nCOPY --from=b /x /x\n',
    );
    assert.equal(offer?.safety, 'safe');
    assert.equal(
      offer?.text,
      `FROM python:3.12-slim AS b\nRUN ${apt} ${rm} apt-get update && apt-get install -y gcc\nRUN ${apt} DEBIAN_FRONTEND=noninteractive apt-get update && apt-get install -y git\nFROM scratch\nCOPY --from=b /x /x\n`,
    );
  });

  for (const [what, text, reason] of [
    ['apt deletes', 'FROM debian:12\nRUN<|> apt update && apt install -y x', /apt-get keeps/],
    ['no update', 'FROM debian:12\nRUN apt-get update\nRUN<|> apt-get install -y x', /update/],
    [
      'other clean-up',
      'FROM debian:12\nRUN<|> apt-get update && apt-get install -y x && rm -rf /var/lib/apt/lists/* /tmp/*',
      /folders of apt/,
    ],
    [
      'all of /var',
      'FROM debian:12\nRUN<|> apt-get update && apt-get install -y x && rm -rf /var/cache/*',
      /folders of apt/,
    ],
    [
      'elsewhere',
      'FROM debian:12\nRUN<|> apt-get update && apt-get install -y x\nRUN set -e; apt-get install y',
      /chain/,
    ],
    [
      'a script',
      'FROM debian:12\nRUN<|> apt-get update && apt-get install -y x\nRUN ./install.sh',
      /Line 3 may install/,
    ],
    [
      'a child',
      'FROM debian:12 AS b\nRUN<|> apt-get update && apt-get install -y x\nFROM b\nRUN apt-get install y',
      /built on this one/,
    ],
    [
      'settings',
      'FROM debian:12\nRUN echo x > /etc/apt/apt.conf.d/a\nRUN<|> apt-get update && apt-get install -y x',
      /settings/,
    ],
    [
      'copied',
      'FROM debian:12 AS b\nRUN<|> apt-get update && apt-get install -y x\nFROM scratch\nCOPY --from=b / /',
      /copies/,
    ],
    [
      'a comment',
      'FROM debian:12\nRUN<|> apt-get update && apt-get install -y x \\\n# why\n && apt-get clean',
      /Comments/,
    ],
  ] as const) {
    test(`refused: ${what}`, () => assert.match(made(`${text}\n`)?.reason ?? '', reason));
  }

  test('silent on unknown images and for other users', () => {
    assert.equal(made('FROM acme/base\nRUN<|> apt-get update && apt-get install -y x\n'), undefined);
    assert.equal(made('FROM debian:12\nUSER a\nRUN<|> apt-get update && apt-get install -y x\n'), undefined);
    assert.equal(made('FROM alpine:3\nRUN<|> apt-get update && apt-get install -y x\n'), undefined);
  });
});

describe('apk in a cache mount', () => {
  const mount = '--mount=type=cache,target=/etc/apk/cache,sharing=locked';

  test('the index stays as fresh as without a cache, and the image the same', () => {
    const text =
      'FROM alpine:3.20\nRUN<|> apk add --no-cache curl \\\n    && apk add --no-cache --virtual .b gcc && apk del .b\n';
    const offer = made(text);
    assert.equal(
      offer?.text,
      `FROM alpine:3.20\nRUN ${mount} apk add --update-cache curl \\\n    && apk add --update-cache --virtual .b gcc && apk del .b\n`,
    );
    assert.equal(offer?.safety, 'safe');
    assert.deepEqual(newFindings(text.replace('<|>', ''), offer?.text ?? ''), []);
  });

  test('an index in the image is no longer there', () => {
    const offer = made('FROM node:20-alpine\nRUN<|> apk add --update git\nCMD ["x"]\n');
    assert.equal(offer?.text, `FROM node:20-alpine\nRUN ${mount} apk add --update git\nCMD ["x"]\n`);
    assert.equal(offer?.safety, 'unsafe');
  });

  test('refused where the file changes apk’s settings', () => {
    assert.match(made('FROM alpine:3\nRUN ln -s /x /etc/apk/cache\nRUN<|> apk add git\n')?.reason ?? '', /settings/);
    assert.match(made('FROM alpine:3\nRUN<|> apk add git && if x; then apk add y; fi\n')?.reason ?? '', /inside/);
  });
});

describe('dnf and yum in a cache mount', () => {
  test('packages are kept, the clean-up goes', () => {
    const cases = [
      ['fedora:42', 'dnf', '/var/cache/libdnf5'],
      ['fedora:39', 'dnf', '/var/cache/dnf'],
      ['rockylinux:9', 'dnf', '/var/cache/dnf'],
      ['centos:7', 'yum', '/var/cache/yum'],
    ] as const;
    for (const [image, program, folder] of cases) {
      const text = `FROM ${image}\nRUN<|> ${program} install -y git && ${program} clean all\n`;
      const offer = made(text);
      assert.equal(
        offer?.text,
        `FROM ${image}\nRUN --mount=type=cache,target=${folder},sharing=locked ${program} --setopt=keepcache=1 install -y git\n`,
      );
      assert.equal(offer?.safety, 'safe');
      assert.deepEqual(newFindings(text.replace('<|>', ''), offer?.text ?? ''), []);
    }
  });

  test('not on images that are not known, nor with settings', () => {
    assert.equal(made('FROM acme/fedora\nRUN<|> dnf install -y git\n'), undefined);
    assert.match(
      made('FROM fedora:42\nRUN<|> dnf --setopt=keepcache=0 install -y git\n')?.reason ?? '',
      /cache itself/,
    );
  });
});

/** Rules that find more than before. */
function newFindings(before: string, after: string): string[] {
  const ids = (text: string): string[] => lint(createDocument(text), {}).findings.map(({ ruleId }) => ruleId);
  const known = ids(before);
  return ids(after).filter(id => !known.includes(id));
}
