/** `build:` of the services in a Compose file (Compose specification, build.md). */
import { parseDocument } from 'yaml';
import { type BuildDefinition, folderOf, isRemote, resolvePath, type WorkspaceFile } from './definitions.ts';
import { isObject, scalarText, stringMap } from './values.ts';

/** What the services build; empty when the text is not YAML. Never throws. */
export function readCompose(file: WorkspaceFile): readonly BuildDefinition[] {
  const root = parseYaml(file.text);
  const services = isObject(root) ? root['services'] : undefined;
  if (!isObject(services)) return [];
  const isOverride = /override/.test(file.path.slice(file.path.lastIndexOf('/') + 1));
  return Object.entries(services).flatMap(([name, service]) => {
    const build = isObject(service) ? service['build'] : undefined;
    return definitionOf(file, name, build, isOverride) ?? [];
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
