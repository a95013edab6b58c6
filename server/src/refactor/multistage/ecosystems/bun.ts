/** Bun: the slim image of the same version with the project's folder; a program that Bun compiles, on a bare system. */
import { splitImageName } from '../../../model/imageReference.ts';
import type { RunCommand } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { type Ecosystem, type PlanResult, refuse, runsOf, type Situation } from '../situation.ts';
import { namedOutput, planCompiled } from './compiled.ts';
import { planNode } from './node.ts';

export const bun: Ecosystem = {
  name: 'bun',
  matches: situation => situation.facts.image.family === 'bun',
  plan: situation => {
    const { image } = situation.facts;
    if (startsCompiled(situation) && image.variant !== 'alpine' && !/distroless/.test(image.tag))
      return planProgram(situation);
    if (/slim|alpine|distroless/.test(image.tag)) {
      return refuse(
        'no-benefit',
        `${image.name} is small already, and Bun runs the sources as they are.`,
        'Leave development dependencies out: `bun install --production`.',
      );
    }
    const tag = splitImageName(image.written).tag?.text;
    const slim =
      tag === undefined || tag === 'latest'
        ? 'slim'
        : tag.endsWith('-debian')
          ? tag.replace(/-debian$/, '-slim')
          : `${tag}-slim`;
    const planned = planNode(situation, 'bun');
    if ('refuse' in planned) return planned;
    return {
      plan: {
        ...planned.plan,
        finalImage: `${image.repository}:${slim}`,
        imageWhy: 'It is the same Bun on the smaller image of the same system.',
        provides: name => name === 'bun' || name === 'bunx' || planned.plan.provides(name),
        questions: [],
        doubts: planned.plan.doubts.filter(doubt => doubt.code !== 'no-twin'),
        smaller: true,
      },
    };
  },
};

const isCompile = (run: RunCommand): boolean => run.words[1] === 'build' && run.words.includes('--compile');

/** What the container starts is what `bun build --compile` writes, and no user of Bun's image runs it. */
function startsCompiled(situation: Situation): boolean {
  const program = situation.main?.program ?? '';
  if (/^bun(?::|$)/.test(situation.facts.user)) return false;
  if (program === '' || /^bunx?$/.test(baseName(program))) return false;
  return runsOf(situation, 'bun').some(
    run => isCompile(run) && (program.includes('/') || baseName(namedOutput(run) ?? '') === program),
  );
}

/** The program holds Bun and all that it imports, and needs nothing but glibc; it still reads `.env` and other files of its folder. */
function planProgram(situation: Situation): PlanResult {
  return planCompiled(situation, {
    ecosystem: 'bun',
    isSource: path =>
      /\.[cm]?[jt]sx?$/.test(path) || /^(?:node_modules|package\.json|bun\.lockb?|tsconfig.*\.json)(?:\/|$)/.test(path),
    sourceEndings: /\.[cm]?[jt]sx?$/,
    opensFiles: /./,
    // Bun brings its own certificates.
    connects: /^\b$/,
    usesZones: /timeZone/,
    binFolder: '/usr/local/bin',
    isStatic: false,
    isOwnBuild: run => run.effect.tool === 'bun' && (run.effect.kind === 'dependencies' || isCompile(run)),
    packages: [],
    doubts: [],
    buildFolders: ['/root', '/home/bun'],
    heavyBuild: false,
    builderHasCertificates: false,
  });
}
