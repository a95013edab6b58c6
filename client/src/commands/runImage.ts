import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { StageInfo } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import {
  containerStateArguments,
  imageExistsArguments,
  type PublishedPort,
  type RunOptions,
  removeContainerArguments,
  runArguments,
  stopContainerArguments,
} from '../engine/argv.ts';
import { parseImageReference, shortName } from '../engine/imageReference.ts';
import type { RunMemory } from '../engine/memory.ts';
import { chooseHostPorts, parsePorts, printPorts } from '../engine/ports.ts';
import { quoteCommandLine, shellKindOf, splitWords } from '../engine/quoting.ts';
import type { Engine } from '../host/findEngine.ts';
import { isPortFree } from '../host/freePorts.ts';
import { runCaptured } from '../host/runCaptured.ts';
import { runInTerminal } from '../tasks/terminalTasks.ts';
import { type FormItem, type FormPage, separator, showForm } from '../views/form.ts';
import { type ChosenDockerfile, chooseDockerfile } from './chooseDockerfile.ts';
import { builtStage, dockerfileInfo } from './dockerfileInfo.ts';
import { recall, remember } from './dockerfileMemory.ts';
import { imageNameItems } from './imageNameItems.ts';
import { inBackground } from './registerCommands.ts';
import { requireEngine } from './requireEngine.ts';

/** What a key binding or a script may give as the second argument; with `ask: false` nothing is asked. */
export interface RunRequest extends RunMemory {
  readonly image?: string;
  readonly ask?: boolean;
}

export interface RunResult {
  readonly exitCode: number | undefined;
  readonly image: string;
  readonly name: string | undefined;
  readonly ports: readonly PublishedPort[];
}

const limit = 30_000;

/**
 * "Drydock: Run Image": the image that was built last from this Dockerfile, with the ports that it EXPOSEs published on free ports
 * of this machine, in the terminal. Ends when the container ends (at once when detached).
 */
export const runImage: Command = async (drydock, clicked, request): Promise<RunResult | undefined> => {
  const dockerfile = await chooseDockerfile(clicked);
  if (dockerfile === undefined) return undefined;
  const given = (request ?? {}) as RunRequest;
  const memory = recall(drydock, dockerfile.document.uri);
  const image = given.image ?? memory.tags[0];
  if (image === undefined) return offerToBuild(dockerfile);
  const engine = await requireEngine(drydock, 'Running an image');
  if (engine === undefined) return undefined;

  const info = await dockerfileInfo(drydock, dockerfile);
  const stage = builtStage(info, memory.target);
  const address = vscode.workspace.getConfiguration('drydock').get<string>('run.publishAddress', '127.0.0.1');
  const ports = given.ports ?? (await portsFor(stage, memory.run?.ports ?? [], address));
  const { image: _image, ask: _ask, ...options } = given;
  const lastPorts = memory.run?.ports ?? [];
  const plan: Plan = {
    drydock,
    dockerfile,
    engine,
    stage,
    tags: memory.tags,
    platform: memory.platform?.includes(',') ? undefined : memory.platform,
    address,
    image,
    run: { ...memory.run, name: memory.run?.name ?? defaultName(image), ...options, ports },
  };
  if (given.ask !== false && !(await showForm(() => runPage(plan)))) return undefined;
  if (plan.givenAway) return undefined;
  if (!(await isOnMachine(plan))) return undefined;
  const name = await freeTheName(plan);
  if (name === 'givenUp') return undefined;
  // A container that made room may have held the very port.
  if (name === 'madeFree' && plan.run.ports === ports && given.ports === undefined) {
    plan.run = { ...plan.run, ports: await portsFor(stage, lastPorts, address) };
  }
  return run(plan);
};

interface Plan {
  readonly drydock: Drydock;
  readonly dockerfile: ChosenDockerfile;
  readonly engine: Engine;
  readonly stage: StageInfo | undefined;
  readonly tags: readonly string[];
  readonly platform: string | undefined;
  readonly address: string;
  image: string;
  run: RunMemory;
  /** The command was put into a terminal: the user runs it. */
  givenAway?: boolean;
}

async function run(plan: Plan): Promise<RunResult> {
  const { drydock, dockerfile, engine } = plan;
  await remember(drydock, dockerfile.document.uri, { run: plan.run });
  const ended = runInTerminal({
    title: `run ${plan.image}`,
    argv: [engine.program, ...argvFor(plan)],
    cwd: dockerfile.folder,
    focus: !plan.run.detach,
  });
  inBackground(drydock, offerBrowser(plan));
  const exitCode = await ended;
  if (exitCode === 125) {
    vscode.window.showErrorMessage(`${engine.name} could not start ${plan.image}. The terminal says why.`);
  }
  return { exitCode, image: plan.image, name: plan.run.name, ports: plan.run.ports ?? [] };
}

function argvFor({ image, run: options, platform, address, dockerfile }: Plan): string[] {
  const extra = vscode.workspace
    .getConfiguration('drydock', dockerfile.document.uri)
    .get<string[]>('run.extraArguments', []);
  const runOptions: RunOptions = { ...options, image, platform, address, extra };
  return runArguments(runOptions);
}

