import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { test, waitFor } from './harness.ts';

test('the extension starts when a Dockerfile is opened', async () => {
  const document = await vscode.workspace.openTextDocument({
    language: 'dockerfile',
    content: 'FROM debian:bookworm-slim\n',
  });
  await vscode.window.showTextDocument(document);
  const extension = vscode.extensions.getExtension('drydock.drydock');
  assert.ok(extension, 'the extension is installed');
  await waitFor('the extension to be active', () => extension.isActive);
});

test('the language server answers a hover on FROM', async () => {
  const document = await vscode.workspace.openTextDocument({
    language: 'dockerfile',
    content: 'FROM debian:bookworm-slim\n',
  });
  await vscode.window.showTextDocument(document);
  const text = await waitFor('a hover', async () => {
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 1),
    );
    return hovers
      .flatMap(hover => hover.contents.map(content => (typeof content === 'string' ? content : content.value)))
      .join('\n');
  });
  assert.match(text, /FROM/);
});
