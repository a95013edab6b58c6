/** What languages that compile to a native program have in common: the final image is the bare system of the same release. */

import { isInside, type ProgramCall, type RunCommand, resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import { isSystemFolder } from '../effects/files.ts';
import { bareImage, type Distro, libcOf, mirrorOf } from '../images.ts';
import { hasTool, packageName, packageOfTool } from '../packages.ts';
import {
  answerOf,
  type Doubt,
  type EcosystemPlan,
  isNeverRuntime,
  lineOf,
  type NativeProgram,
  namedInSources,
  type PlannedCopy,
  type PlanResult,
  programPath,
  refuse,
  runtimeEntries,
  type Situation,
  sourceTexts,
  startInstruction,
  toolsInSources,
} from '../situation.ts';
import type { Question } from '../types.ts';

export interface CompiledOptions {
  readonly ecosystem: string;
  /** Files of the context that are only compiled. */
  readonly isSource: (relative: string) => boolean;
  /** Endings of sources, to look for files that they open. */
  readonly sourceEndings: RegExp;
  /** Opening files, templates, folders of assets. */
  readonly opensFiles: RegExp;
  /** TLS clients. */
  readonly connects: RegExp;
  /** Time zones. */
  readonly usesZones: RegExp;
  /** Folder where bare names of programs are installed: /go/bin. */
  readonly binFolder: string;
  /** Proven to need no libc of the system. */
  readonly isStatic: boolean;
  readonly packages: readonly { readonly name: string; readonly why: string }[];
  readonly doubts: readonly Doubt[];
  readonly buildFolders: readonly string[];
  /** RUNs of the language's package manager that leave nothing behind but the program and what it is made of. */
  readonly isOwnBuild?: (run: RunCommand) => boolean;
  /** Folders of intermediate files that make a copy of the whole folder useless. */
  readonly heavyBuild: boolean;
  readonly builderHasCertificates: boolean;
  readonly environment?: EcosystemPlan['environment'];
  readonly finalImage?: string;
  readonly extraCopies?: readonly PlannedCopy[];
  readonly extraLines?: readonly string[];
  readonly wholeArtifactFolder?: (path: string) => string | undefined;
}

/** The plan for a native program. */
export function planCompiled(situation: Situation, options: CompiledOptions): PlanResult {
  const { facts } = situation;
  const { image } = facts;
  const distro = image.distro;
  const fromLine = facts.stage.from.startLine - 1;
  const doubts: Doubt[] = [...options.doubts];
  const questions: Question[] = [];
  const refinements: Question[] = [];
  // A plain system that does not name its release (alpine:latest) is taken again as it is written.
  const plain =
    ['alpine', 'debian', 'ubuntu'].includes(image.family ?? '') && !image.pinned ? image.written : undefined;
  const finalImage = options.finalImage ?? bareImage(distro, mirrorOf(image)) ?? plain;
  if (finalImage === undefined) {
    return refuse(
      'unknown-distribution',
      `It is not known which release of which distribution ${image.name} is built on, so no runtime image is sure to fit.`,
      image.pinned
        ? 'Write the tag beside the digest.'
        : 'Use a tag that names the release (for instance `-bookworm` or `-alpine3.20`).',
      fromLine,
    );
  }
  const sameImage = finalImage === image.written;
  const follows = !options.isStatic && image.moving && libcOf(distro) === 'glibc' && !sameImage;
  const pinned = follows ? pinnedName(image) : undefined;
  if (pinned !== undefined)
    (isFloating(image.tag) ? questions : refinements).push(pinQuestion(image, pinned, finalImage));
  const pins = pinned !== undefined && answerOf(situation, pinQuestion(image, pinned, finalImage)) === 'pin';
  if (follows && pinned === undefined && isFloating(image.tag)) {
    doubts.push({
      obligation: 'O4',
      code: 'floating-tag',
      message: `${image.name} will mean another release one day, while ${finalImage} stays; a program linked with a newer libc does not start there.`,
      hint: `Write \`${image.repository}:${distro.release}\` or a version to be safe.`,
      line: fromLine,
    });
  }
  const main = situation.main;
  if (main === undefined)
    return refuse('no-start', 'It cannot be read what the container starts.', 'Write CMD or ENTRYPOINT in exec form.');
  const copies = new Map<string, PlannedCopy>();
  const add = (path: string, why: string) => {
    if (![...copies.keys()].some(other => isInside(path, other))) copies.set(path, { path, why });
  };
  const environment = [...(options.environment ?? [])];
  const starts = situation.calls.filter(call => call.origin !== 'HEALTHCHECK');
  const addInstalled = (name: string, built: string) => {
    artifacts.push(built);
    const isNew = !environment.some(entry => entry.name === 'PATH');
    if (isNew && isInside(built, options.binFolder) && !isInside(options.binFolder, '/usr/local/bin')) {
      environment.push({
        name: 'PATH',
        value: `${options.binFolder}:$PATH`,
        why: `\`${name}\` is found in ${options.binFolder}, as before.`,
      });
    }
  };
  const artifacts: string[] = [];
  for (const call of starts) {
    if (call.program.includes('$')) continue;
    const path = programPath(call);
    if (path !== undefined && !isSystemProgram(path)) artifacts.push(path);
    else if (path === undefined) {
      const built = builtProgram(situation, call.program, options.binFolder);
      if (built !== undefined) addInstalled(call.program, built);
    }
    // `ENTRYPOINT ["wait.sh", "server"]`: a script ends in what it is handed.
    for (const arg of isEntryScript(situation, call) ? call.args : []) {
      const handed = /^[\w-]+$/.test(arg) ? builtProgram(situation, arg, options.binFolder) : undefined;
      if (handed !== undefined && !artifacts.includes(handed)) addInstalled(arg, handed);
    }
  }
  if (artifacts.length === 0) {
    const install = facts.runs.find(
      run => / install$/.test(run.effect.tool ?? '') && run.effect.writes.includes('/usr'),
    );
    if (install !== undefined)
      return refuse(
        'no-artifact',
        `\`${install.command.program}\` installs into /usr, among the files of the system, and a copy cannot tell them apart.`,
        'Install into a folder of its own: `PREFIX=/usr/local`, `--prefix=/opt/NAME`.',
        lineOf(install.step.instruction),
      );
    return refuse(
      'no-artifact',
      `What is started (\`${main.program}\`) is nothing that this file builds, as far as can be seen.`,
      'Start the built file by its path.',
      lineOf(startInstruction(facts)),
    );
  }
  // Nobody knows what a script that cannot be read starts: then all of the project comes along, with what the build made in it.
  // The same where the scripts that start it name nothing that the build made: `parallel ./search ::: 1 2`.
  const hidden =
    artifacts.every(path => situation.unreadScripts.includes(path)) ||
    (situation.imageFiles !== undefined && artifacts.every(path => situation.imageFiles!.has(path)));
  const opened = hidden ? 'unknown' : opensFiles(situation, options);
  const bigRoots = situation.roots.filter(root => !isSystemFolder(root) || situation.imageFiles?.has(root) === true);
  let repeatContext = false;
  if (opened === 'none') {
    for (const path of artifacts) add(options.wholeArtifactFolder?.(path) ?? path, 'it is what the container starts');
  } else {
    const literals = sourceTexts(situation, options.sourceEndings);
    const isNamed = namedInSources(literals, options.sourceEndings);
    const awaited = situation.roots.some(root => awaitsFile(situation, root, literals ?? []));
    const lists = bigRoots.map(root => ({ root, entries: runtimeEntries(situation, root, options.isSource, isNamed) }));
    const known = lists.every(list => list.entries !== undefined);
    const count = lists.reduce((sum, list) => sum + (list.entries?.length ?? 0), 0);
    if (known && count <= 10 && !hasRunFiles(situation, options) && !hidden && !awaited) {
      for (const path of artifacts) add(options.wholeArtifactFolder?.(path) ?? path, 'it is what the container starts');
      for (const { entries } of lists)
        for (const entry of entries ?? []) add(entry, 'it is no source, so the program may read it');
    } else if (options.heavyBuild && !hidden && canRepeatContext(situation, options)) {
      repeatContext = true;
      for (const path of artifacts) copies.set(path, { path, why: 'it is what the container starts' });
    } else {
      for (const root of bigRoots) add(root, 'the program may read files of its folder');
      for (const path of artifacts) add(options.wholeArtifactFolder?.(path) ?? path, 'it is what the container starts');
    }
  }
  // Libraries read their settings too (/etc/odbcinst.ini), which no source of the program shows.
  for (const root of bigRoots)
    if (SETTINGS.test(root) && !options.isSource(baseName(root)))
      add(root, 'the file puts it among the settings of the system');
  for (const copy of options.extraCopies ?? []) copies.set(copy.path, copy);
  const packages = [...options.packages];
  const texts = sourceTexts(situation, options.sourceEndings);
  const timeZone = facts.variables.has('TZ') || (texts?.some(text => options.usesZones.test(text)) ?? false);
  if (timeZone) packages.push({ name: 'tzdata', why: 'the program uses time zones by name' });
  for (const tool of toolsInSources(texts ?? [])) {
    const name = packageOfTool(tool, distro);
    if (name !== undefined) packages.push({ name, why: `the sources call \`${tool}\`` });
  }
  const connects = texts === undefined || texts.some(text => options.connects.test(text));
  if (connects && sameImage && distro.kind !== 'alpine') {
    // The same bare system again: what brought the certificates there stays in the build stage.
    if (
      facts.runs.some(run =>
        run.effect.packages?.some(name => /^(?:ca-certificates|curl|git|wget)$/.test(packageName(name))),
      )
    )
      packages.push({ name: 'ca-certificates', why: 'the program may need the certificates of authorities for TLS' });
  } else if (connects && !sameImage) {
    const path = '/etc/ssl/certs/ca-certificates.crt';
    const alpineHasThem = distro.kind === 'alpine' && !/^[12]\.|^3\.[0-9]$/.test(distro.release);
    if (!alpineHasThem && options.builderHasCertificates)
      copies.set(path, { path, why: 'the program needs the certificates of authorities for TLS' });
    else if (!alpineHasThem && !options.builderHasCertificates) {
      // The build image may have none either; then the program had none before.
      if (
        facts.runs.some(run =>
          run.effect.packages?.some(
            name => name === 'ca-certificates' || name === 'curl' || name === 'git' || name === 'wget',
          ),
        )
      ) {
        packages.push({ name: 'ca-certificates', why: 'the program may need the certificates of authorities for TLS' });
      }
    }
  }
  return {
    plan: {
      ecosystem: options.ecosystem,
      finalImage,
      finalDistro: distro,
      imageWhy: sameImage
        ? 'The same image, without what was installed to build.'
        : `It is the same release as ${image.name}, without the tools.`,
      twin: sameImage || image.family === 'debian',
      copies: [...copies.values()],
      repeatContext,
      packages,
      provides: name => artifacts.some(path => baseName(path) === name),
      ...(environment.length === 0 ? {} : { environment }),
      buildFolders: options.buildFolders,
      ...(options.extraLines === undefined ? {} : { extraLines: options.extraLines }),
      moves:
        follows && !pins && (pinned !== undefined || !isFloating(image.tag))
          ? [
              {
                what: `${image.name} is built on ${distro.release} today.`,
                why: `If it moves to a newer release one day, the final image has to follow; a tag with \`${distro.release}\` in it never moves.`,
                line: fromLine,
              },
            ]
          : [],
      questions,
      options: refinements,
      ...(pins ? { pinnedBase: pinned } : {}),
      ...(isPortableStatic(options, distro) ? { native: nativeProgram(options, texts, opened) } : {}),
      doubts,
      smaller: !sameImage && image.family !== 'debian' && image.family !== 'alpine' && image.family !== 'ubuntu',
      portable: options.isStatic,
      libcWhy: options.isStatic
        ? 'The program is linked statically.'
        : `Both images are ${distro.kind} ${distro.release}.`,
    },
  };
}

/** Where programs and libraries look for settings and data. */
const SETTINGS = /^\/(?:etc|usr\/(?:local\/)?(?:share|etc)|var\/lib)\//;

/** The same tag with the release in it, which never moves to another one; undefined where no such tag is known. */
function pinnedName(image: Situation['facts']['image']): string | undefined {
  const { release } = image.distro;
  if (
    !/^(?:golang|rust|gcc|debian)$/.test(image.family ?? '') ||
    image.pinned ||
    image.written.includes('$') ||
    release === ''
  )
    return undefined;
  // Debian's own tags are names of releases.
  const tag =
    image.family === 'debian'
      ? `${release}${image.tag.endsWith('-slim') ? '-slim' : ''}`
      : image.tag === '' || image.tag === 'latest'
        ? release
        : `${image.tag}-${release}`;
  return `${image.repository}:${tag}`;
}

function pinQuestion(image: Situation['facts']['image'], pinned: string, finalImage: string): Question {
  const floating = isFloating(image.tag);
  return {
    id: 'pin',
    question: `${image.name} will be built on another release one day, while ${finalImage} stays. Pin the build image?`,
    options: [
      {
        value: 'pin',
        label: `Pin to ${pinned}`,
        detail: `FROM becomes ${pinned}: the same image today, on ${image.distro.release} for ever.`,
      },
      {
        value: 'keep',
        label: `Keep ${image.written}`,
        detail: 'The day it moves, the program may not start: then the final image has to follow.',
      },
    ],
    default: floating ? 'pin' : 'keep',
  };
}

/** A program that glibc is linked into statically still loads libraries of the system when it looks up names. */
function isPortableStatic(options: CompiledOptions, distro: Distro): boolean {
  return !options.isStatic || distro.kind === 'alpine' || /^(?:go|rust|zig)$/.test(options.ecosystem);
}

function nativeProgram(
  options: CompiledOptions,
  texts: readonly string[] | undefined,
  opened: 'none' | 'some' | 'unknown',
): NativeProgram {
  const some = (pattern: RegExp) => texts?.some(text => pattern.test(text)) ?? true;
  return {
    isStatic: options.isStatic,
    isRead: texts !== undefined,
    startsPrograms: some(
      /\bos\/exec\b|\bsyscall\.Exec|\bexec\.Command|Command::new|process::Command|\bpopen\s*\(|\bsystem\s*\(|\bfork\s*\(|\bexec[lv]p?e?\s*\(|posix_spawn|ChildProcess|plugin\.Open|\bdlopen\s*\(/,
    ),
    opensFiles: opened !== 'none',
    usesTemporaryFiles: some(
      /TempDir|TempFile|CreateTemp|MkdirTemp|temp_dir|tempfile|NamedTempFile|tmpfile|mkstemp|mkdtemp|temp_directory_path|["'`]\/tmp|multipart|FormFile|tmpDir/i,
    ),
    usesHome: some(
      /UserHomeDir|UserCacheDir|UserConfigDir|user\.Current|home_dir|getenv\s*\(\s*"HOME"|Getenv\("HOME"\)|\$HOME|getpwuid/,
    ),
    needsCompilerRuntime: options.ecosystem !== 'go',
  };
}

/** Tags that name no version of anything: `latest`, `stable`, `slim`. */
export function isFloating(tag: string): boolean {
  return !/\d/.test(tag.replace(/alpine.*/, ''));
}

function isSystemProgram(path: string): boolean {
  return (
    /^\/(?:usr\/)?s?bin\/(?:sh|bash|ash|dash|env|tini|dumb-init|gosu|su-exec)$/.test(path) ||
    /^\/(?:sbin\/tini|tini)$/.test(path)
  );
}

/** A script of the context, which ends in what it is handed, most likely. */
function isEntryScript(situation: Situation, call: ProgramCall): boolean {
  const places = ['/usr/local/bin', '/usr/bin', '/bin'].map(folder => `${folder}/${call.program}`);
  const path = programPath(call) ?? places.find(place => situation.imageFiles?.has(place));
  return path !== undefined && situation.readImage(path)?.startsWith('#!') === true;
}

/** Where a program without a path was put: by `go install`, `cargo install`, `-o /usr/local/bin/x`, cp, mv, install. */
function builtProgram(situation: Situation, name: string, binFolder: string): string | undefined {
  const copied = ['/usr/local/bin', '/usr/bin', '/bin'].map(folder => `${folder}/${name}`);
  const own = copied.find(path => situation.imageFiles?.has(path));
  if (own !== undefined) return own;
  for (const run of [...situation.facts.runs].reverse()) {
    for (const path of run.effect.writes) {
      if (baseName(path) === name && /\/s?bin\//.test(path) && !path.includes('$')) return path;
    }
    const output = namedOutput(run);
    if (output !== undefined && baseName(output) === name && /\/s?bin\/[^/]+$/.test(output))
      return resolvePath(run.cwd, output);
    if (!mayInstall(situation, run, name)) continue;
    if (run.effect.kind === 'build' && run.effect.writes.includes(binFolder)) return `${binFolder}/${name}`;
    if (/ install$/.test(run.effect.tool ?? '') && run.effect.writes.includes('/usr/local'))
      return `/usr/local/bin/${name}`;
  }
  return undefined;
}

/**
 * Whether a command that installs programs under names of its own (`cargo install`, `go install`) may install this one. Scripts also
 * call `echo`, `grep`, `curl` and functions of their own: there the command, a manifest or a folder must have the name.
 */
function mayInstall(situation: Situation, run: RunCommand, name: string): boolean {
  const { facts, imageFiles } = situation;
  if (hasTool(name, facts.image.distro)) return false;
  if (facts.starts.some(call => call.program === name) || imageFiles === undefined) return true;
  if (run.words.some(word => word.includes(name))) return true;
  for (const path of imageFiles.keys()) {
    if (path.split('/').includes(name)) return true;
    if (MANIFESTS.test(path) && situation.readImage(path)?.includes(name) === true) return true;
  }
  return false;
}

const MANIFESTS =
  /(?:^|\/)(?:Cargo\.toml|go\.mod|package\.yaml|Makefile|CMakeLists\.txt|meson\.build|[\w-]+\.(?:cabal|nimble))$/;

/** The file that a compiler is told to write: `-o FILE`, `--output FILE`, `--outfile=FILE`, `-o:FILE`. */
export function namedOutput(run: RunCommand): string | undefined {
  const option = /^(?:-o|--output|--out|--outfile)(?:[=:](.*))?$/;
  const at = run.words.findIndex(word => option.test(word));
  return at < 0 ? undefined : (option.exec(run.words[at]!)![1] ?? run.words[at + 1]);
}

/** Whether the program opens files: `none` is proven by reading every source. */
function opensFiles(situation: Situation, options: CompiledOptions): 'none' | 'some' | 'unknown' {
  const texts = sourceTexts(situation, options.sourceEndings);
  if (texts === undefined) {
    // Nothing but sources in the context: there is nothing to open.
    if (situation.imageFiles === undefined) return 'unknown';
    const isNamed = namedInSources(undefined, options.sourceEndings);
    const entries = situation.roots.flatMap(
      root => runtimeEntries(situation, root, options.isSource, isNamed) ?? ['?'],
    );
    return entries.length === 0 &&
      situation.unnamedCopies.length === 0 &&
      situation.facts.workdir !== '' &&
      !hasRunFiles(situation, options)
      ? 'none'
      : 'unknown';
  }
  if (situation.calls.some(call => call.origin === 'script')) return 'some';
  // Programs of others, whose sources nobody reads here: `diesel migration run`, `goose up`.
  if (
    situation.calls.some(call => programPath(call) === undefined && isInstalledFromElsewhere(situation, call.program))
  )
    return 'some';
  if (hasRunFiles(situation, options)) return 'some';
  return texts.some(text => options.opensFiles.test(text)) || namesFile(situation, options, texts) ? 'some' : 'none';
}

/** A string of the sources is the name of a file that is no source: a library opens it (`loadConfigFile("../config.json")`). */
function namesFile(situation: Situation, options: CompiledOptions, texts: readonly string[]): boolean {
  const names = new Set<string>();
  for (const root of situation.roots) {
    for (const path of situation.imageFiles?.keys() ?? []) {
      if (!isInside(path, root) || !/\.\w+$/.test(path)) continue;
      const relative = path === root ? baseName(path) : path.slice(root === '/' ? 1 : root.length + 1);
      if (!options.isSource(relative) && !isNeverRuntime(relative)) names.add(baseName(path));
    }
  }
  if (names.size === 0) return false;
  return texts.some(text => {
    const code = text.replace(/^\s*#\s*include\b.*$/gm, '');
    return [...code.matchAll(/["'`/\\]([\w.-]+\.\w+)["'`]/g)].some(match => names.has(match[1]!));
  });
}

/** `cargo install diesel_cli`, `go install example.com/x@latest`: no program of this project. */
function isInstalledFromElsewhere(situation: Situation, name: string): boolean {
  return situation.facts.runs.some(run => {
    if (run.words[1] !== 'install') return false;
    const words = run.words.slice(2);
    if (run.command.program === 'go') return words.some(word => word.includes('@') && word.includes(name));
    return (
      run.command.program === 'cargo' &&
      !words.some(word => /^--path\b/.test(word)) &&
      words.some(word => word.startsWith(name))
    );
  });
}

/** RUNs that make files among the sources: certificates, folders for data, settings. Sources (an empty main to build the dependencies) do not count. */
function hasRunFiles(situation: Situation, options: CompiledOptions): boolean {
  const started = situation.calls.flatMap(call => programPath(call) ?? []);
  const matters = (path: string): boolean => {
    const root = situation.roots.find(folder => path !== folder && isInside(path, folder));
    if (root === undefined) return false;
    const relative = path.slice(root === '/' ? 1 : root.length + 1);
    return !options.isSource(relative) && !options.isSource(`${relative}/x`);
  };
  return situation.facts.runs.some(
    run =>
      ((run.effect.kind === 'project' || /^(?:npm|yarn|pnpm|bun)$/.test(run.effect.tool ?? '')) &&
        options.isOwnBuild?.(run) !== true &&
        run.effect.writes.some(path => situation.roots.some(root => isInside(path, root)))) ||
      ((run.effect.kind === 'files' || run.effect.kind === 'download') &&
        !/^(?:chmod|chown|strip|upx)$/.test(run.command.program) &&
        run.effect.writes.some(path => matters(path) && !(isCopy(run.command.program) && isStarted(path, started)))),
  );
}

/** `config.example.yml` beside nothing, where the sources name `config.yml`: everybody makes that file, and COPY takes it along. */
function awaitsFile(situation: Situation, root: string, texts: readonly string[]): boolean {
  for (const path of situation.imageFiles?.keys() ?? []) {
    if (!isInside(path, root)) continue;
    const name = baseName(path).replace(/[._-](?:example|sample|template|dist)(?=\.|$)/, '');
    if (name === baseName(path) || name.startsWith('.')) continue;
    const wanted = `${path.slice(0, path.lastIndexOf('/') + 1)}${name}`;
    const isLiteral = (text: string) => [`"${name}"`, `/${name}"`, `\`${name}\``].some(word => text.includes(word));
    if (situation.imageFiles?.has(wanted) === false && texts.some(isLiteral)) return true;
  }
  return false;
}

function isCopy(program: string): boolean {
  return /^(?:cp|mv|install|ln)$/.test(program);
}

/** What is started, or the folder that it is put into. */
function isStarted(path: string, started: readonly string[]): boolean {
  return started.some(program => isInside(program, path));
}

/** The COPYs of the context can be made again: nothing changes the files after them but the build. */
function canRepeatContext(situation: Situation, options: CompiledOptions): boolean {
  return (
    !hasRunFiles(situation, options) &&
    !situation.facts.runs.some(
      run =>
        /^(?:chmod|chown|sed)$/.test(run.command.program) &&
        run.effect.writes.some(path => situation.roots.some(root => isInside(path, root))),
    )
  );
}
