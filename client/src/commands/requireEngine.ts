/**
 * The engine that a command needs, or a message that says what is in the way and offers the way on. Nothing is started before the
 * workspace is trusted and the engine has answered.
 */
import * as vscode from 'vscode';
import type { Drydock } from '../drydock.ts';
import { type Engine, engineAnswer, findEngine } from '../host/findEngine.ts';

/** `purpose` begins the sentence that ends with "so it needs a trusted workspace": "Building an image". */
export async function requireEngine(
  drydock: Drydock,
  purpose: string,
  does = 'runs what this workspace says',
): Promise<Engine | undefined> {
  if (!(await isTrusted(purpose, does))) return undefined;
  for (;;) {
    const engine = await findEngine(vscode.workspace.getConfiguration('drydock').get<string>('engine', 'auto'));
    const problem = engine === undefined ? await noEngine(drydock) : await noAnswer(drydock, engine);
    if (problem === 'none') return engine;
    if (problem === 'giveUp') return undefined;
  }
}

/** What to do after the user has seen a problem; 'none' when there was none. */
type Next = 'none' | 'tryAgain' | 'giveUp';

const tryAgain = 'Try Again';

async function isTrusted(purpose: string, does: string): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const message = `${purpose} ${does}, so it needs a trusted workspace. Nothing was run.`;
  if ((await vscode.window.showWarningMessage(message, manage)) === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return false;
}

async function noEngine(drydock: Drydock): Promise<Next> {
  const setting = vscode.workspace.getConfiguration('drydock').get<string>('engine', 'auto');
  const install = 'How to Install';
  const choose = 'Choose Engine…';
  const message =
    setting === 'auto'
      ? 'No container engine was found: docker, podman and nerdctl are not on the PATH of this machine.'
      : `The engine “${setting}” (setting drydock.engine) was not found on this machine.`;
  const choice = await vscode.window.showErrorMessage(
    message,
    ...(setting === 'auto' ? [install] : []),
    choose,
    tryAgain,
  );
  if (choice === tryAgain) return 'tryAgain';
  if (choice === choose) await vscode.commands.executeCommand('workbench.action.openSettings', 'drydock.engine');
  if (choice === install) await vscode.commands.executeCommand('drydock.searchNotes', 'install docker');
  drydock.server.output.info(message);
  return 'giveUp';
}

async function noAnswer(drydock: Drydock, engine: Engine): Promise<Next> {
  const answer = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Asking ${engine.name}…` },
    () => engineAnswer(engine),
  );
  if (answer.ok) return 'none';
  drydock.server.output.info(`${engine.program} does not answer: ${answer.output}`);
  const { message, command } = explain(engine, answer.failure?.kind, answer.failure?.line ?? answer.output);
  const inTerminal = 'Put the Command into a Terminal';
  const showOutput = 'Show Output';
  const choice = await vscode.window.showErrorMessage(
    message,
    tryAgain,
    command === undefined ? showOutput : inTerminal,
  );
  if (choice === tryAgain) return 'tryAgain';
  if (choice === showOutput) drydock.server.output.show();
  if (choice === inTerminal && command !== undefined) {
    const terminal = vscode.window.createTerminal('Drydock');
    terminal.show();
    terminal.sendText(command, false); // it asks for a password and changes the machine: the user presses Enter
  }
  return 'giveUp';
}

function explain(engine: Engine, kind: string | undefined, line: string): { message: string; command?: string } {
  const linux = process.platform === 'linux';
  if (kind === 'noPermission' && linux) {
    return {
      message: `${engine.name} runs, but you may not talk to it: your account is not in the group “docker”. After joining it, log out and in again.`,
      command: 'sudo usermod -aG docker "$USER"',
    };
  }
  if (kind === 'engineDown' && engine.kind === 'docker') {
    const message = `${engine.name} is installed, but its daemon is not running. Nothing was run.`;
    if (linux) return { message, command: 'sudo systemctl start docker' };
    return { message: `${message} Start Docker Desktop, wait until it is ready, then try again.` };
  }
  if (kind === 'engineDown' && engine.kind === 'podman' && !linux) {
    return { message: 'Podman’s machine is not running. Nothing was run.', command: 'podman machine start' };
  }
  return { message: `${engine.name} does not answer: ${line.slice(0, 200)}` };
}
