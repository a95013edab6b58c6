/** Files that RUNs wrote outside the folders that are copied anyway, and what cannot be brought along. */
import { joinPath } from '../../model/goText.ts';
import { type CopyFact, isInside, type RunCommand, resolvePath } from './analysis.ts';
import { baseName } from './commandClass.ts';
import { isSystemFolder } from './effects/files.ts';
import { packageWithTool, STANDARD_PLACES } from './finalPrograms.ts';
import { foreignPython } from './foreignPython.ts';
import { hiddenWrites } from './hiddenWrites.ts';
import { hasTool } from './packages.ts';
import { isBuilderOnly } from './routing.ts';
import {
  type Doubt,
  doubt,
  type EcosystemPlan,
  isFetchedFile,
  isUnpackedByAdd,
  lineOf,
  type PlannedCopy,
  programPath,
  type Situation,
} from './situation.ts';

/** Paths whose contents no program reads later. */
export const NEVER_CARRIED =
  /^(?:\/tmp|\/var\/tmp|\/var\/cache|\/var\/lib\/apt|\/var\/lib\/dpkg|\/var\/log|\/(?:root|home\/[^/]+)\/\.(?:npm|m2|gnupg|ssh|gradle|cargo|config|gitconfig|npmrc|netrc|pip|conan|ivy2|sbt|wget-hsts|bashrc|profile|curlrc|nuget|yarnrc.*)|\/etc\/apt|\/etc\/apk|\/etc\/yum.*|\/etc\/pip\.conf|\/usr\/share\/keyrings|\/usr\/share\/doc|\/usr\/share\/man|\/dev|\/proc|\/sys|\/go\/pkg|\/usr\/local\/cargo\/registry|\/etc\/dpkg)(?:\/|$)/;

/** Files that RUNs wrote outside the folders that are copied anyway. */
export function outsideCopies(
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
  // What was fetched and holds what is started, may hold what that reads.
  const started = situation.calls.flatMap(call => programPath(call) ?? []);
  const hidden = new Map<string, RunCommand>();
  for (const run of builds) {
    const { effect } = run;
    for (const folder of hiddenWrites(run, situation)) hidden.set(folder, run);
    if (effect.doubt !== undefined)
      doubts.push(doubt('O8', 'unknown-effect', `${effect.doubt[0]!.toUpperCase()}${effect.doubt.slice(1)}.`, run));
    const foreign = foreignPackages(run, situation, plan);
    if (foreign !== undefined) {
      const taken = foreignPython(run, plan);
      for (const copy of taken) result.set(copy.path, copy);
      doubts.push(
        taken.length === 0
          ? foreign
          : {
              ...foreign,
              message: `${foreign.message.replace(/, and the final image does not get it\.$/, '')}: they are copied, and it is not known which programs and libraries they need.`,
            },
      );
    }
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
      if (
        compiled &&
        isToolOfTheBuild(path, run, builds) &&
        !mentioned.some(word => word === baseName(path) || word === path)
      )
        continue;
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
      const isBrowser = baseName(path) === 'ms-playwright';
      if (!isTold && !isBrowser && plan.buildFolders.some(folder => isInside(path, folder))) continue;
      if (path.includes('*')) {
        patternWrite(path, run, plan, result, doubts);
        continue;
      }
      if (isSystemFolder(path)) {
        const below = unpackedFolders(path, run, situation, plan);
        if (below.length > 0) {
          for (const folder of below.filter(other => !compiled || !BUILD_TOOL_FOLDER.test(other)))
            result.set(folder, { path: folder, why: 'a variable leads to what was unpacked there' });
        } else if (path === '/usr/local' && hasEmptyLocal(situation)) {
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
          run.command.program === 'git' ||
          run.command.program === 'mkdir' ||
          effect.kind === 'build') &&
        sourceTrees.some(folder => isInside(folder, path) && folder !== '/') &&
        !mentioned.some(word => word === path || word.startsWith(path + '/')) &&
        !(effect.kind === 'download' && started.some(program => isInside(program, path)))
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
  for (const [folder, run] of hidden) {
    if ([...carried, ...result.keys()].some(other => isInside(folder, other)) || isGone(folder)) continue;
    // The pattern says that the folder may be missing: `assemble` makes it, or leaves the pattern, which BuildKit takes for an empty list.
    result.set(folder, {
      path: `${folder}*`,
      to: `${folder}/`,
      why: `the program in line ${run.step.instruction.startLine} may have put files there`,
    });
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

/** A program that a RUN writes into a folder of programs, and that a later RUN builds with: a wrapper of the compiler. */
function isToolOfTheBuild(path: string, run: RunCommand, builds: readonly RunCommand[]): boolean {
  if (!/\/s?bin\/[^/]+$/.test(path) || run.effect.kind === 'build') return false;
  return builds.some(
    other =>
      other.step.at > run.step.at &&
      other.effect.kind === 'build' &&
      baseName(other.command.program) === baseName(path),
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

const BUILD_TOOL_FOLDER =
  /\/(?:apache-)?(?:gradle|maven|ant|cmake|sbt|kotlinc?|protoc|go|zig|ninja|flutter|android)[^/]*$/i;

/** What `tar -C /opt` unpacks, when PATH or another variable names it: `/opt/nvim-linux-x86_64/bin`. */
function unpackedFolders(path: string, run: RunCommand, situation: Situation, plan: EcosystemPlan): readonly string[] {
  if (path !== '/opt' || !/^(?:tar|unzip|bsdtar)$/.test(run.command.program)) return [];
  const folders = environmentPaths(situation, plan)
    .map(entry => /^\/opt\/[^/]+/.exec(entry.path)?.[0])
    .filter(folder => folder !== undefined);
  return [...new Set(folders)];
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

export function writtenBefore(path: string, builds: readonly RunCommand[], until: RunCommand): boolean {
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
