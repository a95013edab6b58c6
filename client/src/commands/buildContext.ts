/**
 * Which folder a build sends: what was chosen before, else what the workspace says, else the nearest folder that has the files
 * which the Dockerfile copies.
 */
import { basename, dirname, join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { DockerfileInfo } from '../../../server/src/protocol/messages.ts';
import type { Drydock } from '../drydock.ts';
import type { ChosenDockerfile } from './chooseDockerfile.ts';
import { recall, remember } from './dockerfileMemory.ts';

export async function guessContext(
  drydock: Drydock,
  dockerfile: ChosenDockerfile,
  info: DockerfileInfo,
): Promise<string> {
  const chosen = recall(drydock, dockerfile.document.uri).context;
  if (chosen !== undefined && (await isFolder(chosen))) return chosen;
  const said = await saidByWorkspace(drydock, dockerfile);
  if (said !== undefined) return said;
  for (const folder of foldersUpwards(dockerfile)) {
    const found = await Promise.all(info.contextSources.map(source => exists(join(folder, source))));
    if (found.every(Boolean)) return folder;
  }
  return dockerfile.folder;
}

/** Lets the user choose, remembers the answer, and tells the server, so that it checks the same folder. */
export async function askContext(
  drydock: Drydock,
  dockerfile: ChosenDockerfile,
  current: string,
): Promise<string | undefined> {
  const folders = [...new Set([current, ...foldersUpwards(dockerfile)])];
  const other = { label: 'Another Folder…', description: '', folder: undefined };
  const automatic = {
    label: 'Forget the Choice',
    description: 'then Compose, Bake, dev container and tasks say it, else it is the Dockerfile’s own folder',
    folder: undefined,
  };
  const { uri } = dockerfile.document;
  const items = [
    ...folders.map(folder => ({
      label: describeFolder(dockerfile, folder),
      description: [folder === current ? 'now' : '', folder === dockerfile.folder ? 'the Dockerfile’s own folder' : '']
        .filter(part => part !== '')
        .join(', '),
      folder: folder as string | undefined,
    })),
    other,
    ...(recall(drydock, uri).context === undefined ? [] : [automatic]),
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Build context',
    placeHolder: 'The folder whose files COPY and ADD see',
  });
  if (choice === automatic) {
    await remember(drydock, uri, { context: undefined });
    await drydock.server.notify('drydock/contextChosen', { uri: uri.toString(), folder: null });
    return (await saidByWorkspace(drydock, dockerfile)) ?? dockerfile.folder;
  }
  const folder = choice === other ? await openFolder(current) : choice?.folder;
  if (folder === undefined) return undefined;
  await remember(drydock, uri, { context: folder });
  const message = { uri: uri.toString(), folder: vscode.Uri.file(folder).toString() };
  drydock.server.notify('drydock/contextChosen', message).catch(() => undefined);
  return folder;
}

/** "." or "services/api" from the workspace folder; a full path outside of it. */
export function describeFolder({ workspaceFolder }: ChosenDockerfile, folder: string): string {
  if (workspaceFolder === undefined) return folder;
  const path = relative(workspaceFolder, folder);
  if (path === '') return basename(workspaceFolder) + ' (workspace folder)';
  return path.startsWith('..') ? folder : path;
}

async function saidByWorkspace(drydock: Drydock, { document }: ChosenDockerfile): Promise<string | undefined> {
  try {
    const info = await drydock.server.request('drydock/contextInfo', {
      uri: document.uri.toString(),
      text: document.getText(),
    });
    if (info.folder === undefined || info.from === 'ownFolder' || info.from === 'none') return undefined;
    const folder = vscode.Uri.parse(info.folder).fsPath;
    return (await isFolder(folder)) ? folder : undefined;
  } catch (error) {
    drydock.server.output.error('drydock/contextInfo: ' + String(error));
    return undefined;
  }
}

/** Its own folder first, then upwards to the workspace folder; a loose file has only its own. */
function foldersUpwards({ folder, workspaceFolder }: ChosenDockerfile): string[] {
  const folders = [folder];
  if (workspaceFolder === undefined) return folders;
  for (let at = folder; at !== workspaceFolder && dirname(at) !== at; ) folders.push((at = dirname(at)));
  return folders;
}

async function openFolder(current: string): Promise<string | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: 'Build context',
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
      defaultUri: vscode.Uri.file(current),
    })) ?? [];
  return uri?.fsPath;
}

async function exists(path: string): Promise<boolean> {
  return (await statOf(path)) !== undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return (((await statOf(path))?.type ?? 0) & vscode.FileType.Directory) !== 0;
}

async function statOf(path: string): Promise<vscode.FileStat | undefined> {
  try {
    return await vscode.workspace.fs.stat(vscode.Uri.file(path));
  } catch {
    return undefined;
  }
}
