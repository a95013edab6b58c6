/**
 * The text of a new .dockerignore: what no image needs, by ecosystem and by what lies there. Nothing that the Dockerfile names is left
 * out, installed packages and build results only where the image makes its own.
 */

import { copySources } from '../../context/copySources.ts';
import { compileDockerignore, parseDockerignore } from '../../context/dockerignore.ts';
import { literalPattern } from '../../context/map.ts';
import { matchSource, type SourceOptions } from '../../context/sources.ts';
import { type ContextFolder, type ContextTree, joinPath } from '../../context/tree.ts';
import type { DockerfileDocument } from '../../model/document.ts';

export type IgnoreEcosystem =
  | 'node'
  | 'python'
  | 'go'
  | 'java'
  | 'rust'
  | 'dotnet'
  | 'php'
  | 'ruby'
  | 'elixir'
  | 'cpp'
  | 'generic';

export interface CreateOptions {
  /** Sources of COPY and ADD, variables expanded: they stay whole. */
  readonly sources?: readonly { readonly value: string; readonly options?: SourceOptions }[];
  /** The ecosystems whose dependencies the image installs itself; so what is installed here may stay here. All unless told. */
  readonly installs?: ReadonlySet<IgnoreEcosystem>;
  /** Those that the image builds from sources; so build results may stay here. All unless told. */
  readonly builds?: ReadonlySet<IgnoreEcosystem>;
  /** The build asks git for something. */
  readonly needsGit?: boolean;
  /** Whether git ignores a `.env` of the context; absent outside of a repository. */
  readonly isGitIgnored?: ((path: string) => boolean) | undefined;
}

/** The text, with `\n` line ends. `tree` may be undefined; then nothing of what lies there is checked. */
export function createDockerignore(
  ecosystems: IgnoreEcosystem | readonly IgnoreEcosystem[],
  tree: ContextTree | undefined,
  options: CreateOptions = {},
): string {
  const kinds = typeof ecosystems === 'string' ? [ecosystems] : ecosystems;
  const settings = tree ? ofTheProject(tree, options.isGitIgnored) : { kept: [], left: [] };
  const sections: Section[] = [
    { title: 'What no image needs', lines: general.filter(({ pattern }) => pattern !== '.git' || !options.needsGit) },
    {
      title: 'Settings and secrets of this machine; if the image needs such a file, take the line out',
      lines: [...(settings.kept.length > 0 ? settings.left : ['**/.env']).map(pattern => ({ pattern })), ...secrets],
      remark: settings.kept.length === 0 ? undefined : whyKept(settings.kept, options.isGitIgnored !== undefined),
    },
    ...kinds.map(kind => ({
      title: titles[kind],
      lines: specific[kind]
        .filter(({ when }) => when === undefined || (options[when]?.has(kind) ?? true))
        .filter(({ sign }) => sign === undefined || tree === undefined || hasFile(tree, sign))
        .flatMap(line => (line.beside ? besideManifests(line, line.beside, tree) : [line])),
    })),
  ];
  const kept: string[] = [];
  const written = new Set<string>();
  for (const { title, lines, remark } of sections) {
    const patterns = lines
      .map(({ pattern }) => pattern)
      .filter(pattern => !written.has(pattern) && !takesAway(pattern, tree, options.sources ?? []));
    if (patterns.length === 0) continue;
    for (const pattern of patterns) written.add(pattern);
    kept.push(`# ${title}`, ...(remark === undefined ? [] : [`# ${remark}`]), ...patterns, '');
  }
  return kept.join('\n');
}

