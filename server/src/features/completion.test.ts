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
];
for (const [marked, label] of notOffered) {
  test(`${JSON.stringify(marked)} does not offer ${label}`, () => assert.ok(!itemsAt(marked).labels.includes(label)));
}
