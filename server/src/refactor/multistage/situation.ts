/** What an ecosystem's plan is made from, and what it says: the stage's facts joined with the context's files. */
import { joinPath } from '../../model/goText.ts';
import {
  type CopyFact,
  isInside,
  type ProgramCall,
  type RunCommand,
  resolvePath,
  type StageFacts,
} from './analysis.ts';
import { startsPrograms } from './calledPrograms.ts';
import { baseName, expandCalls } from './commandClass.ts';
import { isSystemFolder } from './effects/files.ts';
import type { Distro } from './images.ts';
import { ofText } from './ofText.ts';
import type { ServiceUse } from './services.ts';
import type { ConversionContext, Move, Question, Reason } from './types.ts';

export interface Situation {
  readonly facts: StageFacts;
  readonly context: ConversionContext | undefined;
  readonly answers: Readonly<Record<string, string>>;
  /** Image path → context path, of every file that COPY and ADD bring; undefined without a context. */
  readonly imageFiles: ReadonlyMap<string, string> | undefined;
  /** Folders and files that hold the project in the image. */
  readonly roots: readonly string[];
  /** COPYs into folders that every image has, whose files have no known names: they are made again in the final stage. */
  readonly unnamedCopies: readonly CopyFact[];
  /** Everything that is run at start, with scripts of package.json and entry scripts followed. */
  readonly calls: readonly ProgramCall[];
  /** The program that keeps running. */
  readonly main: ProgramCall | undefined;
  /** What services of Compose do with the image that is not proven to work. */
  readonly serviceDoubts: readonly Doubt[];
  /** Scripts that could not be read. */
  readonly unreadScripts: readonly string[];
  /** npm, yarn, pnpm, bun that start it. */
  readonly managers: readonly string[];
  /** The text of a file of the image that came from the context. */
  readonly readImage: (imagePath: string) => string | undefined;
}

/** Something to copy out of the build stage. */
export interface PlannedCopy {
  readonly path: string;
  /** Where it goes when that is not the same path. */
  readonly to?: string;
  readonly why: string;
}

export interface EcosystemPlan {
  readonly ecosystem: string;
  /** The final FROM's image, as it is written. */
  readonly finalImage: string;
  readonly finalDistro: Distro;
  /** Why this image. */
  readonly imageWhy: string;
  /** The final image is the same family with the same programs (slim twin), so users and folders are equal. */
  readonly twin: boolean;
  readonly copies: readonly PlannedCopy[];
  /** COPYs of the context made again in place of a copy of the whole folder. */
  readonly repeatContext?: boolean;
  /** Packages that the language's own packages need. */
  readonly packages: readonly { readonly name: string; readonly why: string }[];
  /** Whether the final image or the copies hold a program. */
  readonly provides: (program: string) => boolean;
  /** ENV that the original base set and programs rely on. */
  readonly environment?: readonly { readonly name: string; readonly value: string; readonly why: string }[];
  /** Writes of RUNs in these folders stay in the build stage. */
  readonly buildFolders: readonly string[];
  /** Commands of RUNs that have to be made again in the final stage (npm install -g pm2). */
  readonly repeatCommand?: (program: string, words: readonly string[]) => boolean;
  /** Lines behind the copies. */
  readonly extraLines?: readonly string[];
  /** Lines at the end of the build stage. */
  readonly buildLines?: readonly { readonly text: string; readonly why: string }[];
  /** Moved instructions that the final image replaces: CMD and ENTRYPOINT of a development server. */
  readonly drops?: (instruction: string) => boolean;
  /** COPYs into folders of the system are not made again: the final image holds nothing of them. */
  readonly ignoresUnnamed?: boolean;
  /** What is started after the change. */
  readonly calls?: readonly ProgramCall[];
  /** Instructions that stand for dropped ones. */
  readonly newCommand?: string;
  /** The folder that they start in, when it is another one than before. */
  readonly newFolder?: string;
  readonly moves: readonly Move[];
  readonly questions: readonly Question[];
  /** Refinements: without an answer the default is safe. */
  readonly options?: readonly Question[];
  /** What is not proven; each makes the outcome `ask`. */
  readonly doubts: readonly Doubt[];
  /** What would make the image smaller, when a second stage does not. */
  readonly hint?: string;
  /** The image is smaller for sure, whatever packages stay behind. */
  readonly smaller: boolean;
  /** libc does not matter: static binary, bytecode, scripts. */
  readonly portable: boolean;
  readonly libcWhy: string;
  /** A native program: what decides whether it runs on an image without a shell. */
  readonly native?: NativeProgram;
  /** The FROM of the build stage, where the user lets its tag be pinned. */
  readonly pinnedBase?: string;
  /** ENV names that only the build needs, beyond the common list. */
  readonly builderOnlyEnv?: RegExp;
}

