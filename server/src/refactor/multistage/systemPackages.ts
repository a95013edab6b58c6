import type { RunCommand } from './analysis.ts';
import { neededCompiler, readableTexts } from './calledPrograms.ts';
import { baseName } from './commandClass.ts';
import { boostLibraries, classifyPackage, packageName, runtimePackagesOf } from './packages.ts';
import { type Doubt, doubt, type EcosystemPlan, type Situation, sourceTexts, toolsInSources } from './situation.ts';

/** Programs that something uses when the container runs: names of scripts, health checks, sources. */
export function toolUse(situation: Situation): {
  readonly runtime: ReadonlySet<string>;
  readonly build: ReadonlySet<string>;
} {
  const runtime = new Set<string>();
  for (const call of [...situation.calls, ...situation.facts.healthchecks]) {
    runtime.add(baseName(call.program));
    for (const wrapper of call.wrappers) runtime.add(baseName(wrapper));
    for (const arg of call.args) if (/^[a-z][\w-]*$/.test(arg)) runtime.add(arg);
  }
  const build = new Set<string>();
  for (const run of situation.facts.runs) {
    build.add(run.command.program);
    // `python3 -m pip` is pip.
    if (/^python/.test(run.command.program) && run.words[1] === '-m' && run.words[2] !== undefined)
      build.add(run.words[2]);
  }
  return { runtime, build };
}

/** The program that a package of the ambiguous kind is wanted for. */
function toolsOfPackage(name: string): readonly string[] {
  if (name === 'openssh-client' || name === 'openssh' || name === 'openssh-clients') return ['ssh', 'scp', 'git'];
  if (name === 'xz-utils') return ['xz', 'tar'];
  if (name === 'procps') return ['ps', 'pgrep'];
  if (name === 'python3-pip' || name === 'py3-pip') return ['pip', 'pip3'];
  if (name === 'python3-venv') return ['venv', 'virtualenv'];
  if (name === 'nodejs') return ['node', 'npm', 'npx', 'nodejs'];
  if (name === 'iputils-ping') return ['ping'];
  if (name === 'python2' || name === 'python') return ['python', 'python2'];
  return [name];
}

