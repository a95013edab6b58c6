import * as vscode from 'vscode';
import type { ImageAtResult, PlainPosition } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import { imageInspectArguments } from '../engine/argv.ts';
import { type ImageReference, parseImageReference } from '../engine/imageReference.ts';
import { readManifestDigest, readRepoDigest, registryDigestArguments } from '../engine/machineImages.ts';
import { recogniseFailure } from '../engine/output.ts';
import { registryDigest } from '../host/registryClient.ts';
import { runCaptured } from '../host/runCaptured.ts';
import { askRegistry, positionOf } from './imageLookup.ts';
import { requireEngine } from './requireEngine.ts';

/** Who is asked for the digest: the engine about its own image, the registry by us, the registry by the engine with its log-in. */
export type DigestSource = 'machine' | 'registry' | 'engine';

/**
 * "Drydock: Pin Image to Its Digest": asks where to look the digest up, and writes it behind the image. The light bulb gives the Dockerfile
 * and the place; without them the cursor's. A script may give the source as the third argument. The digest.
 */
export const pinDigest: Command = async (drydock, uri, position, source): Promise<string | undefined> => {
  const document = await documentOf(uri);
  const at = positionOf(position) ?? vscode.window.activeTextEditor?.selection.active;
  const place = document === undefined || at === undefined ? undefined : await imageAt(drydock, document, at);
  const parsed = place?.canBePinned ? parseImageReference(place.name) : undefined;
  if (document === undefined || place === undefined || !parsed?.ok) {
    vscode.window.showInformationMessage(
      'Put the cursor on an image without a digest and without variables: in FROM, COPY --from or a mount.',
    );
    return undefined;
  }
  const { reference } = parsed;
  const from = (source as DigestSource | undefined) ?? (await askSource(place.name, reference));
  if (from === undefined) return undefined;
  const digest = await digestFrom(drydock, from, place.name, reference);
  if (digest === undefined) return undefined;
  const { start } = place.range;
  const uriText = document.uri.toString();
  const text = document.getText();
  const result = await drydock.server.request('drydock/pinDigest', {
    uri: uriText,
    text,
    position: start,
    image: place.name,
    digest,
  });
  if (!result.ok) {
    vscode.window.showWarningMessage(result.reason);
    return undefined;
  }
  if (document.getText() !== text) {
    vscode.window.showWarningMessage(
      'The Dockerfile was edited meanwhile, so nothing was changed. Pin the image again.',
    );
    return undefined;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of result.edits) {
    const target = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
    edit.replace(document.uri, target, newText);
  }
  await vscode.workspace.applyEdit(edit);
  return digest;
};

async function documentOf(uri: unknown): Promise<vscode.TextDocument | undefined> {
  if (typeof uri === 'string') return vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  if (uri instanceof vscode.Uri) return vscode.workspace.openTextDocument(uri);
  return vscode.window.activeTextEditor?.document;
}

async function imageAt(
  drydock: Drydock,
  document: vscode.TextDocument,
  { line, character }: PlainPosition,
): Promise<ImageAtResult | undefined> {
  const params = { uri: document.uri.toString(), text: document.getText(), position: { line, character } };
  return (await drydock.server.request('drydock/imageAt', params)) ?? undefined;
}

async function askSource(image: string, { domain }: ImageReference): Promise<DigestSource | undefined> {
  const items: (vscode.QuickPickItem & { readonly source: DigestSource })[] = [
    {
      label: '$(cloud) The registry',
      description: domain,
      detail: 'What the tag stands for now. Asked over the network, without a log-in.',
      source: 'registry',
    },
    {
      label: '$(vm) The images of this machine',
      detail: 'What was pulled or pushed here last. Asks the container engine; no network.',
      source: 'machine',
    },
    {
      label: '$(key) The registry, with the engine’s log-in',
      description: domain,
      detail: 'For private images: docker buildx imagetools inspect.',
      source: 'engine',
    },
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: `Pin ${image} to its digest`,
    placeHolder: 'Where shall its digest be looked up?',
  });
  return choice?.source;
}

async function digestFrom(
  drydock: Drydock,
  source: DigestSource,
  image: string,
  reference: ImageReference,
): Promise<string | undefined> {
  if (source === 'registry') {
    return askRegistry(`Asking ${reference.domain} for the digest of ${image}…`, signal =>
      registryDigest(reference, { signal }),
    );
  }
  const engine = await requireEngine(drydock, 'Looking up a digest', 'starts the container engine');
  if (engine === undefined) return undefined;
  const ofMachine = source === 'machine';
  if (!ofMachine && engine.kind !== 'docker') {
    vscode.window.showErrorMessage(`Only Docker can look up the digest of an image in a registry, not ${engine.name}.`);
    return undefined;
  }
  const run = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Asking ${engine.name} for the digest of ${image}…` },
    () =>
      runCaptured(engine.program, ofMachine ? imageInspectArguments(image) : registryDigestArguments(image), {
        limit: 60_000,
      }),
  );
  const ofImage = ofMachine ? readRepoDigest(run.output, reference) : undefined;
  const digest = ofImage?.digest ?? (ofMachine ? undefined : readManifestDigest(run.output));
  if (run.exitCode === 0 && digest !== undefined) {
    if (ofImage?.isPublished === false) {
      vscode.window.showInformationMessage(
        `${engine.name} gives digests also to images that were made on this machine. Whether ${reference.domain} has this one was not asked.`,
      );
    }
    return digest;
  }
  drydock.server.output.info(
    `${engine.program}, asked for the digest of ${image}: ${run.output.trim() || run.problem}`,
  );
  vscode.window.showErrorMessage(explain(engine.name, source, image, reference, run));
  return undefined;
}

function explain(
  engine: string,
  source: DigestSource,
  image: string,
  { domain }: ImageReference,
  { exitCode, output, problem }: { readonly exitCode: number | undefined; output: string; problem?: string },
): string {
  if (source === 'machine' && exitCode === 0) {
    return `${engine} has ${image}, but no registry’s digest of it: it was made on this machine and not pushed. Ask the registry instead.`;
  }
  const failure = recogniseFailure(output);
  if (source === 'machine' && (exitCode === 1 || failure?.kind === 'noSuchImage')) {
    return `${engine} has no ${image} on this machine. Pull it first, or ask the registry.`;
  }
  const line = failure?.line ?? output.trim().split('\n').at(-1) ?? '';
  return `${domain} did not tell ${engine} the digest of ${image}. (${line || problem})`;
}
