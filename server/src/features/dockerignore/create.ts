/**
 * The text of a new .dockerignore: what no image needs, by ecosystem and by what lies there. Nothing that the Dockerfile names is left
 * out, installed packages and build results only where the image makes its own.
 */

import { copySources } from '../../context/copySources.ts';
import { compileDockerignore, parseDockerignore } from '../../context/dockerignore.ts';
import { matchSource, type SourceOptions } from '../../context/sources.ts';
import { type ContextTree, filesBelow } from '../../context/tree.ts';
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
  /** The image installs its dependencies itself; so what is installed here may stay here. True unless told. */
  readonly installs?: boolean;
  /** The image is built from sources; so build results may stay here. True unless told. */
  readonly builds?: boolean;
  /** The build asks git for something. */
  readonly needsGit?: boolean;
}

/** The text, with `\n` line ends. `tree` may be undefined; then nothing of what lies there is checked. */
export function createDockerignore(
  ecosystems: IgnoreEcosystem | readonly IgnoreEcosystem[],
  tree: ContextTree | undefined,
  options: CreateOptions = {},
): string {
  const kinds = typeof ecosystems === 'string' ? [ecosystems] : ecosystems;
  const sections: Section[] = [
    general.filter(({ pattern }) => pattern !== '.git' || !options.needsGit),
    ...kinds.map(kind => specific[kind]),
  ].map((lines, index) => ({
    title: index === 0 ? 'What no image needs' : titles[kinds[index - 1]!],
    lines: lines.filter(({ when }) => when === undefined || (options[when] ?? true)),
  }));
  const kept: string[] = [];
  const written = new Set<string>();
  for (const { title, lines } of sections) {
    const patterns = lines
      .map(({ pattern }) => pattern)
      .filter(pattern => !written.has(pattern) && !takesAway(pattern, tree, options.sources ?? []));
    if (patterns.length === 0) continue;
    for (const pattern of patterns) written.add(pattern);
    kept.push(`# ${title}`, ...patterns, '');
  }
  return kept.join('\n');
}

/** The same for a Dockerfile: ecosystems from the files, the rest from what its RUNs do. */
export function createDockerignoreFor(document: DockerfileDocument, tree: ContextTree | undefined): string {
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
    installs: /\b(npm|yarn|pnpm|bun|pip3?|uv|poetry|pipenv|bundle|composer|mix|go|cargo|mvnw?|gradlew?|dotnet)\b/.test(
      runs,
    ),
    builds:
      /\b(build|compile|package|publish|make|install|javac|gcc|cmake|ninja|bootJar|assemble|export|release)\b/.test(
        runs,
      ),
    needsGit: /(^|[\s;&|(`])git\s/m.test(runs) || /setuptools[_-]scm|versioneer|git-commit-id/i.test(runs),
  });
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
}

interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

const always = (...patterns: string[]): Line[] => patterns.map(pattern => ({ pattern }));
const installed = (...patterns: string[]): Line[] => patterns.map(pattern => ({ pattern, when: 'installs' }));
const built = (...patterns: string[]): Line[] => patterns.map(pattern => ({ pattern, when: 'builds' }));

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
  '**/Dockerfile*',
  '**/compose*.y*ml',
  '**/docker-compose*.y*ml',
  '**/.env',
  '**/.env.*',
  '**/*.log',
);

const specific: Readonly<Record<IgnoreEcosystem, readonly Line[]>> = {
  node: [
    ...installed('**/node_modules', '**/.pnpm-store', '**/.yarn/cache'),
    ...built('**/dist', '**/.next', '**/.nuxt', '**/.svelte-kit', '**/.turbo'),
    ...always('**/coverage', '**/.nyc_output', '**/.eslintcache', '**/*.tsbuildinfo'),
  ],
  python: [
    ...installed('**/.venv', '**/venv'),
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
  go: always('**/*.test', '**/*.out', '**/coverage.txt'),
  java: [
    ...built('**/target', '**/build', '**/.gradle', '**/out'),
    ...always('**/*.class', '**/.settings', '**/.classpath', '**/.project'),
  ],
  rust: built('**/target'),
  dotnet: [...built('**/bin', '**/obj'), ...always('**/.vs', '**/*.user', '**/TestResults')],
  php: [...installed('**/vendor'), ...always('**/.phpunit.result.cache', '**/.php-cs-fixer.cache')],
  ruby: [...installed('vendor/bundle', '.bundle'), ...always('log/*', 'tmp/*', '**/coverage', '**/.byebug_history')],
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

/** How many files of the tree a text would leave out, for a preview. */
export function countIgnored(text: string, tree: ContextTree): number {
  const ignore = compileDockerignore(parseDockerignore(text));
  let count = 0;
  for (const file of filesBelow(tree.root)) if (ignore.matches(file.path)) count++;
  return count;
}
