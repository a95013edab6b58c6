/** What the commands that look up images share: where the cursor is, waiting that can be given up, suggestions that open again. */
import * as vscode from 'vscode';
import type { ImageAtResult, PlainPosition } from '../../../server/src/protocol/messages.ts';
import type { Drydock } from '../drydock.ts';
import type { RegistryAnswer } from '../host/registryClient.ts';
import { isDockerfile } from './chooseDockerfile.ts';

export interface CursorPlace {
  readonly editor: vscode.TextEditor;
  /** The image under the cursor; undefined where none can stand. */
  readonly image: ImageAtResult | undefined;
}

/** The cursor of the active Dockerfile; undefined when another file (or none) is being edited. `uri`: only in that one. */
export async function cursorPlace({ server }: Drydock, uri?: unknown): Promise<CursorPlace | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined || !isDockerfile(editor.document)) return undefined;
  const { document, selection } = editor;
  if (typeof uri === 'string' && vscode.Uri.parse(uri).toString() !== document.uri.toString()) return undefined;
  const image = await server.request('drydock/imageAt', {
    uri: document.uri.toString(),
    text: document.getText(),
    position: selection.active,
  });
  return { editor, image: image ?? undefined };
}

export function rangeOf({ start, end }: ImageAtResult['range']): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** An argument of a command, if it is a position. */
export function positionOf(value: unknown): PlainPosition | undefined {
  const { line, character } = (value ?? {}) as Partial<PlainPosition>;
  return typeof line === 'number' && typeof character === 'number' ? { line, character } : undefined;
}

/** Opens the list of suggestions at the cursor (again). */
export async function openSuggestions(): Promise<void> {
  await vscode.commands.executeCommand('hideSuggestWidget');
  await vscode.commands.executeCommand('editor.action.triggerSuggest');
}

/** Asks with a notification that can be cancelled; a refusal is told, with the way to try again. */
export async function askRegistry<Value>(
  title: string,
  ask: (signal: AbortSignal) => Promise<RegistryAnswer<Value>>,
): Promise<Value | undefined> {
  const tryAgain = 'Try Again';
  for (;;) {
    const answer = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (_progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        return ask(abort.signal);
      },
    );
    if (answer.ok) return answer.value;
    if (answer.refusal === 'cancelled') return undefined;
    if ((await vscode.window.showErrorMessage(answer.message, tryAgain)) !== tryAgain) return undefined;
  }
}
