/** `build:` of the services in a Compose file (Compose specification, build.md). */
import { parseDocument } from 'yaml';
import {
  type BuildDefinition,
  folderOf,
  isRemote,
  resolvePath,
  type ServiceStart,
  type WorkspaceFile,
} from './definitions.ts';
import { isObject, scalarText, stringMap } from './values.ts';

/** What the services build; empty when the text is not YAML. Never throws. */
export function readCompose(file: WorkspaceFile): readonly BuildDefinition[] {
  const root = parseYaml(file.text);
  const services = isObject(root) ? root['services'] : undefined;
  if (!isObject(services)) return [];
  const isOverride = /override/.test(file.path.slice(file.path.lastIndexOf('/') + 1));
  return Object.entries(services).flatMap(([name, service]) => {
    if (!isObject(service)) return [];
    const found = definitionOf(file, name, service['build'], isOverride);
    return found === undefined ? [] : { ...found, start: startOf(service) };
  });
}

/**
 * Compose's interpolation with nothing set in the environment: `${NAME:-default}` and `${NAME-default}` give their default, `$$` a dollar.
 * undefined when a variable without a default is used.
 */
export function interpolate(text: string): string | undefined {
  let known = true;
  const result = text.replace(
    /\$(?:\$|\{[A-Za-z_][A-Za-z0-9_]*(?::?-([^}]*))?\}|[A-Za-z_][A-Za-z0-9_]*)/g,
    (whole, fallback: string | undefined) => {
      if (whole === '$$') return '$';
      if (fallback !== undefined && !fallback.includes('$')) return fallback;
      known = false;
      return '';
    },
  );
  return known && !result.includes('${') ? result : undefined;
}

function definitionOf(
  file: WorkspaceFile,
  name: string,
  build: unknown,
  isOverride: boolean,
): BuildDefinition | undefined {
  const folder = folderOf(file.path);
  if (typeof build === 'string') return definition(file, folder, name, build, undefined, undefined, {});
  if (!isObject(build) || build['dockerfile_inline'] !== undefined) return undefined;
  // An override file that names neither adds to what another file says.
  if (isOverride && build['context'] === undefined && build['dockerfile'] === undefined) return undefined;
  return definition(
    file,
    folder,
    name,
    build['context'] === undefined ? '.' : scalarText(build['context']),
    build['dockerfile'] === undefined ? undefined : (scalarText(build['dockerfile']) ?? '${'),
    scalarText(build['target']),
    stringMap(build['args']),
  );
}

function definition(
  file: WorkspaceFile,
  folder: string,
  name: string,
  writtenContext: string | undefined,
  writtenDockerfile: string | undefined,
  writtenTarget: string | undefined,
  writtenArgs: Readonly<Record<string, string>>,
): BuildDefinition | undefined {
  const context = writtenContext === undefined ? undefined : interpolate(writtenContext);
  const dockerfile = interpolate(writtenDockerfile ?? 'Dockerfile');
  if (context === undefined || dockerfile === undefined || isRemote(context) || isRemote(dockerfile)) return undefined;
  if (context.startsWith('~')) return undefined;
  const contextFolder = resolvePath(folder, forwardSlashes(context));
  const args: Record<string, string> = {};
  for (const [key, value] of Object.entries(writtenArgs)) {
    const known = interpolate(value);
    if (known !== undefined) args[key] = known;
  }
  return {
    from: 'compose',
    file: file.path,
    name,
    context: contextFolder,
    dockerfile: resolvePath(contextFolder, forwardSlashes(dockerfile)),
    target: writtenTarget === undefined ? undefined : interpolate(writtenTarget),
    args,
  };
}

/** `command`, `entrypoint`, `working_dir` and mounts of folders; undefined when the service says none of them. */
function startOf(service: Readonly<Record<string, unknown>>): ServiceStart | undefined {
  const command = argumentList(service['command']);
  const entrypoint = argumentList(service['entrypoint']);
  const workdir = scalarText(service['working_dir']);
  const volumes = Array.isArray(service['volumes']) ? service['volumes'] : [];
  const mounts = volumes.flatMap(mountTarget);
  if (command === undefined && entrypoint === undefined && workdir === undefined && mounts.length === 0)
    return undefined;
  return { command, entrypoint, workdir, mounts };
}

/** A list as it is; a text split as Compose splits it, without a shell. undefined: not said, or only known when it runs. */
function argumentList(value: unknown): readonly string[] | undefined {
  const words = Array.isArray(value)
    ? value.map(scalarText)
    : typeof value === 'string'
      ? splitWords(value)
      : undefined;
  if (words === undefined || words.some(word => word === undefined)) return undefined;
  const known = words.map(word => interpolate(word!));
  return known.some(word => word === undefined) ? undefined : (known as readonly string[]);
}

/** Words between blanks; quotes group, a backslash keeps the next character. */
function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  for (const match of text.matchAll(/(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs)) {
    words.push(
      match[0].replace(
        /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs,
        (_whole, escaped: string | undefined, double: string | undefined, single: string | undefined) =>
          escaped ?? double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? '',
      ),
    );
  }
  return words;
}

/** The folder of the container that a folder of the machine is mounted over; named volumes hold what the image has at first. */
function mountTarget(volume: unknown): readonly string[] {
  if (isObject(volume)) {
    const target = volume['type'] === 'bind' ? scalarText(volume['target']) : undefined;
    return target === undefined ? [] : [target];
  }
  if (typeof volume !== 'string') return [];
  const parts = /^(\.{1,2}(?:\/[^:]*)?|~[^:]*|\/[^:]*|\$\{?PWD\}?[^:]*):(\/[^:]+)(?::[\w,]+)?$/.exec(volume);
  return parts === null ? [] : [parts[2]!.replace(/\/+$/, '')];
}

/** `.\api`, as Windows users write it. */
function forwardSlashes(path: string): string {
  return path.includes('/') ? path : path.replaceAll('\\', '/');
}

function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { merge: true, logLevel: 'silent', uniqueKeys: false });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 1000 });
  } catch {
    return undefined;
  }
}
