import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { treeOf } from '../context/tree.ts';
import { createDocument } from '../model/document.ts';
import { completions, type FoundHere } from './completion.ts';

before(() => loadShellForTests());

const context = {
  tree: treeOf(['package.json', 'src/index.ts', 'node_modules/x/index.js', 'my file']),
  ignore: compileDockerignore(parseDockerignore('node_modules\n')),
};

function itemsAt(
  marked: string,
  findings: readonly FoundHere[] = [],
): { labels: string[]; sorted: string[]; accept: (label: string) => string } {
  const offset = marked.indexOf('<|>');
  const document = createDocument(marked.replace('<|>', ''));
  const items = completions(document, offset, {
    documentation: () => undefined,
    snippets: true,
    context,
    ruleIds: ['DL3008', 'StageNameCasing'],
    findings: () => findings,
  });
  return {
    labels: items.map(item => item.label),
    sorted: [...items]
      .sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
      .map(item => item.label),
    accept(label) {
      const item = items.find(candidate => candidate.label === label);
      assert.ok(item, `${label} is offered among ${items.map(one => one.label).join(' ')}`);
      const edit = item.textEdit as { range: ReturnType<typeof document.lines.rangeOf>; newText: string };
      const start = document.lines.offsetAt(edit.range.start);
      const end = document.lines.offsetAt(edit.range.end);
      return document.text.slice(0, start) + edit.newText + document.text.slice(end);
    },
  };
}

