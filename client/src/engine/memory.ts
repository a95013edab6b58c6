/**
 * What is remembered for a Dockerfile between builds. Everything is optional: it comes from storage that an older or a newer
 * version may have written.
 */
import type { NameValue, PublishedPort, SecretSource } from './argv.ts';

export interface DockerfileMemory {
  /** Names that its image was given, the last one first. */
  readonly tags: readonly string[];
  /** The chosen context: path of a folder. */
  readonly context?: string;
  readonly target?: string;
  readonly platform?: string;
  readonly noCache?: boolean;
  readonly pull?: boolean;
  readonly ssh?: boolean;
  readonly buildArguments?: readonly NameValue[];
  readonly secrets?: readonly SecretSource[];
  readonly run?: RunMemory;
  /** Repositories that the user has agreed to push to: "docker.io/acme/api". */
  readonly agreedRepositories?: readonly string[];
}

export interface RunMemory {
  readonly name?: string;
  readonly ports?: readonly PublishedPort[];
  readonly environment?: readonly NameValue[];
  readonly environmentFile?: string;
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
  readonly detach?: boolean;
  readonly keep?: boolean;
}

/** Takes from stored data what has the right form, and leaves the rest out. */
export function readMemory(stored: unknown): DockerfileMemory {
  const value = asRecord(stored);
  const run = asRecord(value['run']);
  return withoutUndefined({
    tags: strings(value['tags']) ?? [],
    context: text(value['context']),
    target: text(value['target']),
    platform: text(value['platform']),
    noCache: flag(value['noCache']),
    pull: flag(value['pull']),
    ssh: flag(value['ssh']),
    buildArguments: nameValues(value['buildArguments']),
    secrets: list(value['secrets'], secret),
    agreedRepositories: strings(value['agreedRepositories']),
    run: withoutUndefined({
      name: text(run['name']),
      ports: list(run['ports'], port),
      environment: nameValues(run['environment']),
      environmentFile: text(run['environmentFile']),
      volumes: strings(run['volumes']),
      command: strings(run['command']),
      detach: flag(run['detach']),
      keep: flag(run['keep']),
    }),
  });
}

/** `value` in front of the list, at most `limit` entries, none twice. */
export function withRecent(list: readonly string[], value: string, limit = 8): string[] {
  return [value, ...list.filter(entry => entry !== value)].slice(0, limit);
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function list<T>(value: unknown, read: (entry: unknown) => T | undefined): T[] | undefined {
  return Array.isArray(value) ? value.map(read).filter(entry => entry !== undefined) : undefined;
}

function strings(value: unknown): string[] | undefined {
  return list(value, text);
}

function nameValues(value: unknown): NameValue[] | undefined {
  return list(value, entry => {
    const { name, value: held } = asRecord(entry);
    return typeof name === 'string' ? { name, value: typeof held === 'string' ? held : undefined } : undefined;
  });
}

function secret(entry: unknown): SecretSource | undefined {
  const { id, file, environment } = asRecord(entry);
  return typeof id === 'string' ? { id, file: text(file), environment: text(environment) } : undefined;
}

function port(entry: unknown): PublishedPort | undefined {
  const { hostPort, containerPort, protocol } = asRecord(entry);
  if (typeof hostPort !== 'number' || typeof containerPort !== 'number') return undefined;
  return { hostPort, containerPort, protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp' };
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, held]) => held !== undefined)) as T;
}