export function sortPackages(
  builds: readonly RunCommand[],
  situation: Situation,
  plan: EcosystemPlan,
  tools: ReturnType<typeof toolUse>,
  packages: Map<string, string>,
  dropped: string[],
  doubts: Doubt[],
): void {
  const removed = new Set(builds.flatMap(run => (run.effect.removed ?? []).map(packageName)));
  const foreign = builds.some(
    run =>
      /^(?:add-apt-repository|apt-add-repository|yum-config-manager)$/.test(run.command.program) ||
      run.effect.writes.some(path => /^\/etc\/(?:apt\/sources|yum\.repos|apk\/repositories)/.test(path)),
  );
  const cplusplus: string[] = [];
  const scanned = sourceTexts(situation, SOURCE_ENDINGS);
  const texts = readableTexts(situation, SOURCE_ENDINGS);
  const called = toolsInSources(texts);
  const unpinnedDistro = situation.facts.image.distro.kind !== plan.finalDistro.kind;
  const cleaning = builds
    .filter(run => run.command.program === 'apt-mark' && run.words.includes('auto'))
    .map(run => run.step);
  for (const run of builds) {
    if (run.effect.kind !== 'packages') continue;
    // `apt-mark auto …; apt-get purge --auto-remove`: what only the build needs is gone at the end of the RUN, and what stays is
    // found out by the RUN itself.
    if (cleaning.includes(run.step)) {
      if (!doubts.some(entry => entry.code === 'cleaned-packages'))
        doubts.push(
          doubt('O5', 'cleaned-packages', 'The RUN finds out by itself which of its packages are needed later.', run),
        );
      continue;
    }
    const temporary = run.effect.temporary === true && removed.size > 0;
    for (const written of run.effect.packages ?? []) {
      const name = packageName(written);
      if (temporary || removed.has(name)) continue;
      if (written.includes('$')) {
        doubts.push(
          doubt('O5', 'package-variable', `The packages in \`${written}\` are only known when it is built.`, run),
        );
        continue;
      }
      const kind = classifyPackage(written);
      if (/^(?:g\+\+|build-essential|build-base|clang|gcc-c\+\+|alpine-sdk)/.test(name)) cplusplus.push(name);
      if (name === 'gfortran' && plan.finalDistro.kind === 'debian')
        packages.set('libgfortran5', 'gfortran built something');
      // The runtime environment stands for it: `openjdk11-jre` for Alpine's `openjdk11`.
      if (plan.packages.some(other => other.name === `${name}-jre`)) {
        dropped.push(name);
        continue;
      }
      if (kind === 'build') {
        const why = neededCompiler(written, plan.ecosystem, texts, tools.runtime);
        if (why === undefined) dropped.push(name);
        else packages.set(unpinnedDistro ? name : written, why);
        continue;
      }
      if (kind === 'dev') {
        const isBoost = name === 'libboost-all-dev' && plan.finalDistro.kind === 'debian';
        const needsOthers = scanned === undefined || scanned.some(text => /boost\/(?:python|mpi|numpy)/.test(text));
        const boost = isBoost && !needsOthers ? boostLibraries(plan.finalDistro) : [];
        const runtimes = boost.length > 0 ? boost : runtimePackagesOf(name, plan.finalDistro);
        if (plan.portable) dropped.push(name);
        else if (runtimes === undefined)
          packages.set(written, 'its run-time package has no known name here, so it stays as it is');
        else {
          dropped.push(name);
          for (const runtime of runtimes) packages.set(runtime, `what was built with ${name} loads it`);
        }
        continue;
      }
      if (kind === 'ambiguous') {
        const programs = toolsOfPackage(name);
        const atRunTime = programs.some(
          program => (tools.runtime.has(program) || called.includes(program)) && program !== 'sh',
        );
        const building = usedByBuild(name, programs, builds, tools.build);
        // A script that cannot be read may call anything, and so may sources that cannot be.
        const hidden =
          situation.unreadScripts.some(script => script.startsWith('/')) ||
          (scanned === undefined && !FETCH_ONLY.test(name) && !plan.portable);
        if (!atRunTime && building && !hidden) {
          dropped.push(name);
          continue;
        }
        packages.set(
          unpinnedDistro ? name : written,
          atRunTime ? 'it is used when the container starts' : 'it may be used at run time',
        );
        if (foreign && /^(?:nodejs|yarn|git|curl)$/.test(name) === false) continue;
        if (foreign && name === 'nodejs') {
          doubts.push(
            doubt(
              'O1',
              'third-party-package',
              'nodejs comes from a repository that the final image does not have.',
              run,
            ),
          );
        }
        continue;
      }
      packages.set(unpinnedDistro ? name : written, 'the file installs it, and it is not only for building');
      if (foreign && !['ca-certificates', 'tzdata', 'locales', 'bash', 'tini'].includes(name)) {
        doubts.push(
          doubt(
            'O1',
            'third-party-package',
            `${name} may come from a repository that the final image does not have.`,
            run,
          ),
        );
      }
    }
    const asked = builds.find(
      other => other.step.at <= run.step.at && other.command.program === 'debconf-set-selections',
    );
    if (asked !== undefined && packages.size > 0 && !doubts.some(entry => entry.code === 'preseed')) {
      doubts.push(
        doubt(
          'O5',
          'preseed',
          'Answers for the installation of packages are given, and the final image does not get them.',
          asked,
        ),
      );
    }
    if (run.effect.manager === 'rpm') {
      doubts.push(
        doubt('O5', 'rpm-packages', 'It is not known which packages of this distribution are needed at run time.', run),
      );
    }
  }
  if (cplusplus.length > 0 && plan.finalDistro.kind === 'alpine' && !plan.portable) {
    packages.set('libstdc++', 'C++ code was built');
    packages.set('libgcc', 'C++ code was built');
  }
}

const SOURCE_ENDINGS = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|php|java|kt|scala|cs|c|cc|cpp|cxx|h|hpp|ex|exs|hs|swift|pl)$/;
/** Packages that only unpack or that node-gyp calls: what builds use them for is over. */
const FETCH_ONLY =
  /^(?:python[23]?|python3-(?:pip|venv|setuptools)|py3-pip|nodejs|npm|yarn|unzip|zip|xz-utils|xz|tar|gzip|bzip2|file)$/;

/** Whether the package is there for the build: one of its programs runs there, or it is what package managers call. */
function usedByBuild(
  name: string,
  programs: readonly string[],
  builds: readonly RunCommand[],
  used: ReadonlySet<string>,
): boolean {
  if (programs.some(program => used.has(program))) return true;
  const dependencies = builds.some(run => run.effect.kind === 'dependencies' || run.effect.kind === 'build');
  // go get, npm install, composer and pip fetch with git, unpack with unzip; node-gyp runs python.
  if (/^(?:git|unzip|zip|openssh-client|openssh|xz-utils|python3?|python2|py3-pip|python3-pip)$/.test(name)) {
    if (/^py/.test(name)) return builds.some(run => /^(?:npm|yarn|pnpm)/.test(run.effect.tool ?? ''));
    return dependencies;
  }
  return false;
}

export function recommends(builds: readonly RunCommand[]): boolean {
  const installs = builds.filter(
    run =>
      run.effect.kind === 'packages' &&
      run.effect.manager === 'apt' &&
      (run.effect.packages ?? []).some(name => classifyPackage(name) === 'runtime'),
  );
  return installs.some(
    run => !run.words.some(word => /no-install-recommends|Install-Recommends=(?:0|false)/.test(word)),
  );
}