/** What the sources say about a native program. */
export interface NativeProgram {
  readonly isStatic: boolean;
  /** Every source was read. */
  readonly isRead: boolean;
  readonly startsPrograms: boolean;
  readonly opensFiles: boolean;
  readonly usesTemporaryFiles: boolean;
  readonly usesHome: boolean;
  /** It loads libgcc or libstdc++. */
  readonly needsCompilerRuntime: boolean;
}

export interface Doubt extends Reason {
  /** Which obligation is not proven by it. */
  readonly obligation: 'O1' | 'O2' | 'O3' | 'O4' | 'O5' | 'O6' | 'O7' | 'O8' | 'O9';
}

export type PlanResult = { readonly plan: EcosystemPlan } | { readonly refuse: Reason };

export interface Ecosystem {
  readonly name: string;
  readonly matches: (situation: Situation) => boolean;
  readonly plan: (situation: Situation) => PlanResult;
}

/** More files than this are not mapped: the plan then goes by the Dockerfile alone. */
const MOST_FILES = 50_000;

/** Joins the facts with the context. */
export function makeSituation(
  facts: StageFacts,
  context: ConversionContext | undefined,
  answers: Readonly<Record<string, string>>,
  services: ServiceUse = { calls: [], doubts: [] },
): Situation {
  const usable = context !== undefined && context.files.length <= MOST_FILES ? context : undefined;
  const imageFiles = usable === undefined ? undefined : mapFiles(facts, usable);
  const { roots, unnamed } = findRoots(facts, imageFiles);
  const toContextPath = (path: string) => imageFiles?.get(path);
  const own = expandCalls(facts.starts, usable, toContextPath);
  const mainStart = facts.starts.at(-1);
  const main = mainStart === undefined ? undefined : lastOf(own.calls, mainStart);
  const others = expandCalls(services.calls, usable, toContextPath);
  const expanded = {
    calls: [...others.calls, ...own.calls],
    unread: [...new Set([...own.unread, ...others.unread])],
    managers: [...own.managers, ...others.managers],
  };
  return {
    facts,
    context: usable,
    answers,
    imageFiles,
    roots,
    unnamedCopies: unnamed,
    calls: expanded.calls,
    main,
    serviceDoubts: services.doubts,
    unreadScripts: expanded.unread,
    managers: expanded.managers,
    readImage: path => {
      const file = imageFiles?.get(path);
      return file === undefined ? undefined : usable?.read(file);
    },
  };
}

/** The last call that is no wrapper of another: what `npm start` runs in the end. */
function lastOf(calls: readonly ProgramCall[], start: ProgramCall): ProgramCall {
  return (
    calls.findLast(call => !/^(?:npm|yarn|pnpm|npx|bunx|exec)$/.test(baseName(call.program)) && !call.conditional) ??
    start
  );
}

