/** What the final stage needs besides the copies: packages, users, files outside the project's folders, programs of scripts. */
import { joinPath } from '../../model/goText.ts';
import { type CopyFact, isInside, programCalls, type RunCommand, resolvePath, type Step } from './analysis.ts';
import { baseName, scriptOf } from './commandClass.ts';
import { isSystemFolder } from './commandEffects.ts';
import { libcOf } from './images.ts';
import {
  boostLibraries,
  classifyPackage,
  hasTool,
  isInNoLanguageImage,
  isRelated,
  packageName,
  packageOfTool,
  runtimePackagesOf,
} from './packages.ts';
import { isBuilderOnly } from './routing.ts';
import {
  type Doubt,
  type EcosystemPlan,
  isFetchedFile,
  isUnpackedByAdd,
  lineOf,
  type PlannedCopy,
  type Situation,
  sourceTexts,
  toolsInSources,
} from './situation.ts';
import { systemSettings } from './systemSettings.ts';

export interface Needs {
  readonly packages: readonly { readonly name: string; readonly why: string }[];
  /** The install commands of the file all said `--no-install-recommends`. */
  readonly withRecommends: boolean;
  /** Packages that stay in the build stage. */
  readonly dropped: readonly string[];
  /** Commands that make users and groups, as written. */
  readonly users: readonly RunCommand[];
  /** Copies of what RUNs wrote elsewhere. */
  readonly copies: readonly PlannedCopy[];
  /** Commands that are run again (npm install -g pm2, ldconfig). */
  readonly commands: readonly { readonly text: string; readonly why: string; readonly line?: number }[];
  readonly doubts: readonly Doubt[];
  /** How each program of the start is there: for the explanation. */
  readonly programs: readonly string[];
}

/** Paths whose contents no program reads later. */
const NEVER_CARRIED =
  /^(?:\/tmp|\/var\/tmp|\/var\/cache|\/var\/lib\/apt|\/var\/lib\/dpkg|\/var\/log|\/(?:root|home\/[^/]+)\/\.(?:npm|m2|gnupg|ssh|gradle|cargo|config|gitconfig|npmrc|netrc|pip|conan|ivy2|sbt|wget-hsts|bashrc|profile|curlrc|nuget|yarnrc.*)|\/etc\/apt|\/etc\/apk|\/etc\/yum.*|\/etc\/pip\.conf|\/usr\/share\/keyrings|\/usr\/share\/doc|\/usr\/share\/man|\/dev|\/proc|\/sys|\/go\/pkg|\/usr\/local\/cargo\/registry|\/etc\/dpkg)(?:\/|$)/;

export function collectNeeds(
  situation: Situation,
  plan: EcosystemPlan,
  carried: readonly string[],
  lastBuild: number,
  movedTargets: readonly string[],
): Needs {
  const { facts } = situation;
  const builds = facts.runs.filter(run => run.step.at <= lastBuild);
  const doubts: Doubt[] = [];
  const packages = new Map<string, string>();
  const dropped: string[] = [];
  const tools = toolUse(situation);
  sortPackages(builds, situation, plan, tools, packages, dropped, doubts);
  const written = facts.runs.flatMap(run => run.effect.packages ?? []).map(packageName);
  const isTwinOfLanguage = plan.twin && /^(?:node|python|pypy|ruby|perl)$/.test(facts.image.family ?? '');
  for (const { name, why } of plan.packages) {
    // What the old image did not have, the new one does not need: most packages of a language can do without.
    const wasThere = !isTwinOfLanguage || !isInNoLanguageImage(name) || written.some(own => isRelated(own, name));
    if (!packages.has(name) && wasThere) packages.set(name, why);
  }
  const settings = systemSettings(builds, plan, facts.document.text);
  for (const { name, why } of settings.packages) packages.set(name, why);
  const others = builds.filter(run => !settings.runs.has(run));
  const links: RunCommand[] = [];
  const outside = outsideCopies(others, situation, plan, carried, lastBuild, new Set(packages.keys()), links, doubts);
  const programs = checkPrograms(
    situation,
    plan,
    [...carried, ...outside.map(copy => copy.path), ...movedTargets],
    packages,
    dropped,
    doubts,
  );
  const users = userCommands(builds, doubts);
  for (const run of users) {
    const tool = run.command.program;
    if (hasTool(tool, plan.finalDistro)) continue;
    const name = packageOfTool(tool, plan.finalDistro);
    if (name !== undefined) packages.set(name, `\`${tool}\` makes the user`);
    else doubts.push(doubt('O1', 'user-tool', `The final image has no \`${tool}\` to make the user with.`, run));
  }
  const commands = [
    ...settings.commands,
    ...repeatedCommands(others, plan, outside, carried, situation, doubts),
    ...links.map(run => ({
      text: facts.document.text.slice(run.command.span.start, run.command.span.end),
      why: 'what the link leads to is in the final image too',
      line: lineOf(run.step.instruction),
    })),
  ];
  for (const step of facts.unread) {
    if (step.at > lastBuild) continue;
    doubts.push({
      obligation: 'O8',
      code: 'unread-run',
      message: 'This RUN is not shell that can be read, so it is not known what it writes.',
      line: lineOf(step.instruction),
    });
  }
  addCertificates(situation, plan, packages, builds);
  const names = [...packages].filter(([name]) => !isPartOfImage(name, plan));
  const archived =
    plan.finalDistro.kind === 'debian' && /^(?:wheezy|jessie|stretch|buster)$/.test(plan.finalDistro.release);
  if (archived && names.length > 0 && !builds.some(run => run.effect.kind === 'packages')) {
    doubts.push({
      obligation: 'O5',
      code: 'archived-release',
      message: `The final image needs ${names.map(([name]) => name).join(', ')}, and the packages of Debian ${plan.finalDistro.release} are no longer on the usual servers.`,
    });
  }
  return {
    packages: names.map(([name, why]) => ({ name, why })),
    withRecommends: recommends(builds),
    dropped,
    users,
    copies: outside,
    commands,
    doubts,
    programs,
  };
}

