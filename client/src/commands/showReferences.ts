/** What a code lens on a stage runs: shows the places that name it, in the editor's own view. */
import * as vscode from 'vscode';
import type { Command } from '../drydock.ts';

interface PlainPlace {
  readonly uri: string;
  readonly range: { readonly start: PlainPoint; readonly end: PlainPoint };
}

interface PlainPoint {
  readonly line: number;
  readonly character: number;
}

/** Arguments as the server sends them: the document's uri, a position, the places. */
export const showReferences: Command = async (_drydock, uri, position, places) => {
  if (typeof uri !== 'string' || !Array.isArray(places)) return;
  const locations = (places as readonly PlainPlace[]).map(
    place => new vscode.Location(vscode.Uri.parse(place.uri), rangeOf(place.range)),
  );
  const { line, character } = position as PlainPoint;
  await vscode.commands.executeCommand(
    'editor.action.showReferences',
    vscode.Uri.parse(uri),
    new vscode.Position(line, character),
    locations,
  );
};

function rangeOf({ start, end }: PlainPlace['range']): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
