/**
 * Where a build failed, in the Problems view. BuildKit ends a failed build with
 *
 *     Dockerfile:5
 *     --------------------
 *        4 |     WORKDIR /app
 *        5 | >>> RUN npm cii
 *     --------------------
 *
 * (solver/errdefs/source.go: none, one or two lines come before the one that failed). VS Code's matchers take a fixed number of
 * lines, so package.json has one for each; they ask for the Dockerfile's folder because BuildKit prints the bare file name.
 */
import { dirname } from 'node:path';
import * as vscode from 'vscode';

export const buildMatchers: readonly string[] = ['$drydock-build-0', '$drydock-build-1', '$drydock-build-2'];

let lastDockerfile: string | undefined;

/** Called before a build starts: its Dockerfile is the one that the matchers mean. */
export function aboutToBuild(dockerfile: string): void {
  lastDockerfile = dockerfile;
}

/** Answers `${command:drydock.dockerfileFolder}` in the problem matchers. */
export async function dockerfileFolder(): Promise<string> {
  const active = vscode.window.activeTextEditor?.document.uri.fsPath;
  const file = lastDockerfile ?? active;
  return file === undefined ? (vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '') : dirname(file);
}
