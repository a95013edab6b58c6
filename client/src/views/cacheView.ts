/**
 * The Cache view: for each instruction of the active Dockerfile which files run it again when they change.
 */
import * as vscode from 'vscode';
import { formatBytes, formatFiles } from '../../../server/src/context/format.ts';
import type { CacheCause, CacheStepInfo } from '../../../server/src/protocol/messages.ts';
import type { Command } from '../drydock.ts';
import type { LanguageServer } from '../languageClient.ts';
import { DockerfileFollower, dockerfileOf } from './activeDockerfile.ts';

const viewId = 'drydock.cache';

type Node =
  | { readonly kind: 'step'; readonly step: CacheStepInfo; readonly uri: vscode.Uri }
  | { readonly kind: 'cause'; readonly cause: CacheCause; readonly uri: vscode.Uri }
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number };

export function registerCacheView(server: LanguageServer): vscode.Disposable {
  const follower = new DockerfileFollower(server);
  const registration = follower.register();
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.createTreeView<Node>(viewId, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem: asItem,
      async getChildren(node) {
        if (node !== undefined) return childrenOf(node);
        const { document } = follower;
        view.description = document && vscode.workspace.asRelativePath(document.uri);
        if (document === undefined) return [];
        const { uri } = document;
        const params = { uri: uri.toString(), text: document.getText() };
        const { steps, contextKnown } = await server.request('drydock/cacheView', params);
        view.message = contextKnown
          ? undefined
          : 'The build context is not read here: names come from the Dockerfile only.';
        return steps.map(step => ({ kind: 'step', step, uri }) as const);
      },
    },
  });
  return vscode.Disposable.from(
    registration,
    changed,
    view,
    follower.onDidChange(() => view.visible && changed.fire(undefined)),
    view.onDidChangeVisibility(({ visible }) => visible && changed.fire(undefined)),
  );
}

/** "Drydock: Show Cache View". */
export const showCacheView: Command = async (_drydock, clicked) => {
  const document = await dockerfileOf(clicked);
  if (document === undefined) return;
  await vscode.window.showTextDocument(document, { preserveFocus: true });
  await vscode.commands.executeCommand(`${viewId}.focus`);
};

function childrenOf(node: Node): Node[] {
  if (node.kind === 'step') return node.step.invalidatedBy.map(cause => ({ kind: 'cause', cause, uri: node.uri }));
  if (node.kind === 'cause') return node.cause.biggest.map(({ path, bytes }) => ({ kind: 'file', path, bytes }));
  return [];
}

function asItem(node: Node): vscode.TreeItem {
  const { Collapsed, None } = vscode.TreeItemCollapsibleState;
  if (node.kind === 'step') {
    const { step, uri } = node;
    const item = new vscode.TreeItem(`${step.line}: ${step.text}`, step.invalidatedBy.length === 0 ? None : Collapsed);
    // A side bar is narrow: what changes comes first, the whole sentence is the tooltip.
    item.description = step.summary.replace(/^Runs again when (?:one of these changes: )?/, '').replace(/\.$/, '');
    item.tooltip = `${step.text}\n\n${step.summary}`;
    item.iconPath = iconOf(step);
    item.command = goTo(uri, step.range.start.line);
    return item;
  }
  if (node.kind === 'cause') {
    const { cause, uri } = node;
    const item = new vscode.TreeItem(cause.text, cause.biggest.length === 0 ? None : Collapsed);
    const size = cause.files === undefined ? [] : [`${formatFiles(cause.files)}, ${formatBytes(cause.bytes ?? 0)}`];
    item.description = [...size, `line ${cause.line}`].join(' · ');
    item.iconPath = new vscode.ThemeIcon(cause.files === 1 ? 'file' : 'folder-opened');
    item.command = goTo(uri, cause.line - 1);
    return item;
  }
  const item = new vscode.TreeItem(node.path);
  item.description = formatBytes(node.bytes);
  item.iconPath = new vscode.ThemeIcon('file');
  return item;
}

/** What any change runs again stands out; what no file touches is calm. */
function iconOf({ isWhole, invalidatedBy }: CacheStepInfo): vscode.ThemeIcon {
  if (isWhole) return new vscode.ThemeIcon('flame', new vscode.ThemeColor('list.warningForeground'));
  return new vscode.ThemeIcon(invalidatedBy.length > 0 ? 'sync' : 'pass');
}

function goTo(uri: vscode.Uri, line: number): vscode.Command {
  const selection = new vscode.Range(line, 0, line, 0);
  return { command: 'vscode.open', title: 'Go to the Line', arguments: [uri, { selection, preserveFocus: true }] };
}
