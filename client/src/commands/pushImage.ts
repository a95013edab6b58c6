import * as vscode from 'vscode';
import type { Command, Drydock } from '../drydock.ts';
import { pushArguments, tagArguments } from '../engine/argv.ts';
import {
  fullName,
  type ImageReference,
  isUnqualified,
  parseImageReference,
  prefixOf,
  repositoryName,
  shortName,
  withPrefix,
} from '../engine/imageReference.ts';
import { withRecent } from '../engine/memory.ts';
import { type Failure, pushedDigest, recogniseFailure } from '../engine/output.ts';
import type { Engine } from '../host/findEngine.ts';
import { runAndRead } from '../tasks/terminalTasks.ts';
import { showForm } from '../views/form.ts';
import { type ChosenDockerfile, chooseDockerfile } from './chooseDockerfile.ts';
import { recall, recallPrefixes, remember, rememberPrefix } from './dockerfileMemory.ts';
import { imageNameItems } from './imageNameItems.ts';
import { logIn } from './login.ts';
import { inBackground } from './registerCommands.ts';
import { requireEngine } from './requireEngine.ts';

/** What a key binding or a script may give as the second argument. */
export interface PushRequest {
  readonly image?: string;
  /** The name to push it under; without it an unqualified name is asked about. */
  readonly as?: string;
  /** True: the user has agreed to the destination. */
  readonly agreed?: boolean;
}

export interface PushResult {
  readonly exitCode: number | undefined;
  readonly image: string;
  readonly digest: string | undefined;
}

/**
 * "Drydock: Push Image". A name without registry and account is given one first; the full destination is shown once for each
 * repository; when the registry refuses, a log-in in the terminal is offered and the push tried again.
 */
export const pushImage: Command = async (drydock, clicked, request): Promise<PushResult | undefined> => {
  const dockerfile = await chooseDockerfile(clicked);
  if (dockerfile === undefined) return undefined;
  const given = (request ?? {}) as PushRequest;
  const { tags } = recall(drydock, dockerfile.document.uri);
  const image = given.image ?? (tags.length > 1 ? await askImage(dockerfile, tags) : tags[0]);
  if (image === undefined) {
    if (tags.length === 0) await offerToBuild(dockerfile);
    return undefined;
  }
  const engine = await requireEngine(drydock, 'Pushing an image');
  if (engine === undefined) return undefined;
  const source = parsedName(image);
  const destination = given.as ?? (isUnqualified(source) ? await askDestination(drydock, image, source) : image);
  if (destination === undefined) return undefined;
  const plan: Plan = { drydock, dockerfile, engine, image, destination };
  if (isUnqualified(parsedName(destination)))
    throw new Error(`${destination} names no account and no registry to push to.`);
  if (given.agreed !== true && !(await agrees(plan))) return undefined;
  return push(plan);
};

interface Plan {
  readonly drydock: Drydock;
  readonly dockerfile: ChosenDockerfile;
  readonly engine: Engine;
  /** The name on this machine. */
  readonly image: string;
  /** The name that is pushed. */
  readonly destination: string;
}

async function push(plan: Plan): Promise<PushResult> {
  const { drydock, dockerfile, engine, image, destination } = plan;
  const { uri } = dockerfile.document;
  const tag = image === destination ? [] : [[engine.program, ...tagArguments(image, destination)]];
  const commands = [...tag, [engine.program, ...pushArguments(destination)]];
  const { exitCode, output } = await runAndRead(`push ${destination}`, commands, dockerfile.folder);
  const digest = pushedDigest(output);
  if (exitCode === 0) {
    const reference = parsedName(destination);
    await remember(drydock, uri, { tags: withRecent(recall(drydock, uri).tags, destination) });
    const prefix = prefixOf(reference);
    if (prefix !== undefined) await rememberPrefix(drydock, prefix);
    inBackground(drydock, tellPushed(reference, digest));
  } else if (exitCode !== undefined) {
    inBackground(drydock, explainFailure(plan, recogniseFailure(output), exitCode));
  }
  return { exitCode, image: destination, digest };
}

function parsedName(image: string): ImageReference {
  const parsed = parseImageReference(image);
  if (!parsed.ok) throw new Error(`“${image}” is not an image name: ${parsed.problem}`);
  return parsed.reference;
}

async function askImage({ label }: ChosenDockerfile, tags: readonly string[]): Promise<string | undefined> {
  return vscode.window.showQuickPick([...tags], { title: `Push an image of ${label}`, placeHolder: 'Which name?' });
}

async function offerToBuild({ document, label }: ChosenDockerfile): Promise<void> {
  const buildFirst = 'Build Image';
  if (
    (await vscode.window.showInformationMessage(`No image was built from ${label} yet.`, buildFirst)) === buildFirst
  ) {
    await vscode.commands.executeCommand('drydock.buildImage', document.uri);
  }
}

