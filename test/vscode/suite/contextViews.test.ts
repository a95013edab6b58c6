// What the commands of the build context and "Compare Images" return in the extension host, against a real engine.
import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test, waitFor } from './harness.ts';

interface Compared {
  readonly comparison: {
    readonly differences: readonly { what: string; before: string; after: string }[];
    readonly startDifferences: readonly { what: string }[];
  };
  readonly report: string;
}

function workspaceFiles(folder: string, files: Record<string, string>): string {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(root);
  const path = join(root, folder);
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

async function compare(path: string, request: object): Promise<Compared | undefined> {
  return vscode.commands.executeCommand<Compared | undefined>('drydock.compareImages', vscode.Uri.file(path), request);
}

test('Compare Images names what differs in configuration and start, and leaves nothing behind', async () => {
  const folder = workspaceFiles('compare files', {
    Dockerfile: 'FROM debian:bookworm-slim\nENV MODE=a\nUSER nobody\nCMD ["echo", "hello"]\n',
    'Other.Dockerfile': 'FROM debian:bookworm-slim\nENV MODE=b\nCMD ["sh", "-c", "echo hello; exit 3"]\n',
  });
  const other = join(folder, 'Other.Dockerfile');
  const found = await compare(join(folder, 'Dockerfile'), { against: 'file', file: other, start: true });
  assert.ok(found);
  assert.deepEqual(
    found.comparison.differences.map(({ what }) => what),
    ['Command', 'User', 'Environment MODE'],
  );
  assert.deepEqual(
    found.comparison.startDifferences.map(({ what }) => what),
    ['Exit code'],
  );
  assert.match(found.report, /does not start in the same way/);
  assert.equal(execFileSync('docker', ['images', '--quiet', 'drydock-compare'], { encoding: 'utf8' }), '');
});

test('Compare Images with the last commit takes git’s version', async () => {
  const folder = workspaceFiles('compare git', { Dockerfile: 'FROM debian:bookworm-slim\nLABEL version=1\n' });
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], { cwd: folder });
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '--message', 'first');
  writeFileSync(join(folder, 'Dockerfile'), 'FROM debian:bookworm-slim\nLABEL version=2\n');
  await vscode.window.showTextDocument(vscode.Uri.file(join(folder, 'Dockerfile')));
  // VS Code looks for repositories when a file is opened; it may take a moment.
  const found = await waitFor('the repository', () =>
    compare(join(folder, 'Dockerfile'), { against: 'lastCommit', start: false }),
  );
  assert.deepEqual(found.comparison.differences, [{ what: 'Label version', before: '2', after: '1' }]);
});

test('Create .dockerignore opens an unsaved file at its place, and the existing one when there is one', async () => {
  const folder = workspaceFiles('create ignore', {
    Dockerfile: 'FROM node:20\nCOPY . .\nRUN npm ci\n',
    'package.json': '{}',
  });
  const uri = vscode.Uri.file(join(folder, 'Dockerfile'));
  const created = await vscode.commands.executeCommand<vscode.Uri>('drydock.createDockerignore', uri);
  assert.equal(created.scheme, 'untitled');
  assert.equal(created.fsPath, join(folder, '.dockerignore'));
  const document = await vscode.workspace.openTextDocument(created);
  assert.match(document.getText(), /^\*\*\/node_modules$/m);
  assert.ok(await document.save());
  assert.match(readFileSync(join(folder, '.dockerignore'), 'utf8'), /node_modules/);
  const again = await vscode.commands.executeCommand<vscode.Uri>('drydock.createDockerignore', uri);
  assert.equal(again.scheme, 'file');
});

test('Explore Build Context opens one page for a Dockerfile', async () => {
  const folder = workspaceFiles('explore', { Dockerfile: 'FROM scratch\nCOPY . .\n', 'a.txt': 'a' });
  const uri = vscode.Uri.file(join(folder, 'Dockerfile'));
  const pages = () =>
    vscode.window.tabGroups.all
      .flatMap(group => group.tabs)
      .filter(({ label }) => label === 'Build Context: explore/Dockerfile').length;
  assert.equal(await vscode.commands.executeCommand('drydock.exploreContext', uri), true);
  await waitFor('the page', () => pages() === 1);
  assert.equal(await vscode.commands.executeCommand('drydock.exploreContext', uri), true);
  assert.equal(pages(), 1);
});
