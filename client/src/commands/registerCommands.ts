/**
 * Command ids → functions. The one place that catches: a command that fails says so and logs where.
 */
import * as vscode from 'vscode';
import type { Command, Drydock } from '../drydock.ts';

export function registerCommands(drydock: Drydock, commands: Readonly<Record<string, Command>>): void {
  for (const [id, command] of Object.entries(commands)) {
    const run = async (...commandArguments: unknown[]) => {
      try {
        return await command(drydock, ...commandArguments);
      } catch (error) {
        await report(drydock, id, error);
        return undefined;
      }
    };
    drydock.context.subscriptions.push(vscode.commands.registerCommand(id, run));
  }
}

/** For what follows a command (an offer in a notification): it must not keep the command waiting, and its failure is told all the same. */
export function inBackground(drydock: Drydock, work: Promise<unknown>): void {
  work.catch(error => report(drydock, 'after a command', error));
}

async function report(drydock: Drydock, id: string, error: unknown): Promise<void> {
  if (error instanceof vscode.CancellationError) return;
  const { output } = drydock.server;
  output.error(`${id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const showOutput = 'Show Output';
  const message = `Drydock: ${error instanceof Error ? error.message : String(error)}`;
  if ((await vscode.window.showErrorMessage(message, showOutput)) === showOutput) output.show();
}
