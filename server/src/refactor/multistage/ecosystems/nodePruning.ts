/**
 * Whether development dependencies of Node can be left out of the final image. It is done without a question when each of them is a
 * known tool of builds and tests and nothing of the program names it; else it is a question, or is not offered at all.
 */
import { joinPath } from '../../../model/goText.ts';
import { resolvePath } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import type { PackageJson } from '../manifests.ts';
import { ofText } from '../ofText.ts';
import type { Situation } from '../situation.ts';
import type { Question } from '../types.ts';
import { addedPackages, globalPackageOf, installRuns, installsProductionOnly } from './nodeInstalls.ts';

export interface Pruning {
  readonly question: Question;
  /** Nobody has to be asked. */
  readonly isProven: boolean;
  /** What removes them at the end of the build. */
  readonly command: string;
}

/** undefined: there are none, or the program needs some of them, or the package manager cannot take them away. */
export function pruningOf(situation: Situation, json: PackageJson | undefined): Pruning | undefined {
  if (json === undefined || json.devDependencies.length === 0 || json.workspaces || installsProductionOnly(situation))
    return undefined;
  const runs = installRuns(situation);
  if (runs.length === 0 || runs.some(run => run.effect.tool === 'bun')) return undefined;
  // A later user has no right to remove what root installed.
  const last = situation.facts.runs.at(-1)?.step.user ?? '';
  if (!isRoot(last) && last !== runs.at(-1)!.step.user) return undefined;
  const command = pruneCommand(situation, json);
  if (command === undefined || isStartedOrLoaded(situation, json)) return undefined;
  // A package that a RUN adds and package.json does not name would go too.
  if (addedPackages(situation).names.some(name => !json.dependencies.includes(name))) return undefined;
  // They check types when they start: declarations are development dependencies.
  if (situation.calls.some(call => /^(?:ts-node(?:-\w+)?|tsc|nest)$/.test(baseName(call.program)))) return undefined;
  if (importsOf(situation, json, reachedFiles(situation)).length > 0) return undefined;
  const imported = importedDevelopmentPackages(situation, json);
  // A bundler takes what is imported into its output; without one the program imports it when it runs.
  const isTaken = isBundled(situation, json) && !imported.some(name => NEVER_BUNDLED.test(name));
  if (imported.length > 0 && !isTaken) return undefined;
  const isProven = imported.length === 0 && json.devDependencies.every(name => TOOLING.test(name));
  return { question: questionOf(command, imported), isProven, command };
}

function questionOf(command: string, imported: readonly string[]): Question {
  return {
    id: 'dependencies',
    question: 'Leave development dependencies out of the final image?',
    options: [
      {
        value: 'production',
        label: 'Only production dependencies',
        detail: `${command} runs at the end of the build; ${
          imported.length === 0
            ? 'a package that is listed wrongly would be missing'
            : `the sources import ${imported.slice(0, 3).join(', ')}, which must be in what the bundler makes`
        }.`,
      },
      { value: 'all', label: 'All dependencies', detail: 'As now.' },
    ],
    default: 'production',
  };
}

/** What compiles, checks, tests and formats, and is no part of what runs. */
const TOOLING = new RegExp(
  `^(?:${[
    '@types/.*|typescript|typescript-eslint|@typescript-eslint/.*|@tsconfig/.*|ts-loader|ts-jest|tsconfig-paths-webpack-plugin|tsc-watch|tsc-alias|vue-tsc',
    'eslint|eslint-.*|@eslint/.*|@stylistic/.*|globals|prettier|prettier-.*|@trivago/prettier-.*|@ianvs/prettier-.*|standard|xo|tslint|tslint-.*|stylelint|stylelint-.*|@biomejs/biome|oxlint',
    'jest|jest-.*|@jest/.*|babel-jest|vitest|@vitest/.*|mocha|chai|chai-.*|sinon|sinon-.*|nyc|c8|ava|tap|tape|supertest|nock|jsdom|happy-dom|cypress|@playwright/test|@testing-library/.*|@faker-js/faker|mongodb-memory-server|axios-mock-adapter',
    'prisma|nodemon|ts-node|ts-node-dev|tsx|source-map-support|tsconfig-paths|node-gyp|nuxt|@nuxt/.*|@nuxtjs/.*|concurrently|npm-run-all2?|rimraf|del-cli|cpx2?|copyfiles|shx|npm-check-updates|depcheck',
    'husky|lint-staged|@commitlint/.*|commitizen|cz-.*|semantic-release|@semantic-release/.*|standard-version|release-it|auto-changelog|plop|pretty-quick|simple-git-hooks',
    '@nestjs/(?:cli|schematics|testing)|@swc/(?:cli|core|jest)|swc-loader|@babel/.*|babel-(?:loader|plugin-.*|preset-.*|eslint)|webpack|webpack-.*|[\\w-]+-loader|[\\w-]+-webpack-plugin|esbuild|esbuild-.*|rollup|rollup-.*|@rollup/.*|tsup|unbuild|@vercel/ncc',
    'vite|vite-.*|@vitejs/.*|@sveltejs/(?:vite-plugin-svelte|adapter-.*|kit|package)|svelte|svelte-.*|@rsbuild/.*|@remix-run/dev|@react-router/dev|@angular/(?:cli|compiler-cli|build)|@angular-devkit/.*',
    'tailwindcss|tailwindcss-.*|tailwind-.*|@tailwindcss/.*|postcss|postcss-.*|autoprefixer|cssnano|sass|sass-embedded|less|stylus|daisyui|typedoc|jsdoc|openapi-typescript|@openapitools/.*|@graphql-codegen/.*|graphql-codegen|drizzle-kit|dotenv-cli',
  ].join('|')})$`,
);

