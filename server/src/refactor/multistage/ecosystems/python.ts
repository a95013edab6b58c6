/** Python: the slim twin of the image, with what pip installed and the project's folder. */
import { isInside } from '../analysis.ts';
import { readableTexts } from '../calledPrograms.ts';
import { baseName, isReloading } from '../commandClass.ts';
import { slimTwin } from '../images.ts';
import { parsePyproject, parseRequirements } from '../manifests.ts';
import { packageName, packageOfTool, systemNeeds } from '../packages.ts';
import {
  type Doubt,
  type Ecosystem,
  lineOf,
  type PlannedCopy,
  refuse,
  type Situation,
  startInstruction,
  toolsInSources,
} from '../situation.ts';
import { toolsOfTheStart } from './pythonTools.ts';
import { librariesOfSourceBuilds } from './pythonWheels.ts';
import { managedPython } from './uvPython.ts';

export const python: Ecosystem = {
  name: 'python',
  matches: situation =>
    situation.facts.image.family === 'python' || situation.facts.image.family === 'pypy' || isPythonOfSystem(situation),
  plan: situation => {
    const { facts } = situation;
    const { image } = facts;
    const ofSystem = isPythonOfSystem(situation);
    if (facts.runs.some(run => run.effect.tool === 'conda')) {
      return refuse('conda', 'Conda environments are not converted: they hold their own compilers and libraries.');
    }
    const twin = ofSystem ? undefined : slimTwin(image);
    const finalImage = twin ?? image.written;
    const doubts: Doubt[] = [];
    if (image.variant === 'full' && twin === undefined) {
      doubts.push({
        obligation: 'O4',
        code: 'no-twin',
        message: `No slim image is known that is the same as ${image.name}.`,
        line: lineOf(facts.stage.from),
      });
    }
    const reloading = situation.calls.find(isReloading);
    const copies: PlannedCopy[] = [];
    const installs = facts.runs.filter(run => run.effect.kind === 'dependencies');
    const writes = installs.flatMap(run => run.effect.writes);
    const globalPip = installs.some(
      run =>
        /^(?:pip|uv pip|poetry|pipenv|pdm|setup)$/.test(run.effect.tool ?? '') &&
        (run.effect.writes.length === 0 || !/pip/.test(run.effect.tool ?? '')),
    );
    const setup = facts.runs.some(run => /^python/.test(run.command.program) && run.words.includes('install'));
    // Without the right to write to /usr/local, pip installs into the user's home folder.
    const asUser = installs.filter(
      run => run.effect.tool === 'pip' && run.effect.writes.length === 0 && run.home !== '/root',
    );
    for (const run of asUser)
      if (!copies.some(copy => copy.path === `${run.home}/.local`))
        copies.push({
          path: `${run.home}/.local`,
          why: 'pip installed the packages there, as the user has no right to write elsewhere',
        });
    if ((globalPip && asUser.length < installs.length) || setup)
      copies.push({
        path: image.family === 'pypy' ? '/opt/pypy' : '/usr/local',
        why: 'pip installed the packages and their programs there',
      });
    for (const path of writes) {
      if (
        path === '/usr/local' ||
        isInside(path, '/usr/local') ||
        situation.roots.some(root => isInside(path, root)) ||
        copies.some(copy => copy.path === path)
      )
        continue;
      if (path === '/' || path === facts.workdir) continue;
      copies.push({ path, why: 'packages were installed there' });
    }
    for (const run of installs) {
      if ((run.effect.tool === 'poetry' || run.effect.tool === 'pipenv') && !installsGlobally(situation)) {
        const home = run.home + (run.effect.tool === 'poetry' ? '/.cache/pypoetry' : '/.local/share/virtualenvs');
        const inProject =
          facts.variables.get('POETRY_VIRTUALENVS_IN_PROJECT') ?? facts.variables.get('PIPENV_VENV_IN_PROJECT');
        if (
          inProject === undefined &&
          !copies.some(copy => copy.path === home) &&
          !facts.runs.some(other => other.words.join(' ').includes('in-project'))
        ) {
          copies.push({ path: home, why: `${run.effect.tool} makes its environment there` });
        }
      }
    }
    copies.push(...managedPython(situation));
    for (const copy of toolsOfTheStart(situation))
      if (!copies.some(other => isInside(copy.path, other.path))) copies.push(copy);
    for (const root of situation.roots) {
      if (!copies.some(copy => isInside(root, copy.path)))
        copies.push({ path: root, why: 'the program is there, at the same path as before' });
    }
    if (copies.length === 0)
      return refuse('nothing-to-copy', 'Nothing is installed or copied that a second stage could take over.');
    const packages: { name: string; why: string }[] = [];
    if (ofSystem) {
      packages.push({ name: 'python3', why: 'it runs the program' });
      // pip brings it along, and packages import it (`pkg_resources`).
      if (facts.runs.some(run => run.effect.packages?.some(name => packageName(name) === 'python3-pip')))
        packages.push(
          { name: 'python3-setuptools', why: 'pip brought it along, and packages import it' },
          { name: 'ca-certificates', why: 'pip brought it along, and TLS needs it' },
        );
      const names = dependencyNames(situation);
      const embedding = names?.find(name => /^(?:uwsgi|mod-wsgi|cx-freeze|pyinstaller)$/.test(name));
      if (names === undefined || embedding !== undefined) {
        doubts.push({
          obligation: 'O5',
          code: 'unknown-dependencies',
          message:
            embedding === undefined
              ? 'The list of packages cannot be read: some load libraries that come with the headers of Python (uwsgi: libpython3).'
              : `${embedding} loads libpython3, which comes with the headers of Python.`,
          hint:
            embedding === undefined ? 'Give the folder of the build context.' : 'Install `libpython3-dev` by its name.',
        });
      }
    } else if (image.variant === 'full' || facts.runs.some(run => run.effect.kind === 'packages')) {
      const names = dependencyNames(situation);
      if (names === undefined) {
        if (image.variant === 'full') {
          doubts.push({
            obligation: 'O5',
            code: 'unknown-dependencies',
            message:
              'The list of packages cannot be read: some need libraries that the slim image lacks (psycopg2: libpq5, mysqlclient: libmariadb3 …).',
            hint: 'Give the folder of the build context.',
          });
        }
      } else {
        const needs = systemNeeds('python', names, image.distro);
        for (const name of needs.packages) packages.push({ name, why: `${needs.because.get(name)} needs it` });
        if (needs.unknown.length > 0) {
          doubts.push({
            obligation: 'O5',
            code: 'unknown-library',
            message: `${needs.unknown.join(', ')} needs libraries whose names on this system are not known.`,
          });
        }
      }
    }
    if (twin !== undefined) {
      for (const { name, of } of librariesOfSourceBuilds(situation))
        packages.push({ name, why: `${of} is built from its sources, as it is older than this Python` });
      if (readableTexts(situation, /\.py$/).some(text => USES_TK.test(text)))
        packages.push({ name: 'tk', why: 'the sources import tkinter, and the slim image has no Tk' });
      for (const tool of toolsInSources(readableTexts(situation, /\.py$/))) {
        if (tool === 'python3') continue;
        const name = packageOfTool(tool, image.distro);
        if (name !== undefined) packages.push({ name, why: `the sources call \`${tool}\`` });
      }
    }
    const carriesPrograms =
      copies.some(copy => copy.path === '/usr/local' || /\/bin$|venv|\.local/.test(copy.path)) ||
      asUser.length > 0 ||
      facts.runs.some(run => run.effect.tool === 'pip --user') ||
      facts.runs.some(run => run.effect.tool === 'venv' || run.effect.tool === 'uv');
    return {
      plan: {
        ecosystem: 'python',
        finalImage,
        finalDistro: image.distro,
        imageWhy: ofSystem
          ? 'The same image and its Python, without pip, compilers and headers.'
          : twin === undefined
            ? 'The same image, without what was installed to build.'
            : `It is the same Python on the same release, without compilers and headers.`,
        twin: true,
        copies,
        packages,
        provides: name =>
          /^(?:python[\d.]*|pip[\d.]*|pypy3?)$/.test(name) || (carriesPrograms && !SYSTEM_TOOLS.test(name)),
        buildFolders: ['/root/.cache/pip', '/usr/local', '/opt/poetry', '/root/.local/share/pypoetry'],
        // It runs the same; only who builds in the container misses something.
        moves:
          reloading === undefined
            ? []
            : [
                {
                  what: `The container starts \`${baseName(reloading.program)}\` with reloading`,
                  why: 'who develops with it may need the tools of the build: `docker build --target build` still has them',
                  line: lineOf(startInstruction(facts)),
                },
              ],
        questions: [],
        doubts,
        smaller: twin !== undefined,
        portable: false,
        libcWhy: `Both images are the same Python on the same release${image.distro.release === '' ? '' : ` (${image.distro.release})`}.`,
      },
    };
  },
};

