import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test, waitFor } from './harness.ts';

async function languageOf(name: string, text: string): Promise<string> {
  const path = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', name);
  writeFileSync(path, text);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  return document.languageId;
}

test('Dockerfiles are known by their usual names', async () => {
  const text = 'FROM debian\n';
  for (const name of [
    'Dockerfile.dev',
    'web.Dockerfile',
    'Containerfile',
    'Dockerfile-alpine',
    'dockerfile_prod',
    'Dockerfile.go',
  ]) {
    assert.equal(await languageOf(name, text), 'dockerfile', name);
  }
});

test('a file of any name that begins with the syntax directive is one', async () => {
  assert.equal(await languageOf('build-recipe', '# syntax=docker/dockerfile:1\nFROM debian\n'), 'dockerfile');
});

test('.dockerignore files have a language of their own', async () => {
  assert.equal(await languageOf('.dockerignore', 'node_modules\n'), 'dockerignore');
  assert.equal(await languageOf('web.Dockerfile.dockerignore', 'node_modules\n'), 'dockerignore');
});

test('what is only called like a Dockerfile keeps its language', async () => {
  assert.equal(await languageOf('dockerfile-utils.js', 'export const x = 1;\n'), 'javascript');
  const path = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'Dockerfile.ts');
  writeFileSync(path, 'export const x = 1;\n');
  await vscode.workspace.openTextDocument(vscode.Uri.file(path));
  await waitFor('Dockerfile.ts to be TypeScript', () =>
    vscode.workspace.textDocuments.some(
      document => document.uri.fsPath === path && document.languageId === 'typescript',
    ),
  );
});
