// The commands that look up images, in the extension host: what they return, and what completion and the file have of it. A registry with
// a password stands for the private one; the window tests have one without.
import * as assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as vscode from 'vscode';
import { test, waitFor } from './harness.ts';

const image = `drydock-lookups-${process.pid}`;

function docker(words: readonly string[], input?: string): string {
  return execFileSync('docker', words, { encoding: 'utf8', ...(input === undefined ? {} : { input }) }).trim();
}

async function openDockerfile(content: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument({ language: 'dockerfile', content });
  await vscode.window.showTextDocument(document);
  return document;
}

test('the images of this machine join completion when the command has asked for them', async () => {
  docker(['tag', 'debian:bookworm-slim', `${image}:1.0`]);
  try {
    const document = await openDockerfile(`FROM \nCOPY --from=${image}:1.0 /etc/os-release /\n`);
    const labels = async (): Promise<string[]> => {
      const at = new vscode.Position(0, 5);
      const found = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
      );
      return found.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    };
    const before = await waitFor('the curated images', async () => {
      const found = await labels();
      return found.includes('alpine') ? found : undefined;
    });
    assert.ok(!before.includes(`${image}:1.0`));
    assert.ok(before.includes('Show the images of this machine…'));
    const known = await vscode.commands.executeCommand<number>('drydock.showMachineImages');
    assert.ok(known > 0);
    const after = await labels();
    assert.ok(after.includes(`${image}:1.0`));
    assert.ok(!after.includes('Show the images of this machine…'));
  } finally {
    docker(['rmi', `${image}:1.0`]);
  }
});

test('the digest of a private image is looked up by the engine, with the log-in that it has', async () => {
  const script = `${process.env['DRYDOCK_ROOT']}/test/engine/registry.mjs`;
  const registry = spawn('node', [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(registry.stdout, 'data');
  const [, address = '', user = '', password = ''] = /=(\S+) \S+=(\S+) \S+=(\S+)/.exec(String(line)) ?? [];
  const name = `${address}/team/${image}:1.0`;
  try {
    docker(['login', '--username', user, '--password-stdin', address], password);
    docker(['tag', 'debian:bookworm-slim', name]);
    docker(['push', '--quiet', name]);
    docker(['rmi', name]);
    const document = await openDockerfile(`FROM ${name} AS base\n`);
    const digest = await vscode.commands.executeCommand<string>(
      'drydock.pinDigest',
      document.uri.toString(),
      { line: 0, character: 6 },
      'engine',
    );
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
    assert.equal(document.getText(), `FROM ${name}@${digest} AS base\n`);
    docker(['pull', '--quiet', `${name}@${digest}`]);
    docker(['rmi', `${name}@${digest}`]);
  } finally {
    docker(['logout', address]);
    registry.kill();
  }
});
