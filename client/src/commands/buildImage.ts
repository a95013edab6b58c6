import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import type { BuildArgumentInfo, DockerfileInfo } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import { type BuildOptions, buildArguments, type NameValue } from '../engine/argv.ts';
import { isUnqualified, parseImageReference, shortName, suggestImageTag } from '../engine/imageReference.ts';
import { type DockerfileMemory, withRecent } from '../engine/memory.ts';
import { quoteCommandLine, shellKindOf } from '../engine/quoting.ts';
import type { Engine } from '../host/findEngine.ts';
import { aboutToBuild, buildMatchers } from '../tasks/problemMatchers.ts';
import { runInTerminal } from '../tasks/terminalTasks.ts';
import { type FormItem, type FormPage, separator, showForm } from '../views/form.ts';
import { askContext, describeFolder, guessContext } from './buildContext.ts';
import { type ChosenDockerfile, chooseDockerfile } from './chooseDockerfile.ts';
import { dockerfileInfo } from './dockerfileInfo.ts';
import { recall, remember } from './dockerfileMemory.ts';
import { imageNameItems } from './imageNameItems.ts';
import { inBackground } from './registerCommands.ts';
import { requireEngine } from './requireEngine.ts';

/** What a key binding or a script may give as the second argument; with a tag nothing is asked. */
export interface BuildRequest extends Partial<DockerfileMemory> {
  readonly tag?: string;
}

export interface BuildResult {
  readonly exitCode: number | undefined;
  readonly tag: string;
}

/**
 * "Drydock: Build Image". One form: the name (last one first), below it the options, each remembered for this Dockerfile. Runs in
 * the terminal in the context folder; afterwards offers to run or push. Undefined when nothing was built.
 */
export const buildImage: Command = async (drydock, clicked, request): Promise<BuildResult | undefined> => {
  const dockerfile = await chooseDockerfile(clicked);
  if (dockerfile === undefined) return undefined;
  const engine = await requireEngine(drydock, 'Building an image');
  if (engine === undefined) return undefined;
  const info = await dockerfileInfo(drydock, dockerfile);
  const given = (request ?? {}) as BuildRequest;
  const plan: Plan = {
    drydock,
    dockerfile,
    engine,
    info,
    context: given.context ?? (await guessContext(drydock, dockerfile, info)),
    memory: { ...forgetGone(recall(drydock, dockerfile.document.uri), info), ...given },
  };
  const tag = given.tag ?? (await askTag(plan));
  if (tag === undefined) return undefined;
  const parsed = parseImageReference(tag);
  if (!parsed.ok) throw new Error(`“${tag}” is not an image name: ${parsed.problem}`);
  return build(plan, tag);
};

interface Plan {
  readonly drydock: Drydock;
  readonly dockerfile: ChosenDockerfile;
  readonly engine: Engine;
  readonly info: DockerfileInfo;
  context: string;
  memory: DockerfileMemory;
}

async function build(plan: Plan, tag: string): Promise<BuildResult> {
  const { drydock, dockerfile, engine, memory } = plan;
  const { uri } = dockerfile.document;
  await remember(drydock, uri, { ...storable(plan), tags: withRecent(memory.tags, tag) });
  aboutToBuild(dockerfile.path);
  const exitCode = await runInTerminal({
    title: `build ${tag}`,
    argv: [engine.program, ...argvFor(plan, tag)],
    cwd: plan.context,
    problemMatchers: buildMatchers,
  });
  inBackground(drydock, offerNextStep(plan, tag, exitCode));
  return { exitCode, tag };
}

/** The arguments, with paths from the context folder, in which the build runs. */
function argvFor(plan: Plan, tag: string): string[] {
  const { dockerfile, memory, context, engine } = plan;
  const extra = vscode.workspace
    .getConfiguration('drydock', dockerfile.document.uri)
    .get<string[]>('build.extraArguments', []);
  const fromContext = relative(context, dockerfile.path);
  const options: BuildOptions = {
    ...memory,
    dockerfile: fromContext.startsWith('..') ? dockerfile.path : fromContext,
    context: '.',
    tags: [tag],
    ssh: memory.ssh ?? plan.info.needsSsh,
    extra,
  };
  return buildArguments(engine.kind, options);
}