/** The same for a Dockerfile: ecosystems from the files, the rest from what its RUNs do. */
export function createDockerignoreFor(
  document: DockerfileDocument,
  tree: ContextTree | undefined,
  isGitIgnored?: (path: string) => boolean,
): string {
  const runs = document.tree.instructions
    .map(instruction => instruction.trigger ?? instruction)
    .filter(instruction => instruction.name === 'RUN')
    .map(instruction => document.text.slice(instruction.span.start, instruction.span.end))
    .join('\n');
  const sources = copySources(document).flatMap(source =>
    source.value === undefined ? [] : [{ value: source.value, options: source.options }],
  );
  return createDockerignore(tree ? ecosystemsOf(tree) : ['generic'], tree, {
    sources,
    installs: ecosystemsIn(runs, installCommands),
    builds: ecosystemsIn(runs, buildCommands),
    needsGit: /(^|[\s;&|(`])git\s/m.test(runs) || /setuptools[_-]scm|versioneer|git-commit-id/i.test(runs),
    isGitIgnored,
  });
}

/**
 * The `.env` files that belong to the project: Symfony's, and those of front ends, hold the defaults and are committed. git says which are;
 * where it does not, what lies beside them. `left`: patterns of the others, when there are some to keep.
 */
function ofTheProject(
  tree: ContextTree,
  isGitIgnored: CreateOptions['isGitIgnored'],
): { readonly kept: readonly string[]; readonly left: readonly string[] } {
  const kept: string[] = [];
  const left: string[] = [];
  for (const folder of foldersOf(tree)) {
    if (!folder.files.has('.env')) continue;
    const path = joinPath(folder.path, '.env');
    const isKept = isGitIgnored ? !isGitIgnored(path) : holdsDefaults(folder);
    (isKept ? kept : left).push(isKept ? path : literalPattern(path));
  }
  return { kept: kept.sort(), left: left.sort() };
}

/** An example beside it says that everybody makes his own; variants for kinds of builds, that it is what they vary. */
function holdsDefaults({ files }: ContextFolder): boolean {
  const names = [...files.keys()];
  if (names.some(name => /^\.env\.(?:example|sample|dist|template)$/.test(name))) return false;
  return (
    files.has('symfony.lock') || names.some(name => /^\.env\.(?:dev|development|prod|production|test)$/.test(name))
  );
}

/** Folders of sources: without packages and git's own. */
function* foldersOf(tree: ContextTree): Generator<ContextFolder> {
  const open = [tree.root];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    yield folder;
    for (const [name, below] of folder.folders) if (name !== 'node_modules' && name !== '.git') open.push(below);
  }
}

/** Whether a file or folder of sources has such a name. */
function hasFile(tree: ContextTree, name: RegExp): boolean {
  for (const { files, folders } of foldersOf(tree)) {
    for (const key of files.keys()) if (name.test(key)) return true;
    for (const key of folders.keys()) if (name.test(key)) return true;
  }
  return false;
}

function whyKept(paths: readonly string[], saysGit: boolean): string {
  const [are, they, them] = paths.length > 1 ? ['are', 'they are', 'them'] : ['is', 'it is', 'it'];
  const reason = saysGit
    ? `git does not ignore ${them}, so ${they} a part of the project`
    : `by what lies beside ${them}, ${they} a part of the project`;
  return `${listed(paths)} ${are} sent: ${reason}`;
}

function listed(paths: readonly string[]): string {
  if (paths.length > 3) return `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`;
  return paths.length < 2 ? paths.join('') : `${paths.slice(0, -1).join(', ')} and ${paths.at(-1)}`;
}

function ecosystemsIn(
  runs: string,
  commands: Readonly<Partial<Record<IgnoreEcosystem, RegExp>>>,
): ReadonlySet<IgnoreEcosystem> {
  const kinds = Object.keys(commands) as IgnoreEcosystem[];
  return new Set(kinds.filter(kind => commands[kind]!.test(runs)));
}

/** What makes the folder of dependencies in the image. A script of unknown content makes nothing that we could rely on. */
const installCommands: Readonly<Partial<Record<IgnoreEcosystem, RegExp>>> = {
  node: /\b(?:npm|pnpm|bun)\s+(?:-\S+\s+)*(?:ci|clean-install|install|i|add)\b|\byarn(?:\s+(?:-\S+|install|workspaces focus))*\s*(?:$|&&|;|\|\|)/m,
  python: /\b(?:pip[\d.]*|poetry|pipenv|uv|pdm|conda|mamba)\s[^\n]*\b(?:install|sync|create|update)\b/,
  php: /\bcomposer(?:\.phar)?\s[^\n]*\b(?:install|i|update|create-project)\b/,
  ruby: /\bbundle(?:r)?(?:\s+(?:-\S+|install))*\s*(?:$|&&|;|\\)|\bbundle(?:r)?\s[^\n]*\binstall\b/m,
  elixir: /\bdeps\.get\b/,
};

/** What makes the folder of build results in the image. */
const buildCommands: Readonly<Partial<Record<IgnoreEcosystem, RegExp>>> = {
  node: /\b(?:npm|yarn|pnpm|bun|nx|turbo|lerna|rush)\s[^\n]*build|\b(?:tsc|webpack|vite|esbuild|rollup|parcel|gulp|grunt)\b|\b(?:next|nuxt|ng|nest|astro|vue-cli-service|react-scripts)\s[^\n]*(?:build|generate)/,
  java: /\b(?:mvnw?|gradlew?|sbt|lein|ant)\b/,
  rust: /\bcargo\s[^\n]*\b(?:build|install|run|test|chef)\b/,
  dotnet: /\bdotnet\s+(?:build|publish|run|pack|test|msbuild)\b/,
  elixir: /\bmix\s[^\n]*\b(?:compile|release)\b/,
  cpp: /\b(?:make|cmake|ninja|meson|scons|gcc|g\+\+|cc|clang)\b/,
};

/**
 * The folder where it lies beside a manifest of its ecosystem, and nowhere else: a Java package may be called "build", a folder of
 * scripts "bin", one of web assets "dist".
 */
function besideManifests(line: Line, manifest: RegExp, tree: ContextTree | undefined): readonly Line[] {
  const { pattern: name } = line;
  if (!tree) return [line];
  const places: string[] = [];
  let isElsewhere = false;
  const open = [tree.root];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    const isPlace = [...folder.files.keys()].some(file => manifest.test(file));
    if (isPlace) places.push(folder.path);
    else if (folder.folders.has(name)) isElsewhere = true;
    for (const [below, inner] of folder.folders) {
      // What lies in such a folder goes with it.
      if (below !== 'node_modules' && below !== '.git' && !(isPlace && below === name)) open.push(inner);
    }
  }
  if (places.length === 0) return [];
  if (places.every(place => place === '')) return [line];
  if (!isElsewhere) return [{ ...line, pattern: `**/${name}` }];
  return places.sort().map(place => ({ ...line, pattern: literalPattern(joinPath(place, name)) }));
}

/** What the files at the root (and one folder down) say; `['generic']` when they say nothing. */
export function ecosystemsOf(tree: ContextTree): readonly IgnoreEcosystem[] {
  const names = new Set(tree.root.files.keys());
  for (const folder of tree.root.folders.values()) {
    if (folder.path !== 'node_modules') for (const name of folder.files.keys()) names.add(name);
  }
  const has = (pattern: RegExp): boolean => [...names].some(name => pattern.test(name));
  const found: IgnoreEcosystem[] = [];
  if (has(/^package\.json$|^deno\.jsonc?$/)) found.push('node');
  if (has(/^(requirements.*\.txt|pyproject\.toml|setup\.(py|cfg)|Pipfile)$/)) found.push('python');
  if (has(/^go\.mod$/)) found.push('go');
  if (has(/^(pom\.xml|build\.gradle(\.kts)?|build\.sbt|project\.clj)$/)) found.push('java');
  if (has(/^Cargo\.toml$/)) found.push('rust');
  if (has(/\.(cs|fs|vb)proj$|\.slnx?$/)) found.push('dotnet');
  if (has(/^composer\.json$/)) found.push('php');
  if (has(/^Gemfile$/)) found.push('ruby');
  if (has(/^mix\.exs$/)) found.push('elixir');
  if (has(/^CMakeLists\.txt$|^configure(\.ac)?$/)) found.push('cpp');
  return found.length > 0 ? found : ['generic'];
}

interface Line {
  readonly pattern: string;
  /** Only when the image does that itself. */
  readonly when?: 'installs' | 'builds';
  /** A folder's name: only where it lies beside such a file. */
  readonly beside?: RegExp;
  /** Only when something of that name lies in the context. */
  readonly sign?: RegExp;
}

interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
  /** A second line of comment. */
  readonly remark?: string | undefined;
}

const always = (...patterns: string[]): Line[] => patterns.map(pattern => ({ pattern }));
const installed = (...patterns: string[]): Line[] => patterns.map(pattern => ({ pattern, when: 'installs' }));
const built = (...patterns: string[]): Line[] => patterns.map(pattern => ({ pattern, when: 'builds' }));
const when = (sign: RegExp, ...lines: Line[]): Line[] => lines.map(line => ({ ...line, sign }));
const beside = (beside: RegExp, ...lines: Line[]): Line[] => lines.map(line => ({ ...line, beside }));

const general: readonly Line[] = always(
  '.git',
  '.gitignore',
  '.gitattributes',
  '.github',
  '**/.DS_Store',
  '**/.idea',
  '**/.vscode',
  '**/*.swp',
  '.dockerignore',
  // Only at the root: deeper ones may be templates that a program writes.
  'Dockerfile*',
  'compose*.y*ml',
  'docker-compose*.y*ml',
  '**/*.log',
);

/** Beside `.env` itself. Others, such as .env.production, are read by the builds of front ends. */
const secrets: readonly Line[] = always('**/.env.local', '**/.env.*.local');

const specific: Readonly<Record<IgnoreEcosystem, readonly Line[]>> = {
  node: [
    ...installed('**/node_modules'),
    ...when(/^pnpm-lock\.yaml$|^\.pnpm-store$/, ...installed('**/.pnpm-store')),
    ...beside(/^package\.json$/, ...built('dist')),
    ...when(/^next\.config\.|^\.next$/, ...built('**/.next')),
    ...when(/^nuxt\.config\.|^\.nuxt$/, ...built('**/.nuxt')),
    ...when(/^svelte\.config\.|^\.svelte-kit$/, ...built('**/.svelte-kit')),
    ...when(/^turbo\.jsonc?$|^\.turbo$/, ...built('**/.turbo')),
    ...beside(/^package\.json$/, ...always('coverage')),
    ...when(/^\.nyc(?:rc|_output$)/, ...always('**/.nyc_output')),
    ...when(/^\.eslintrc|^eslint\.config\.|^\.eslintcache$/, ...always('**/.eslintcache')),
    ...when(/^tsconfig.*\.json$|\.tsbuildinfo$/, ...always('**/*.tsbuildinfo')),
  ],
  python: [
    ...installed('**/.venv'),
    ...beside(/^(?:requirements.*\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile)$/, ...installed('venv')),
    ...always(
      '**/__pycache__',
      '**/*.pyc',
      '**/.pytest_cache',
      '**/.mypy_cache',
      '**/.ruff_cache',
      '**/.tox',
      '**/.coverage',
      '**/htmlcov',
      '**/*.egg-info',
    ),
  ],
  // Only at the root: an embedded file may be called so, too.
  go: always('*.test', '*.out', 'coverage.txt'),
  java: [
    ...beside(/^pom\.xml$|^build\.sbt$|^project\.clj$/, ...built('target')),
    ...beside(/^(?:build|settings)\.gradle(?:\.kts)?$/, ...built('build')),
    ...built('**/.gradle', '**/*.class'),
    ...always('**/.settings', '**/.classpath', '**/.project'),
  ],
  rust: beside(/^Cargo\.toml$/, ...built('target')),
  dotnet: [
    ...beside(/\.(?:cs|fs|vb)proj$/, ...built('bin', 'obj')),
    ...always('**/.vs', '**/*.user', '**/TestResults'),
  ],
  php: [
    ...beside(/^composer\.json$/, ...installed('vendor')),
    ...always('**/.phpunit.result.cache', '**/.php-cs-fixer.cache'),
  ],
  ruby: [
    ...installed('vendor/bundle', '.bundle'),
    // The folders themselves are needed: the server writes there.
    ...always('log/*', '!log/.keep', 'tmp/*', '!tmp/.keep', '!tmp/pids', 'coverage', '**/.byebug_history'),
  ],
  elixir: [...installed('deps'), ...built('_build'), ...always('cover', '.elixir_ls')],
  cpp: [...built('**/CMakeFiles', '**/CMakeCache.txt', '**/*.o'), ...always('**/.cache', '**/compile_commands.json')],
  generic: [],
};

const titles: Readonly<Record<IgnoreEcosystem, string>> = {
  node: 'Node.js',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  rust: 'Rust',
  dotnet: '.NET',
  php: 'PHP',
  ruby: 'Ruby',
  elixir: 'Elixir',
  cpp: 'C and C++',
  generic: 'This project',
};

/** Whether the pattern would leave out a file that a source names by more than "everything", or one it needs by name. */
function takesAway(
  pattern: string,
  tree: ContextTree | undefined,
  sources: readonly { readonly value: string; readonly options?: SourceOptions }[],
): boolean {
  const ignore = compileDockerignore(parseDockerignore(pattern));
  return sources.some(({ value, options }) => {
    const path = value.replace(/^(\.?\/)+/, '').replace(/\/+$/, '');
    if (path === '' || path === '.' || path === '*') return false;
    if (!/[*?[\\]/.test(path) && ignore.matchesOrParent(path)) return true;
    if (!tree) return false;
    const before = matchSource(value, tree, undefined, options);
    const after = matchSource(value, tree, ignore, options);
    if (after.files === before.files) return false;
    // Of a folder that is named, droppings like caches may go; a source that is emptied or a named file may not.
    return after.files === 0 || !before.entries.some(entry => entry.isFolder);
  });
}
