/** What the palette wants to know of a Dockerfile: stages, ports, build arguments, secrets. */

import { syntaxProblems } from '../features/diagnostics.ts';
import { isSecretName } from '../lint/rules/SecretsUsedInArgOrEnv.ts';
import type { DockerfileDocument } from '../model/document.ts';
import { parseMount } from '../model/mounts.ts';
import { exposedPorts, parsePort } from '../model/ports.ts';
import type { Stage } from '../model/stages.ts';
import type { DockerfileInfo, ExposedPortInfo, StageInfo } from './messages.ts';

export function dockerfileInfo(document: DockerfileDocument): DockerfileInfo {
  const mounts = document.effectiveInstructions.flatMap(instruction =>
    instruction.name === 'RUN'
      ? instruction.flags.filter(flag => flag.name === 'mount').map(flag => parseMount(flag.value ?? ''))
      : [],
  );
  const secrets = new Map<string, { id: string; required: boolean }>();
  for (const mount of mounts.filter(one => one.type === 'secret')) {
    const id = mount.id || mount.source || mount.target.replace(/^.*\//, '');
    secrets.set(id, { id, required: mount.required || (secrets.get(id)?.required ?? false) });
  }
  return {
    stages: document.stages.map(stage => stageInfo(document, stage)),
    buildArguments: buildArguments(document),
    contextSources: contextSources(document),
    secrets: [...secrets.values()],
    needsSsh: mounts.some(mount => mount.type === 'ssh'),
    errors: syntaxProblems(document).map(problem => ({
      message: problem.message,
      range: document.lines.rangeOf(problem.span),
    })),
  };
}

function stageInfo(document: DockerfileDocument, stage: Stage): StageInfo {
  const config = document.configOf(stage);
  const command = [...(config.entrypoint?.value.argv ?? []), ...(config.cmd?.value.argv ?? [])];
  const chain: Stage[] = [];
  for (let at: Stage | undefined = stage; at; at = at.parent) chain.unshift(at);
  const own = chain.flatMap(one => one.instructions);
  return {
    index: stage.index,
    ...(stage.nameWord ? { name: stage.nameWord.value } : {}),
    line: stage.from.startLine,
    base: baseName(stage),
    exposedPorts: portsOf(document, stage),
    command,
    interactive:
      command.length === 1 &&
      /^(.*\/)?(ba|a|da|z)?sh$|^(.*\/)?(python3?|node|irb|ruby|iex|ghci|jshell|bash)$/.test(command[0]!),
    emptyVariables: own
      .filter(instruction => instruction.name === 'ENV')
      .flatMap(instruction => instruction.pairs)
      .filter(pair => (pair.value ?? '').replace(/["']/g, '') === '')
      .map(pair => pair.key),
    volumes: config.volumes.map(volume => volume.value),
    hasHealthcheck: config.healthcheck !== undefined && !config.healthcheck.value.disabled,
  };
}

function baseName(stage: Stage): string {
  switch (stage.base.kind) {
    case 'stage':
      return stage.base.stage.nameWord?.value ?? String(stage.base.stage.index);
    case 'image':
      return stage.base.name;
    case 'scratch':
      return 'scratch';
    default:
      return stage.baseWord?.value ?? '';
  }
}

/** Those of EXPOSE in the file, ranges written out up to 20 ports. */
function portsOf(document: DockerfileDocument, stage: Stage): ExposedPortInfo[] {
  const ports = new Map<string, ExposedPortInfo>();
  for (let at: Stage | undefined = stage; at; at = at.parent) {
    for (const instruction of at.instructions) {
      if (instruction.name !== 'EXPOSE') continue;
      const step = document.stepOf(instruction);
      const words = step ? document.variables.expanded(step).flatMap(text => text.words) : instruction.args;
      for (const text of words.flatMap(word => exposedPorts(parsePort(word)).slice(0, 20))) {
        const match = /^(\d+)\/(tcp|udp|sctp)$/.exec(text);
        if (match) ports.set(text, { port: Number(match[1]), protocol: match[2] as ExposedPortInfo['protocol'] });
      }
    }
  }
  return [...ports.values()];
}

function buildArguments(document: DockerfileDocument): DockerfileInfo['buildArguments'] {
  const found = new Map<string, DockerfileInfo['buildArguments'][number]>();
  for (const definition of document.variables.definitions) {
    if (definition.kind !== 'ARG' || found.has(definition.name)) continue;
    const value = definition.pair.value?.replace(/^(["'])(.*)\1$/, '$2');
    found.set(definition.name, {
      name: definition.name,
      ...(value === undefined ? {} : { defaultValue: value }),
      line: definition.instruction.startLine,
      looksSecret: isSecretName(definition.name),
    });
  }
  return [...found.values()];
}

function contextSources(document: DockerfileDocument): string[] {
  const sources = document.effectiveInstructions.flatMap(instruction => {
    if (instruction.name !== 'COPY' && instruction.name !== 'ADD') return [];
    if (instruction.flags.some(flag => flag.name === 'from')) return [];
    return instruction.words.slice(0, -1).map(word => word.value);
  });
  const plain = sources.filter(source => !/[$*?[]|^<<|:\/\/|^git@/.test(source));
  return [...new Set(plain)];
}