/** A value that looks like a password is used once and not written down. */
function storable({ memory, info }: Plan): Partial<DockerfileMemory> {
  const secret = new Set(info.buildArguments.filter(argument => argument.looksSecret).map(argument => argument.name));
  return {
    ...memory,
    buildArguments: memory.buildArguments?.filter(({ name, value }) => value === undefined || !secret.has(name)),
  };
}

/** Stages that are no longer in the file are forgotten, else the build would fail for a reason that nobody sees. */
function forgetGone(memory: DockerfileMemory, info: DockerfileInfo): DockerfileMemory {
  const target = memory.target?.toLowerCase();
  const known = info.stages.length === 0 || info.stages.some(stage => stage.name?.toLowerCase() === target);
  return known ? memory : { ...memory, target: undefined };
}

async function offerNextStep({ drydock, dockerfile }: Plan, tag: string, exitCode: number | undefined): Promise<void> {
  const { uri } = dockerfile.document;
  if (exitCode === undefined) return; // the user ended it
  if (exitCode !== 0) {
    const again = 'Build Again';
    const message = `Building ${tag} failed (exit code ${exitCode}). The terminal and the Problems view say where.`;
    if ((await vscode.window.showErrorMessage(message, again)) === again) {
      await vscode.commands.executeCommand('drydock.buildImage', uri);
    }
    return;
  }
  if (!vscode.workspace.getConfiguration('drydock').get<boolean>('build.offerNextStep', true)) return;
  const run = 'Run';
  const push = 'Push';
  const choice = await vscode.window.showInformationMessage(`Built ${tag}.`, run, push);
  drydock.server.output.info(`built ${tag} from ${dockerfile.path}`);
  if (choice === run) await vscode.commands.executeCommand('drydock.runImage', uri, { image: tag });
  if (choice === push) await vscode.commands.executeCommand('drydock.pushImage', uri, { image: tag });
}

// ---- the form ----------------------------------------------------------------------------------------------------------

async function askTag(plan: Plan): Promise<string | undefined> {
  let tag: string | undefined;
  const accept = async (name: string) => {
    if (!(await askMissingSecrets(plan))) return 'stay';
    tag = name;
    return 'done';
  };
  const done = await showForm(() => buildPage(plan, accept));
  return done ? tag : undefined;
}

function buildPage(plan: Plan, accept: (name: string) => Promise<'stay' | 'done'>): FormPage {
  const { dockerfile, memory, engine, info } = plan;
  const commandLine = (name: string) => {
    return quoteCommandLine(
      [basename(engine.program), ...argvFor(plan, name)],
      shellKindOf(vscode.env.shell, process.platform === 'win32'),
    );
  };
  return {
    title: `Build ${dockerfile.label}`,
    placeholder: 'Name of the image; Enter builds it',
    items(typed) {
      const names = imageNameItems(typed.trim(), knownNames(plan), commandLine, accept);
      if (typed !== '') return names;
      const [error] = info.errors;
      return [
        ...(error === undefined ? [] : [errorItem(plan, error.message, error.range.start.line)]),
        ...names,
        separator('Options'),
        ...optionItems(plan),
        separator('Command'),
        {
          label: '$(terminal) Put the command into a terminal',
          description: 'to change it before it runs',
          act: () => putIntoTerminal(plan, commandLine(memory.tags[0] ?? suggestedName(plan))),
        },
      ];
    },
  };
}

function knownNames(plan: Plan): { name: string; description: string }[] {
  const { tags } = plan.memory;
  if (tags.length === 0) return [{ name: suggestedName(plan), description: 'suggested' }];
  return tags.map((name, index) => ({ name, description: index === 0 ? 'last time' : '' }));
}

