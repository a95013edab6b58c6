/**
 * Which container engine this machine has, and whether it answers. Looking for the program reads folders only; it is started for
 * the first time when a command asks `engineAnswer`.
 */
import { access, constants, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { type EngineKind, engineKindOf, versionArguments } from '../engine/argv.ts';
import { type Failure, recogniseFailure } from '../engine/output.ts';
import { runCaptured } from './runCaptured.ts';

export interface Engine {
  /** Full path of the program. */
  readonly program: string;
  /** What to call it in messages: "docker". */
  readonly name: string;
  readonly kind: EngineKind;
}

const knownEngines = ['docker', 'podman', 'nerdctl'];

/**
 * The engine of the setting `drydock.engine`: "auto" (the first of docker, podman and nerdctl on the PATH), a name, or a path.
 * Undefined when there is none.
 */
export async function findEngine(
  setting: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Engine | undefined> {
  const wanted = setting.trim();
  for (const name of wanted === '' || wanted === 'auto' ? knownEngines : [wanted]) {
    const program = await findProgram(name, environment);
    if (program !== undefined) return { program, name: displayName(name), kind: engineKindOf(name) };
  }
  return undefined;
}

/**
 * The file that a program's name stands for. Only folders of the PATH are searched, never the current one: a `docker.exe` that
 * came with a cloned repository must not be run.
 */
export async function findProgram(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const endings = executableEndings(name, environment);
  if (isAbsolute(name)) return firstExecutable(endings.map(ending => name + ending));
  if (/[\\/]/.test(name)) return undefined;
  const path = environment['PATH'] ?? environment['Path'] ?? '';
  const folders = path.split(delimiter).filter(folder => isAbsolute(folder));
  return firstExecutable(folders.flatMap(folder => endings.map(ending => join(folder, name + ending))));
}

export type EngineAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly failure: Failure | undefined; readonly output: string };

/** Asks the engine for its version, which needs the daemon. At most `limit` milliseconds. */
export async function engineAnswer(engine: Engine, signal?: AbortSignal, limit = 20_000): Promise<EngineAnswer> {
  const result = await runCaptured(engine.program, versionArguments(engine.kind), { limit, signal });
  if (result.exitCode === 0) return { ok: true };
  const output =
    result.output.trim() === '' ? (result.problem ?? `exit code ${result.exitCode}`) : result.output.trim();
  return { ok: false, failure: recogniseFailure(output), output };
}

function displayName(name: string): string {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).replace(/\.exe$/i, '');
  return { docker: 'Docker', podman: 'Podman' }[file] ?? file;
}

function executableEndings(name: string, environment: NodeJS.ProcessEnv): readonly string[] {
  if (process.platform !== 'win32') return [''];
  const known = (environment['PATHEXT'] ?? '.COM;.EXE').split(';').filter(ending => /^\.(?:com|exe)$/i.test(ending));
  return known.some(ending => name.toLowerCase().endsWith(ending.toLowerCase())) ? [''] : known;
}

async function firstExecutable(candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    try {
      await access(candidate, constants.X_OK);
      if ((await stat(candidate)).isFile()) return candidate;
    } catch {
      // not there, or not for us: the next folder may have it
    }
  }
  return undefined;
}
