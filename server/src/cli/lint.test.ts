import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { isDockerfileName } from '../model/dockerfileName.ts';
import { unifiedDiff } from './diff.ts';
import { findFiles, patternExpression } from './files.ts';
import { runFix, runLint } from './lint.ts';
import { formats, report } from './reports.ts';

const folder = mkdtempSync(join(tmpdir(), 'drydock-'));
const good = join(folder, 'good.dockerfile');
const bad = join(folder, 'Dockerfile');

before(async () => {
  await loadShellForTests();
  writeFileSync(good, 'FROM alpine:3.23\nRUN apk add --no-cache curl=1\nUSER 10001\n');
  writeFileSync(bad, 'FROM alpine:3.23\nRUN apk add curl=1\nUSER 10001\n');
});
after(() => rmSync(folder, { recursive: true }));

async function run(command: typeof runLint, ...args: readonly string[]) {
  let out = '';
  let error = '';
  const streams = {
    out: (text: string) => void (out += text),
    error: (text: string) => void (error += text),
    bundle: '',
  };
  const code = await command(['--no-config', '--no-shellcheck', ...args], streams);
  return { code, out, error };
}

describe('drydock lint', () => {
  test('exit codes', async () => {
    assert.equal((await run(runLint, good)).code, 0);
    assert.equal((await run(runLint, bad)).code, 1);
    assert.equal((await run(runLint, '-t', 'warning', bad)).code, 0);
    assert.equal((await run(runLint, '--no-fail', bad)).code, 0);
    assert.equal((await run(runLint, '--ignore', 'DL3019', bad)).code, 0);
    assert.equal((await run(runLint, '--error', 'DL3019', '-t', 'error', bad)).code, 1);
  });

  test('exit codes of the formats: hadolint answers 0 in codeclimate and codacy, whatever is found', async () => {
    const broken = join(folder, 'broken.dockerfile');
    writeFileSync(broken, 'FROM alpine:3.23\nUSER 10001\nFOO\n');
    for (const format of formats) {
      const found = format === 'codeclimate' || format === 'codacy' ? 0 : 1;
      assert.equal((await run(runLint, '-f', format, bad)).code, found, format);
      assert.equal((await run(runLint, '-f', format, '-t', 'error', bad)).code, 0, format);
      assert.equal(
        (await run(runLint, '-f', format, '-t', 'error', broken)).code,
        found,
        `${format}: cannot be parsed`,
      );
      assert.equal((await run(runLint, '-f', format, '--no-fail', broken)).code, 0, format);
      assert.equal((await run(runLint, '-f', format, join(folder, 'missing'))).code, 1, `${format}: cannot be read`);
    }
    assert.equal((await run(runLint, '-f', 'tty', '-f', 'codacy', bad)).code, 0);
    assert.equal((await run(runLint, '--no-fail', join(folder, 'missing'))).code, 1);
    rmSync(broken);
  });

  test('reports go to files: the first format to the first file, the rest to standard output', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const both = await run(runLint, '-fjson', '--format=gnu', '-o', one, bad);
    assert.equal(both.code, 1);
    assert.equal(JSON.parse(readFileSync(one, 'utf8')).length, 1);
    assert.match(both.out, /^drydock:.*DL3019/);
    const toFiles = await run(runLint, '-f', 'json', '-o', one, `--output=${two}`, bad);
    assert.equal(toFiles.out, '');
    assert.match(readFileSync(two, 'utf8'), /:2 DL3019 info:/);
    const nowhere = await run(runLint, '-o', join(folder, 'no', 'folder'), good);
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.error, /cannot write/);
    rmSync(one);
    rmSync(two);
  });

  test('comments that ignore nothing are reported when asked for', async () => {
    const file = join(folder, 'ignored.dockerfile');
    writeFileSync(file, 'FROM alpine:3.23\n# hadolint ignore=DL3004,SC2086,DL3019\nRUN apk add curl=1\nUSER 10001\n');
    assert.deepEqual(await run(runLint, file), { code: 0, out: '', error: '' });
    const { out, code } = await run(runLint, '--unused-ignores', file);
    assert.equal(out, `${file}:2 unused-suppression info: Nothing to ignore: DL3004 reports nothing here\n`);
    assert.equal(code, 1);
    rmSync(file);
  });

  test('bad arguments: a sentence and 2', async () => {
    for (const args of [
      ['--what', bad],
      ['-f', 'x', bad],
      ['-f'],
      [],
      ['-t', 'x', bad],
      ['-c', '/no/such', bad],
      ['--unsafe', bad],
    ]) {
      const { code, error } = await run(runLint, ...args.filter(arg => arg !== undefined));
      assert.equal(code, args[0] === '-c' ? 0 + 1 : 2, args.join(' ') + error);
    }
  });

  test('a file that cannot be read or parsed is reported, the rest goes on', async () => {
    const broken = join(folder, 'broken');
    writeFileSync(broken, 'FROM alpine:3.23\nUSER 10001\nFOO\n');
    const { out, code } = await run(runLint, join(folder, 'missing'), broken, bad);
    assert.equal(code, 1);
    const lines = out
      .trim()
      .split('\n')
      .map(line => line.replace(`${folder}/`, '').split(' ').slice(0, 3).join(' '));
    assert.deepEqual(lines, [
      'missing:1 unreadable-file error:',
      'broken:3 unknown-instruction error:',
      'Dockerfile:2 DL3019 info:',
    ]);
  });

  test('folders and patterns', () => {
    assert.deepEqual(
      findFiles([folder]).files.map(file => file.slice(folder.length + 1)),
      ['Dockerfile', 'good.dockerfile'],
    );
    assert.deepEqual(findFiles([`${folder}/*.docker{file,x}`]).files, [good]);
    assert.match(findFiles([`${folder}/*.none`]).problems[0]!, /no file matches/);
    for (const name of ['Dockerfile', 'dockerfile.dev', 'Containerfile', 'a.dockerfile', 'Dockerfile.x.y'])
      assert.ok(isDockerfileName(name), name);
    for (const name of ['Dockerfile.dockerignore', 'mydockerfile', 'a.txt']) assert.ok(!isDockerfileName(name), name);
    assert.ok(patternExpression('**/Docker*').test('a/b/Dockerfile'));
    assert.ok(patternExpression('**/Docker*').test('Dockerfile'));
    assert.ok(!patternExpression('*/Docker[!f]*').test('a/Dockerfile'));
    assert.ok(patternExpression('[z-a]*').test('[z-a].Dockerfile'));
  });

  test('every format can be read by its readers', async () => {
    for (const format of formats) {
      const { out } = await run(runLint, '-f', format, bad);
      assert.match(out, /DL3019/, format);
      if (['json', 'sarif', 'sonarqube', 'gitlab_codeclimate'].includes(format)) JSON.parse(out);
    }
    const [finding] = JSON.parse((await run(runLint, '-f', 'json', bad)).out) as { line: number }[];
    assert.deepEqual(
      { ...finding, file: '' },
      {
        code: 'DL3019',
        column: 5,
        file: '',
        level: 'info',
        line: 2,
        message: 'apk add without --no-cache leaves the package index in the layer',
      },
    );
    assert.equal(report('json', [], { color: false, version: '0', files: [] }), '[]\n');
  });
});

describe('drydock fix', () => {
  test('--diff and --check change nothing, without them the file is fixed', async () => {
    const { out, code } = await run(runFix, '--diff', bad);
    assert.equal(code, 1);
    assert.match(out, /\n-RUN apk add curl=1\n\+RUN apk add --no-cache curl=1\n/);
    assert.equal((await run(runFix, '--check', bad)).code, 1);
    assert.equal((await run(runFix, bad)).code, 0);
    assert.match(readFileSync(bad, 'utf8'), /--no-cache/);
    assert.equal((await run(runFix, '--check', bad)).code, 0);
  });
});

test('unified differences', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(line => `${line}\n`).join('');
  assert.equal(unifiedDiff(before, before, 'x'), '');
  assert.equal(unifiedDiff('a\n', 'b', 'x'), '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n');
  assert.match(unifiedDiff(before, before.replace('b\n', 'B\n').replace('i\n', ''), 'x'), /@@ -1,10 \+1,9 @@/);
});
