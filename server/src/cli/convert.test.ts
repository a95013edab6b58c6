import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { readContext, runConvert } from './convert.ts';

before(() => loadShellForTests());

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'drydock-convert-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function run(...args: readonly string[]): Promise<{ code: number; out: string; error: string }> {
  let out = '';
  let error = '';
  const code = await runConvert(args, {
    out: text => {
      out += text;
    },
    error: text => {
      error += text;
    },
    bundle: '/nowhere',
  });
  return { code, out, error };
}

const go = { 'go.mod': 'module x\n', 'main.go': 'package main\nfunc main() {}\n' };
const dockerfile = 'FROM golang:1.22\nWORKDIR /app\nCOPY . .\nRUN go build -o app\nCMD ["./app"]\n';

describe('drydock convert', () => {
  test('safe: the text, the explanation, exit code 0', async () => {
    const folder = project({ ...go, Dockerfile: dockerfile });
    const { code, out, error } = await run(join(folder, 'Dockerfile'));
    assert.equal(code, 0);
    assert.match(out, /^FROM golang:1\.22 AS build\n[\s\S]*\nFROM debian:bookworm-slim\n/);
    assert.match(error, /^- The file so far becomes the stage/);
    assert.equal(readFileSync(join(folder, 'Dockerfile'), 'utf8'), dockerfile);
  });

  test('--write writes the file', async () => {
    const folder = project({ ...go, Dockerfile: dockerfile });
    assert.equal((await run(join(folder, 'Dockerfile'), '--write')).code, 0);
    assert.match(readFileSync(join(folder, 'Dockerfile'), 'utf8'), /FROM debian:bookworm-slim/);
  });

  test('ask: exit code 3, nothing is written; an answer converts', async () => {
    const text = 'FROM node:20\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "start"]\n';
    const folder = project({
      Dockerfile: text,
      'package.json': '{"scripts":{"start":"vite","build":"vite build"},"devDependencies":{"vite":"5"}}',
    });
    const file = join(folder, 'Dockerfile');
    const asked = await run(file, '--write');
    assert.equal(asked.code, 3);
    assert.match(asked.error, /--answers serve=nginx \(default\)/);
    assert.equal(readFileSync(file, 'utf8'), text);
    assert.equal((await run(file, '--answers', 'serve=nginx')).code, 0);
    assert.equal((await run(file, '--answers', '{"serve":"nginx"}')).code, 0);
    assert.equal((await run(file, '--answers=serve=keep')).code, 4);
  });

  test('refuse: exit code 4 and the reason', async () => {
    const folder = project({ Dockerfile: 'FROM golang:1.22\nRUN go install x\n' });
    const { code, error } = await run(join(folder, 'Dockerfile'));
    assert.equal(code, 4);
    assert.match(error, /^refused: There is neither CMD nor ENTRYPOINT/);
  });

  test('--json says all', async () => {
    const folder = project({ ...go, Dockerfile: dockerfile });
    const answer = JSON.parse((await run(join(folder, 'Dockerfile'), '--json')).out);
    assert.equal(answer.outcome, 'safe');
    assert.equal(answer.ecosystem, 'go');
    assert.equal(answer.obligations.length, 10);
    assert.equal(answer.edits, undefined);
  });

  test('bad arguments and unreadable files: exit code 2', async () => {
    assert.equal((await run()).code, 2);
    assert.equal((await run('--nonsense', 'x')).code, 2);
    assert.equal((await run('a', 'b')).code, 2);
    assert.equal((await run('x', '--answers')).code, 2);
    assert.equal((await run('/no/such/file')).code, 2);
    const folder = project({ Dockerfile: dockerfile });
    assert.equal((await run(join(folder, 'Dockerfile'), '--context', join(folder, 'none'))).code, 2);
  });

  test('the context is what .dockerignore lets through', () => {
    const folder = project({
      '.dockerignore': 'node_modules\n*.log\n!keep.log\n',
      'node_modules/a.js': '',
      'a.log': '',
      'keep.log': 'x',
      'src/b.js': '',
    });
    const context = readContext(folder, join(folder, 'Dockerfile'));
    assert.deepEqual(context.files.map(file => file.path).sort(), ['.dockerignore', 'keep.log', 'src/b.js']);
    assert.equal(context.read('keep.log'), 'x');
    assert.equal(context.read('a.log'), undefined);
  });
});
