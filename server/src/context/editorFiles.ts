/** How the editor's own files build Dockerfiles: devcontainer.json (containers.dev) and tasks of type `docker-build`. */
import { type ParseError, parse } from 'jsonc-parser';
import { type BuildDefinition, folderOf, isRemote, resolvePath, type WorkspaceFile } from './definitions.ts';
import { isObject, scalarText, stringMap } from './values.ts';

/** The image of a dev container; also the older form with `dockerFile` and `context` at the top. */
export function readDevcontainer(file: WorkspaceFile): readonly BuildDefinition[] {
  const root = parseJson(file.text);
  if (!isObject(root)) return [];
  const build = isObject(root['build']) ? root['build'] : root;
  const dockerfile = scalarText(build['dockerfile'] ?? build['dockerFile'] ?? root['dockerFile']);
  const context = scalarText(build['context'] ?? root['context'] ?? '.');
  if (dockerfile === undefined || context === undefined) return [];
  // `${localWorkspaceFolder}` and its kin are the editor's business.
  if (/\$\{/.test(dockerfile + context) || isRemote(context)) return [];
  const folder = folderOf(file.path);
  return [
    {
      from: 'devcontainer',
      file: file.path,
      name: '',
      context: resolvePath(folder, context),
      dockerfile: resolvePath(folder, dockerfile),
      target: scalarText(build['target']),
      args: knownArgs(stringMap(build['args'])),
    },
  ];
}

/** Tasks of type `docker-build` (Microsoft's container extension): context and Dockerfile default to the workspace folder. */
export function readTasks(file: WorkspaceFile, workspaceFolder?: string): readonly BuildDefinition[] {
  const root = parseJson(file.text);
  const tasks = isObject(root) ? root['tasks'] : undefined;
  if (!Array.isArray(tasks)) return [];
  const folder = workspaceFolder ?? folderOf(folderOf(file.path));
  return tasks.flatMap((task): BuildDefinition[] => {
    if (!isObject(task) || task['type'] !== 'docker-build') return [];
    const build = isObject(task['dockerBuild']) ? task['dockerBuild'] : {};
    const context = substituted(scalarText(build['context']) ?? '${workspaceFolder}', folder);
    const dockerfile = substituted(scalarText(build['dockerfile']) ?? '${workspaceFolder}/Dockerfile', folder);
    if (context === undefined || dockerfile === undefined || isRemote(context)) return [];
    return [
      {
        from: 'tasks',
        file: file.path,
        name: scalarText(task['label']) ?? 'docker-build',
        context: resolvePath(folder, context),
        dockerfile: resolvePath(folder, dockerfile),
        target: scalarText(build['target']),
        args: knownArgs(stringMap(build['buildArgs'])),
      },
    ];
  });
}

/** JSON with comments and trailing commas; undefined when it is broken. */
export function parseJson(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text.replace(/^\ufeff/, ''), errors, { allowTrailingComma: true });
  return errors.length > 0 ? undefined : value;
}

function substituted(text: string, workspaceFolder: string): string | undefined {
  const result = text.replace(/\$\{(workspaceFolder|workspaceRoot)\}/g, () => workspaceFolder).replaceAll('\\', '/');
  return result.includes('${') ? undefined : result;
}

function knownArgs(args: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => !value.includes('${')));
}
