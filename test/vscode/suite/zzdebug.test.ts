import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test } from './harness.ts';

test('ZZ', async () => {
  const folder = join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'brk');
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(folder, '../other'), { recursive: true });
  writeFileSync(join(folder, '../other/Dockerfile'), 'FROM scratch\nLABEL a=b\n');
  await vscode.commands.executeCommand('drydock.buildImage', vscode.Uri.file(join(folder, '../other/Dockerfile')), {
    tag: 'x:zz',
  });
  writeFileSync(join(folder, 'Dockerfile'), 'FROM debian:bookworm-slim\nENV A=1\n\nRUN exit 3\nENV B=2\nENV C=3\n');
  await vscode.commands.executeCommand('drydock.buildImage', vscode.Uri.file(join(folder, 'Dockerfile')), {
    tag: 'x:zz',
  });
  await new Promise(resolve => setTimeout(resolve, 4000));
  console.log(
    '# ' +
      JSON.stringify(
        vscode.languages
          .getDiagnostics()
          .map(([uri, d]) => [uri.toString(), d.map(x => [x.source, x.message, x.range.start.line])]),
      ),
  );
  console.log('# ' + (await vscode.commands.executeCommand('drydock.dockerfileFolder')));
  await vscode.commands.executeCommand('workbench.action.terminal.focus');
  await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
  await vscode.commands.executeCommand('workbench.action.terminal.copySelection');
  console.log('# ' + (await vscode.env.clipboard.readText()).replace(/\n/g, '|'));
});