/** Where a name such as `my-app:1.0` shall go: below what was pushed to before, or a name that the user types. */
async function askDestination(drydock: Drydock, image: string, source: ImageReference): Promise<string | undefined> {
  const prefixes = recallPrefixes(drydock);
  const known = prefixes.map(prefix => ({ name: withPrefix(source, prefix), description: 'as before' }));
  let destination: string | undefined;
  await showForm(() => ({
    title: `Push ${image} where?`,
    placeholder: `“${image}” alone would mean ${fullName(source)}, which is Docker’s own. Type ACCOUNT or REGISTRY/ACCOUNT`,
    items(typed) {
      const text = typed.trim();
      const describe = (name: string) => `tags it and pushes to ${fullName(parsedName(name))}`;
      if (text === '') {
        const hint = {
          label: '$(edit) Type your account or registry',
          detail: 'acme → acme/… on Docker Hub; ghcr.io/acme; localhost:5000',
        };
        return [...imageNameItems('', known, describe, accept), hint];
      }
      if (isWholeName(text, source)) return imageNameItems(text, known, describe, accept);
      const whole = `${text}:${source.tag ?? 'latest'}`;
      // VS Code puts labels that begin with what is typed on top, so the second choice has another label.
      const asName = {
        label: 'Use this as the whole name',
        detail: `tags it ${whole} and pushes that`,
        act: () => accept(whole),
      };
      const isName = text.includes('/') && parseImageReference(whole).ok;
      return [...imageNameItems(withPrefix(source, text), known, describe, accept), ...(isName ? [asName] : [])];
    },
  }));
  return destination;

  function accept(name: string): 'stay' | 'done' {
    if (isUnqualified(parsedName(name))) return 'stay';
    destination = name;
    return 'done';
  }
}

/** "acme" and "ghcr.io/acme" are what comes before the name; "acme/shop:1" is all of it. */
function isWholeName(text: string, source: ImageReference): boolean {
  return (text.includes('/') && /:[^/]*$/.test(text)) || text.endsWith('/' + shortName(source));
}

/** Once for each repository: pushing shows the image to others. */
async function agrees({ drydock, dockerfile, destination }: Plan): Promise<boolean> {
  const { uri } = dockerfile.document;
  const reference = parsedName(destination);
  const repository = repositoryName(reference);
  const agreed = recall(drydock, uri).agreedRepositories ?? [];
  if (agreed.includes(repository)) return true;
  const pushIt = 'Push';
  const detail =
    'Who may read that repository can read everything in the image. Drydock asks this once for each repository.';
  const choice = await vscode.window.showWarningMessage(
    `Push to ${fullName(reference)}?`,
    { modal: true, detail },
    pushIt,
  );
  if (choice !== pushIt) return false;
  await remember(drydock, uri, { agreedRepositories: withRecent(agreed, repository, 50) });
  return true;
}

async function tellPushed(reference: ImageReference, digest: string | undefined): Promise<void> {
  const copy = 'Copy Name';
  const name = digest === undefined ? fullName(reference) : `${repositoryName(reference)}@${digest}`;
  const message = `Pushed ${fullName(reference)}.`;
  if ((await vscode.window.showInformationMessage(message, copy)) === copy) await vscode.env.clipboard.writeText(name);
}

/** Says why and offers what helps. */
async function explainFailure(plan: Plan, failure: Failure | undefined, exitCode: number): Promise<void> {
  const { destination, engine, dockerfile } = plan;
  const { domain } = parsedName(destination);
  const logInAndPush = 'Log In and Push';
  const tryAgain = 'Try Again';
  const otherName = 'Push Elsewhere…';
  const build = 'Build Image';
  const registry = domain === 'docker.io' ? 'Docker Hub' : domain;
  const [message, ...actions] = {
    denied: [
      `${registry} refused the push: you are not logged in, or may not write to ${destination}.`,
      logInAndPush,
      otherName,
    ],
    nameUnknown: [
      `${registry} has no repository ${destination}: make it there first. (${failure?.line})`,
      tryAgain,
      otherName,
    ],
    noSuchImage: [`There is no image ${plan.image} on this machine.`, build],
    plainHttp: [
      `${registry} speaks plain HTTP, which ${engine.name} refuses until it is told that this registry is insecure.`,
      otherName,
    ],
    certificate: [
      `${engine.name} does not trust the certificate of ${registry}. (${failure?.line})`,
      tryAgain,
      otherName,
    ],
    unreachable: [`${registry} could not be reached. (${failure?.line})`, tryAgain, otherName],
    rateLimit: [`${registry} wants you to wait, or to log in. (${failure?.line})`, logInAndPush, tryAgain],
    engineDown: [`${engine.name} stopped answering. (${failure?.line})`, tryAgain],
    noPermission: [`${engine.name} does not let you in. (${failure?.line})`, tryAgain],
    other: [`The push failed (exit code ${exitCode}). The terminal says why.`, tryAgain],
  }[reasonOf(failure)] as [string, ...string[]];
  const choice = await vscode.window.showErrorMessage(message, ...actions);
  if (choice === tryAgain) await push(plan);
  if (choice === build) await vscode.commands.executeCommand('drydock.buildImage', dockerfile.document.uri);
  if (choice === logInAndPush) {
    if ((await logIn(engine, domain)) === 0) await push(plan);
    else vscode.window.showWarningMessage(`Not logged in to ${registry}, so nothing was pushed.`);
  }
  if (choice === otherName) {
    const other = await askDestination(plan.drydock, plan.image, parsedName(plan.image));
    const elsewhere = other === undefined ? undefined : { ...plan, destination: other };
    if (elsewhere !== undefined && (await agrees(elsewhere))) await push(elsewhere);
  }
}

function reasonOf(failure: Failure | undefined) {
  if (failure === undefined) return 'other' as const;
  switch (failure.kind) {
    case 'nameTaken':
    case 'portTaken':
    case 'noSpace':
      return 'other' as const;
    default:
      return failure.kind;
  }
}
