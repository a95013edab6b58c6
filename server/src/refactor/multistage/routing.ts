/** Where each instruction goes (section 2.0.2 of the design): what stays in the build stage, what moves, what is said again. */

import { joinPath } from '../../model/goText.ts';
import type { Instruction } from '../../syntax/tree.ts';
import { type CopyFact, isInside, type RunCommand, type Step } from './analysis.ts';
import { baseName } from './commandClass.ts';
import { isSystemFolder } from './effects/files.ts';
import { hasTool } from './packages.ts';
import type { EcosystemPlan, Situation } from './situation.ts';

export interface Routing {
  /** Index of the last step that stays in the build stage; -1 when none does. */
  readonly lastBuild: number;
  /** Steps that leave the build stage for the final one, in their order. */
  readonly moved: readonly Step[];
  /** Steps before `lastBuild` whose text is needed again: ENV, ARG, SHELL, USER. */
  readonly repeated: readonly Step[];
  /** What the moved COPYs bring, as paths of the image. */
  readonly movedTargets: readonly string[];
}

const METADATA = new Set(['LABEL', 'MAINTAINER', 'EXPOSE', 'STOPSIGNAL', 'HEALTHCHECK', 'CMD', 'ENTRYPOINT', 'VOLUME']);
const SETTINGS = new Set(['ENV', 'ARG', 'USER', 'WORKDIR', 'SHELL']);

/** ENV that only tools of the build read. */
const BUILDER_ONLY =
  /^(?:GOPATH|GOBIN|GOCACHE|GOMODCACHE|GOFLAGS|GOPROXY|GOPRIVATE|GONOSUMDB|GOSUMDB|GOOS|GOARCH|GOARM|GO111MODULE|GOTOOLCHAIN|CGO_\w+|CARGO_\w+|RUSTUP_\w+|RUSTFLAGS|CC|CXX|CFLAGS|CXXFLAGS|CPPFLAGS|LDFLAGS|MAKEFLAGS|PKG_CONFIG\w*|MAVEN_\w+|MVN_\w+|GRADLE_\w+|SBT_\w+|NPM_CONFIG_\w+|npm_config_\w+|YARN_\w+|COREPACK_\w+|PIP_\w+|POETRY_\w+|PIPENV_\w+|COMPOSER_\w+|NUGET_\w+|DOTNET_CLI_\w+|DEBIAN_FRONTEND|APT_\w+|HEX_\w+|STACK_ROOT|CABAL_\w+|ZIG_\w+|DOCKER_BUILDKIT)$/;

/** Tools that read their settings when the program starts: then those stay. */
const SETTINGS_OF_TOOLS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:uv|uvx)$/, /^UV_/],
  [/^poetry$/, /^POETRY_/],
  [/^pipenv$/, /^(?:PIPENV_|PIP_)/],
  [/^(?:npm|npx)$/, /^(?:npm_config_|NPM_CONFIG_)/],
  [/^(?:yarn)$/, /^(?:YARN_|COREPACK_)/],
  [/^(?:pnpm|corepack)$/, /^(?:COREPACK_|NPM_CONFIG_|npm_config_)/],
];

/** Whether an ENV is of no use to the program. */
export function isBuilderOnly(name: string, situation: Situation, plan: EcosystemPlan): boolean {
  if (plan.builderOnlyEnv?.test(name)) return true;
  if (!BUILDER_ONLY.test(name)) return false;
  const tools = situation.calls.flatMap(call => [call.program, ...call.wrappers]).map(baseName);
  return !SETTINGS_OF_TOOLS.some(([tool, setting]) => setting.test(name) && tools.some(used => tool.test(used)));
}

export function routeInstructions(
  situation: Situation,
  plan: EcosystemPlan,
  carried: readonly string[],
  keepRuns = false,
): Routing {
  const { steps } = situation.facts;
  const copies = new Map(situation.facts.copies.map(copy => [copy.step, copy]));
  let lastBuild = steps.length - 1;
  const movedTargets: string[] = [];
  for (; lastBuild >= 0; lastBuild--) {
    const step = steps[lastBuild]!;
    const { name } = step.instruction;
    if (METADATA.has(name) || SETTINGS.has(name)) continue;
    if (name === 'COPY' || name === 'ADD') {
      const copy = copies.get(step);
      const targets = copy === undefined ? undefined : targetsOf(copy, carried);
      if (targets === undefined) break;
      movedTargets.push(...targets);
      continue;
    }
    if (name === 'RUN' && !keepRuns && isMovableRun(step, situation, plan, carried)) continue;
    break;
  }
  const moved = steps.filter(step => step.at > lastBuild || METADATA.has(step.instruction.name));
  const repeated = steps.filter(step => step.at <= lastBuild && SETTINGS.has(step.instruction.name));
  return { lastBuild, moved, repeated, movedTargets };
}

/** The paths that a COPY brings when it can be made in the final stage instead; undefined when it cannot. */
function targetsOf(copy: CopyFact, carried: readonly string[]): string[] | undefined {
  if (copy.from !== undefined) return undefined;
  const { destination } = copy;
  if (destination === '/') return undefined;
  const targets = isSystemFolder(destination)
    ? copy.sources.map(source => joinPath(destination, baseName(source.replace(/\/+$/, ''))))
    : [destination];
  if (targets.some(target => carried.some(path => isInside(target, path) || isInside(path, target)))) return undefined;
  return targets.length === 0 ? [destination] : targets;
}

/** A RUN that only makes users, folders and links outside what is copied, with programs that the final image has. */
function isMovableRun(step: Step, situation: Situation, plan: EcosystemPlan, carried: readonly string[]): boolean {
  if (step.instruction.flags.length > 0 || situation.facts.unread.includes(step)) return false;
  const runs = situation.facts.runs.filter(run => run.step === step);
  if (runs.length === 0) return false;
  if (runs.every(run => run.effect.kind === 'harmless')) return false;
  return runs.every(run => {
    const { effect, command } = run;
    if (effect.kind !== 'user' && effect.kind !== 'harmless' && effect.kind !== 'files') return false;
    // They need files that the final stage may not have: `cp /build/app .`.
    if (effect.kind === 'files' && /^(?:cp|mv|install|tar|unzip|patch|strip|upx|sed|perl)$/.test(command.program))
      return false;
    const tool = command.program;
    if (!hasTool(tool, plan.finalDistro)) return false;
    const touched = pathsOf(run);
    if (touched.some(path => path.includes('$') || path.includes('*'))) return false;
    return !touched.some(path => carried.some(root => isInside(path, root)));
  });
}

function pathsOf(run: RunCommand): string[] {
  const arguments_ = run.words.slice(1).flatMap(word => (word.startsWith('/') ? [word] : []));
  return [...run.effect.writes, ...arguments_];
}

/** Whether the instruction is shell form and so needs the SHELL. */
export function isShellForm(instruction: Instruction): boolean {
  return /^(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK)$/.test(instruction.name) && !instruction.json;
}
