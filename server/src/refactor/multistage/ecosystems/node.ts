/** Node: the slim twin of the image with the project's folder, node_modules and all. TypeScript is the same with a build in it. */

import { joinPath } from '../../../model/goText.ts';
import type { ProgramCall } from '../analysis.ts';
import { isInside, resolvePath } from '../analysis.ts';
import { browserLibraries, puppeteerBrowser } from '../browsers.ts';
import { readableTexts } from '../calledPrograms.ts';
import { baseName } from '../commandClass.ts';
import { isSystemFolder } from '../effects/files.ts';
import { slimTwin } from '../images.ts';
import { type PackageJson, parsePackageJson } from '../manifests.ts';
import { packageOfTool, systemNeeds } from '../packages.ts';
import {
  answerOf,
  type Doubt,
  type Ecosystem,
  lineOf,
  type PlannedCopy,
  type PlanResult,
  refuse,
  type Situation,
  toolsInSources,
} from '../situation.ts';
import { addedPackages, globalPackageOf, installRuns, installsProductionOnly } from './nodeInstalls.ts';
import { importedDevelopmentPackages, pruningOf } from './nodePruning.ts';

export const node: Ecosystem = {
  name: 'node',
  matches: situation => situation.facts.image.family === 'node',
  plan: situation => planNode(situation, isTypeScript(situation) ? 'typescript' : 'node'),
};

/** package.json of a folder of the image. */
export function packageJsonIn(situation: Situation, folder: string): PackageJson | undefined {
  const text = situation.readImage(joinPath(folder, 'package.json'));
  return text === undefined ? undefined : parsePackageJson(text);
}

/** The package.json of the folder that the program runs in, or of one below a root. */
export function projectJson(situation: Situation): PackageJson | undefined {
  const folder = situation.main?.cwd ?? situation.facts.workdir;
  const own = packageJsonIn(situation, folder);
  if (own !== undefined) return own;
  for (const image of situation.imageFiles?.keys() ?? []) {
    if (baseName(image) === 'package.json')
      return packageJsonIn(situation, image.slice(0, -'/package.json'.length) || '/');
  }
  return undefined;
}

function isTypeScript(situation: Situation): boolean {
  if (situation.imageFiles !== undefined)
    return [...situation.imageFiles.keys()].some(path => baseName(path) === 'tsconfig.json');
  return situation.facts.runs.some(run => run.command.program === 'tsc');
}

