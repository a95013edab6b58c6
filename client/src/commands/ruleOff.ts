/** What the light bulb calls to switch a rule off in the settings. */
import * as vscode from 'vscode';
import type { Command } from '../drydock.ts';

/** "Turn RULE off": in the workspace's settings where there is a workspace, else in the user's. */
export const turnRuleOff: Command = async (_drydock, id) => {
  if (typeof id !== 'string') return;
  const settings = vscode.workspace.getConfiguration('drydock.lint');
  const before = settings.inspect<Record<string, string>>('rules');
  const inWorkspace = vscode.workspace.workspaceFolders !== undefined;
  const current = (inWorkspace ? before?.workspaceValue : before?.globalValue) ?? {};
  const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
  await settings.update('rules', { ...current, [id]: 'off' }, target);
  const where = inWorkspace ? 'this workspace' : 'your settings';
  vscode.window.setStatusBarMessage(`Drydock: ${id} is off in ${where} (drydock.lint.rules).`, 6000);
};
