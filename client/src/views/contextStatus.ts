/**
 * The status bar item of the active Dockerfile: which folder a build sends, how much that is, and who says so. A click chooses
 * another folder, or in a browser, which builds nothing, shows what lies in it.
 */
import * as vscode from 'vscode';
import { formatBytes, formatFiles } from '../../../server/src/context/format.ts';
import type { ContextInfo } from '../../../server/src/protocol/messages.ts';
import type { LanguageServer } from '../languageClient.ts';
import { DockerfileFollower, visibleDockerfile } from './activeDockerfile.ts';

export interface ContextStatus extends vscode.Disposable {
  /** Asks the server again: after a choice, or a change of the ignore file. */
  refresh(): void;
}

export interface ClickAction {
  readonly command: string;
  /** A sentence. */
  readonly hint: string;
}

export function registerContextStatus(
  server: LanguageServer,
  click: ClickAction = { command: 'drydock.chooseContext', hint: 'Click to choose another folder.' },
): ContextStatus {
  const item = vscode.window.createStatusBarItem('drydock.context', vscode.StatusBarAlignment.Right, 90);
  item.name = 'Drydock: Build Context';
  item.command = click.command;
  const follower = new DockerfileFollower(server);
  let shownFor: string | undefined;
  let cancellation = new vscode.CancellationTokenSource();
  const refresh = async () => {
    cancellation.cancel();
    const { token } = (cancellation = new vscode.CancellationTokenSource());
    const document = visibleDockerfile();
    if (document === undefined) return item.hide();
    const uri = document.uri.toString();
    // A folder of very many files takes seconds. What is shown of this Dockerfile already stays until there is something newer.
    const waiting = setTimeout(() => {
      if (shownFor !== uri && !token.isCancellationRequested) showReading(item);
    }, longerThanUsual);
    try {
      const info = await server.request('drydock/contextInfo', { uri }, token);
      if (token.isCancellationRequested) return; // a later question is on its way
      shownFor = uri;
      show(item, info, click.hint);
    } catch {
      if (!token.isCancellationRequested) item.hide();
    } finally {
      clearTimeout(waiting);
    }
  };
  const registration = vscode.Disposable.from(
    follower.register(),
    item,
    follower.onDidChange(refresh),
    vscode.window.onDidChangeActiveTextEditor(refresh),
  );
  void refresh();
  return { refresh: () => void refresh(), dispose: () => registration.dispose() };
}

/** Milliseconds. */
const longerThanUsual = 700;

function showReading(item: vscode.StatusBarItem): void {
  item.text = '$(loading~spin) Build context';
  item.tooltip = 'Drydock reads the names and sizes of the files in the build context.';
  item.accessibilityInformation = { label: 'The build context is being read' };
  item.show();
}

function show(item: vscode.StatusBarItem, info: ContextInfo, hint: string): void {
  if (info.folder === undefined) {
    item.hide();
    return;
  }
  const folder = vscode.Uri.parse(info.folder);
  const name = nameOf(folder);
  const known = info.files !== undefined && info.bytes !== undefined;
  const least = info.complete === false ? '≥ ' : '';
  item.text = `$(folder) ${name}${known ? ` ${least}${formatBytes(info.bytes)}` : ''}`;
  const tooltip = new vscode.MarkdownString(undefined, true);
  tooltip.appendMarkdown('**Build context**\n\n');
  tooltip.appendText(folder.fsPath);
  tooltip.appendMarkdown(`\n\n${sources[info.from]}`);
  if (known) {
    const amount = `${least}${formatFiles(info.files)}, ${formatBytes(info.bytes)}`;
    tooltip.appendMarkdown(`\n\nCan be sent: ${amount}${info.ignoreFile ? '' : ' (there is no .dockerignore)'}`);
  } else {
    tooltip.appendMarkdown('\n\nIts files are not read in Restricted Mode.');
  }
  tooltip.appendMarkdown(`\n\n${hint}`);
  item.tooltip = tooltip;
  item.accessibilityInformation = { label: `Build context ${name}${known ? `, ${formatFiles(info.files)}` : ''}` };
  item.show();
}

const sources: Readonly<Record<ContextInfo['from'], string>> = {
  chosen: 'You chose this folder.',
  compose: 'A Compose file says so.',
  bake: 'A Bake file says so.',
  devcontainer: 'The dev container says so.',
  tasks: 'tasks.json says so.',
  ownFolder: 'The Dockerfile’s own folder: nothing in the workspace names another one.',
  none: '',
};

/** From the workspace folder; the workspace folder's own name for itself. */
function nameOf(folder: vscode.Uri): string {
  const workspace = vscode.workspace.getWorkspaceFolder(folder);
  if (workspace?.uri.path === folder.path) return workspace.name;
  return vscode.workspace.asRelativePath(folder, false);
}
