/** The run-time configuration that a file gives its image: what a conversion has to keep. */
import type { DockerfileDocument } from '../../model/document.ts';
import type { Instruction } from '../../syntax/tree.ts';
import { expandWord } from '../../syntax/words.ts';
import { meaningOf } from '../gate.ts';
import { resolvePath } from './analysis.ts';
import { identifyImage } from './images.ts';

export interface RuntimeConfig {
  readonly entrypoint: string;
  readonly cmd: string;
  readonly healthcheck: string;
  readonly stopsignal: string;
  readonly user: string;
  readonly workdir: string;
  readonly exposed: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: readonly string[];
  /** `NAME=value` as written (legacy form too). */
  readonly environment: ReadonlyMap<string, string>;
}

/** The configuration of the last stage, as far as the text says it. */
export function runtimeConfig(document: DockerfileDocument): RuntimeConfig {
  const stage = document.finalStage;
  const last = (name: string): string => {
    const found = stage?.instructions.findLast(instruction => instruction.name === name);
    return found === undefined ? '' : meaningOf(found);
  };
  const all = (name: string): Instruction[] =>
    stage?.instructions.filter(instruction => instruction.name === name) ?? [];
  const name = stage?.base.kind === 'image' ? stage.base.name : '';
  const image = identifyImage(name, name);
  const variables = new Map(Object.entries(image.env));
  let workdir = image.workdir;
  let user = '';
  const environment = new Map<string, string>();
  const expand = (text: string) => {
    const expansion = expandWord(text, key => variables.get(key), { escape: document.tree.escape });
    return expansion.ok ? expansion.value : text;
  };
  for (const instruction of stage?.instructions ?? []) {
    if (instruction.name === 'WORKDIR') workdir = resolvePath(workdir, expand(instruction.rest?.value ?? '.'));
    if (instruction.name === 'USER') user = instruction.rest?.value ?? '';
    if (instruction.name === 'ARG' || instruction.name === 'ENV') {
      for (const pair of instruction.pairs) {
        const value = pair.value === undefined ? document.globals.get(pair.key) : expand(pair.value);
        if (value !== undefined) variables.set(pair.key, value);
        if (instruction.name === 'ENV' && pair.value !== undefined) environment.set(pair.key, expand(pair.value));
      }
    }
  }
  return {
    entrypoint: last('ENTRYPOINT'),
    cmd: last('CMD'),
    healthcheck: last('HEALTHCHECK'),
    stopsignal: last('STOPSIGNAL'),
    user,
    workdir,
    exposed: all('EXPOSE')
      .flatMap(instruction => instruction.args)
      .sort(),
    volumes: all('VOLUME')
      .flatMap(instruction => instruction.args)
      .sort(),
    labels: [...all('LABEL').map(meaningOf), ...all('MAINTAINER').map(meaningOf)].sort(),
    environment,
  };
}

/** What differs, in words; empty when the configuration is kept. PATH may differ by what the base images set. */
export function configDifferences(
  before: RuntimeConfig,
  after: RuntimeConfig,
  builderOnly: readonly string[],
): string[] {
  const differences: string[] = [];
  for (const key of ['entrypoint', 'cmd', 'healthcheck', 'stopsignal', 'user', 'workdir'] as const) {
    if (before[key] !== after[key]) differences.push(`${key}: ${before[key]} → ${after[key]}`);
  }
  for (const key of ['exposed', 'volumes', 'labels'] as const) {
    if (before[key].join('\n') !== after[key].join('\n'))
      differences.push(`${key}: ${before[key].join(' ')} → ${after[key].join(' ')}`);
  }
  for (const [name, value] of before.environment) {
    if (builderOnly.includes(name)) continue;
    const now = after.environment.get(name);
    if (now !== value && name !== 'PATH') differences.push(`ENV ${name}: ${value} → ${now ?? 'gone'}`);
    if (name === 'PATH' && now === undefined) differences.push('ENV PATH is gone');
  }
  return differences;
}
