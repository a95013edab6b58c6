/**
 * Reads for the server what it cannot read itself: in a browser everything, beside Node the files of virtual file systems. Only within the
 * workspace, only when it is trusted, and nothing that is too big.
 */
import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { DrydockServerRequests, FolderEntry } from '../../server/src/protocol/messages.ts';

const largestText = 2 * 1024 * 1024;
const mostEntries = 10_000;
const statsAtOnce = 32;

/** Answers the server's two requests. */
export function answerServerFiles(client: BaseLanguageClient): void {
  client.onRequest(
    'drydock/readText',
    async (
      { uri }: DrydockServerRequests['drydock/readText']['params'],
      token: vscode.CancellationToken,
    ): Promise<DrydockServerRequests['drydock/readText']['result']> => {
      const file = allowed(uri);
      if (file === undefined) return null;
      try {
        const { size, type } = await vscode.workspace.fs.stat(file);
        if (token.isCancellationRequested || size > largestText || (type & vscode.FileType.File) === 0) return null;
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
        return text.includes('\0') ? null : { text };
      } catch {
        return null; // not there, which is an answer
      }
    },
  );
  client.onRequest(
    'drydock/readFolder',
    async (
      { uri }: DrydockServerRequests['drydock/readFolder']['params'],
      token: vscode.CancellationToken,
    ): Promise<DrydockServerRequests['drydock/readFolder']['result']> => {
      const folder = allowed(uri);
      if (folder === undefined) return null;
      try {
        const listed = await vscode.workspace.fs.readDirectory(folder);
        if (token.isCancellationRequested || listed.length > mostEntries) return null;
        return { entries: await entriesOf(folder, listed, token) };
      } catch {
        return null;
      }
    },
  );
}

/** A place of the trusted workspace; undefined for every other. */
function allowed(text: string): vscode.Uri | undefined {
  if (!vscode.workspace.isTrusted) return undefined;
  const uri = vscode.Uri.parse(text, true);
  if (uri.path.split('/').includes('..')) return undefined;
  return vscode.workspace.getWorkspaceFolder(uri) === undefined ? undefined : uri;
}

/** With the sizes of the files: one request for a folder, not one for each file. */
async function entriesOf(
  folder: vscode.Uri,
  listed: readonly [string, vscode.FileType][],
  token: vscode.CancellationToken,
): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (let start = 0; start < listed.length && !token.isCancellationRequested; start += statsAtOnce) {
    const batch = listed.slice(start, start + statsAtOnce);
    entries.push(...(await Promise.all(batch.map(([name, type]) => entryOf(folder, name, type)))));
  }
  return entries;
}

async function entryOf(folder: vscode.Uri, name: string, type: vscode.FileType): Promise<FolderEntry> {
  if ((type & vscode.FileType.SymbolicLink) !== 0) return { name, type: 'symlink' };
  if ((type & vscode.FileType.Directory) !== 0) return { name, type: 'directory' };
  if ((type & vscode.FileType.File) === 0) return { name, type: 'other' };
  try {
    return { name, type: 'file', size: (await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, name))).size };
  } catch {
    return { name, type: 'file', size: 0 };
  }
}
