/**
 * Which Dockerfile a command means, and that it is on the disk as it is on the screen.
 */
import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';

export interface ChosenDockerfile {
  readonly document: vscode.TextDocument;
  /** Full path of the file, and of its folder. */
  readonly path: string;
  readonly folder: string;
  /** Full path of the workspace folder that it is in. */
  readonly workspaceFolder?: string;
  /** For titles: from the workspace folder, else the file's name. */
  readonly label: string;
}

/**
 * The file that was clicked; else the active editor's; else the only one that is visible; else the user picks from the workspace,
 * or from the disk. Saved when it was changed. Undefined when there is none or the user gave up: he has been told.
 */
export async function chooseDockerfile(clicked: unknown): Promise<ChosenDockerfile | undefined> {
  const document = await findDocument(clicked);
  if (document === undefined || !(await isOnDisk(document))) return undefined;
  const path = document.uri.fsPath;
  const workspaceFolder = vscode.workspace.getWorkspaceFolder(document.uri)?.uri.fsPath;
  return {
    document,
    path,
    folder: dirname(path),
    workspaceFolder,
    label: workspaceFolder === undefined ? basename(path) : relative(workspaceFolder, path),
  };
}

/** By language, or by name where another extension has its own language for Dockerfiles. */
export function isDockerfile(document: vscode.TextDocument): boolean {
  return document.languageId === 'dockerfile' || isDockerfileName(document.uri.path);
}

function isDockerfileName(path: string): boolean {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return /^(?:docker|container)file$|\.(?:docker|container)file$/i.test(file);
}

async function findDocument(clicked: unknown): Promise<vscode.TextDocument | undefined> {
  if (clicked instanceof vscode.Uri) return vscode.workspace.openTextDocument(clicked);
  const active = vscode.window.activeTextEditor?.document;
  if (active !== undefined && isDockerfile(active)) return active;
  const visible = new Set(vscode.window.visibleTextEditors.map(editor => editor.document).filter(isDockerfile));
  const [only] = visible;
  if (only !== undefined && visible.size === 1) return only;
  return pickFile();
}

const namePatterns =
  '**/{[Dd]ockerfile,[Dd]ockerfile.*,[Cc]ontainerfile,[Cc]ontainerfile.*,*.[Dd]ockerfile,*.[Cc]ontainerfile}';
const openOther = 'Open Another File…';

async function pickFile(): Promise<vscode.TextDocument | undefined> {
  const found = await vscode.workspace.findFiles(namePatterns, '**/{node_modules,.git}/**', 500);
  // `Dockerfile.dockerignore` belongs to a Dockerfile but is none.
  const files = found.filter(uri => !/\.(?:docker|container)ignore$/i.test(uri.path));
  if (files.length === 0) return offerToOpen();
  const items = files
    .map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri: uri as vscode.Uri | undefined }))
    .sort((one, other) => one.label.localeCompare(other.label));
  if (items.length === 1 && items[0]?.uri !== undefined) return vscode.workspace.openTextDocument(items[0].uri);
  const choice = await vscode.window.showQuickPick([...items, { label: openOther, uri: undefined }], {
    title: 'Which Dockerfile?',
    placeHolder: 'No Dockerfile is being edited: choose one',
  });
  if (choice === undefined) return undefined;
  return choice.uri === undefined ? openFromDisk() : vscode.workspace.openTextDocument(choice.uri);
}

async function offerToOpen(): Promise<vscode.TextDocument | undefined> {
  const open = 'Open a Dockerfile…';
  const choice = await vscode.window.showInformationMessage(
    'No Dockerfile is open here. No folder is needed: open any Dockerfile.',
    open,
  );
  return choice === open ? openFromDisk() : undefined;
}

async function openFromDisk(): Promise<vscode.TextDocument | undefined> {
  const [uri] = (await vscode.window.showOpenDialog({ title: 'Open a Dockerfile', canSelectMany: false })) ?? [];
  if (uri === undefined) return undefined;
  return (await vscode.window.showTextDocument(uri)).document;
}

async function isOnDisk(document: vscode.TextDocument): Promise<boolean> {
  if (document.isUntitled) {
    const save = 'Save…';
    const message =
      'This Dockerfile has no file yet, and an engine reads files. Save it into the folder that it shall see, then run the command again.';
    const choice = await vscode.window.showWarningMessage(message, save);
    if (choice === save) await document.save();
    return false;
  }
  if (document.uri.scheme !== 'file') {
    vscode.window.showWarningMessage(
      `This Dockerfile lies in “${document.uri.scheme}:”, where no engine can read it. Open it from a folder on the disk.`,
    );
    return false;
  }
  if (document.isDirty && !(await document.save())) {
    vscode.window.showErrorMessage(
      'The Dockerfile could not be saved, and an engine would read the old text. Nothing was run.',
    );
    return false;
  }
  return true;
}
