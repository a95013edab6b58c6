import * as vscode from 'vscode';
import type { Command, Drydock } from '../drydock.ts';
import { imageListArguments, readImageList } from '../engine/machineImages.ts';
import type { Engine } from '../host/findEngine.ts';
import { runCaptured } from '../host/runCaptured.ts';
import { cursorPlace, openSuggestions } from './imageLookup.ts';
import { requireEngine } from './requireEngine.ts';

/**
 * "Drydock: Show Images of This Machine": asks the engine for its images, and from then on completion offers them in FROM, COPY --from and
 * mounts. The first argument is the Dockerfile whose completion asked. How many images there are.
 */
export const showMachineImages: Command = async (drydock, uri): Promise<number | undefined> => {
  const engine = await requireEngine(drydock, 'Listing the images of this machine', 'starts the container engine');
  if (engine === undefined) return undefined;
  const images = await listImages(engine);
  const { known } = await drydock.server.request('drydock/machineImages', { images });
  await tell(drydock, engine, known, uri);
  return known;
};

async function listImages(engine: Engine) {
  const run = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: `Asking ${engine.name} for its images…` },
    () => runCaptured(engine.program, imageListArguments(engine.kind), { limit: 30_000 }),
  );
  if (run.exitCode !== 0) {
    throw new Error(`${engine.name} did not list its images: ${run.output.trim().slice(-300) || run.problem}`);
  }
  return readImageList(run.output);
}

async function tell(drydock: Drydock, engine: Engine, known: number, uri: unknown): Promise<void> {
  if (known === 0) {
    vscode.window.showInformationMessage(`${engine.name} has no images on this machine yet.`);
    return;
  }
  if ((await cursorPlace(drydock, uri))?.image !== undefined) return openSuggestions();
  const amount = known === 1 ? 'the one image' : `the ${known} images`;
  vscode.window.showInformationMessage(`FROM, COPY --from and mounts now offer ${amount} that ${engine.name} has.`);
}