const BUNDLERS =
  /\b(?:vite build|webpack|esbuild|rollup|parcel|tsup|tsdown|unbuild|ncc|next build|nuxt build|nuxi build|remix (?:vite:)?build|react-router build|astro build|ng build|rspack|rsbuild|microbundle)\b/;

/** Packages with files of their own that bundlers leave where they are. */
const NEVER_BUNDLED =
  /^(?:@prisma\/client|prisma|sharp|bcrypt|argon2|sqlite3|better-sqlite3|canvas|puppeteer|playwright|node-pty|serialport|typeorm|sequelize|pg-native|mysql2|winston|pino|knex)$/;

/** The output of a bundler is what is started: the build makes nothing else, or a framework starts what it bundled. */
function isBundled(situation: Situation, json: PackageJson): boolean {
  const build = Object.entries(json.scripts)
    .filter(([name]) => /^(?:pre|post)?build/.test(name))
    .map(([, text]) => text)
    .concat(situation.facts.runs.map(run => run.words.join(' ')))
    .join('\n');
  if (!BUNDLERS.test(build) || /--packages[= ]external|--external\b/.test(build)) return false;
  const isFramework = situation.calls.some(
    call =>
      /^(?:next|nuxt|nuxi|remix-serve|react-router-serve|astro)$/.test(baseName(call.program)) ||
      call.args.some(arg =>
        /(?:^|\/)(?:\.output\/server|\.next\/standalone|build\/?(?:index\.js)?$|dist\/server\/entry\.mjs)/.test(arg),
      ),
  );
  return isFramework || !/(?<![\w-])tsc(?!\S)(?![^\n&|]*--noEmit)/.test(build);
}

/** A program, or what `node -r NAME` and NODE_OPTIONS load, is of a development dependency. */
function isStartedOrLoaded(situation: Situation, json: PackageJson): boolean {
  const options = (situation.facts.variables.get('NODE_OPTIONS') ?? '').split(/[\s=]+/);
  const words = [...situation.calls.flatMap(call => call.args.flatMap(arg => arg.split('='))), ...options];
  const programs = situation.calls
    .filter(call => call.origin === 'npm' || call.wrappers.includes('npx'))
    .map(call => baseName(call.program));
  return json.devDependencies.some(
    name =>
      // Declarations (`@types/node`) bring no program.
      !name.startsWith('@types/') &&
      (words.some(word => word === name || word.startsWith(`${name}/`)) ||
        programs.some(
          program => name === program || name.endsWith(`/${program}`) || globalPackageOf(program).includes(name),
        )),
  );
}