function mapFiles(facts: StageFacts, context: ConversionContext): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const copy of facts.copies) {
    if (copy.from !== undefined || copy.remote || isUnpackedByAdd(copy)) continue;
    // Paths of the context are clean, so that this is all that joining them takes: there may be a hundred thousand.
    const target = joinPath(copy.destination, '.');
    const below = target === '.' ? '' : target === '/' ? '/' : `${target}/`;
    for (const source of copy.sources) {
      const clean = source
        .replace(/^(?:\.?\/)+/, '')
        .replace(/\/+$/, '')
        .replace(/^\.$/, '');
      const pattern = /[*?[]/.test(clean) ? globToRegExp(clean) : undefined;
      for (const { path } of context.files) {
        if (clean === '') {
          map.set(below + path, path);
        } else if (pattern !== undefined) {
          const matched = pattern.exec(path);
          if (!matched) continue;
          const rest = path.slice(matched[0].length);
          if (rest === '') map.set(joinPath(copy.destination, baseName(path)), path);
          else if (rest.startsWith('/')) map.set(below + rest.slice(1), path);
        } else if (path === clean) {
          const many = copy.sources.length > 1;
          const folder = copy.intoFolder || many || isKnownFolder(facts, copy.destination, path);
          map.set(folder ? joinPath(copy.destination, baseName(path)) : copy.destination, path);
        } else if (path.startsWith(clean + '/')) {
          map.set(below + path.slice(clean.length + 1), path);
        }
      }
    }
  }
  return map;
}

