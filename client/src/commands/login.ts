import * as vscode from 'vscode';
import type { Command } from '../drydock.ts';
import { loginArguments } from '../engine/argv.ts';
import { parseImageReference } from '../engine/imageReference.ts';
import type { Engine } from '../host/findEngine.ts';
import { runInTerminal } from '../tasks/terminalTasks.ts';
import { recallPrefixes } from './dockerfileMemory.ts';
import { requireEngine } from './requireEngine.ts';

/** "Drydock: Log In to a Registry": the engine's own prompt in the terminal asks for name and password. The first argument is the registry. */
export const login: Command = async (drydock, registry): Promise<number | undefined> => {
  const engine = await requireEngine(drydock, 'Logging in');
  if (engine === undefined) return undefined;
  const chosen = typeof registry === 'string' ? registry : await askRegistry(recallPrefixes(drydock));
  return chosen === undefined ? undefined : logIn(engine, chosen);
};

/** Runs the engine's log-in with the keyboard in its terminal; the exit code. No password passes through Drydock. */
export function logIn(engine: Engine, registry: string): Promise<number | undefined> {
  return runInTerminal({
    title: `login ${registry}`,
    argv: [engine.program, ...loginArguments(engine.kind, registry)],
    cwd: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? process.cwd(),
    focus: true,
  });
}

async function askRegistry(prefixes: readonly string[]): Promise<string | undefined> {
  const used = prefixes
    .map(prefix => parseImageReference(`${prefix}/x`))
    .flatMap(parsed => (parsed.ok ? [parsed.reference.domain] : []));
  const items = [...new Set([...used, 'docker.io', 'ghcr.io', 'quay.io', 'registry.gitlab.com'])].map(label => ({
    label,
    description: label === 'docker.io' ? 'Docker Hub' : '',
  }));
  const other = { label: 'Another Registry…', description: '' };
  const choice = await vscode.window.showQuickPick([...items, other], { title: 'Log in to a registry' });
  if (choice !== other) return choice?.label;
  return vscode.window.showInputBox({
    title: 'Log in to a registry',
    prompt: 'Its host, with the port where it needs one: registry.example.com:5000',
    validateInput: text => {
      const parsed = parseImageReference(`${text}/x`);
      if (!parsed.ok) return parsed.problem;
      return parsed.reference.namesRegistry && parsed.reference.path === 'x'
        ? undefined
        : 'A registry’s host has a dot or a port, or is localhost.';
    },
  });
}