export function planNode(situation: Situation, ecosystem: string): PlanResult {
  const { facts } = situation;
  const { image } = facts;
  const twin = slimTwin(image);
  const finalImage = twin ?? image.written;
  const doubts: Doubt[] = [];
  const copies: PlannedCopy[] = situation.roots.map(path => ({
    path,
    why: 'the program and its node_modules are there, at the same path as before',
  }));
  for (const run of installRuns(situation)) {
    for (const path of run.effect.writes) {
      if (
        path === '/' ||
        situation.roots.some(root => isInside(path, root)) ||
        copies.some(copy => isInside(path, copy.path))
      )
        continue;
      copies.push({ path, why: 'node_modules is there' });
    }
  }
  // A build in `/` writes among the folders of the system: what is started names one of its outputs, the others are not known.
  if (facts.runs.some(run => /^(?:build|project)$/.test(run.effect.kind) && run.effect.writes.includes('/'))) {
    for (const call of situation.calls) {
      for (const arg of call.args) {
        const path = resolvePath(call.cwd, arg);
        const top = `/${path.split('/')[1] ?? ''}`;
        if (
          arg.startsWith('-') ||
          !/[/.]/.test(arg) ||
          /[*?[\]${}]/.test(arg) ||
          isSystemFolder(top) ||
          situation.imageFiles?.has(path)
        )
          continue;
        if ([...(situation.imageFiles?.keys() ?? [])].some(file => isInside(file, top))) continue;
        if (!copies.some(copy => copy.path === top))
          copies.push({ path: top, why: 'the build made what is started there' });
      }
    }
    doubts.push({
      obligation: 'O8',
      code: 'build-in-root',
      message: 'The project is built in /, among the folders of the system, so it is not known what the build made.',
      hint: 'Set a WORKDIR of its own (`WORKDIR /app`).',
    });
  }
  const cache = corepackCache(situation);
  if (cache !== undefined && 'path' in cache) copies.push(cache);
  else if (cache !== undefined) doubts.push(cache);
  if (copies.length === 0)
    return refuse(
      'nothing-to-copy',
      'Nothing is installed or copied that a second stage could take over.',
      'Set a WORKDIR and copy the project there.',
    );
  if (image.variant === 'full' && twin === undefined) {
    doubts.push({
      obligation: 'O4',
      code: 'no-twin',
      message: `No slim image is known that is the same as ${image.name}.`,
      line: lineOf(facts.stage.from),
    });
  }
  for (const script of situation.unreadScripts.filter(name => name.includes('package.json'))) {
    if (installsProductionOnly(situation)) continue;
    doubts.push({
      obligation: 'O1',
      code: 'unread-start-script',
      message: `It cannot be read what \`${situation.facts.starts.at(-1)?.program} ${situation.facts.starts.at(-1)?.args.join(' ')}\` starts (${script}): a development server has no use for a smaller image.`,
      hint: 'Give the folder of the build context.',
    });
    break;
  }
  const json = projectJson(situation);
  const added = addedPackages(situation);
  // Without a COPY the sources come when it runs, and nobody knows what they load.
  const known = facts.copies.length > 0 ? added.all : undefined;
  const names = json === undefined ? known : [...packagesOfAll(situation), ...added.names];
  const packages: { name: string; why: string }[] = [];
  if (names === undefined && twin !== undefined && installRuns(situation).length > 0) {
    doubts.push({
      obligation: 'O5',
      code: 'unknown-dependencies',
      message:
        'package.json cannot be read: some packages need libraries or programs that the slim image lacks (canvas, prisma …).',
      hint: 'Give the folder of the build context.',
    });
  }
  if (names !== undefined && (twin !== undefined || facts.runs.some(run => run.effect.kind === 'packages'))) {
    const needs = systemNeeds('node', names, image.distro);
    for (const name of needs.packages) packages.push({ name, why: `${needs.because.get(name)} needs it` });
    if (needs.unknown.length > 0) {
      doubts.push({
        obligation: 'O5',
        code: 'unknown-library',
        message: `${needs.unknown.join(', ')} needs libraries whose names on this system are not known.`,
      });
    }
    const browser = puppeteerBrowser(situation, names, installRuns(situation).at(-1)?.home ?? '/root');
    if (browser !== undefined) copies.push(browser);
    const bringsLibraries = facts.runs.some(run => !run.command.conditional && browserLibraries(run) !== undefined);
    if (names.includes('puppeteer') || (names.includes('playwright') && !bringsLibraries)) {
      doubts.push({
        obligation: 'O5',
        code: 'browser',
        message: 'A browser is run, and it needs many libraries of the system.',
      });
    }
  }
  // They find with `ps` what they started, and end it.
  const runner = situation.calls.find(call =>
    /^(?:pm2(?:-runtime|-docker|-dev)?|forever|concurrently|npm-run-all2?|run-[ps])$/.test(baseName(call.program)),
  );
  if (twin !== undefined && runner !== undefined)
    packages.push({ name: 'procps', why: `\`${baseName(runner.program)}\` calls \`ps\`` });
  if (twin !== undefined) {
    const texts = readableTexts(situation, /\.[cm]?[jt]sx?$/);
    for (const tool of toolsInSources(texts)) {
      const name = packageOfTool(tool, image.distro);
      if (name !== undefined) packages.push({ name, why: `the sources call \`${tool}\`` });
    }
    if (texts.some(text => text.includes('/etc/ssl/cert')))
      packages.push({ name: 'ca-certificates', why: 'the sources read the certificates of the system' });
    // The full image has fonts through ImageMagick.
    if (names?.includes('sharp') && texts.some(text => /<text[\s>]|font-family|\btext:\s*\{/.test(text)))
      for (const name of ['fontconfig', 'fonts-dejavu-core'])
        packages.push({ name, why: 'sharp draws text with the fonts of the system' });
  }
  const used = globalsAtRunTime(situation);
  const pruning = twin === undefined ? pruningOf(situation, json) : undefined;
  const pruned = pruning !== undefined && answerOf(situation, pruning.question) === 'production';
  const folder = installRuns(situation).at(-1)?.cwd ?? facts.workdir;
  return {
    plan: {
      ecosystem,
      finalImage,
      finalDistro: image.distro,
      imageWhy:
        twin === undefined
          ? 'The same image, without what was installed to build.'
          : 'It is the same Node on the same release, without compilers, headers and other tools.',
      twin: true,
      copies,
      packages,
      provides: name =>
        /^(?:node|npm|npx|yarn|yarnpkg|corepack|docker-entrypoint\.sh)$/.test(name) ||
        (name === 'pnpm' && facts.runs.some(run => run.command.program === 'corepack')) ||
        used.has(name) ||
        isScriptOfNode(situation, name) ||
        isLocalProgram(situation, name),
      buildFolders: ['/usr/local', '/root/.npm', '/root/.cache'],
      repeatCommand: (program, words) => {
        if (program === 'corepack') return situation.managers.some(manager => manager === 'yarn' || manager === 'pnpm');
        const global = words.includes('-g') || words.includes('--global') || words[1] === 'global';
        const hidden = situation.unreadScripts.some(script => script.startsWith('/'));
        return (
          global &&
          words.some(
            word =>
              (hidden && word !== '-g') ||
              used.has(word.replace(/(?!^)@.*$/, '')) ||
              [...used].some(name => globalPackageOf(name).includes(word.replace(/(?!^)@.*$/, ''))),
          )
        );
      },
      ...(pruned
        ? {
            buildLines: [
              {
                text: `RUN ${folder === facts.workdir ? '' : `cd ${folder} && `}${pruning.command}`,
                why: 'Development dependencies are not needed when the program runs.',
              },
            ],
          }
        : {}),
      ...(hintOf(situation, json) === undefined ? {} : { hint: hintOf(situation, json)! }),
      moves: [],
      questions: pruning === undefined || pruning.isProven ? [] : [pruning.question],
      ...(pruning?.isProven === true ? { options: [pruning.question] } : {}),
      doubts,
      smaller: twin !== undefined || pruned,
      portable: false,
      libcWhy: `Both images are the same Node on the same release${image.distro.release === '' ? '' : ` (${image.distro.release})`}, so native modules keep working.`,
    },
  };
}

/** What any package.json of the image lists: workspaces and folders of their own (`cd client && npm install`) too. */
function packagesOfAll(situation: Situation): readonly string[] {
  const names = new Set<string>();
  for (const path of situation.imageFiles?.keys() ?? []) {
    if (baseName(path) !== 'package.json' || path.includes('/node_modules/')) continue;
    const json = packageJsonIn(situation, path.slice(0, -'/package.json'.length) || '/');
    for (const name of [...(json?.dependencies ?? []), ...(json?.devDependencies ?? [])]) names.add(name);
  }
  return [...names];
}

/** The entry point of Node's images hands what is no program to `node`: `CMD ["server.js"]`. */
function isScriptOfNode(situation: Situation, name: string): boolean {
  const { facts, main } = situation;
  if (facts.entrypoint !== undefined || facts.image.family !== 'node' || main === undefined) return false;
  return main.program === name && main.origin === 'CMD' && situation.imageFiles?.has(joinPath(main.cwd, name)) === true;
}

/** What the project can change to have a smaller image. */
function hintOf(situation: Situation, json: PackageJson | undefined): string | undefined {
  if (installsProductionOnly(situation) || json?.devDependencies.length === 0) return undefined;
  if (installRuns(situation).length === 0) return undefined;
  const imported = json === undefined ? [] : importedDevelopmentPackages(situation, json);
  return imported.length === 0
    ? 'Leave development dependencies out (`npm ci --omit=dev`) to make it smaller.'
    : `The sources import ${imported.slice(0, 3).join(', ')}, listed under \`devDependencies\`: list it under \`dependencies\`, then the others can be left out.`;
}

/** Corepack's yarn or pnpm, which the build downloaded: without it the start would download it again, or fail without a network. */
function corepackCache(situation: Situation): PlannedCopy | Doubt | undefined {
  const { facts } = situation;
  if (!facts.runs.some(run => run.command.program === 'corepack')) return undefined;
  const tool = situation.managers.find(manager => manager === 'yarn' || manager === 'pnpm');
  const install = facts.runs.findLast(
    run => /^(?:yarn|pnpm)$/.test(run.command.program) && run.command.program === tool,
  );
  // Another user at run time has never had it.
  if (tool === undefined || install === undefined || install.step.user !== facts.user) return undefined;
  const told = facts.variables.get('COREPACK_HOME');
  if (told?.startsWith('/'))
    return situation.roots.some(root => isInside(told, root))
      ? undefined
      : { path: told, why: `Corepack keeps ${tool} there` };
  if (Number(/^\d+/.exec(facts.image.tag)?.[0] ?? '99') >= 18)
    return {
      path: `${install.home}/.cache/node/corepack`,
      why: `Corepack keeps ${tool} there, which starts the program`,
    };
  return {
    obligation: 'O2',
    code: 'corepack',
    message: `Corepack keeps ${tool} in a folder that depends on its version; without it the start downloads it again.`,
    line: lineOf(install.step.instruction),
  };
}

/** Programs of node_modules/.bin: whatever npm scripts and npx start. */
function isLocalProgram(situation: Situation, name: string): boolean {
  return situation.calls.some(
    call =>
      baseName(call.program) === name &&
      (call.origin === 'npm' || call.wrappers.includes('npx') || call.program.includes('node_modules')),
  );
}

/** Globally installed programs that the start calls. */
function globalsAtRunTime(situation: Situation): ReadonlySet<string> {
  const installed = new Set(
    situation.facts.runs.flatMap(run =>
      / -g$/.test(run.effect.tool ?? '') ? (run.effect.packages ?? []).map(name => name.replace(/(?!^)@.*$/, '')) : [],
    ),
  );
  const used = new Set<string>();
  // A newer Corepack than the image has.
  if (installed.has('corepack') && situation.managers.some(manager => manager === 'yarn' || manager === 'pnpm'))
    used.add('corepack');
  const look = (name: string) => {
    if (installed.has(name) || globalPackageOf(name).some(entry => installed.has(entry))) used.add(name);
  };
  for (const call of [...situation.calls, ...situation.facts.healthchecks] as ProgramCall[]) {
    look(baseName(call.program));
    for (const wrapper of call.wrappers) look(baseName(wrapper));
  }
  return used;
}
