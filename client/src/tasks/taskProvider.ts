/**
 * Tasks of type "drydock" in tasks.json, and one for each Dockerfile in "Run Task…". Listing them starts nothing: the engine's
 * program is only looked up.
 */
import { basename, dirname, isAbsolute, join } from 'node:path';
import * as vscode from 'vscode';
import { buildArguments } from '../engine/argv.ts';
import { suggestImageTag } from '../engine/imageReference.ts';
import { findEngine } from '../host/findEngine.ts';
import { aboutToBuild, buildMatchers } from './problemMatchers.ts';

interface BuildTask extends vscode.TaskDefinition {
  readonly command: 'build';
  readonly dockerfile?: string;
  readonly context?: string;
  readonly tags?: readonly string[];
  readonly target?: string;
  readonly platform?: string;
  readonly buildArguments?: Readonly<Record<string, string>>;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly extraArguments?: readonly string[];
}

export function registerTaskProvider(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.tasks.registerTaskProvider('drydock', { provideTasks, resolveTask }),
    // The problem matchers ask which Dockerfile is meant.
    vscode.tasks.onDidStartTask(({ execution: { task } }) => {
      const folder = folderOf(task.scope);
      if (isBuild(task.definition) && folder !== undefined) aboutToBuild(pathsOf(task.definition, folder).dockerfile);
    }),
  );
}

async function provideTasks(): Promise<vscode.Task[]> {
  const files = await vscode.workspace.findFiles(
    '**/{Dockerfile,Dockerfile.*,Containerfile,*.Dockerfile}',
    '**/{node_modules,.git}/**',
    100,
  );
  const tasks = files
    .filter(uri => !/\.(?:docker|container)ignore$/i.test(uri.path))
    .map(uri => {
      const folder = vscode.workspace.getWorkspaceFolder(uri);
      if (folder === undefined) return undefined;
      const dockerfile = vscode.workspace.asRelativePath(uri, false);
      const tag = suggestImageTag(basename(dirname(uri.fsPath)), basename(uri.fsPath));
      return asTask({ type: 'drydock', command: 'build', dockerfile, tags: [tag] }, folder, `build ${dockerfile}`);
    });
  return (await Promise.all(tasks)).filter(task => task !== undefined);
}

/** Fills in what a task of tasks.json does. The definition object must stay the one that VS Code gave. */
async function resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
  if (!isBuild(task.definition)) return undefined;
  const scope = task.scope ?? vscode.workspace.workspaceFolders?.[0] ?? vscode.TaskScope.Workspace;
  return asTask(task.definition, scope, task.name);
}

async function asTask(
  definition: BuildTask,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
  name: string,
): Promise<vscode.Task | undefined> {
  const folder = folderOf(scope);
  const engine = await findEngine(vscode.workspace.getConfiguration('drydock').get<string>('engine', 'auto'));
  if (folder === undefined || engine === undefined) return undefined;
  const argv = buildArguments(engine.kind, {
    ...pathsOf(definition, folder),
    tags: definition.tags ?? [],
    target: definition.target,
    platform: definition.platform,
    noCache: definition.noCache,
    pull: definition.pull,
    buildArguments: Object.entries(definition.buildArguments ?? {}).map(([argument, value]) => ({
      name: argument,
      value,
    })),
    extra: definition.extraArguments,
  });
  // Variables such as ${workspaceFolder} are meant here: tasks.json is where people write them.
  const execution = new vscode.ProcessExecution(engine.program, argv, { cwd: folder });
  const task = new vscode.Task(definition, scope, name, 'Drydock', execution, [...buildMatchers]);
  task.group = vscode.TaskGroup.Build;
  return task;
}

function isBuild(definition: vscode.TaskDefinition): definition is BuildTask {
  return definition.type === 'drydock' && definition['command'] === 'build';
}

function pathsOf(definition: BuildTask, folder: string): { dockerfile: string; context: string } {
  const inFolder = (path: string) => (isAbsolute(path) || path.startsWith('${') ? path : join(folder, path));
  const dockerfile = inFolder(definition.dockerfile ?? 'Dockerfile');
  return { dockerfile, context: definition.context === undefined ? dirname(dockerfile) : inFolder(definition.context) };
}

function folderOf(scope: vscode.WorkspaceFolder | vscode.TaskScope | undefined): string | undefined {
  if (typeof scope === 'object') return scope.uri.fsPath;
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}
