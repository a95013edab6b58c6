/** What must be so before a conversion is thought about; each failure is a refusal with its reason (R1–R12 of the design). */
import type { DockerfileDocument } from '../../model/document.ts';
import { instructionProblems } from '../../syntax/instructions.ts';
import type { StageFacts } from './analysis.ts';
import { isInside, resolvePath } from './analysis.ts';
import type { Reason } from './types.ts';

/** Reasons that the text alone gives, before the stage is read. */
export function textReason(document: DockerfileDocument): Reason | undefined {
  const { tree } = document;
  const problem = tree.problems[0] ?? instructionProblems(tree)[0];
  if (problem !== undefined) {
    return {
      code: 'syntax-error',
      message: `The file has an error in line ${problem.startLine}: ${problem.message}.`,
      hint: 'Mend the error first.',
      line: problem.startLine - 1,
    };
  }
  const [first] = document.stages;
  if (first === undefined) {
    return { code: 'no-from', message: 'There is no FROM, so nothing is built.', hint: 'Add a FROM.' };
  }
  if (document.stages.length > 1) {
    return {
      code: 'already-multi-stage',
      message: `The file has ${document.stages.length} stages already.`,
      hint: 'Look at what the last stage holds: its base image and what it copies.',
      line: document.stages[1]!.from.startLine - 1,
    };
  }
  if (tree.instructions.some(instruction => instruction.name === 'ONBUILD')) {
    const trigger = tree.instructions.find(instruction => instruction.name === 'ONBUILD')!;
    return {
      code: 'onbuild',
      message: 'ONBUILD makes this a base for other images: they need what would stay in the build stage.',
      hint: 'Convert the files that build on this image.',
      line: trigger.startLine - 1,
    };
  }
  return undefined;
}

/** Reasons that need the stage's facts. */
export function stageReason(facts: StageFacts): Reason | undefined {
  const { image, stage } = facts;
  const fromLine = stage.from.startLine - 1;
  if (stage.base.kind === 'scratch') {
    return {
      code: 'scratch-base',
      message: 'The image is built from nothing: there is nothing to leave behind.',
      line: fromLine,
    };
  }
  if (stage.base.kind === 'unknown' || stage.base.kind === 'stage') {
    return {
      code: 'unknown-base',
      message: 'The base image is only known when it is built: FROM uses an ARG that has no default.',
      hint: 'Give the ARG a default.',
      line: fromLine,
    };
  }
  if (/onbuild/.test(image.tag)) {
    return {
      code: 'onbuild-base',
      message: `The base image ${image.name} runs ONBUILD instructions that this file does not show.`,
      hint: 'Use the image without `onbuild` and write its steps out.',
      line: fromLine,
    };
  }
  if (image.distro.kind === 'windows' || /windows|nanoserver|servercore/.test(image.name)) {
    return { code: 'windows', message: 'Windows images are not converted.', line: fromLine };
  }
  const own = new Set(['nginx', 'httpd', 'caddy', 'tomcat', 'jetty']);
  const hasBuild = facts.runs.some(run => run.effect.kind === 'build' || run.effect.kind === 'dependencies');
  if (!hasBuild && (own.has(image.family ?? '') || isServer(image.name))) {
    return {
      code: 'no-build',
      message: `Nothing is built here: ${image.name} is a server that runs as it is.`,
      line: fromLine,
    };
  }
  if (facts.entrypoint === undefined && facts.cmd === undefined && facts.starts.length === 0) {
    const server = own.has(image.family ?? '') || (image.family === 'php' && /apache|fpm/.test(image.tag));
    if (!server) {
      return {
        code: 'no-command',
        message: 'There is neither CMD nor ENTRYPOINT: this looks like an image of tools, or a base of other images.',
        hint: 'Say with CMD what the image runs.',
      };
    }
    if (!hasBuild) {
      return {
        code: 'no-build',
        message: 'Nothing is built here: the base image is the runtime image already.',
        line: fromLine,
      };
    }
  }
  if (/(?:^|[-/:])(?:jre|distroless|aspnet|runtime)(?:$|[-:/])/.test(image.name) && !hasBuild) {
    return {
      code: 'no-build',
      message: `${image.name} is a runtime image and nothing is built on it.`,
      line: fromLine,
    };
  }
  const cache = cacheReason(facts);
  if (cache !== undefined) return cache;
  return volumeReason(facts);
}

/** Images of databases, brokers, proxies: people add settings to them, and there is nothing to leave behind. */
function isServer(name: string): boolean {
  return /(?:^|\/)(?:redis|valkey|postgres|postgis|mysql|mariadb|mongo|rabbitmq|memcached|elasticsearch|kibana|logstash|influxdb|cassandra|couchdb|neo4j|clickhouse-server|minio|traefik|haproxy|envoy|kong|krakend|grafana|prometheus|loki|vault|consul|zookeeper|kafka|nats|mosquitto|keycloak|wordpress|adminer|phpmyadmin|nginx-unprivileged)(?:[:@]|$)/.test(
    name,
  );
}

/** R11: what a cache mount holds is in no layer, so it cannot be copied. */
function cacheReason(facts: StageFacts): Reason | undefined {
  for (const step of facts.steps) {
    if (step.instruction.name !== 'RUN') continue;
    for (const flag of step.instruction.flags) {
      if (flag.name !== 'mount' || flag.value === undefined || !/type=cache/.test(flag.value)) continue;
      const target = /(?:target|dst|destination)=([^,]+)/.exec(flag.value)?.[1];
      if (target === undefined) continue;
      const folder = resolvePath(step.workdir, target);
      const program = facts.starts.find(
        call => call.program.includes('/') && isInside(resolvePath(call.cwd, call.program), folder),
      );
      const argument = facts.starts
        .flatMap(call => call.args.map(arg => resolvePath(call.cwd, arg)))
        .find(path => path !== '/' && isInside(path, folder));
      if (program !== undefined || argument !== undefined) {
        return {
          code: 'artifact-in-cache-mount',
          message: `What is started lies in the cache mount ${target}, which is part of no layer.`,
          hint: `Copy it out of ${target} in the same RUN.`,
          line: step.instruction.startLine - 1,
        };
      }
    }
  }
  return undefined;
}

/** R12: a VOLUME on the artifact's folder throws away what later RUNs write there. */
function volumeReason(facts: StageFacts): Reason | undefined {
  for (const step of facts.steps) {
    if (step.instruction.name !== 'VOLUME') continue;
    const folders = step.instruction.words.map(word => resolvePath('/', word.value));
    const later = facts.runs.find(
      run =>
        run.step.at > step.at &&
        run.effect.writes.some(path => folders.some(folder => folder !== '/' && isInside(path, folder))),
    );
    if (later !== undefined) {
      return {
        code: 'volume-over-build',
        message: 'A RUN writes into a folder that a VOLUME above it declares: what it writes may be lost.',
        hint: 'Move the VOLUME below the RUN.',
        line: step.instruction.startLine - 1,
      };
    }
  }
  return undefined;
}
