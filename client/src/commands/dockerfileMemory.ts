/**
 * What was chosen for a Dockerfile last time, kept by VS Code: with the workspace for its files, with the user for loose ones.
 */
import * as vscode from 'vscode';
import type { Drydock } from '../drydock.ts';
import { type DockerfileMemory, readMemory, withRecent } from '../engine/memory.ts';

export function recall({ context }: Drydock, uri: vscode.Uri): DockerfileMemory {
  return readMemory(storeFor(context, uri).get(keyOf(uri)));
}

/** Undefined forgets what was chosen. */
type Change = { readonly [Key in keyof DockerfileMemory]?: DockerfileMemory[Key] | undefined };

export async function remember(drydock: Drydock, uri: vscode.Uri, change: Change): Promise<void> {
  const memory = { ...recall(drydock, uri), ...change };
  await storeFor(drydock.context, uri).update(keyOf(uri), memory);
}

/** Registries and accounts that were pushed to: "ghcr.io/acme", the last one first. */
export function recallPrefixes({ context }: Drydock): string[] {
  const stored = context.globalState.get<unknown>('prefixes');
  return Array.isArray(stored) ? stored.filter(entry => typeof entry === 'string') : [];
}

export async function rememberPrefix(drydock: Drydock, prefix: string): Promise<void> {
  await drydock.context.globalState.update('prefixes', withRecent(recallPrefixes(drydock), prefix));
}

function storeFor(context: vscode.ExtensionContext, uri: vscode.Uri): vscode.Memento {
  return vscode.workspace.getWorkspaceFolder(uri) === undefined ? context.globalState : context.workspaceState;
}

function keyOf(uri: vscode.Uri): string {
  return 'dockerfile:' + uri.toString();
}
