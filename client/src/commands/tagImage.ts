import * as vscode from 'vscode';
import type { Command } from '../drydock.ts';
import { tagArguments } from '../engine/argv.ts';
import { parseImageReference } from '../engine/imageReference.ts';
import { withRecent } from '../engine/memory.ts';
import { runCaptured } from '../host/runCaptured.ts';
import { showForm } from '../views/form.ts';
import { chooseDockerfile } from './chooseDockerfile.ts';
import { recall, remember } from './dockerfileMemory.ts';
import { imageNameItems } from './imageNameItems.ts';
import { requireEngine } from './requireEngine.ts';

/** "Drydock: Tag Image": gives the image that was built from a Dockerfile another name. */
export const tagImage: Command = async (drydock, clicked): Promise<string | undefined> => {
  const dockerfile = await chooseDockerfile(clicked);
  if (dockerfile === undefined) return undefined;
  const { uri } = dockerfile.document;
  const { tags } = recall(drydock, uri);
  if (tags[0] === undefined) {
    vscode.window.showInformationMessage(`No image was built from ${dockerfile.label} yet, so there is none to name.`);
    return undefined;
  }
  const engine = await requireEngine(drydock, 'Tagging an image');
  if (engine === undefined) return undefined;
  const from =
    tags.length === 1 ? tags[0] : await vscode.window.showQuickPick([...tags], { title: 'Tag which image?' });
  if (from === undefined) return undefined;
  let to: string | undefined;
  await showForm(() => ({
    title: `Another name for ${from}`,
    placeholder: 'registry/account/name:tag',
    items: typed =>
      imageNameItems(
        typed.trim(),
        [],
        () => '',
        name => {
          to = name;
          return 'done';
        },
      ),
  }));
  if (to === undefined || !parseImageReference(to).ok) return undefined;
  const run = await runCaptured(engine.program, tagArguments(from, to), { limit: 30_000 });
  if (run.exitCode !== 0) throw new Error(run.output.trim() || run.problem || `${engine.name} could not tag ${from}`);
  await remember(drydock, uri, { tags: withRecent(tags, to) });
  const push = 'Push';
  const choice = vscode.window.showInformationMessage(`${from} is now also ${to}.`, push);
  void choice.then(
    answer => answer === push && vscode.commands.executeCommand('drydock.pushImage', uri, { image: to }),
  );
  return to;
};
