import * as vscode from 'vscode';
import type { Command } from '../drydock.ts';

/** "Drydock: Restart Language Server" */
export const restartServer: Command = async ({ server }) => {
  await server.restart();
  vscode.window.setStatusBarMessage('Drydock: the language server was started again.', 4000);
};

/** "Drydock: Show Output" */
export const showOutput: Command = async ({ server }) => server.output.show();