/** What accepting the label makes of the text. */
const accepted: readonly [string, string, string][] = [
  ['<|>', 'FROM', 'FROM '],
  ['FROM a\nWO<|>', 'WORKDIR', 'FROM a\nWORKDIR '],
  ['from a\nwo<|>', 'workdir', 'from a\nworkdir '],
  ['FROM a\nONBUILD R<|>', 'RUN', 'FROM a\nONBUILD RUN '],
  ['FROM a\nWO<|> /app', 'WORKDIR', 'FROM a\nWORKDIR /app'],
  ['FROM a\nCOPY --ch<|> x y', '--chown', 'FROM a\nCOPY --chown= x y'],
  ['FROM a\nCOPY --<|>', '--link', 'FROM a\nCOPY --link'],
  ['FROM a AS build\nFROM b\nCOPY --from=<|> /x /y', 'build', 'FROM a AS build\nFROM b\nCOPY --from=build /x /y'],
  ['FROM a AS build\nFROM bu<|>', 'build', 'FROM a AS build\nFROM build'],
  ['FROM no<|>', 'node', 'FROM node'],
  ['FROM python:3<|>', '3.13-slim', 'FROM python:3.13-slim'],
  ['FROM debian:tri<|>', 'trixie-slim', 'FROM debian:trixie-slim'],
  ['FROM alpine:<|>', '3.23', 'FROM alpine:3.23'],
  ['FROM --platform=<|> a', 'linux/arm64', 'FROM --platform=linux/arm64 a'],
  ['FROM a\nRUN --mount=<|>', 'type=', 'FROM a\nRUN --mount=type='],
  ['FROM a\nRUN --mount=type=ca<|>,target=/x ls', 'cache', 'FROM a\nRUN --mount=type=cache,target=/x ls'],
  ['FROM a\nRUN --mount=type=cache,sharing=<|> ls', 'locked', 'FROM a\nRUN --mount=type=cache,sharing=locked ls'],
  ['ARG V=1\nFROM a:$<|>', 'V', 'ARG V=1\nFROM a:$V'],
  ['FROM a\nENV HOME_DIR=/x\nWORKDIR ${HO<|>}', 'HOME_DIR', 'FROM a\nENV HOME_DIR=/x\nWORKDIR ${HOME_DIR}'],
  ['FROM a\nCOPY pa<|>', 'package.json', 'FROM a\nCOPY package.json'],
  ['FROM a\nCOPY src/<|> .', 'index.ts', 'FROM a\nCOPY src/index.ts .'],
  ['FROM a\nEXPOSE 80<|>', '8080', 'FROM a\nEXPOSE 8080'],
  ['FROM a\nSTOPSIGNAL SIGQ<|>', 'SIGQUIT', 'FROM a\nSTOPSIGNAL SIGQUIT'],
  ['FROM a\nLABEL org<|>', 'org.opencontainers.image.source', 'FROM a\nLABEL org.opencontainers.image.source="$1"'],
  ['FROM a\nRUN apt-get <|>', 'install', 'FROM a\nRUN apt-get install'],
  [
    'FROM a\nRUN apt-get install --no-i<|>',
    '--no-install-recommends',
    'FROM a\nRUN apt-get install --no-install-recommends',
  ],
  ['FROM a\nRUN true && ap<|>', 'apk', 'FROM a\nRUN true && apk'],
  // The cursor in the middle of what is there: nothing is left behind, nothing is lost.
  ['FROM a\nCOPY --fr<|>=build a b', '--from', 'FROM a\nCOPY --from=build a b'],
  ['FROM a\nADD --l<|>=true a b', '--link', 'FROM a\nADD --link=true a b'],
  ['FROM a\nRUN --mount=type=cache,ta<|>=/x ls', 'target=', 'FROM a\nRUN --mount=type=cache,target=/x ls'],
  ['FROM no<|>d:22-slim', 'node', 'FROM node:22-slim'],
  ['FROM no<|>d@sha256:ab', 'node', 'FROM node@sha256:ab'],
  ['FROM no<|>d:5000/x', 'node', 'FROM node'],
  ['FROM a\nENV NODE_<|>EN=production', 'NODE_ENV', 'FROM a\nENV NODE_ENV=production'],
  ['FROM a\nENV NODE_<|> production', 'NODE_ENV', 'FROM a\nENV NODE_ENV production'],
  ['FROM a\nEXPOSE 80<|>/udp', '8080', 'FROM a\nEXPOSE 8080/udp'],
  ['FROM a\nUSER n<|>:www', 'nginx', 'FROM a\nUSER nginx:www'],
  ['FROM a\nCOPY --chown=n<|>:www a b', 'nginx', 'FROM a\nCOPY --chown=nginx:www a b'],
  ['FROM a\nWORKDIR "/us<|>"', '/usr/share/nginx/html', 'FROM a\nWORKDIR "/usr/share/nginx/html"'],
  ['FROM a\nVOLUME ["/da<|>", "/x"]', '/data', 'FROM a\nVOLUME ["/data", "/x"]'],
  ['FROM a\nVOLUME ["/x", "/da<|>"]', '/data', 'FROM a\nVOLUME ["/x", "/data"]'],
  ['FROM a\nSHELL ["/bin/s<|>"]', '["/bin/sh", "-c"]', 'FROM a\nSHELL ["/bin/sh", "-c"]'],
  ['FROM a\n# hadolint ignore=DL30<|>07,SC1000\nRUN x', 'DL3008', 'FROM a\n# hadolint ignore=DL3008,SC1000\nRUN x'],
  ['# check=skip=Stage<|>Nam\nFROM a', 'StageNameCasing', '# check=skip=StageNameCasing\nFROM a'],
  ['FROM a\n# hado<|>lint ignore=X\nRUN x', '# hadolint ignore=', 'FROM a\n# hadolint ignore=X\nRUN x'],
  ['# syn<|>', '# syntax=docker/dockerfile:1', '# syntax=docker/dockerfile:1'],
  ['# check=skip=<|>\nFROM a', 'StageNameCasing', '# check=skip=StageNameCasing\nFROM a'],
  ['FROM a\n# hadolint ignore=<|>\nRUN x', 'DL3008', 'FROM a\n# hadolint ignore=DL3008\nRUN x'],
];
for (const [marked, label, expected] of accepted) {
  test(`${JSON.stringify(marked)} accepts ${label}`, () => assert.equal(itemsAt(marked).accept(label), expected));
}

