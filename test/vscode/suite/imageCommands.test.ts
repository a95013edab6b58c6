// "Build Image", "Run Image" and "Push Image" as they run in the extension host, in VS Code's own task terminals, against a
// real engine (the one that DOCKER_HOST names, else the machine's own).
import * as assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { test, waitFor } from './harness.ts';

interface Outcome {
  readonly exitCode: number | undefined;
  readonly tag: string;
  readonly image: string;
  readonly name: string;
  readonly digest: string | undefined;
  readonly ports: readonly { hostPort: number; containerPort: number }[];
}

interface Registry {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  stop(): void;
}

/** The registry of the test scripts, as a process of its own. */
async function startRegistry(): Promise<Registry> {
  const script = join(process.env['DRYDOCK_ROOT'] ?? '', 'test/engine/registry.mjs');
  const child = spawn('node', [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  const [, address = '', user = '', password = ''] = /=(\S+) \S+=(\S+) \S+=(\S+)/.exec(String(line)) ?? [];
  return { address, user, password, stop: () => child.kill() };
}

async function tagsIn({ address, user, password }: Registry, repository: string): Promise<string[]> {
  const authorization = 'Basic ' + Buffer.from(`${user}:${password}`).toString('base64');
  const answer = await fetch(`http://${address}/v2/${repository}/tags/list`, { headers: { authorization } });
  return answer.ok ? ((await answer.json()) as { tags: string[] }).tags : [];
}

const image = `drydock-suite-${process.pid}`;

function docker(...words: string[]): string {
  return execFileSync('docker', words, { encoding: 'utf8' }).trim();
}

/** Writes files into a folder of the opened workspace; the uri of its Dockerfile. */
function workspaceFiles(folder: string, files: Record<string, string>): vscode.Uri {
  const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(root);
  return filesIn(join(root, folder), files);
}

function filesIn(folder: string, files: Record<string, string>): vscode.Uri {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return vscode.Uri.file(join(folder, 'Dockerfile'));
}

async function execute(command: string, uri: vscode.Uri, request: object): Promise<Outcome> {
  const outcome = await vscode.commands.executeCommand<Outcome | undefined>(`drydock.${command}`, uri, request);
  assert.ok(outcome, `${command} ran`);
  return outcome;
}

const cruelText = `it's "x"; $HOME \${env:HOME} \`id\` * & > 日本`;

test('a build takes folders, files and build arguments with any character as they are', async () => {
  const uri = workspaceFiles(`it's a "dir"; $HOME \${env:HOME}`, {
    Dockerfile: 'FROM scratch\nARG V\nLABEL v=$V\nCOPY hello /\n',
    hello: 'hello\n',
  });
  const { exitCode } = await execute('buildImage', uri, {
    tag: `${image}:cruel`,
    buildArguments: [{ name: 'V', value: cruelText }],
  });
  assert.equal(exitCode, 0);
  assert.equal(docker('image', 'inspect', '--format', '{{.Config.Labels.v}}', `${image}:cruel`), cruelText);
});

test('a Dockerfile outside of every folder is built from its own folder', async () => {
  const uri = filesIn(mkdtempSync(join(tmpdir(), 'drydock loose ')), {
    Dockerfile: 'FROM scratch\nCOPY hello /\n',
    hello: '',
  });
  assert.equal((await execute('buildImage', uri, { tag: `${image}:loose` })).exitCode, 0);
});

test('the active editor’s Dockerfile is meant, and it is saved before it is built', async () => {
  const uri = workspaceFiles('dirty', { Dockerfile: 'FROM scratch\nLABEL state=old\n' });
  const editor = await vscode.window.showTextDocument(uri);
  const end = editor.document.lineAt(1).range.end;
  await editor.edit(edit => edit.replace(new vscode.Range(new vscode.Position(1, 12), end), 'new'));
  assert.ok(editor.document.isDirty);
  const outcome = await vscode.commands.executeCommand<Outcome>('drydock.buildImage', undefined, {
    tag: `${image}:dirty`,
  });
  assert.equal(outcome.exitCode, 0);
  assert.equal(docker('image', 'inspect', '--format', '{{.Config.Labels.state}}', `${image}:dirty`), 'new');
});

test('the context is the folder that has what the Dockerfile copies, and what was chosen is remembered', async () => {
  workspaceFiles('shop', { 'app.txt': 'x' });
  const uri = workspaceFiles('shop/docker', { Dockerfile: 'FROM scratch\nCOPY app.txt /\n' });
  const root = join(uri.fsPath, '../..');
  assert.equal((await execute('buildImage', uri, { tag: `${image}:shop`, context: root })).exitCode, 0);
  assert.equal((await execute('buildImage', uri, { tag: `${image}:shop` })).exitCode, 0);
});

test('a step that fails is in the Problems view at its line', async () => {
  const uri = workspaceFiles('broken', {
    Dockerfile: 'FROM debian:bookworm-slim\nENV A=1\n\nRUN exit 3\nENV B=2\nENV C=3\n',
  });
  assert.notEqual((await execute('buildImage', uri, { tag: `${image}:broken` })).exitCode, 0);
  const found = await waitFor('the problem', () =>
    vscode.languages.getDiagnostics(uri).find(diagnostic => diagnostic.source === 'build'),
  );
  assert.equal(found.range.start.line, 3);
  assert.equal(found.message, 'RUN exit 3');
});

test('exposed ports are published, on another port where that one is taken', async () => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const uri = workspaceFiles('ports', {
    Dockerfile: `FROM debian:bookworm-slim\nEXPOSE ${port}\nCMD ["sh", "-c", "echo up > /dev/null"]\n`,
  });
  await execute('buildImage', uri, { tag: `${image}-ports:1` });
  const ran = await execute('runImage', uri, { ask: false });
  server.close();
  assert.equal(ran.exitCode, 0);
  assert.equal(ran.image, `${image}-ports:1`);
  assert.equal(ran.name, `${image}-ports`);
  assert.equal(ran.ports.length, 1);
  assert.equal(ran.ports[0]?.containerPort, port);
  assert.notEqual(ran.ports[0]?.hostPort, port);
  const again = await execute('runImage', uri, { ask: false });
  assert.equal(again.ports[0]?.hostPort, ran.ports[0]?.hostPort, 'the port of last time');
});

test('what the user gives the container arrives as it is', async () => {
  const uri = workspaceFiles('environment', { Dockerfile: 'FROM debian:bookworm-slim\n' });
  await execute('buildImage', uri, { tag: `${image}:environment` });
  const ran = await execute('runImage', uri, {
    ask: false,
    keep: true,
    name: `${image}-kept`,
    environment: [{ name: 'GIVEN', value: cruelText }],
    command: ['sh', '-c', 'printf %s "$GIVEN" > /given; printf %s "$1" > /word', 'sh', cruelText],
  });
  assert.equal(ran.exitCode, 0);
  const out = mkdtempSync(join(tmpdir(), 'drydock-out-'));
  for (const file of ['given', 'word']) {
    docker('cp', '--quiet', `${image}-kept:/${file}`, out);
    assert.equal(readFileSync(join(out, file), 'utf8'), cruelText);
  }
  docker('rm', `${image}-kept`);
});

test('a push is refused without a log-in, and goes through with one', async () => {
  const registry = await startRegistry();
  try {
    const uri = workspaceFiles('push', { Dockerfile: 'FROM scratch\nLABEL x=1\n' });
    const tag = `${image}-push:1`;
    await execute('buildImage', uri, { tag });
    const as = `${registry.address}/acme/${tag}`;
    const refused = await execute('pushImage', uri, { as, agreed: true });
    assert.notEqual(refused.exitCode, 0);
    assert.deepEqual(await tagsIn(registry, `acme/${image}-push`), []);

    execFileSync('docker', ['login', '-u', registry.user, '--password-stdin', registry.address], {
      input: registry.password,
    });
    const pushed = await execute('pushImage', uri, { image: tag, as, agreed: true });
    assert.equal(pushed.exitCode, 0);
    assert.match(pushed.digest ?? '', /^sha256:[0-9a-f]{64}$/);
    assert.deepEqual(await tagsIn(registry, `acme/${image}-push`), ['1']);
    docker('logout', registry.address);
    await vscode.commands.executeCommand('notifications.clearAll');
  } finally {
    registry.stop();
  }
});

test('a task of tasks.json builds', async () => {
  const uri = workspaceFiles('', { Dockerfile: 'FROM scratch\nLABEL y=1\n' });
  const tasks = await vscode.tasks.fetchTasks({ type: 'drydock' });
  const task = tasks.find(candidate => candidate.definition['dockerfile'] === 'Dockerfile');
  assert.ok(task, `a build task for ${uri.fsPath}`);
  const ended = new Promise<number | undefined>(resolve => {
    const listener = vscode.tasks.onDidEndTaskProcess(event => {
      if (event.execution.task.name !== task.name) return;
      listener.dispose();
      resolve(event.exitCode);
    });
  });
  await vscode.tasks.executeTask(task);
  assert.equal(await ended, 0);
});

test('an unsaved, a virtual and a missing Dockerfile are told from one that can be built', async () => {
  const untitled = await vscode.workspace.openTextDocument({ language: 'dockerfile', content: 'FROM scratch\n' });
  await vscode.window.showTextDocument(untitled);
  const done = vscode.commands.executeCommand('drydock.buildImage', undefined, { tag: `${image}:never` });
  // The message waits for the user: closing it ends the command.
  const nothing = await waitFor('the command to give up', async () => {
    await vscode.commands.executeCommand('notifications.clearAll');
    return Promise.race([
      done.then(result => ({ result })),
      new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), 50)),
    ]);
  });
  assert.equal(nothing.result, undefined);
  assert.equal(docker('image', 'ls', '--quiet', `${image}:never`), '');
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
});
