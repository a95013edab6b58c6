/**
 * What every command is given.
 */
import type * as vscode from 'vscode';
import type { LanguageServer } from './languageClient.ts';

export interface Drydock {
  readonly context: vscode.ExtensionContext;
  readonly server: LanguageServer;
}

/** A palette command: what it returns is handed to whoever executed it. */
export type Command = (drydock: Drydock, ...commandArguments: unknown[]) => Promise<unknown>;
