/**
 * What services of Compose run in the image (R13 of the design): a service may replace CMD and ENTRYPOINT, or mount the sources over the
 * working folder. What it runs must be in the final image too; one that is for development needs the build stage.
 */
import type { BuildDefinition } from '../../context/definitions.ts';
import { readBuilds, saysHowToBuild } from '../../context/which.ts';
import { callsOfWords, isInside, type ProgramCall, resolvePath, type StageFacts } from './analysis.ts';
import { classifyStart } from './commandClass.ts';
import type { Doubt } from './situation.ts';
import type { ConversionContext } from './types.ts';

export interface ServiceUse {
  /** What services run besides, or in place of, what the file says. */
  readonly calls: readonly ProgramCall[];
  readonly doubts: readonly Doubt[];
}

const NOTHING: ServiceUse = { calls: [], doubts: [] };

/** Looks at the services that build this file. `dockerfilePath` is its path in the context. */
export function readServices(
  facts: StageFacts,
  context: ConversionContext | undefined,
  dockerfilePath: string | undefined,
): ServiceUse {
  const builds =
    context === undefined ? [] : (context.builds ?? buildsInContext(context, dockerfilePath ?? 'Dockerfile'));
  if (builds.length === 0) return NOTHING;
  const calls: ProgramCall[] = [];
  const doubts: Doubt[] = [];
  for (const build of builds) {
    const used = useOf(build, facts);
    calls.push(...used.calls);
    for (const doubt of used.doubts) if (!doubts.some(other => other.code === doubt.code)) doubts.push(doubt);
  }
  return { calls, doubts };
}

/** The definitions of compose files that lie in the context itself. */
function buildsInContext(context: ConversionContext, dockerfilePath: string): readonly BuildDefinition[] {
  const root = '/context';
  const wanted = `${root}/${dockerfilePath}`;
  return context.files
    .filter(file => saysHowToBuild(file.path) && file.path.split('/').length <= 3)
    .flatMap(file => {
      const text = context.read(file.path);
      return text === undefined ? [] : readBuilds({ path: `${root}/${file.path}`, text });
    })
    .filter(definition => definition.dockerfile === wanted);
}

function useOf(build: BuildDefinition, facts: StageFacts): ServiceUse {
  const { start } = build;
  if (build.from === 'devcontainer' && build.target === undefined) {
    return {
      calls: [],
      doubts: [
        {
          obligation: 'O1',
          code: 'dev-container',
          message: 'A dev container is made from this file, and who works in it needs the tools of the build.',
          hint: 'Give its `build` a `"target": "build"`: the build stage still has everything.',
        },
      ],
    };
  }
  if (build.from !== 'compose') return NOTHING;
  const service = `The service ${build.name} in ${build.file.slice(build.file.lastIndexOf('/') + 1)}`;
  const stage = facts.stage.name?.toLowerCase();
  if (build.target !== undefined && stage !== undefined && build.target.toLowerCase() === stage) {
    return {
      calls: [],
      doubts: [
        {
          obligation: 'O1',
          code: 'service-target',
          message: `${service} builds the stage ${build.target}, which will no longer say what to run.`,
          hint: 'Take `target:` away from the service, or say there what it runs.',
        },
      ],
    };
  }
  if (start === undefined) return NOTHING;
  const folder = start.workdir === undefined ? facts.workdir : resolvePath(facts.workdir, start.workdir);
  const mount = start.mounts.find(target => target !== '/' && isInside(folder, target));
  const words = wordsOf(build, facts);
  const calls = words === undefined ? [] : callsOfWords(words, folder, 'compose', facts.variables);
  const development = calls.find(call => /^(?:development|idle)$/.test(classifyStart(call).kind));
  if (development !== undefined) {
    return {
      calls: [],
      doubts: [
        {
          obligation: 'O1',
          code: 'service-for-development',
          message: `${service} runs \`${[development.program, ...development.args].join(' ')}\`, which needs the tools of the build.`,
          hint: 'Give it `target: build`: the build stage still has everything.',
        },
      ],
    };
  }
  const doubts: Doubt[] =
    mount === undefined
      ? []
      : [
          {
            obligation: 'O1',
            code: 'service-with-mount',
            message: `${service} mounts its sources over ${mount}: who develops with it may need the tools of the build.`,
            hint: 'Give it `target: build`: the build stage still has everything.',
          },
        ];
  return { calls, doubts };
}

/** The arguments that the service starts; undefined when it starts what the file says. */
function wordsOf({ start }: BuildDefinition, facts: StageFacts): readonly string[] | undefined {
  if (start === undefined || (start.command === undefined && start.entrypoint === undefined)) return undefined;
  if (start.entrypoint !== undefined) {
    const words = [...start.entrypoint, ...(start.command ?? [])];
    return words.length === 0 ? undefined : words;
  }
  const { entrypoint } = facts;
  const command = start.command ?? [];
  if (entrypoint === undefined) return command.length === 0 ? undefined : command;
  // A shell form takes no arguments.
  if (!entrypoint.json) return undefined;
  return [...entrypoint.words.map(word => word.value), ...command];
}
