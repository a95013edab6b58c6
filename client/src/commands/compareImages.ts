import { access, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import * as vscode from 'vscode';
import type { Command, Drydock } from '../drydock.ts';
import { buildArguments, type EngineKind, imageInspectArguments, removeContainerArguments } from '../engine/argv.ts';
import {
  type ComparedImage,
  compareImages as compare,
  type ImageComparison,
  readInspect,
  reportOf,
  type StartFacts,
} from '../engine/compareImages.ts';
import type { Engine } from '../host/findEngine.ts';
import { runCaptured } from '../host/runCaptured.ts';
import { runInTerminal } from '../tasks/terminalTasks.ts';
import { showMarkdown } from '../views/noteDocuments.ts';
import { guessContext } from './buildContext.ts';
import { type ChosenDockerfile, chooseDockerfile } from './chooseDockerfile.ts';
import { askQuestions } from './convertToMultiStage.ts';
import { dockerfileInfo } from './dockerfileInfo.ts';
import { recall } from './dockerfileMemory.ts';
import { requireEngine } from './requireEngine.ts';

type Against = 'multiStage' | 'lastCommit' | 'file';

/** What a key binding or a script may give as the second argument; what is given is not asked. */
export interface CompareRequest {
  readonly against?: Against;
  /** For "file": the path of the other Dockerfile. */
  readonly file?: string;
  /** Answers to the questions of the conversion. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Start a container of each image. */
  readonly start?: boolean;
}

export interface CompareResult {
  readonly comparison: ImageComparison;
  /** Markdown. */
  readonly report: string;
}

/** A Dockerfile to build: its name in the report, and its path. */
interface Candidate {
  readonly name: string;
  readonly path: string;
}

const limit = 60_000;
/** How long a started container is watched. */
const watched = 5_000;

/**
 * "Drydock: Compare Images": builds the Dockerfile and its multi-stage form (or the last commit's version, or another file) with the
 * same context, compares size, configuration and start, and shows a report. The images are removed afterwards.
 */
export const compareImages: Command = async (drydock, clicked, request): Promise<CompareResult | undefined> => {
  const dockerfile = await chooseDockerfile(clicked);
  if (dockerfile === undefined) return undefined;
  const engine = await requireEngine(drydock, 'Comparing images');
  if (engine === undefined) return undefined;
  const given = (request ?? {}) as CompareRequest;
  const against = given.against ?? (await askAgainst());
  if (against === undefined) return undefined;
  const scratch = await mkdtemp(join(tmpdir(), 'drydock-compare-'));
  try {
    const other = await otherDockerfile(drydock, dockerfile, against, given, scratch);
    if (other === undefined) return undefined;
    const start = given.start ?? (await askStart());
    if (start === undefined) return undefined;
    const comparison = await buildAndCompare(drydock, engine, dockerfile, other, start);
    if (comparison === undefined) return undefined;
    const report = reportOf(comparison);
    await showMarkdown(`Compare Images ${dockerfile.label}`, report);
    return { comparison, report };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};

async function buildAndCompare(
  drydock: Drydock,
  engine: Engine,
  dockerfile: ChosenDockerfile,
  other: Candidate,
  start: boolean,
): Promise<ImageComparison | undefined> {
  const context = await guessContext(drydock, dockerfile, await dockerfileInfo(drydock, dockerfile));
  const candidates = [{ name: dockerfile.label, path: dockerfile.path }, other];
  const tags = candidates.map((_, index) => `drydock-compare:${process.pid}-${Date.now()}-${index}`);
  try {
    for (const [index, candidate] of candidates.entries()) {
      const exitCode = await runInTerminal({
        title: `compare: build ${candidate.name}`,
        argv: [engine.program, ...argvFor(drydock, engine.kind, dockerfile, candidate, context, tags[index] ?? '')],
        cwd: context,
      });
      if (exitCode === undefined) return undefined; // the user ended it
      if (exitCode !== 0)
        throw new Error(`Building ${candidate.name} failed; the terminal says why. There is nothing to compare.`);
    }
    return await withProgress(engine, async signal => {
      const images: ComparedImage[] = [];
      for (const [index, { name }] of candidates.entries()) {
        const tag = tags[index] ?? '';
        const { output } = await runCaptured(engine.program, imageInspectArguments(tag), { limit, signal });
        const facts = readInspect(output.slice(output.indexOf('['), output.lastIndexOf(']') + 1));
        if (facts === undefined) throw new Error(`${engine.name} says nothing about the image of ${name}.`);
        images.push({ name, facts, start: start ? await startFacts(engine, tag, signal) : undefined });
      }
      const [before, after] = images;
      return before && after && compare(before, after);
    });
  } finally {
    await runCaptured(engine.program, ['rmi', ...tags], { limit });
  }
}

/** The same arguments for both, except for the file: what was chosen for this Dockerfile's builds, without a target. */
function argvFor(
  drydock: Drydock,
  engine: EngineKind,
  dockerfile: ChosenDockerfile,
  candidate: Candidate,
  context: string,
  tag: string,
): string[] {
  const { buildArguments: values, platform, secrets, ssh } = recall(drydock, dockerfile.document.uri);
  const fromContext = relative(context, candidate.path);
  return buildArguments(engine, {
    dockerfile: fromContext.startsWith('..') ? candidate.path : fromContext,
    context: '.',
    tags: [tag],
    buildArguments: values,
    platform: platform?.includes(',') ? undefined : platform,
    secrets,
    ssh,
    extra: vscode.workspace.getConfiguration('drydock', dockerfile.document.uri).get('build.extraArguments', []),
  });
}

/** Starts a container without published ports, looks at it for a few seconds, and removes it. */
async function startFacts(engine: Engine, tag: string, signal: AbortSignal): Promise<StartFacts> {
  const name = tag.replace(':', '-');
  const ask = (...words: string[]) => runCaptured(engine.program, words, { limit, signal });
  const begin = Date.now();
  try {
    const run = await ask('run', '--detach', '--name', name, tag);
    const milliseconds = Date.now() - begin;
    if (run.exitCode !== 0) return { state: 'could not be started', output: shortened(run.output), milliseconds };
    for (;;) {
      const { output } = await ask('inspect', '--format', '{{.State.Status}} {{.State.ExitCode}}', name);
      const [state = 'unknown', code] = output.trim().split(/\s+/);
      const ended = /^(?:exited|dead|stopped)$/.test(state);
      if (ended || signal.aborted || Date.now() - begin > watched) {
        const { output: printed } = await ask('logs', name);
        return { state, exitCode: ended ? Number(code) : undefined, output: shortened(printed), milliseconds };
      }
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  } finally {
    await runCaptured(engine.program, removeContainerArguments(name), { limit });
  }
}

function shortened(output: string): string {
  const lines = output.replace(/\r\n?/g, '\n').split('\n');
  return lines.length > 40 ? [...lines.slice(0, 40), '…'].join('\n') : lines.join('\n');
}

function withProgress<T>({ name }: Engine, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Comparing the images with ${name}…`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const result = await work(controller.signal);
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    return result;
  });
}

// ---- what to compare with --------------------------------------------------------------------------------------------------

async function askAgainst(): Promise<Against | undefined> {
  const items: (vscode.QuickPickItem & { against: Against })[] = [
    {
      label: 'Its multi-stage form',
      detail: 'What “Convert to Multi-Stage Build” would make of it',
      against: 'multiStage',
    },
    { label: 'The last commit', detail: 'This file as git has it in HEAD', against: 'lastCommit' },
    { label: 'Another Dockerfile…', detail: 'Built with the same context', against: 'file' },
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: 'Compare Images',
    placeHolder: 'Build this Dockerfile and … (both images are removed afterwards)',
  });
  return choice?.against;
}

async function askStart(): Promise<boolean | undefined> {
  const yes = { label: 'Yes', detail: `For ${watched / 1000} seconds, without published ports; then it is removed` };
  const no = { label: 'No', detail: 'Compare size and configuration only' };
  const choice = await vscode.window.showQuickPick([yes, no], {
    title: 'Compare Images',
    placeHolder: 'Start a container of each image too?',
  });
  return choice && choice === yes;
}

/** Undefined: there is none, and the user knows why. */
async function otherDockerfile(
  drydock: Drydock,
  dockerfile: ChosenDockerfile,
  against: Against,
  given: CompareRequest,
  scratch: string,
): Promise<Candidate | undefined> {
  if (against === 'file') {
    const path = given.file ?? (await openOther(dockerfile));
    return path === undefined ? undefined : { name: vscode.workspace.asRelativePath(path), path };
  }
  const text =
    against === 'lastCommit' ? await textInHead(dockerfile) : await converted(drydock, dockerfile, given.answers ?? {});
  if (text === undefined) return undefined;
  if (against === 'lastCommit' && text === dockerfile.document.getText()) {
    vscode.window.showInformationMessage(
      `${dockerfile.label} is the same in the last commit: there is nothing to compare.`,
    );
    return undefined;
  }
  const path = join(scratch, basename(dockerfile.path));
  await writeFile(path, text);
  // An ignore file of its own is looked for beside the Dockerfile.
  const ignore = `${dockerfile.path}.dockerignore`;
  if (await exists(ignore)) await copyFile(ignore, `${path}.dockerignore`);
  return { name: against === 'lastCommit' ? 'the last commit' : 'its multi-stage form', path };
}

async function converted(
  drydock: Drydock,
  { document }: ChosenDockerfile,
  known: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  let answers = known;
  for (;;) {
    const params = { uri: document.uri.toString(), text: document.getText(), answers };
    const result = await drydock.server.request('drydock/convert', params);
    if (result.outcome === 'converted') return result.newText;
    if (result.outcome === 'refused') {
      vscode.window.showInformationMessage(
        ['There is no multi-stage form.', result.reason, result.hint ?? ''].join(' ').trim(),
      );
      return undefined;
    }
    const more = await askQuestions(result.questions, answers);
    if (more === undefined) return undefined;
    answers = { ...answers, ...more };
  }
}

/** The parts of the API of VS Code's own git extension that are used here. */
interface GitApi {
  getRepository(uri: vscode.Uri): { show(ref: string, path: string): Promise<string> } | null;
}

async function textInHead({ document, label }: ChosenDockerfile): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<{ getAPI(version: 1): GitApi }>('vscode.git');
  const repository = (await extension?.activate())?.getAPI(1).getRepository(document.uri);
  try {
    if (repository) return await repository.show('HEAD', document.uri.fsPath);
  } catch {
    // not in the last commit: told below
  }
  vscode.window.showInformationMessage(`${label} is in no commit of a git repository that is open here.`);
  return undefined;
}

async function openOther({ folder }: ChosenDockerfile): Promise<string | undefined> {
  const options = { title: 'Compare with this Dockerfile', canSelectMany: false, defaultUri: vscode.Uri.file(folder) };
  const [uri] = (await vscode.window.showOpenDialog(options)) ?? [];
  return uri?.fsPath;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