/** Python from the packages of Debian or Ubuntu, whose pip writes to /usr/local; Alpine's writes among the system's files. */
function isPythonOfSystem(situation: Situation): boolean {
  const { facts, main } = situation;
  if (facts.image.family !== 'debian' && facts.image.family !== 'ubuntu') return false;
  if (main === undefined || !PYTHON_PROGRAMS.test(baseName(main.program))) return false;
  return facts.runs.some(run => /^(?:pip|pip venv|uv pip|poetry|pipenv|venv)$/.test(run.effect.tool ?? ''));
}

const PYTHON_PROGRAMS =
  /^(?:python3?(?:\.\d+)?|gunicorn|uvicorn|hypercorn|daphne|flask|fastapi|celery|streamlit|waitress-serve|django-admin|uwsgi)$/;

/** Modules of Python's own that load Tk, and packages that are made of them. */
const USES_TK =
  /^\s*(?:import|from)\s+(?:tkinter|turtle|customtkinter|PySimpleGUI|FreeSimpleGUI|easygui|pyautogui|ttkbootstrap)\b/m;

/** Programs that pip does not bring. */
const SYSTEM_TOOLS =
  /^(?:curl|wget|nc|netcat|bash|ash|psql|pg_isready|mysql|mysqladmin|redis-cli|git|jq|tini|dumb-init|gosu|su-exec|envsubst|ps|pgrep|nginx|supervisord|cron|ssh|ffmpeg|make|node|npm|java|openssl|ping|adduser|useradd)$/;