function suggestedName({ dockerfile, info }: Plan): string {
  // Folders that only hold Dockerfiles say nothing about what is built.
  const holder = /^(?:\.?docker|dockerfiles?|containers?|build|deploy(?:ment)?|ci|\.devcontainer|infra)$/i;
  const folder = holder.test(basename(dockerfile.folder)) ? dirname(dockerfile.folder) : dockerfile.folder;
  const name = suggestImageTag(basename(folder), basename(dockerfile.path));
  // An image called `node:latest` would hide the one that it was built from.
  const bases = info.stages.map(stage => parseImageReference(stage.base));
  const hidesBase = bases.some(
    base => base.ok && isUnqualified(base.reference) && name.startsWith(shortName(base.reference) + ':'),
  );
  return hidesBase
    ? suggestImageTag(`${basename(dirname(folder))}-${basename(folder)}`, basename(dockerfile.path))
    : name;
}

function errorItem({ dockerfile }: Plan, message: string, line: number): FormItem {
  return {
    label: `$(error) Line ${line + 1}: ${message}`,
    detail: 'The build would fail here. Enter goes to the line.',
    async act(): Promise<'done'> {
      const position = new vscode.Position(line, 0);
      await vscode.window.showTextDocument(dockerfile.document, { selection: new vscode.Range(position, position) });
      return 'done';
    },
  };
}

function optionItems(plan: Plan): FormItem[] {
  const { memory, info, dockerfile } = plan;
  const change = (part: Partial<DockerfileMemory>): 'stay' => {
    plan.memory = { ...plan.memory, ...part };
    return 'stay';
  };
  const withoutValue = info.buildArguments.filter(
    argument =>
      argument.defaultValue === undefined && !memory.buildArguments?.some(({ name }) => name === argument.name),
  );
  const items: FormItem[] = [];
  if (info.stages.length > 1 || memory.target !== undefined) {
    items.push({
      label: 'Target stage: ' + (memory.target ?? 'the last one'),
      act: async () => {
        const target = await askTarget(info);
        return target === undefined ? 'stay' : change({ target: target === '' ? undefined : target });
      },
    });
  }
  if (info.buildArguments.length > 0 || memory.buildArguments?.length) {
    items.push({
      label: 'Build arguments: ' + describeArguments(memory.buildArguments),
      description: withoutValue.length === 0 ? '' : `no value: ${withoutValue.map(({ name }) => name).join(', ')}`,
      act: async () => change({ buildArguments: await askArguments(info.buildArguments, memory.buildArguments ?? []) }),
    });
  }
  items.push({
    label: 'Context: ' + describeFolder(dockerfile, plan.context),
    act: async () => {
      plan.context = (await askContext(plan.drydock, dockerfile, plan.context)) ?? plan.context;
      return change({ context: plan.context });
    },
  });
  items.push({
    label: 'Platform: ' + (memory.platform ?? 'the engine’s own'),
    act: async () => {
      const platform = await askPlatform();
      return platform === undefined ? 'stay' : change({ platform: platform === '' ? undefined : platform });
    },
  });
  items.push({
    label: `No cache: ${memory.noCache ? 'yes, every step runs again' : 'no'}`,
    act: () => change({ noCache: !memory.noCache }),
  });
  items.push({
    label: `Pull base images: ${memory.pull ? 'yes, look for newer ones' : 'no'}`,
    act: () => change({ pull: !memory.pull }),
  });
  return items;
}

async function askTarget(info: DockerfileInfo): Promise<string | undefined> {
  const items = info.stages
    .filter(stage => stage.name !== undefined)
    .map(stage => ({
      label: stage.name ?? '',
      description: `line ${stage.line}, from ${stage.base}`,
      target: stage.name ?? '',
    }));
  const last = { label: 'The last stage', description: 'what a build without a target makes', target: '' };
  const choice = await vscode.window.showQuickPick([last, ...items], {
    title: 'Target stage',
    placeHolder: 'Stop after which stage?',
  });
  return choice?.target;
}

async function askPlatform(): Promise<string | undefined> {
  const known = [
    'linux/amd64',
    'linux/arm64',
    'linux/arm/v7',
    'linux/386',
    'linux/ppc64le',
    'linux/s390x',
    'linux/riscv64',
  ];
  const own = 'The engine’s own';
  const choice = await vscode.window.showQuickPick([own, ...known], {
    title: 'Platform',
    placeHolder: 'Build for which machine?',
  });
  return choice === own ? '' : choice;
}

