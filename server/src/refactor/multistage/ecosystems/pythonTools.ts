/**
 * Poetry and uv that the container starts (`poetry run`, `uv run`) and that an installer put into the home folder or one of
 * their own, where a copy of /usr/local does not reach. https://python-poetry.org/docs/#installing-with-the-official-installer,
 * https://docs.astral.sh/uv/reference/installer/
 */
import type { RunCommand } from '../analysis.ts';
import { baseName } from '../commandClass.ts';
import type { PlannedCopy, Situation } from '../situation.ts';

/** Where the tools that are started lie, and the settings that they read. */
export function toolsOfTheStart(situation: Situation): PlannedCopy[] {
  const copies: PlannedCopy[] = [];
  const add = (path: string, why: string, certain: boolean) => {
    if (path.startsWith('/') && !path.includes('$'))
      copies.push(certain ? { path, why } : { path: `${path}*`, to: `${path}/`, why });
  };
  const { runs } = situation.facts;
  if (isStarted(situation, 'poetry')) {
    for (const run of runs) {
      if (run.command.program === 'poetry' && run.words[1] === 'config' && !run.words.includes('--local'))
        add(
          run.step.variables.get('POETRY_CONFIG_DIR') ?? `${run.home}/.config/pypoetry`,
          '`poetry config` wrote there what `poetry run` reads',
          !run.command.conditional,
        );
      if (!fetches(run, /install\.python-poetry\.org|install-poetry\.py/)) continue;
      const told = homeOfPoetry(run, runs);
      add(
        told ?? `${run.home}/.local/share/pypoetry`,
        'the installer of Poetry put it there',
        !run.command.conditional,
      );
      if (told === undefined) add(`${run.home}/.local/bin`, 'the installer of Poetry put its program there', false);
    }
  }
  if (isStarted(situation, 'uv')) {
    for (const run of runs) {
      if (!fetches(run, /astral\.sh\/uv/)) continue;
      const told = run.step.variables.get('UV_INSTALL_DIR');
      // Until the end of 2024 it was Cargo's folder.
      for (const folder of told === undefined ? [`${run.home}/.local/bin`, `${run.home}/.cargo/bin`] : [told])
        add(folder, 'the installer of uv put it there', false);
    }
  }
  return copies.filter((copy, index) => copies.findIndex(other => other.path === copy.path) === index);
}

function isStarted(situation: Situation, tool: string): boolean {
  return situation.calls.some(call => baseName(call.program) === tool || call.wrappers.includes(tool));
}

/** `curl … ADDRESS | python3 -`: the command that fetches. */
function fetches(run: RunCommand, address: RegExp): boolean {
  return /^(?:curl|wget)$/.test(run.command.program) && run.words.some(word => address.test(word));
}

/** POETRY_HOME: of ENV, of `export`, of the command that the installer is piped into. */
function homeOfPoetry(run: RunCommand, runs: readonly RunCommand[]): string | undefined {
  const assigned = runs
    .filter(other => other.step === run.step)
    .flatMap(other => other.command.assignments)
    .find(assignment => assignment.name === 'POETRY_HOME')?.value;
  return assigned?.value ?? run.step.variables.get('POETRY_HOME');
}