/** An ADD of an address that is no Git repository. */
export function isFetchedFile(copy: CopyFact): boolean {
  return (
    copy.remote && copy.sources.every(source => /^(?:https?|ftp):/.test(source) && !/\.git(?:[#?].*)?$/.test(source))
  );
}

/** An ADD of an archive of the context: its contents are in the image, not the archive. */
export function isUnpackedByAdd(copy: CopyFact): boolean {
  return (
    copy.step.instruction.name === 'ADD' &&
    copy.from === undefined &&
    !copy.remote &&
    copy.sources.some(source => /\.(?:tar(?:\.(?:gz|bz2|xz|zst))?|tgz|tbz2?|txz)$/.test(source))
  );
}

/** Go's filepath.Match, anchored at the start: `*` and `?` do not match `/`. */
function globToRegExp(glob: string): RegExp {
  let out = '^';
  for (let index = 0; index < glob.length; index++) {
    const character = glob[index]!;
    if (character === '*') {
      while (glob[index + 1] === '*') index++;
      out += '[^/]*';
    } else if (character === '?') out += '[^/]';
    else if (character === '[') {
      const end = glob.indexOf(']', index + 1);
      if (end === -1) out += '\\[';
      else {
        out += glob.slice(index, end + 1).replace(/^\[!/, '[^');
        index = end;
      }
    } else if (character === '\\') {
      index++;
      out += escapeRegExp(glob[index] ?? '');
    } else out += escapeRegExp(character);
  }
  try {
    return new RegExp(out + '(?=/|$)');
  } catch {
    return /^(?!)/;
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A destination of a file that is a folder although no `/` says so: a WORKDIR, or what a RUN made one. */
function isKnownFolder(facts: StageFacts, path: string, source: string): boolean {
  // `COPY crontab /etc/crontab`: the file is meant, not a folder of its name.
  const sameName = baseName(source) === baseName(path) && /^\/(?:etc|usr\/(?:share|lib)|var\/lib)\//.test(path);
  return (
    (isSystemFolder(path) && !sameName) ||
    facts.steps.some(step => step.workdir === path) ||
    facts.workdir === path ||
    facts.runs.some(
      run =>
        run.command.program === 'mkdir' && run.effect.writes.some(made => made === path || made.startsWith(path + '/')),
    )
  );
}

function findRoots(
  facts: StageFacts,
  imageFiles: ReadonlyMap<string, string> | undefined,
): { readonly roots: readonly string[]; readonly unnamed: readonly CopyFact[] } {
  const found = new Set<string>();
  const unnamed: CopyFact[] = [];
  for (const copy of facts.copies) {
    if (copy.from !== undefined) continue;
    const { destination } = copy;
    // What ADD fetches or unpacks is no part of the project: it is copied as it is (`outsideCopies`).
    const brought = isFetchedFile(copy) || isUnpackedByAdd(copy);
    if (!isSystemFolder(destination)) {
      if (!brought) found.add(destination);
      continue;
    }
    if (imageFiles?.has(destination)) {
      found.add(destination);
      continue;
    }
    const plain = copy.sources.every(source => !/[*?[]/.test(source) && /[^/.]/.test(source));
    if (copy.inline || !plain || copy.remote || brought) {
      unnamed.push(copy);
      continue;
    }
    for (const source of copy.sources) {
      const name = source.replace(/\/+$/, '');
      const target = joinPath(destination, baseName(name));
      // A folder's contents go into the destination: without the context nobody knows whether it is one.
      if (imageFiles === undefined ? !/\.\w+$/.test(name) : !imageFiles.has(target)) {
        if (!unnamed.includes(copy)) unnamed.push(copy);
      } else found.add(target);
    }
  }
  const workdir = facts.workdir;
  if (!isSystemFolder(workdir) && !facts.image.workdir.startsWith(workdir === '/' ? '!' : workdir)) found.add(workdir);
  else if (!isSystemFolder(workdir) && [...found].some(path => isInside(path, workdir))) found.add(workdir);
  for (const run of facts.runs) {
    // A clone or an unpacked archive that the program is started from.
    if (run.effect.kind !== 'download' && run.command.program !== 'tar') continue;
    for (const path of run.effect.writes) {
      if (!isSystemFolder(path) && facts.starts.some(call => isInside(resolvePath(call.cwd, call.program), path)))
        found.add(path);
    }
  }
  // `COPY . /` is made again as a whole: what came before it from the same place comes with it.
  const whole = unnamed
    .filter(copy => copy.sources.some(source => /^\.?\/?$/.test(source)))
    .map(copy => copy.destination);
  const covered = (path: string) =>
    whole.some(folder => imageFiles?.get(path) !== undefined && joinPath(folder, imageFiles.get(path)!) === path);
  const all = [...found].filter(path => !covered(path)).sort();
  return { roots: all.filter(path => !all.some(other => other !== path && isInside(path, other))), unnamed };
}

/** Where the main program is in the image, as far as its name says; undefined for bare names. */
export function programPath(call: ProgramCall): string | undefined {
  if (!call.program.includes('/') || call.dynamic) return undefined;
  return resolvePath(call.cwd, call.program);
}

/**
 * Files and folders of a root that may be read at run time: everything but what `isSource` says, and papers; those too when
 * `isNamed` says that the program names them. undefined: not known.
 */
export function runtimeEntries(
  situation: Situation,
  root: string,
  isSource: (relative: string) => boolean,
  isNamed: (relative: string) => boolean = () => false,
): readonly string[] | undefined {
  if (situation.imageFiles === undefined) return undefined;
  const entries = new Map<string, boolean>();
  for (const path of situation.imageFiles.keys()) {
    if (!isInside(path, root)) continue;
    if (path === root) {
      if (!isSource(baseName(path)) || isNamed(baseName(path))) entries.set(path, true);
      continue;
    }
    const relative = path.slice(root === '/' ? 1 : root.length + 1);
    if ((isSource(relative) || isNeverRuntime(relative)) && !isNamed(relative)) continue;
    const top = relative.split('/')[0]!;
    entries.set(joinPath(root, top), true);
  }
  return [...entries.keys()].sort();
}

/** Papers, settings of tools, CI: nothing that a program reads. */
export function isNeverRuntime(relative: string): boolean {
  const name = baseName(relative);
  return (
    /^(?:\.git|\.github|\.gitlab|\.circleci|\.vscode|\.idea|\.devcontainer|docs?|test|tests|__tests__|spec|\.husky|\.mvn|\.gradle|k8s|kubernetes|helm|charts|kustomize|deploy|deployment|manifests|terraform|\.cargo|benches|examples?|\.nyc_output|coverage|e2e|scripts?\/ci)(?:\/|$)/i.test(
      relative,
    ) ||
    /^(?:readme|licen[cs]e|copying|notice|changelog|changes|contributing|authors|code_of_conduct|security|makefile|gnumakefile|justfile|taskfile\.ya?ml|dockerfile|containerfile|vagrantfile|jenkinsfile|codeowners|procfile)(?:[.-].*)?$/i.test(
      name,
    ) ||
    /^(?:\.dockerignore|\.gitignore|\.gitattributes|\.gitmodules|\.editorconfig|\.travis\.yml|\.gitlab-ci\.yml|\.pre-commit-config\.yaml|skaffold.*\.ya?ml|cloudbuild\.ya?ml|docker-compose.*\.ya?ml|compose.*\.ya?ml|azure-pipelines\.yml|renovate\.json|\.eslintrc.*|\.prettierrc.*|\.golangci\.ya?ml|\.air\.toml|\.nvmrc|\.node-version|\.python-version|\.ruby-version|\.tool-versions|rustfmt\.toml|clippy\.toml|.*dockerfile)$/i.test(
      name,
    ) ||
    /\.(?:md|rst|adoc)$|^\.DS_Store$|^Thumbs\.db$/i.test(name)
  );
}

/**
 * Whether a file that looks like a source or a paper is read by the program after all: a blog's `articles/*.md`, the
 * `docs/swagger.json` of a server, a `settings.toml`. By the sources' string literals: one has the file's name, a folder
 * of its path, or its ending. Without the sources, papers outside the usual folders count, and data in `docs`.
 */
export function namedInSources(
  texts: readonly string[] | undefined,
  sourceEndings: RegExp,
): (relative: string) => boolean {
  if (texts === undefined) {
    return relative =>
      (/^[^/]+\/.*\.(?:md|rst|adoc)$/i.test(relative) &&
        !isNeverRuntime(relative.replace(/\.(?:md|rst|adoc)$/i, '.text'))) ||
      /^docs?\/.*\.(?:json|ya?ml|html)$/i.test(relative);
  }
  const words = new Set<string>();
  const endings = new Set<string>();
  for (const text of texts) {
    for (const match of text.replace(/^\s*#\s*include\b.*$/gm, '').matchAll(/"((?:[^"\\\n]|\\.)*)"|`([^`]*)`/g)) {
      const literal = match[1] ?? match[2]!;
      if (literal.length > 300) continue;
      for (const word of literal.split(/[/\\]/)) words.add(word);
      const ending = /\.(\w+)$/.exec(literal)?.[1] ?? /^\w+$/.exec(literal)?.[0];
      if (ending !== undefined) endings.add(ending.toLowerCase());
    }
  }
  const papers = /\.(md|rst|adoc|toml|json|ya?ml|txt|html)$/i;
  return relative => {
    if (sourceEndings.test(relative) || /(?:^|\/)Cargo\.(?:toml|lock)$/.test(relative)) return false;
    const segments = relative.split('/');
    if (segments.some(segment => words.has(segment))) return true;
    const ending = papers.exec(relative)?.[1]?.toLowerCase();
    // A paper at the top is read when its name is in the sources; one in a folder also when its ending is.
    const plain = relative.replace(papers, '.data');
    return ending !== undefined && segments.length > 1 && endings.has(ending) && !isNeverRuntime(plain);
  };
}

/** All texts of the sources with one of the endings that the context can give; undefined when one cannot be read. */
export function sourceTexts(situation: Situation, endings: RegExp, most = 400): readonly string[] | undefined {
  if (situation.imageFiles === undefined || situation.context === undefined) return undefined;
  const texts: string[] = [];
  let size = 0;
  for (const [image, file] of situation.imageFiles) {
    if (!endings.test(image) || /(?:^|\/)node_modules\/|(?:^|\/)vendor\//.test(file)) continue;
    const text = situation.context.read(file);
    if (text === undefined) return undefined;
    size += text.length;
    texts.push(text);
    if (texts.length > most || size > 4_000_000) return undefined;
  }
  return texts.length === 0 ? undefined : texts;
}

/** Names of system programs that sources call. */
export function toolsInSources(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.flatMap(toolsInSource))];
}

const toolsInSource = ofText((text): readonly string[] => {
  if (!startsPrograms(text)) return [];
  const found = new Set<string>();
  // They call git: `gh repo clone`, `gitleaks detect`.
  if (/["'`\s](?:[\w./-]*\/)?(?:gh|glab|gitleaks|trufflehog) [a-z]/.test(text)) found.add('git');
  for (const pattern of TOOL_CALLS) for (const match of text.matchAll(pattern)) found.add((match[1] ?? match[2])!);
  return [...found];
});

const TOOL_CALLS: readonly RegExp[] = [
  // Names that are nothing else: wherever they stand.
  /["'`](?:\/usr\/bin\/|\/bin\/)?(ffmpeg|ffprobe|magick|pg_dump|psql|mysqldump|redis-cli|rsync|nslookup|pdftotext|tesseract|wkhtmltopdf|g\+\+|gcc|python3)(?=["'`\s])/g,
  // A command line or an argument list: `"git clone …"`, `["curl", "-s", …]`.
  /["'`](?:\/usr\/bin\/|\/bin\/)?(git|curl|wget|unzip|ssh|scp|ssh-keygen|openssl|jq|nc|gpg|pkill|pgrep)(?=\s+[-\w./"'`$])|\[\s*["'`](?:\/usr\/bin\/|\/bin\/)?(git|curl|wget|unzip|zip|ssh|scp|ssh-keygen|openssl|jq|nc|ping|dig|convert|identify|dot|file|make|gpg|ps|pkill|pgrep)["'`]\s*,\s*f?["'`]/g,
  // Behind another command of a line: `cd data && git pull`.
  /(?:&&|\|\|?|;)[ \t]*(git|curl|wget|unzip|ssh|scp|openssl|jq|gpg|ffmpeg|g\+\+|gcc|python3)[ \t]+[-\w./"'`${]/g,
  // Words of every language: only as the first argument of what starts programs.
  /(?:Command|Command::new|run|call|check_output|check_call|Popen|popen|popen2e?|capture[23]e?|system|spawn|spawnSync|exec|execSync|execFile|execFileSync|execa|execaSync|shell_exec|passthru|proc_open|ProcessBuilder|which|LookPath)\s*\(\s*(?:List\.of\(\s*)?\[?\s*f?["'`](?:\/usr\/bin\/|\/bin\/)?(git|curl|wget|convert|identify|mysql|unzip|zip|ssh|scp|ssh-keygen|ps|pkill|pgrep|free|top|ping|dig|gs|dot|sqlite3|openssl|jq|file|make|nc|gpg|xz|bzip2)(?=["'`\s])/g,
];

/** The first answer to a question: the user's, else the default. */
export function answerOf(situation: Situation, question: Question): string {
  const given = situation.answers[question.id];
  return given !== undefined && question.options.some(option => option.value === given) ? given : question.default;
}

export function isAnswered(situation: Situation, id: string): boolean {
  return situation.answers[id] !== undefined;
}

export function refuse(code: string, message: string, hint?: string, line?: number): PlanResult {
  return {
    refuse: { code, message, ...(hint === undefined ? {} : { hint }), ...(line === undefined ? {} : { line }) },
  };
}

/** RUN commands of a tool. */
export function runsOf(situation: Situation, ...programs: readonly string[]) {
  return situation.facts.runs.filter(run => programs.includes(run.command.program));
}

/** The instruction that says what is started; FROM where only a service of Compose says it. */
export function startInstruction(facts: StageFacts) {
  return facts.cmd ?? facts.entrypoint ?? facts.stage.from;
}

/** The 0-based line of an instruction's start. */
export function lineOf(instruction: { readonly startLine: number }): number {
  return instruction.startLine - 1;
}

/** A doubt about what a command of the build did. */
export function doubt(obligation: Doubt['obligation'], code: string, message: string, run: RunCommand): Doubt {
  return { obligation, code, message, line: lineOf(run.step.instruction) };
}