/** Development dependencies that sources of the program import: they are listed wrongly, or a bundler takes them in. */
export function importedDevelopmentPackages(situation: Situation, json: PackageJson): readonly string[] {
  const files = [...(situation.imageFiles ?? [])].filter(([image, file]) => {
    if (!/\.[cm]?[jt]sx?$/.test(image) || /(?:^|\/)node_modules\//.test(file)) return false;
    // Tests and settings of tools run with the tools.
    return !/(?:^|\/)(?:tests?|__tests__|spec|e2e|cypress|scripts|stories|\.storybook|prisma\/seed)(?:\/|\.)|\.(?:test|spec|stories|config|e2e-spec|d)\.[cm]?[jt]sx?$|(?:^|\/)\.[^/]*$|(?:^|\/)(?:gulpfile|Gruntfile|jest\.setup|setupTests|seed)\b/.test(
      file,
    );
  });
  return importsOf(
    situation,
    json,
    files.map(([, file]) => file),
  );
}

/** The files of the project that the started program loads as they are, by their relative imports: its script when no build makes it, its settings. */
function reachedFiles(situation: Situation): readonly string[] {
  const { imageFiles, context } = situation;
  const open = situation.calls
    .filter(call => baseName(call.program) === 'node')
    .flatMap(call => call.args.filter(arg => !arg.startsWith('-')).map(arg => resolvePath(call.cwd, arg)));
  // `next start` loads next.config.js.
  const started = new Set(situation.calls.map(call => baseName(call.program)));
  for (const image of imageFiles?.keys() ?? []) {
    const settings = /^(\w+)[.-]config\.[cm]?[jt]s$/.exec(baseName(image))?.[1];
    if (settings !== undefined && started.has(settings)) open.push(image);
  }
  const reached = new Map<string, string>();
  for (let path = open.pop(); path !== undefined && reached.size < 500; path = open.pop()) {
    const image = ['', '.js', '.cjs', '.mjs', '.ts', '/index.js', '/index.ts']
      .map(ending => path + ending)
      .find(candidate => imageFiles?.has(candidate) === true);
    const file = image === undefined ? undefined : imageFiles!.get(image);
    if (image === undefined || file === undefined || reached.has(image)) continue;
    reached.set(image, file);
    for (const name of importedNames(context?.read(file) ?? ''))
      if (name.startsWith('.')) open.push(resolvePath(resolvePath(image, '..'), name));
  }
  return [...reached.values()];
}

/** Development dependencies that files import; those that are no tools, also where a literal is their name (`target: 'pino-pretty'`). */
function importsOf(situation: Situation, json: PackageJson, files: readonly string[]): readonly string[] {
  const wanted = json.devDependencies.filter(name => !json.dependencies.includes(name) && !name.startsWith('@types/'));
  const found = new Set<string>();
  for (const file of files) {
    const text = withoutTypeImports(situation.context?.read(file) ?? '');
    const names = importedPackages(text);
    for (const name of wanted)
      if (names.has(name) || (!TOOLING.test(name) && (text.includes(`'${name}'`) || text.includes(`"${name}"`))))
        found.add(name);
  }
  return [...found];
}

/** `import type { A } from 'b'`: gone when it is compiled. */
const withoutTypeImports = ofText(text => text.replace(TYPE_IMPORT, ''));

const TYPE_IMPORT = /\b(?:import|export)\s+type\b[^'"`;]*?from\s*['"][^'"]+['"]/g;

const importedPackages = ofText(
  (text): ReadonlySet<string> =>
    new Set(
      importedNames(text).map(path =>
        path.startsWith('@') ? path.split('/').slice(0, 2).join('/') : path.split('/')[0]!,
      ),
    ),
);

function importedNames(text: string): readonly string[] {
  return [
    ...text.matchAll(
      /(?:^|[\n;])\s*(?:import|export)\s+(?!type\b)[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\b(?:require|import)\(\s*['"]([^'"]+)['"]/g,
    ),
  ].map(match => match[1] ?? match[2] ?? match[3]!);
}

function isNewYarn(situation: Situation, json: PackageJson): boolean {
  const { facts } = situation;
  const folder = installRuns(situation).at(-1)?.cwd ?? facts.workdir;
  return (
    /^yarn@[2-9]/.test(json.packageManager) ||
    situation.imageFiles?.has(joinPath(folder, '.yarnrc.yml')) === true ||
    /^__metadata:/m.test(situation.readImage(joinPath(folder, 'yarn.lock')) ?? '') ||
    facts.runs.some(run => run.command.program === 'yarn' && run.words[1] === 'set' && run.words[2] === 'version')
  );
}

/** undefined where the package manager cannot do it, or would run a script that needs what it removes. */
function pruneCommand(situation: Situation, json: PackageJson): string | undefined {
  const install = installRuns(situation).at(-1);
  const tool = install?.effect.tool ?? 'npm';
  // yarn 2 and newer has no prune; yarn 1 installs again.
  if (tool === 'yarn')
    return isNewYarn(situation, json) ? undefined : 'yarn install --production --ignore-scripts --prefer-offline';
  if (tool === 'pnpm') {
    // It runs the scripts of the project when it prunes: `prepare: husky`, which is gone by then.
    const hasScripts = ['prepare', 'preinstall', 'install', 'postinstall'].some(
      name => json.scripts[name] !== undefined,
    );
    if (!hasScripts) return 'pnpm prune --prod';
    return isOldPnpm(situation, json) ? undefined : 'pnpm prune --prod --ignore-scripts';
  }
  // Until Node 14 npm was version 6, which knows no `--omit`.
  const { tag } = situation.facts.image;
  const isOld =
    Number(/^\d+/.exec(tag)?.[0] ?? '99') <= 14 || /^(?:argon|boron|carbon|dubnium|erbium|fermium)/.test(tag);
  // A lock file that COPY brought is root's: another user cannot write it, and there is nothing to write.
  return `${isOld ? 'npm prune --production' : 'npm prune --omit=dev'}${isRoot(install?.step.user ?? '') ? '' : ' --no-save'}`;
}

/** Until version 7 `pnpm prune` knows no `--ignore-scripts`. */
function isOldPnpm(situation: Situation, json: PackageJson): boolean {
  const told = [json.packageManager, ...situation.facts.runs.flatMap(run => run.words)].some(word =>
    /^pnpm@[1-7](?:\.|$)/.test(word),
  );
  const folder = installRuns(situation).at(-1)?.cwd ?? situation.facts.workdir;
  return told || /^lockfileVersion:\s*'?5/m.test(situation.readImage(joinPath(folder, 'pnpm-lock.yaml')) ?? '');
}

function isRoot(user: string): boolean {
  return /^(?:(?:root|0)(?::.*)?)?$/.test(user);
}
