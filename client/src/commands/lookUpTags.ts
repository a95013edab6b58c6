import * as vscode from 'vscode';
import type { PlainPosition } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import { type ImageReference, parseImageReference } from '../engine/imageReference.ts';
import { registryTags } from '../host/registryClient.ts';
import { askRegistry, type CursorPlace, cursorPlace, openSuggestions, positionOf, rangeOf } from './imageLookup.ts';

/**
 * "Drydock: Look Up Tags of an Image": asks the image's registry, without a log-in, and opens the suggestions behind the colon. Completion
 * gives the Dockerfile and the repository, the light bulb the image's place too; without them the image under the cursor is meant, or the
 * user is asked. The tags.
 */
export const lookUpTags: Command = async (
  drydock,
  uri,
  repository,
  position,
): Promise<readonly string[] | undefined> => {
  moveCursor(uri, positionOf(position));
  const place = await cursorPlace(drydock, uri);
  const name = typeof repository === 'string' ? repository : (place?.image?.repository ?? (await askName()));
  const parsed = name === undefined ? undefined : parseImageReference(name);
  if (!parsed?.ok) return undefined;
  const { reference } = parsed;
  const found = await askRegistry(`Asking ${reference.domain} for the tags of ${shownName(reference)}…`, signal =>
    registryTags(reference, { signal }),
  );
  if (found === undefined) return undefined;
  const { tags } = await drydock.server.request('drydock/registryTags', {
    repository: `${reference.domain}/${reference.path}`,
    tags: found.tags,
  });
  if (tags.length === 0) {
    vscode.window.showInformationMessage(`${reference.domain} has ${shownName(reference)}, but no tag of it.`);
    return tags;
  }
  if (!found.complete) drydock.server.output.info(`${name} has more tags than the ${found.tags.length} that were read`);
  await show(drydock, uri, reference, tags);
  return tags;
};

/** In the list of suggestions when the cursor is on that image, else in a list of their own. */
async function show(drydock: Drydock, uri: unknown, reference: ImageReference, tags: readonly string[]): Promise<void> {
  // The user may have typed on, or gone elsewhere, while the registry answered.
  const place = await cursorPlace(drydock, uri);
  if (place?.image?.repository === `${reference.domain}/${reference.path}`) {
    await toTheTag(place);
    return openSuggestions();
  }
  const name = shownName(reference);
  const choice = await vscode.window.showQuickPick([...tags], {
    title: `Tags of ${name}`,
    placeHolder: 'The chosen one is copied to the clipboard',
  });
  if (choice === undefined) return;
  await vscode.env.clipboard.writeText(`${name}:${choice}`);
  vscode.window.setStatusBarMessage(`Drydock: ${name}:${choice} is in the clipboard.`, 4000);
}

/** Puts the cursor right behind the colon of the tag, and the colon itself where there is none. */
async function toTheTag({ editor, image }: CursorPlace): Promise<void> {
  if (image === undefined) return;
  const range = rangeOf(image.range);
  const written = editor.document.getText(range);
  const at = written.indexOf('@');
  const nameEnd = at < 0 ? written.length : at;
  const colon = written.lastIndexOf(':', nameEnd - 1);
  const hasTag = colon > written.lastIndexOf('/');
  if (hasTag && editor.selection.active.character > range.start.character + colon) return;
  if (!hasTag) await editor.edit(edit => edit.insert(range.start.translate(0, nameEnd), ':'));
  const behind = range.start.translate(0, (hasTag ? colon : nameEnd) + 1);
  editor.selection = new vscode.Selection(behind, behind);
}

/** The light bulb is on the whole line; the suggestions open where the cursor is. */
function moveCursor(uri: unknown, position: PlainPosition | undefined): void {
  const editor = vscode.window.activeTextEditor;
  if (position === undefined || editor?.document.uri.toString() !== vscode.Uri.parse(String(uri)).toString()) return;
  const at = new vscode.Position(position.line, position.character);
  editor.selection = new vscode.Selection(at, at);
}

function askName(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Look up the tags of an image',
    prompt: 'Its name: node, ghcr.io/owner/app. Its registry is asked without a log-in.',
    validateInput: text => {
      const parsed = parseImageReference(text.trim());
      return parsed.ok ? undefined : parsed.problem;
    },
  });
}

/** Without `docker.io/library/`. */
function shownName({ domain, path }: ImageReference): string {
  return domain === 'docker.io' ? path.replace(/^library\//, '') : `${domain}/${path}`;
}
