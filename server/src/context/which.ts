/**
 * Which folder is the build context of a Dockerfile: what the user chose, else what files of the workspace say that build it (Compose,
 * Bake, dev containers, tasks), else its own folder. Pure: from the texts of those files to candidates with their reasons, best first.
 *
 * Paths are absolute with `/` (the path of a uri). What a file leaves to variables without a default, functions or remote places gives
 * no candidate: better none than a guess.
 */

import { cleanPath } from '../model/goText.ts';
import { readBake } from './bake.ts';
import { readCompose } from './compose.ts';
import { type BuildDefinition, folderOf, resolvePath, type WorkspaceFile } from './definitions.ts';
import { readDevcontainer, readTasks } from './editorFiles.ts';
import { nestsTooDeep } from './values.ts';

export type ContextOrigin = 'chosen' | BuildDefinition['from'] | 'ownFolder';

export interface ContextCandidate {
  readonly folder: string;
  readonly from: ContextOrigin;
  /** One sentence for people. */
  readonly reason: string;
  /** Present when a file of the workspace says so. */
  readonly definition?: BuildDefinition;
}

export interface CandidateOptions {
  /** The folder that the user chose for this Dockerfile. */
  readonly chosen?: string | undefined;
  /** What `${workspaceFolder}` stands for in tasks. */
  readonly workspaceFolder?: string | undefined;
}

/** All candidates, the best first; the last one is always the Dockerfile's own folder. */
export function contextCandidates(
  dockerfile: string,
  files: readonly WorkspaceFile[],
  options: CandidateOptions = {},
): readonly ContextCandidate[] {
  return candidatesFrom(
    dockerfile,
    files.flatMap(file => readBuilds(file, options.workspaceFolder)),
    options.chosen,
  );
}

/** The same from definitions that have been read before (see `readBuilds`), so that a host can keep them per file. */
export function candidatesFrom(
  dockerfile: string,
  definitions: readonly BuildDefinition[],
  chosen?: string,
): readonly ContextCandidate[] {
  const wanted = cleanPath(dockerfile);
  const candidates: ContextCandidate[] = [];
  if (chosen !== undefined) {
    candidates.push({ folder: cleanPath(chosen), from: 'chosen', reason: 'You chose this folder.' });
  }
  const own = folderOf(wanted);
  const fitting = definitions
    .filter(definition => isSameDockerfile(definition.dockerfile, wanted))
    .map((definition, index) => ({ definition, index }))
    .sort(
      (one, other) =>
        rank(one.definition) - rank(other.definition) ||
        distance(folderOf(one.definition.file), own) - distance(folderOf(other.definition.file), own) ||
        one.index - other.index,
    );
  for (const { definition } of fitting) {
    candidates.push({
      folder: definition.context,
      from: definition.from,
      reason: reasonOf(definition),
      definition,
    });
  }
  candidates.push({ folder: own, from: 'ownFolder', reason: 'No file of the workspace says otherwise.' });
  return candidates;
}

/** Whether a file may say how Dockerfiles are built, by its path. */
export function saysHowToBuild(path: string): boolean {
  return kindOf(path) !== undefined;
}

/** What one such file says; empty for another file and for one that cannot be read. Never throws. */
export function readBuilds(file: WorkspaceFile, workspaceFolder?: string): readonly BuildDefinition[] {
  if (file.text.length > maximalLength || kindOf(file.path) === undefined || nestsTooDeep(file.text)) return [];
  try {
    return buildsOf(file, workspaceFolder);
  } catch {
    // Whatever a library does with a text that is none of its language.
    return [];
  }
}

function buildsOf(file: WorkspaceFile, workspaceFolder: string | undefined): readonly BuildDefinition[] {
  switch (kindOf(file.path)) {
    case 'compose':
      return readCompose(file);
    case 'bake':
      return readBake(file);
    case 'devcontainer':
      return readDevcontainer(file);
    case 'tasks':
      return readTasks(file, workspaceFolder);
    default:
      return [];
  }
}

/** The ignore files of a build, in BuildKit's order: the first that exists is the only one that counts. */
export function ignoreFilesOf(dockerfile: string, contextFolder: string): readonly string[] {
  return [dockerfile + '.dockerignore', resolvePath(contextFolder, '.dockerignore')];
}

/** Files that people write are a hundredth of it. */
const maximalLength = 250_000;

function kindOf(path: string): BuildDefinition['from'] | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/^(docker-)?compose([.-][\w.-]+)?\.ya?ml$/.test(name)) return 'compose';
  if (/^docker-bake([.-][\w.-]+)?\.(hcl|json)$/.test(name)) return 'bake';
  if (name === 'devcontainer.json' || name === '.devcontainer.json') return 'devcontainer';
  return path.endsWith('/.vscode/tasks.json') ? 'tasks' : undefined;
}

const kinds: readonly BuildDefinition['from'][] = ['compose', 'bake', 'devcontainer', 'tasks'];

/** By kind, and the names that the tools read by themselves before the others. */
function rank(definition: BuildDefinition): number {
  const isDefault = /\/(docker-)?compose\.ya?ml$|\/docker-bake\.(hcl|json)$|devcontainer\.json$/.test(definition.file);
  return kinds.indexOf(definition.from) * 2 + (isDefault ? 0 : 1);
}

/** Steps from one folder to the other. */
function distance(one: string, other: string): number {
  const left = one.split('/');
  const right = other.split('/');
  let same = 0;
  while (same < left.length && left[same] === right[same]) same++;
  return left.length - same + (right.length - same);
}

/** BuildKit takes `dockerfile` for `Dockerfile`. */
function isSameDockerfile(one: string, other: string): boolean {
  return one === other || (one.endsWith('/Dockerfile') && other === one.slice(0, -'Dockerfile'.length) + 'dockerfile');
}

function reasonOf({ from, file, name }: BuildDefinition): string {
  const base = file.slice(file.lastIndexOf('/') + 1);
  switch (from) {
    case 'compose':
      return `Service “${name}” in ${base} builds it with this context.`;
    case 'bake':
      return `Target “${name}” in ${base} builds it with this context.`;
    case 'devcontainer':
      return 'The dev container builds it with this context.';
    case 'tasks':
      return `Task “${name}” builds it with this context.`;
  }
}