function installsGlobally(situation: Situation): boolean {
  const { facts } = situation;
  const create = facts.variables.get('POETRY_VIRTUALENVS_CREATE');
  if (create !== undefined && /^(?:false|0)$/i.test(create)) return true;
  return facts.runs.some(run => {
    const line = run.words.join(' ');
    return (
      /virtualenvs\.create\s+(?:false|0)/.test(line) ||
      (run.command.program === 'pipenv' && run.words.includes('--system'))
    );
  });
}

/** Names of all Python packages that the manifests list; undefined when an install names a file that cannot be read. */
function dependencyNames(situation: Situation): readonly string[] | undefined {
  const { facts } = situation;
  const names = new Set<string>();
  let readAny = false;
  let wanted = false;
  for (const run of facts.runs) {
    if (run.effect.kind !== 'dependencies') continue;
    const fileAt = run.words.findIndex(word => word === '-r' || word === '--requirement');
    for (const word of run.words.slice(1)) {
      if (
        /^[A-Za-z][\w.-]*(?:\[[\w,]+\])?(?:[<>=!~].*)?$/.test(word) &&
        !/^(?:install|pip|sync|add|run|config|wheel)$/.test(word)
      ) {
        const name = /^[A-Za-z][\w.-]*/.exec(word)![0].toLowerCase().replace(/_/g, '-');
        names.add(name);
      }
    }
    if (
      fileAt !== -1 ||
      /^(?:poetry|pipenv|uv|pdm)$/.test(run.effect.tool ?? '') ||
      run.words.some(word => word === '.' || /^\.\[/.test(word) || word === '-e')
    )
      wanted = true;
    else readAny = true;
  }
  for (const [image, file] of situation.imageFiles ?? []) {
    const name = baseName(image);
    const isRequirements = /requirements.*\.(?:txt|in)$|^(?:base|prod|production|common)\.txt$/i.test(image);
    if (!isRequirements && !/^(?:pyproject\.toml|Pipfile|setup\.py|setup\.cfg|poetry\.lock|uv\.lock)$/.test(name))
      continue;
    const text = situation.context?.read(file);
    if (text === undefined) continue;
    readAny = true;
    const found = isRequirements
      ? parseRequirements(text)
      : [...parsePyproject(text), ...[...text.matchAll(/^name = "([^"]+)"/gm)].map(match => match[1]!.toLowerCase())];
    for (const entry of found) names.add(entry);
    wanted = false;
  }
  const installs = facts.runs.some(run => run.effect.kind === 'dependencies');
  if (wanted || (!readAny && (installs || facts.unread.length > 0))) return undefined;
  return [...names];
}