test('snippets of whole instructions stand where a line begins, and nowhere else', () => {
  assert.ok(itemsAt('FROM a\n<|>').labels.includes('npm-ci'));
  assert.ok(itemsAt('FROM a\nnpm<|>').labels.includes('npm-ci'));
  for (const text of ['RUN --mount=type=<|>', 'RUN <|>', 'COPY <|>', 'ONBUILD <|>', 'RUN a && <|>'])
    assert.ok(!itemsAt(`FROM a\n${text}`).labels.includes('npm-ci'), text);
});

test('a whole file is offered in an empty one, with its directive; further down without', () => {
  assert.match(itemsAt('<|>').accept('multistage-go'), /^# syntax=docker\/dockerfile:1\nFROM golang/);
  assert.match(itemsAt('FROM a\n<|>').accept('multistage-go'), /^FROM a\nFROM golang/);
  assert.ok(!itemsAt('<|>').labels.includes('npm-ci'));
});

test('the keys of a mount are those of its type that it does not have yet', () => {
  const { labels } = itemsAt('FROM a\nRUN --mount=type=cache,target=/x,<|>');
  assert.deepEqual(labels.slice(0, 2), ['id=', 'sharing=']);
  for (const label of ['type=', 'target=', 'env=', 'size=']) assert.ok(!labels.includes(label), label);
  assert.ok(itemsAt('FROM a\nRUN --mount=type=secret,<|>').labels.includes('env='));
});

test('the destination of COPY: here first, then usual places', () => {
  const { sorted } = itemsAt('FROM a\nWORKDIR /app\nCOPY package.json <|>');
  assert.deepEqual(sorted.slice(0, 5), ['.', './', '/app', '/app/', '/']);
});

test('what is found below a comment is the first to be ignored', () => {
  const found = [
    { ruleId: 'SC2086', message: 'Quote it.', line: 3 },
    { ruleId: 'DL3007', message: 'No latest.', line: 1 },
  ];
  assert.deepEqual(itemsAt('FROM a\n# hadolint ignore=<|>\nRUN x', found).sorted, [
    'SC2086',
    'DL3008',
    'StageNameCasing',
  ]);
  assert.deepEqual(itemsAt('FROM a\n# shellcheck disable=<|>\nRUN x', found).sorted, ['SC2086']);
  assert.deepEqual(itemsAt('FROM a\n# hadolint global ignore=<|>\nRUN x', found).sorted.slice(0, 2), [
    'DL3007',
    'SC2086',
  ]);
});

test('variables of a known base image are offered, after the file’s own', () => {
  const { sorted } = itemsAt('FROM node:22\nARG ZED=0\nENV HERE=1\nRUN echo $<|>');
  assert.deepEqual(sorted.slice(0, 2), ['HERE', 'ZED']);
  assert.ok(sorted.indexOf('NODE_VERSION') < sorted.indexOf('HTTP_PROXY'), sorted.join());
});

test('a port that is typed is the first of the list as it stands', () => {
  assert.deepEqual(itemsAt('FROM a\nEXPOSE 5005<|>').sorted, ['5005', '50051']);
  assert.deepEqual(itemsAt('FROM a\nEXPOSE 90<|>').sorted, ['9000', '9090']);
  assert.deepEqual(itemsAt('FROM a\nEXPOSE 5432<|>').sorted, ['5432']);
});

test('a number that is typed as a tag is the first as it stands', () => {
  const { sorted } = itemsAt('FROM alpine:3<|>');
  assert.equal(sorted[0], '3');
  assert.ok(sorted.length > 3 && sorted.every(tag => tag.startsWith('3')), sorted.join());
  assert.equal(itemsAt('FROM alpine:3.4<|>').sorted[0], '3.4');
  assert.ok(itemsAt('FROM debian:sl<|>').labels.includes('trixie-slim'));
});

test('a folder that is typed is whole: Enter adds neither a slash nor a folder', () => {
  assert.deepEqual(itemsAt('FROM a\nWORKDIR /opt<|>').labels, []);
  assert.deepEqual(itemsAt('FROM a\nCOPY a /usr/local/<|>').sorted, ['/usr/local/', '/usr/local/bin/']);
  assert.equal(itemsAt('FROM a\nWORKDIR /usr/local/bin/<|>').sorted[0], '/usr/local/bin/');
});

test('a dash alone behind a pipe is stdin, and stays', () => {
  assert.equal(itemsAt('FROM a\nRUN curl x | tar -<|>').sorted[0], '-');
  assert.ok(!itemsAt('FROM a\nRUN apt-get install -<|>').labels.includes('-'));
});

test('images are found by a part of their name', () => {
  assert.ok(itemsAt('FROM aspn<|>').labels.includes('mcr.microsoft.com/dotnet/aspnet'));
  assert.ok(!itemsAt('FROM microsoft/windowsserver<|>').labels.some(label => label.includes('servercore')));
});

test('a shell is completed by its beginning only', () => {
  assert.deepEqual(itemsAt('FROM a\nSHELL ["sh"]<|>').labels, []);
  assert.equal(itemsAt('FROM a\nSHELL ["/bin/b<|>').labels.length, 1);
});

test('the package manager of the distribution is the first', () => {
  assert.equal(itemsAt('FROM alpine:3.20\nRUN <|>').sorted[0], 'apk');
  assert.equal(itemsAt('FROM debian\nRUN <|>').sorted[0], 'apt-get');
});

const notOffered: readonly [string, string][] = [
  ['<|>', 'RUN'],
  ['FROM a\nONBUILD <|>', 'FROM'],
  ['FROM a AS x\nCOPY --from=<|> a b', 'x'],
  ['FROM a\nCOPY <|>', 'node_modules/'],
  ['FROM a\nCOPY <|>', 'my file'],
  ["FROM a\nENV A=1\nRUN <<'EOF'\n$<|>\nEOF", 'A'],
  ['FROM a\n<|>', 'MAINTAINER'],
  // What is typed and ended with Enter stays as it was typed.
  ['FROM a\nUSER app<|>', '$APP_UID'],
  ['FROM a\nWORKDIR app<|>', '/app'],
  ['FROM a\nEXPOSE 90<|>', '8090'],
  ['FROM a\nCOPY a src<|>', '/src'],
  ['FROM a\nRUN for x in 1; do ls; done<|>', 'dotnet'],
  ['FROM a\nRUN npm ci --version<|>', '--ignore-version'],
  ['FROM alpine:3.4<|>', '3.24'],
  ['FROM alpine:3.2-slim<|>', '3.13-slim'],
  ['FROM nginx:1\nRUN for n in 1; do echo $n<|>', 'NGINX_VERSION'],
  ['ARG NODE_VERSION=1\nFROM a\nARG VERSION<|>', 'NODE_VERSION'],
  ['FROM a\n# ha<|> ha\nRUN x', '# hadolint ignore='],
  ['# syn<|> flood\nFROM a', '# syntax=docker/dockerfile:1'],
];
for (const [marked, label] of notOffered) {
  test(`${JSON.stringify(marked)} does not offer ${label}`, () => assert.ok(!itemsAt(marked).labels.includes(label)));
}

test('no list of instructions goes on behind the blank that ends the keyword', () => {
  const document = createDocument('FROM a\nWORKDIR');
  const items = completions(document, document.text.length, { documentation: () => undefined, snippets: true });
  assert.ok(items.some(({ label }) => label === 'WORKDIR /app'));
  for (const { filterText, label } of items) assert.ok(!(filterText ?? label).includes(' '), label);
});