async function offerToBuild({ document, label }: ChosenDockerfile): Promise<undefined> {
  const buildFirst = 'Build Image';
  const message = `No image was built from ${label} yet.`;
  if ((await vscode.window.showInformationMessage(message, buildFirst)) === buildFirst) {
    await vscode.commands.executeCommand('drydock.buildImage', document.uri);
  }
  return undefined;
}

async function portsFor(
  stage: StageInfo | undefined,
  lastTime: readonly PublishedPort[],
  address: string,
): Promise<PublishedPort[]> {
  const exposed = stage?.exposedPorts ?? [];
  // What the user added by hand stays, even where the file exposes nothing.
  const added = lastTime.filter(
    last => !exposed.some(port => port.port === last.containerPort && port.protocol === last.protocol),
  );
  const wanted = [...exposed, ...added.map(({ containerPort, protocol }) => ({ port: containerPort, protocol }))];
  return chooseHostPorts(wanted, (port, protocol) => isPortFree(port, protocol, address), lastTime);
}

function defaultName(image: string): string | undefined {
  const parsed = parseImageReference(image);
  return parsed.ok ? shortName(parsed.reference) : undefined;
}

/** `docker run` would pull a name that is not here, from the network: that is asked first. */
async function isOnMachine({ engine, image, dockerfile }: Plan): Promise<boolean> {
  const found = await runCaptured(engine.program, imageExistsArguments(image), { limit });
  if (found.exitCode === 0) return true;
  const buildIt = 'Build Image';
  const pullIt = 'Pull and Run';
  const choice = await vscode.window.showWarningMessage(`${image} is not on this machine.`, buildIt, pullIt);
  if (choice === buildIt) await vscode.commands.executeCommand('drydock.buildImage', dockerfile.document.uri);
  return choice === pullIt;
}

/** Two containers cannot have one name: the old one goes, or the new one gets another. */
async function freeTheName(plan: Plan): Promise<'wasFree' | 'madeFree' | 'givenUp'> {
  const { engine } = plan;
  const { name } = plan.run;
  if (name === undefined) return 'wasFree';
  const state = await containerState(engine, name);
  if (state === '') return 'wasFree';
  let other = 2;
  while ((await containerState(engine, `${name}-${other}`)) !== '') other++;
  const replace = 'Replace It';
  const another = `Name It ${name}-${other}`;
  const message = `There is a container “${name}” (${state}). Replacing it removes it with what it has written inside.`;
  const choice = await vscode.window.showWarningMessage(message, replace, another);
  if (choice === another) {
    plan.run = { ...plan.run, name: `${name}-${other}` };
    return 'wasFree';
  }
  if (choice !== replace) return 'givenUp';
  const removed = await runCaptured(engine.program, removeContainerArguments(name), { limit });
  if (removed.exitCode === 0) return 'madeFree';
  throw new Error(`${name} could not be removed: ${removed.output.trim() || removed.problem}`);
}

/** "Up 2 minutes", "Exited (0) …"; "" when there is no such container. */
async function containerState(engine: Engine, name: string): Promise<string> {
  const { output, exitCode } = await runCaptured(engine.program, containerStateArguments(name), { limit });
  return exitCode === 0 ? (output.trim().split('\n')[0] ?? '') : '';
}

async function offerBrowser({ engine, image, run: { ports = [], name } }: Plan): Promise<void> {
  const tcp = ports.filter(port => port.protocol === 'tcp');
  const [first] = tcp;
  if (first === undefined) return;
  const open = 'Open in Browser';
  const stop = 'Stop';
  const published = tcp.map(port => `${port.containerPort} at localhost:${port.hostPort}`).join(', ');
  const message = `Running ${image}: port ${published}.`;
  const choice = await vscode.window.showInformationMessage(message, open, ...(name === undefined ? [] : [stop]));
  if (choice === open) {
    await vscode.env.openExternal(
      await vscode.env.asExternalUri(vscode.Uri.parse(`http://localhost:${first.hostPort}`)),
    );
  }
  if (choice === stop && name !== undefined) await runCaptured(engine.program, stopContainerArguments(name), { limit });
}

// ---- the form ----------------------------------------------------------------------------------------------------------

function runPage(plan: Plan): FormPage {
  const commandLine = (image: string) => {
    const argv = [basename(plan.engine.program), ...argvFor({ ...plan, image })];
    return quoteCommandLine(argv, shellKindOf(vscode.env.shell, process.platform === 'win32'));
  };
  const known = [...new Set([plan.image, ...plan.tags])].map((name, index) => ({
    name,
    description: index === 0 ? 'last built' : '',
  }));
  return {
    title: `Run an image of ${plan.dockerfile.label}`,
    placeholder: 'Image; Enter runs it',
    items(typed) {
      const names = imageNameItems(typed.trim(), known, commandLine, image => {
        plan.image = image;
        return 'done';
      });
      if (typed !== '') return names;
      return [
        ...names,
        separator('Options'),
        ...optionItems(plan),
        separator('Command'),
        {
          label: '$(terminal) Put the command into a terminal',
          description: 'to change it before it runs',
          act() {
            const terminal = vscode.window.createTerminal({ name: 'Drydock', cwd: plan.dockerfile.folder });
            terminal.show();
            terminal.sendText(commandLine(plan.image), false);
            plan.givenAway = true;
            return 'done';
          },
        },
      ];
    },
  };
}