/** Packages that are part of every image of that kind. */
function isPartOfImage(name: string, plan: EcosystemPlan): boolean {
  const plain = packageName(name);
  if (plain === 'bash') return plan.finalDistro.kind === 'debian' || plan.finalDistro.kind === 'ubuntu';
  if (
    plain === 'zlib1g' ||
    plain === 'libc6' ||
    plain === 'libgcc-s1' ||
    plain === 'libcom-err2' ||
    plain === 'libstdc++6'
  ) {
    return plan.finalDistro.kind === 'debian' || plan.finalDistro.kind === 'ubuntu';
  }
  if (plain === 'coreutils' && plan.finalDistro.kind !== 'alpine') return true;
  if (plain === 'libstdc++' || plain === 'libgcc') return plan.twin && plan.ecosystem === 'node';
  return false;
}

/** Clients recommend the certificates of authorities and do not depend on them; an installation without recommendations lacks them. */
function addCertificates(
  situation: Situation,
  plan: EcosystemPlan,
  packages: Map<string, string>,
  builds: readonly RunCommand[],
): void {
  const { kind } = plan.finalDistro;
  if (packages.has('ca-certificates') || (kind !== 'debian' && kind !== 'ubuntu')) return;
  // Slim Python and Ruby, Java and PHP bring them.
  if (/^(?:python|pypy|ruby|php|java|scala|clojure|dotnet|static-site)$/.test(plan.ecosystem)) return;
  const plainHealth = situation.facts.healthchecks.every(call => !call.args.some(arg => arg.startsWith('https:')));
  const client = [...packages].find(
    ([name, why]) => /^(?:git|wget|curl)$/.test(packageName(name)) && !(plainHealth && why.startsWith('HEALTHCHECK')),
  )?.[0];
  const { image } = situation.facts;
  const hadThem =
    image.variant === 'full' ||
    builds.some(run =>
      run.effect.packages?.some(name => /^(?:ca-certificates|git|wget|curl)$/.test(packageName(name))),
    );
  if (client !== undefined && hadThem) packages.set('ca-certificates', `\`${client}\` checks certificates with them`);
  const told = [...situation.facts.variables.values()].some(value => value.startsWith('/etc/ssl/certs'));
  if (told && hadThem && plan.twin) packages.set('ca-certificates', 'a variable names the certificates of the system');
}

function doubt(obligation: Doubt['obligation'], code: string, message: string, run: RunCommand): Doubt {
  return { obligation, code, message, line: lineOf(run.step.instruction) };
}