function describeArguments(values: readonly NameValue[] | undefined): string {
  if (values === undefined || values.length === 0) return 'the file’s defaults';
  return values.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`)).join(' ');
}

/** A page of its own: each ARG of the file with its value, until the user leaves it. */
async function askArguments(known: readonly BuildArgumentInfo[], now: readonly NameValue[]): Promise<NameValue[]> {
  const values = new Map(now.map(({ name, value }) => [name, value]));
  const names = () => [...new Set([...known.map(({ name }) => name), ...values.keys()])];
  const ask = async (name: string): Promise<'stay'> => {
    const info = known.find(argument => argument.name === name);
    const value = await vscode.window.showInputBox({
      title: `Build argument ${name}`,
      value: values.get(name) ?? info?.defaultValue ?? '',
      prompt: info?.looksSecret
        ? 'Build arguments stay readable in the image’s history: a secret belongs into RUN --mount=type=secret. This value is not remembered.'
        : 'Empty: the value of the file.',
      password: info?.looksSecret ?? false,
      ignoreFocusOut: true,
    });
    if (value === undefined) return 'stay';
    if (value === '' || value === info?.defaultValue) values.delete(name);
    else values.set(name, value);
    return 'stay';
  };
  const other = async (): Promise<'stay'> => {
    const name = await vscode.window.showInputBox({
      title: 'Name of the build argument',
      validateInput: text => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? undefined : 'Letters, digits and “_”.'),
    });
    return name === undefined ? 'stay' : ask(name);
  };
  await showForm(() => ({
    title: 'Build arguments',
    placeholder: 'Choose one to set its value; Esc goes back',
    items: typed => [
      { label: '$(check) Done', act: () => 'done' },
      ...names()
        .filter(name => name.toLowerCase().includes(typed.toLowerCase()))
        .map(name => {
          const info = known.find(argument => argument.name === name);
          const value = values.get(name);
          const hidden = info?.looksSecret && value !== undefined;
          return {
            label: name + (value === undefined ? '' : `: ${hidden ? '•••' : value}`),
            description:
              value !== undefined ? '' : info?.defaultValue === undefined ? 'no value' : `default ${info.defaultValue}`,
            act: () => ask(name),
          };
        }),
      { label: '$(add) Another argument…', act: other },
    ],
  }));
  return [...values].map(([name, value]) => ({ name, value }));
}

/** A secret that the file requires and nobody has set would make the build fail: asks for its source. False: the user left. */
async function askMissingSecrets(plan: Plan): Promise<boolean> {
  for (const { id, required } of plan.info.secrets) {
    if (plan.memory.secrets?.some(secret => secret.id === id)) continue;
    const file = 'A file…';
    const variable = 'A variable of the environment…';
    const none = required ? 'None: let the build fail' : 'None';
    const choice = await vscode.window.showQuickPick([file, variable, none], {
      title: `Where does the secret “${id}” come from?`,
      placeHolder: 'The build mounts it; it does not get into the image',
      ignoreFocusOut: true,
    });
    if (choice === undefined) return false;
    if (choice === none) continue;
    const source = choice === file ? await askSecretFile(id) : await askSecretVariable(id);
    if (source === undefined) return false;
    plan.memory = { ...plan.memory, secrets: [...(plan.memory.secrets ?? []), source] };
  }
  return true;
}

async function askSecretFile(id: string) {
  const [uri] = (await vscode.window.showOpenDialog({ title: `Secret “${id}”` })) ?? [];
  return uri === undefined ? undefined : { id, file: uri.fsPath };
}

async function askSecretVariable(id: string) {
  const environment = await vscode.window.showInputBox({
    title: `Secret “${id}”`,
    prompt: 'Name of the variable',
    value: id.toUpperCase(),
  });
  return environment === undefined || environment === '' ? undefined : { id, environment };
}

function putIntoTerminal(plan: Plan, line: string): 'done' {
  const terminal = vscode.window.createTerminal({ name: 'Drydock', cwd: plan.context });
  terminal.show();
  terminal.sendText(line, false);
  return 'done';
}