function optionItems(plan: Plan): FormItem[] {
  const { run: options, stage } = plan;
  const change = (part: RunMemory): 'stay' => {
    plan.run = { ...plan.run, ...part };
    return 'stay';
  };
  const missing = (stage?.emptyVariables ?? []).filter(
    name => !options.environment?.some(variable => variable.name === name),
  );
  return [
    {
      label: 'Ports: ' + (options.ports?.length ? printPorts(options.ports) : 'none'),
      description: 'host:container',
      act: async () => {
        const text = await vscode.window.showInputBox({
          title: 'Published ports',
          value: printPorts(options.ports ?? []),
          prompt: 'HOST:CONTAINER, such as 8080:80 or 5353:53/udp; several parted by commas',
          validateInput: typed => problemOf(parsePorts(typed)),
        });
        const parsed = text === undefined ? undefined : parsePorts(text);
        return parsed !== undefined && 'ports' in parsed ? change({ ports: parsed.ports }) : 'stay';
      },
    },
    {
      label: 'Name: ' + (options.name ?? 'the engine’s choice'),
      act: async () => {
        const name = await vscode.window.showInputBox({
          title: 'Name of the container',
          value: options.name ?? '',
          validateInput: typed =>
            /^(?:[a-zA-Z0-9][a-zA-Z0-9_.-]+)?$/.test(typed)
              ? undefined
              : 'Letters, digits, “_”, “.” and “-”, two at least.',
        });
        return name === undefined ? 'stay' : change({ name: name === '' ? undefined : name });
      },
    },
    {
      label:
        'Environment: ' +
        (options.environment?.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' ') ||
          'nothing added'),
      description: missing.length === 0 ? '' : `empty in the image: ${missing.join(', ')}`,
      act: async () => {
        const known = (options.environment ?? []).map(({ name, value }) => `${name}=${value ?? ''}`);
        const words = await askWords('Environment variables', 'NAME=value each; quotes around values with blanks', [
          ...known,
          ...missing.map(name => `${name}=`),
        ]);
        if (words === undefined) return 'stay';
        return change({
          environment: words
            .filter(word => /^[^=]+/.test(word))
            .map(asVariable)
            .filter(({ value }) => value !== ''),
        });
      },
    },
    {
      label: 'Environment file: ' + (options.environmentFile ?? 'none'),
      act: async () => {
        const [uri] = (await vscode.window.showOpenDialog({ title: 'Environment file (NAME=value lines)' })) ?? [];
        return change({ environmentFile: uri?.fsPath });
      },
    },
    {
      label: 'Volumes: ' + (options.volumes?.join(' ') || 'none'),
      description: stage?.volumes.length ? `the image has ${stage.volumes.join(', ')}` : '',
      act: async () => {
        const words = await askWords('Volumes', 'name or path:path in the container, each', options.volumes ?? []);
        return words === undefined ? 'stay' : change({ volumes: words });
      },
    },
    {
      label: 'Command: ' + (options.command?.length ? quoteCommandLine(options.command, 'posix') : 'the image’s own'),
      description: stage?.command.length ? quoteCommandLine(stage.command, 'posix') : '',
      act: async () => {
        const words = await askWords(
          'Command',
          'What runs instead of the image’s CMD; empty: its own',
          options.command ?? [],
        );
        return words === undefined ? 'stay' : change({ command: words });
      },
    },
    {
      label: `In the background: ${options.detach ? 'yes' : 'no, attached to the terminal'}`,
      act: () => change({ detach: !options.detach }),
    },
    {
      label: `Keep the container afterwards: ${options.keep ? 'yes' : 'no'}`,
      act: () => change({ keep: !options.keep }),
    },
  ];
}

async function askWords(title: string, prompt: string, now: readonly string[]): Promise<string[] | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt,
    value: now.map(word => quoteCommandLine(['', word], 'posix').slice(3)).join(' '),
    validateInput: typed => (splitWords(typed) === undefined ? 'A quote is not closed.' : undefined),
    ignoreFocusOut: true,
  });
  return text === undefined ? undefined : splitWords(text);
}

function asVariable(word: string): { name: string; value?: string } {
  const equals = word.indexOf('=');
  return equals < 0 ? { name: word } : { name: word.slice(0, equals), value: word.slice(equals + 1) };
}

function problemOf(parsed: ReturnType<typeof parsePorts>): string | undefined {
  return 'problem' in parsed ? parsed.problem : undefined;
}