/** Programs that something uses when the container runs: names of scripts, health checks, sources. */
function toolUse(situation: Situation): { readonly runtime: ReadonlySet<string>; readonly build: ReadonlySet<string> } {
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

function sortPackages(
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
  const called = toolsInSources(scanned ?? []);
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
      if (kind === 'build') {
        dropped.push(name);
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

function recommends(builds: readonly RunCommand[]): boolean {
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

/** Files that RUNs wrote outside the folders that are copied anyway. */
function outsideCopies(
  builds: readonly RunCommand[],
  situation: Situation,
  plan: EcosystemPlan,
  carried: readonly string[],
  lastBuild: number,
  packages: ReadonlySet<string>,
  links: RunCommand[],
  doubts: Doubt[],
): PlannedCopy[] {
  const gone = builds.flatMap(run => {
    if (run.command.program === 'rm' || run.command.program === 'rmdir')
      return run.words
        .slice(1)
        .filter(word => !word.startsWith('-'))
        .map(word => resolvePath(run.cwd, word));
    if (run.command.program === 'mv')
      return run.words
        .slice(1, -1)
        .filter(word => !word.startsWith('-'))
        .map(word => resolvePath(run.cwd, word));
    return [];
  });
  const isGone = (path: string) =>
    gone.some(target =>
      target.includes('*')
        ? new RegExp('^' + target.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '[^/]*')).test(path)
        : isInside(path, target),
    );
  const result = new Map<string, PlannedCopy>();
  const sourceTrees = builds.filter(run => run.effect.kind === 'build').map(run => run.cwd);
  // A variable that stays names a folder: the program may look there. Folders of PATH are those of the tools of the build where a
  // program is compiled; elsewhere what runs may call what is in them.
  const compiled =
    plan.native !== undefined || /^(?:java|scala|clojure|dotnet|static-site|cpp|go|rust)$/.test(plan.ecosystem);
  const told = environmentPaths(situation, plan)
    .filter(entry => entry.name !== 'HOME' && !(compiled && entry.name === 'PATH'))
    .map(entry => entry.path);
  const mentioned = [
    ...situation.calls.flatMap(call => [call.program, ...call.args]),
    ...environmentPaths(situation, plan).map(entry => entry.path),
  ];
  for (const run of builds) {
    const { effect } = run;
    if (effect.doubt !== undefined)
      doubts.push(doubt('O8', 'unknown-effect', `${effect.doubt[0]!.toUpperCase()}${effect.doubt.slice(1)}.`, run));
    const foreign = foreignPackages(run, situation, plan);
    if (foreign !== undefined) doubts.push(foreign);
    for (const path of effect.writes) {
      if (path.includes('$')) {
        if (effect.kind === 'files' || effect.kind === 'download') {
          doubts.push(
            doubt(
              'O8',
              'unknown-path',
              `\`${run.command.program}\` writes to ${path}, which is only known when it is built.`,
              run,
            ),
          );
        }
        continue;
      }
      if (
        NEVER_CARRIED.test(path) &&
        !mentioned.some(word => word.includes(path)) &&
        !isMadeForTheProgram(path, run, builds)
      )
        continue;
      const prefix = unknownPrefix(path, run, builds, situation);
      if (prefix !== undefined) doubts.push(prefix);
      if (carried.some(root => isInside(path, root)) || isGone(path)) continue;
      // An archive that was unpacked has done its work.
      if (effect.kind === 'download' && isUnpacked(path, builds) && !mentioned.includes(path)) continue;
      // What builds make among the sources is judged by the ecosystem: it copies what is started.
      if (
        /^(?:build|dependencies|project)$/.test(effect.kind) &&
        !isInstall(effect.tool) &&
        situation.roots.some(root => isInside(path, root) || (isInside(root, path) && path === run.cwd))
      )
        continue;
      // A copy would follow the link. One that leads to what stays behind leads nowhere; one to what is there is made again.
      const target = run.command.program === 'ln' ? linkTarget(run) : undefined;
      if (target !== undefined && !carried.some(root => isInside(target, root)) && !result.has(target)) {
        const name = baseName(target);
        const present = plan.provides(name) || hasTool(name, plan.finalDistro) || packageWithTool(name, packages);
        const called = situation.calls.some(call => baseName(call.program) === baseName(path));
        if (STANDARD_PLACES.test(target) && !present && !called) continue;
        if (STANDARD_PLACES.test(target) && present && !run.command.conditional) {
          links.push(run);
          continue;
        }
      }
      const isTold = told.some(named => isInside(named, path) && !isSystemFolder(path));
      if (!isTold && plan.buildFolders.some(folder => isInside(path, folder))) continue;
      if (path.includes('*')) {
        patternWrite(path, run, plan, result, doubts);
        continue;
      }
      if (isSystemFolder(path)) {
        if (path === '/usr/local' && hasEmptyLocal(situation)) {
          result.set(path, { path, why: 'a RUN installs there' });
        } else if (
          isInstall(effect.tool) ||
          effect.kind === 'files' ||
          effect.kind === 'download' ||
          path === '/usr/local' ||
          path.startsWith('/etc')
        ) {
          if (
            run.command.program === 'mkdir' ||
            run.command.program === 'chmod' ||
            run.command.program === 'chown' ||
            run.command.program === 'ln'
          )
            continue;
          doubts.push(
            doubt(
              'O8',
              'system-folder',
              `\`${run.command.program}\` writes into ${path}, and it is not known which files.`,
              run,
            ),
          );
        } else if (
          plan.copies.length === 0 ||
          (path === '/' && /^(?:python|ruby|php)$/.test(plan.ecosystem)) ||
          (isLostWork(effect.kind) && plan.native === undefined && !plan.copies.some(copy => isInside(copy.path, path)))
        ) {
          doubts.push(
            doubt(
              'O8',
              'system-folder',
              `\`${run.command.program}\` works in ${path}, and it is not known which files it writes.`,
              run,
            ),
          );
        }
        continue;
      }
      // Sources that were only fetched to be built: a later build works in them, and nothing that runs is there.
      if (
        (effect.kind === 'download' ||
          run.command.program === 'tar' ||
          run.command.program === 'mkdir' ||
          effect.kind === 'build') &&
        sourceTrees.some(folder => isInside(folder, path) && folder !== '/') &&
        !mentioned.some(word => word === path || word.startsWith(path + '/'))
      ) {
        continue;
      }
      if (effect.kind === 'build' || effect.kind === 'project') {
        if (!mentioned.some(word => word.startsWith(path + '/') || word === path) && sourceTrees.includes(path))
          continue;
      }
      if (run.command.conditional) {
        doubts.push(doubt('O8', 'conditional-write', `${path} is written only in some cases.`, run));
        continue;
      }
      // chmod and chown of something that the base image brings.
      if (/^(?:chmod|chown|chgrp)$/.test(run.command.program) && !writtenBefore(path, builds, run)) continue;
      const parent = [...result.keys()].find(other => isInside(path, other));
      if (parent === undefined)
        result.set(path, {
          path,
          why: `\`${run.command.program}\` in line ${run.step.instruction.startLine} writes it`,
        });
    }
  }
  for (const copy of situation.facts.copies) {
    const { destination } = copy;
    if (copy.step.at > lastBuild || isSystemFolder(destination)) continue;
    if (!isFetchedFile(copy) && !isUnpackedByAdd(copy)) continue;
    if (carried.some(root => isInside(destination, root)) || isGone(destination)) continue;
    const files = copy.sources.map(source => joinPath(destination, baseName(source.replace(/[?#].*$/, ''))));
    // The RUN that unpacks what was fetched says where to.
    if (isFetchedFile(copy) && [destination, ...files].some(path => isUnpacked(path, builds))) continue;
    if (NEVER_CARRIED.test(destination) && !mentioned.some(word => word.includes(destination))) continue;
    result.set(destination, { path: destination, why: 'ADD puts it there' });
  }
  for (const copy of situation.facts.copies) {
    if (copy.from === undefined || copy.step.at >= situation.facts.steps.length) continue;
    for (const path of targetsFromImage(copy)) {
      if (carried.some(root => isInside(path, root)) || plan.buildFolders.some(folder => isInside(path, folder)))
        continue;
      const tool = baseName(path);
      const used = situation.calls.some(
        call => baseName(call.program) === tool || call.wrappers.some(wrapper => baseName(wrapper) === tool),
      );
      if (/^(?:composer|uv|uvx|bun|pnpm|buf|protoc|grpcurl|golangci-lint|upx|sccache|xx-\w+|xx)$/.test(tool) && !used)
        continue;
      if (isSystemFolder(path)) {
        doubts.push({
          obligation: 'O8',
          code: 'copy-from-image',
          message: `Files of ${copy.from} are copied into ${path}, and it is not known which the program needs.`,
          line: lineOf(copy.step.instruction),
        });
        continue;
      }
      result.set(path, { path, why: `it comes from the image ${copy.from}` });
    }
  }
  return [...result.values()].filter(
    copy => ![...result.keys()].some(other => other !== copy.path && isInside(copy.path, other)),
  );
}

/** `mkdir -p /var/log/app`, `ln -sf /dev/stdout /var/log/app.log`: made for the program, when no other step of the build writes there. */
function isMadeForTheProgram(path: string, run: RunCommand, builds: readonly RunCommand[]): boolean {
  if (!/^(?:mkdir|ln|touch|install)$/.test(run.command.program)) return false;
  if (
    !/^\/(?:var\/(?:log|cache|tmp)|tmp)\/[^/]+/.test(path) ||
    /^\/var\/cache\/(?:apt|apk|debconf|ldconfig|fontconfig)/.test(path)
  )
    return false;
  return builds.every(
    other =>
      /^(?:mkdir|ln|touch|install|chown|chmod|chgrp)$/.test(other.command.program) ||
      (!isInside(other.cwd, path) && !other.effect.writes.some(written => isInside(written, path))),
  );
}

/** What a COPY from another image brings: the files by their names where it goes into a folder of programs, else the destination. */
function targetsFromImage(copy: CopyFact): readonly string[] {
  const { destination, sources } = copy;
  if (!isSystemFolder(destination)) return [destination];
  const folder = destination === '/' ? '' : destination;
  const named = sources.every(source => /[^/.]/.test(source) && !/[*?[]|\/$/.test(source));
  if (!named || (sources.length > 1 && !/\/s?bin$/.test(destination))) return [destination];
  return sources.map(source => `${folder}/${baseName(source)}`);
}

/** Work whose results are needed later, wherever it is done. */
function isLostWork(kind: RunCommand['effect']['kind']): boolean {
  return kind === 'dependencies' || kind === 'build' || kind === 'project';
}

/** Which ecosystems take over what a package manager of a language installs for the whole system. */
const GLOBAL_INSTALLS: readonly (readonly [RegExp, RegExp])[] = [
  [/^(?:pip|uv pip|pip --user)$/, /^python$/],
  [/^gem$/, /^ruby$/],
  [/^(?:npm|yarn|yarnpkg|pnpm|bun) -g$/, /^(?:node|typescript|nextjs|static-site|bun)$/],
  [/^(?:cpanm|cpan|luarocks|R|Rscript|julia|raco)$/, /^$/],
];

/** Packages that only help to build. */
const BUILD_PACKAGES =
  /^(?:-.*|pip3?|install|i|add|global|setuptools|wheel|virtualenv|build|conan|meson|ninja|cmake|scons|cython|pre-commit|pybind11|numpy|typescript|webpack(?:-cli)?|yarn|pnpm|npm|@angular\/cli|@vue\/cli|@ionic\/cli|grunt(?:-cli)?|gulp(?:-cli)?|bower|node-gyp|sass|less|uglify-js|rimraf|turbo|lerna|nx|vite|esbuild|rollup|parcel|tailwindcss|postcss(?:-cli)?|bundler|compass|fpm)(?:[@=<>~!].*)?$/;

/** `pip install x` on an image of Node: it is installed among the folders of the system, and nothing takes it over. */
function foreignPackages(run: RunCommand, situation: Situation, plan: EcosystemPlan): Doubt | undefined {
  const { effect } = run;
  const own = GLOBAL_INSTALLS.find(([tool]) => tool.test(effect.tool ?? ''));
  if (own === undefined || own[1].test(plan.ecosystem) || effect.writes.length > 0) return undefined;
  // What is installed into /usr/local comes along with that folder.
  if (plan.copies.some(copy => copy.path === '/usr/local')) return undefined;
  // Nothing calls another program.
  if (plan.native?.isRead === true && !plan.native.startsPrograms && !situation.facts.shellForm) return undefined;
  const names = run.words.slice(1).filter(word => !BUILD_PACKAGES.test(word));
  if (names.length === 0) return undefined;
  return doubt(
    'O8',
    'foreign-packages',
    `\`${run.command.program}\` installs ${names.join(' ')} among the folders of the system, and the final image does not get it.`,
    run,
  );
}

/** `make install` goes to /usr/local by custom; a Makefile that was written by hand may say otherwise. */
function unknownPrefix(
  path: string,
  run: RunCommand,
  builds: readonly RunCommand[],
  situation: Situation,
): Doubt | undefined {
  if (path !== '/usr/local' || !/^g?make install$/.test(run.effect.tool ?? '')) return undefined;
  const configured = builds.some(
    other =>
      /^(?:configure|cmake|meson|autogen\.sh|bootstrap|config|Configure)$/.test(baseName(other.command.program)) &&
      other.step.at <= run.step.at,
  );
  if (configured) return undefined;
  const unknown = doubt('O8', 'install-prefix', 'It is not known into which folder `make install` installs.', run);
  const text = ['Makefile', 'makefile', 'GNUmakefile']
    .map(name => situation.readImage(resolvePath(run.cwd, name)))
    .find(found => found !== undefined);
  if (text === undefined) return unknown;
  const prefixes = [...text.matchAll(/^\s*(?:export\s+)?(?:prefix|PREFIX|INSTALL_PREFIX)\s*[?:]*=\s*(\S+)/gm)].map(
    match => match[1]!,
  );
  const others = /(?:^|[\s"'=])\/(?:usr\/(?:s?bin|lib|share|include)|etc|opt|var|lib|s?bin)\//.test(
    text.replace(/^\s*#.*$/gm, '').replace(/\/usr\/local\S*/g, ''),
  );
  return prefixes.every(prefix => /^\/usr\/local\/?$/.test(prefix)) && !others ? undefined : unknown;
}

/** Files that are written by a pattern (`sed -i … /etc/apache2/sites-available/*.conf`): their folder, where the final image has the same one. */
function patternWrite(
  path: string,
  run: RunCommand,
  plan: EcosystemPlan,
  result: Map<string, PlannedCopy>,
  doubts: Doubt[],
): void {
  // Owners and modes come along with what is copied.
  if (/^(?:chmod|chown|chgrp|strip)$/.test(run.command.program)) return;
  const folder = path.slice(0, path.indexOf('*')).replace(/\/[^/]*$/, '');
  if (plan.twin && !isSystemFolder(folder === '' ? '/' : folder) && !run.command.conditional) {
    result.set(folder, {
      path: folder,
      why: `\`${run.command.program}\` in line ${run.step.instruction.startLine} changes files in it`,
    });
    return;
  }
  doubts.push(
    doubt(
      'O8',
      'system-folder',
      `\`${run.command.program}\` writes ${path}, and it is not known which files those are.`,
      run,
    ),
  );
}

/** `make install`, `ninja install`, `cmake --install`, `pip install` outside Python's own images: they write to a prefix. */
function isInstall(tool: string | undefined): boolean {
  return tool !== undefined && / install$/.test(tool);
}

/** Paths in the values of ENV that the final image keeps. */
function environmentPaths(
  situation: Situation,
  plan: EcosystemPlan,
): { readonly name: string; readonly path: string }[] {
  const { facts } = situation;
  const names = new Set(
    facts.steps.flatMap(step => (step.instruction.name === 'ENV' ? step.instruction.pairs.map(pair => pair.key) : [])),
  );
  return [...names].flatMap(name => {
    if (isBuilderOnly(name, situation, plan)) return [];
    return (facts.variables.get(name) ?? '')
      .split(':')
      .filter(path => /^\/[\w.-]+\/[\w./-]+$/.test(path))
      .map(path => ({ name, path: path.replace(/\/+$/, '') }));
  });
}

/** Where a symbolic link leads, when its target is named from the root. */
function linkTarget(run: RunCommand): string | undefined {
  const operands = run.words.slice(1).filter(word => !word.startsWith('-'));
  const symbolic = run.words.some(word => /^-[a-zA-Z]*s|^--symbolic$/.test(word));
  return symbolic && operands.length === 2 && operands[0]!.startsWith('/') ? operands[0] : undefined;
}

/** Whether a later command unpacks the file. */
function isUnpacked(path: string, builds: readonly RunCommand[]): boolean {
  return builds.some(
    run =>
      /^(?:tar|bsdtar|unzip|gunzip|unxz|bunzip2|7z|dpkg)$/.test(run.command.program) &&
      run.words.some(word => resolvePath(run.cwd, word) === path),
  );
}

function writtenBefore(path: string, builds: readonly RunCommand[], until: RunCommand): boolean {
  for (const run of builds) {
    if (run === until) return false;
    if (/^(?:chmod|chown|chgrp)$/.test(run.command.program)) continue;
    if (run.effect.writes.some(written => isInside(path, written) || isInside(written, path))) return true;
  }
  return false;
}

/** Bases that leave /usr/local to others. */
function hasEmptyLocal(situation: Situation): boolean {
  return ['debian', 'ubuntu', 'alpine', 'buildpack-deps', 'python'].includes(situation.facts.image.family ?? '');
}

function userCommands(builds: readonly RunCommand[], doubts: Doubt[]): RunCommand[] {
  const users = builds.filter(run => run.effect.kind === 'user');
  for (const run of users) {
    if (run.command.pipeline !== undefined) {
      doubts.push(
        doubt('O2', 'user-pipeline', 'A user is made in a pipeline: it cannot be made again by itself.', run),
      );
    }
  }
  return users.filter(run => run.command.pipeline === undefined);
}

function repeatedCommands(
  builds: readonly RunCommand[],
  plan: EcosystemPlan,
  outside: readonly PlannedCopy[],
  carried: readonly string[],
  situation: Situation,
  doubts: Doubt[],
): { readonly text: string; readonly why: string; readonly line?: number }[] {
  const { text } = situation.facts.document;
  const list: { text: string; why: string; line?: number }[] = [];
  let linker =
    outside.some(copy => /^\/usr\/(?:local\/)?lib|^\/usr\/local$/.test(copy.path)) &&
    libcOf(plan.finalDistro) === 'glibc' &&
    !plan.portable;
  for (const run of builds) {
    const line = lineOf(run.step.instruction);
    if (plan.repeatCommand?.(run.command.program, run.words) && !run.command.conditional) {
      list.push({
        text: text.slice(run.command.span.start, run.command.span.end),
        why: 'what it installs is used at run time',
        line,
      });
    }
    const removed = removedFromBase(run, builds, plan, carried, situation);
    if (removed) {
      list.push({
        text: text.slice(run.command.span.start, run.command.span.end),
        why: 'the base image has what it removes',
        line,
      });
    }
    if (run.effect.kind !== 'system') continue;
    switch (run.effect.system) {
      case 'update-alternatives':
        if (!isToolOfBuild(run.words) && !plan.repeatCommand?.(run.command.program, run.words))
          doubts.push(
            doubt(
              'O8',
              'alternatives',
              'It chooses between programs of the system, which the final image does not get.',
              run,
            ),
          );
        break;
      case 'a2enmod':
      case 'a2dismod':
      case 'a2ensite':
      case 'a2dissite':
      case 'a2enconf':
        if (!plan.repeatCommand?.(run.command.program, run.words))
          doubts.push(
            doubt('O8', 'apache', `\`${run.effect.system}\` sets up what the final image does not get.`, run),
          );
        break;
      case 'ldconfig':
        linker = libcOf(plan.finalDistro) === 'glibc' && outside.length > 0;
        break;
      case 'locale-gen':
      case 'localedef':
      case 'update-locale':
      case 'dpkg-reconfigure':
        doubts.push(doubt('O8', 'locale', `\`${run.effect.system}\` sets up what the final image does not get.`, run));
        break;
      case 'update-ca-certificates':
        doubts.push(
          doubt(
            'O8',
            'certificates',
            'Certificates are added to the system, and the final image does not get them.',
            run,
          ),
        );
        break;
      case 'setcap':
        doubts.push(
          doubt(
            'O8',
            'capabilities',
            'A file gets capabilities; whether a copy keeps them depends on the engine.',
            run,
          ),
        );
        break;
    }
  }
  if (linker) list.push({ text: 'ldconfig', why: 'shared libraries were copied' });
  return list;
}

/** `rm /etc/nginx/conf.d/default.conf`: a file of the base image, which the final image would have again. */
function removedFromBase(
  run: RunCommand,
  builds: readonly RunCommand[],
  plan: EcosystemPlan,
  carried: readonly string[],
  situation: Situation,
): boolean {
  if (!plan.twin || run.command.conditional || !/^(?:rm|rmdir|unlink)$/.test(run.command.program)) return false;
  const targets = run.words.slice(1).filter(word => !word.startsWith('-'));
  if (targets.length === 0 || targets.some(target => target.includes('$') || !target.startsWith('/'))) return false;
  return targets.some(
    target =>
      /^\/(?:etc|var\/www|srv|opt|usr\/share)\//.test(target) &&
      !NEVER_CARRIED.test(target) &&
      !carried.some(root => isInside(target, root)) &&
      !writtenBefore(target, builds, run) &&
      !situation.facts.copies.some(copy => copy.step.at < run.step.at && isInside(target, copy.destination)),
  );
}

/** `update-alternatives` for compilers and other tools that only build. */
function isToolOfBuild(words: readonly string[]): boolean {
  return words.some(word =>
    /^(?:.*\/)?(?:g?cc|g\+\+|c\+\+|cpp|c89|c99|clang(?:\+\+)?|ld|lld|ar|gcov|javac|cmake|ninja|make|automake|yacc|fakeroot|editor)(?:-[\d.]+)?$/.test(
      word,
    ),
  );
}

/** Every program of the start and of the health check must be in the final image (O1, O2, O3). */
function checkPrograms(
  situation: Situation,
  plan: EcosystemPlan,
  present: readonly string[],
  packages: Map<string, string>,
  dropped: string[],
  doubts: Doubt[],
): string[] {
  const { facts } = situation;
  const notes: string[] = [];
  const installed = new Set([...packages.keys()].map(packageName));
  const check = (program: string, cwd: string, obligation: 'O1' | 'O2' | 'O3', origin: string): void => {
    const name = baseName(program);
    if (name === '' || program.includes('$') || notes.includes(`${program}: ${origin}`)) return;
    if (program.includes('/')) {
      const path = resolvePath(cwd, program);
      if (present.some(root => isInside(path, root))) return;
      // The runtime image keeps its programs elsewhere, maybe.
      if (!plan.twin && path.startsWith('/') && !STANDARD_PLACES.test(path)) {
        doubts.push({
          obligation,
          code: 'unknown-program',
          message: `${origin} starts \`${program}\`, and it is not known whether ${plan.finalImage} has it in that folder.`,
        });
        return;
      }
    }
    // A file that a COPY or a RUN puts into a folder of PATH.
    if (!program.includes('/') && present.some(path => baseName(path) === name && /\/s?bin\/[^/]+$/.test(path))) return;
    if (plan.provides(name) || hasTool(name, plan.finalDistro)) return;
    if (installed.has(name)) return;
    if (isFunctionOrKeyword(name)) return;
    const needed = packageOfTool(name, plan.finalDistro);
    if (needed !== undefined) {
      if (!installed.has(needed)) {
        packages.set(needed, `${origin} calls \`${name}\``);
        installed.add(needed);
        if (
          (name === 'curl' || name === 'wget' || name === 'git') &&
          obligation !== 'O3' &&
          plan.finalDistro.kind !== 'alpine' &&
          !installed.has('ca-certificates')
        ) {
          packages.set('ca-certificates', `\`${name}\` checks certificates with them`);
          installed.add('ca-certificates');
        }
      }
      return;
    }
    if (packageWithTool(name, installed)) return;
    // A tool of builds that is started after all: `doxygen`, `cmake`.
    if (dropped.includes(name)) {
      dropped.splice(dropped.indexOf(name), 1);
      packages.set(name, `${origin} calls \`${name}\``);
      installed.add(name);
      return;
    }
    doubts.push({
      obligation,
      code: 'unknown-program',
      message: `${origin} calls \`${program}\`, and it is not known what brings it into the image.`,
    });
  };
  for (const call of plan.calls ?? situation.calls) {
    if (call.conditional && call.origin === 'script') continue;
    const origin =
      call.origin === 'script'
        ? 'The entry script'
        : call.origin === 'npm'
          ? 'A script of package.json'
          : call.origin === 'compose'
            ? 'A service of Compose'
            : call.origin;
    const obligation = call.origin === 'script' ? 'O2' : 'O1';
    check(call.program, call.cwd, obligation, origin);
    // `which git`, `command -v git`: it is going to be called.
    if (/^(?:which|command|type|hash)$/.test(baseName(call.program))) {
      for (const arg of call.args) if (/^[a-z][\w.-]*$/.test(arg)) check(arg, call.cwd, obligation, origin);
    }
    for (const wrapper of call.wrappers)
      if (!/^(?:exec|npx|bundle)$/.test(wrapper)) check(wrapper, call.cwd, obligation, origin);
    const script = scriptOf(call, path => situation.imageFiles?.has(path) === true);
    const first = script === undefined ? undefined : situation.readImage(script)?.split('\n', 1)[0];
    const shebang = first === undefined ? null : /^#!\s*(?:\/usr\/bin\/env\s+)?(\S+)/.exec(first);
    if (shebang)
      check(shebang[1]!.startsWith('/') ? baseName(shebang[1]!) : shebang[1]!, '/', 'O2', 'The entry script');
  }
  for (const call of facts.healthchecks) check(call.program, call.cwd, 'O3', 'HEALTHCHECK');
  const shell = facts.shell[0];
  if (shell !== undefined && facts.shell.join(' ') !== '/bin/sh -c') check(shell, '/', 'O2', 'SHELL');
  const losesTools =
    situation.facts.image.variant === 'full' ||
    !plan.twin ||
    facts.runs.some(run => / -g$/.test(run.effect.tool ?? ''));
  const scripts = situation.unreadScripts.filter(script => script.startsWith('/'));
  if (scripts.length > 0 && losesTools) {
    doubts.push({
      obligation: 'O2',
      code: 'unread-script',
      message: `${scripts[0]} could not be read: it may call programs that the smaller image lacks (curl, git, bash …).`,
      hint: 'Give the folder of the build context.',
    });
  }
  return notes;
}

const STANDARD_PLACES = /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$|^\/opt\/java\/openjdk\/bin\//;

function isFunctionOrKeyword(name: string): boolean {
  return (
    /^(?:\$|\{|\}|\(|then|else|fi|do|done|esac|function|log|error|warn|info|die|usage|main|_\w+)$/.test(name) ||
    name.startsWith('-')
  );
}

function packageWithTool(name: string, installed: ReadonlySet<string>): boolean {
  for (const installedName of installed) {
    if (installedName === name || installedName.startsWith(name + '-') || name.startsWith(installedName)) return true;
  }
  return false;
}

/** Commands of an entry script that is not started through a call (used by tests). */
export const callsOfCommands = programCalls;

/** Owner and mode of a folder itself, which a copy of its contents does not bring (seen with BuildKit 0.25). */
export interface FolderAttributes {
  /** As for chown; undefined: root. */
  readonly owner: string | undefined;
  /** Everything in it is that owner's. */
  readonly uniform: boolean;
  readonly mode: string | undefined;
}

export function folderAttributes(situation: Situation, path: string, lastBuild: number): FolderAttributes {
  const { facts } = situation;
  if (!isFolder(situation, path)) return { owner: undefined, uniform: true, mode: undefined };
  let owner: string | undefined;
  let uniform = true;
  let mode: string | undefined;
  let exists = false;
  const root = (user: string) =>
    user === '' || user === 'root' || user === '0' || user === '0:0' || user === 'root:root';
  const act = (who: string) => {
    const same = root(who) ? owner === undefined : owner !== undefined && sameOwner(owner, who);
    if (!same) uniform = false;
  };
  const copies = new Map(facts.copies.map(copy => [copy.step, copy]));
  for (const step of facts.steps.slice(0, lastBuild + 1)) {
    const { name } = step.instruction;
    if (name === 'WORKDIR') {
      const made = workdirAfter(facts.steps, step, facts.workdir);
      if (isInside(made, path)) {
        if (!exists) {
          exists = true;
          if (!root(step.user)) owner = withGroup(step.user);
        }
      }
    } else if (name === 'COPY' || name === 'ADD') {
      const copy = copies.get(step);
      if (copy === undefined || !isInside(copy.destination, path)) continue;
      const who = copy.chown ?? '';
      if (!exists) {
        exists = true;
        if (!root(who)) owner = who;
      }
      act(who);
    } else if (name === 'RUN') {
      for (const run of facts.runs.filter(candidate => candidate.step === step)) {
        const { program } = run.command;
        const recursive = run.words.some(word => /^-[a-zA-Z]*R|^--recursive/.test(word));
        if (program === 'chown') {
          const covers = run.effect.writes.some(target => target === path || (recursive && isInside(path, target)));
          if (covers) {
            const spec = run.words.slice(1).find(word => !word.startsWith('-'));
            owner = spec === undefined || root(spec) ? undefined : spec;
            if (recursive) uniform = true;
            else uniform = false;
          } else if (run.effect.writes.some(target => isInside(target, path))) uniform = false;
          continue;
        }
        if (program === 'chmod') {
          if (run.effect.writes.some(target => target === path || (recursive && isInside(path, target)))) {
            mode = run.words.slice(1).find(word => /^[0-7]{3,4}$|^[ugoa]*[-+=][rwxXst]+/.test(word));
          }
          continue;
        }
        if (program === 'mkdir' && run.effect.writes.some(target => isInside(target, path)) && !exists) {
          exists = true;
          if (!root(step.user)) owner = withGroup(step.user);
          continue;
        }
        if (run.effect.writes.some(target => isInside(target, path))) act(step.user);
      }
    }
  }
  // `--chown=app` means the group with the user's number, not the user's own group: files keep theirs by a plain copy.
  return { owner, uniform: uniform && owner?.endsWith(':') !== true, mode };
}

/** A user's own group, for chown: `app:`. A number stays alone, as WORKDIR and RUN take it. */
function withGroup(user: string): string {
  return user.includes(':') || /^\d+$/.test(user) ? user : `${user}:`;
}

/** Whether a path is known to be a folder: only those lose their own attributes. */
function isFolder(situation: Situation, path: string): boolean {
  const { facts } = situation;
  if (path === facts.workdir || facts.steps.some(step => step.workdir === path)) return true;
  if (
    facts.copies.some(
      copy =>
        copy.destination === path &&
        (copy.intoFolder || copy.sources.length > 1 || copy.sources.some(source => /^\.?\/?$/.test(source))),
    )
  )
    return true;
  if (facts.runs.some(run => run.command.program === 'mkdir' && run.effect.writes.some(made => isInside(made, path))))
    return true;
  for (const image of situation.imageFiles?.keys() ?? []) if (image !== path && isInside(image, path)) return true;
  // Something is written below it.
  return facts.runs.some(run => run.effect.writes.some(written => written !== path && isInside(written, path)));
}

function workdirAfter(steps: readonly Step[], step: Step, last: string): string {
  return steps[step.at + 1]?.workdir ?? last;
}

function sameOwner(first: string, second: string): boolean {
  return first === second || first.split(':')[0] === second.split(':')[0];
}
