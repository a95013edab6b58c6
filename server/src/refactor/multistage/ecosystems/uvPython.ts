/**
 * The Python that uv fetches by itself when the image's own is not the one that the project asks for: `.venv/bin/python`
 * leads to it. https://docs.astral.sh/uv/concepts/python-versions/
 */
import { type RunCommand, resolvePath } from '../analysis.ts';
import type { PlannedCopy, Situation } from '../situation.ts';

/** What has to be copied so that environments of uv find their Python; nothing where that is the image's for sure. */
export function managedPython(situation: Situation): PlannedCopy[] {
  const runs = situation.facts.runs.filter(
    run => run.command.program === 'uv' && /^(?:uv|venv)$/.test(run.effect.tool ?? ''),
  );
  const copies = new Map<string, PlannedCopy>();
  for (const run of runs) {
    if (downloadsNothing(run) || asksForTheImages(run, situation)) continue;
    const data = run.step.variables.get('XDG_DATA_HOME') ?? `${run.home}/.local/share`;
    const folder = run.step.variables.get('UV_PYTHON_INSTALL_DIR') ?? `${data}/uv/python`;
    if (folder.includes('$') || !folder.startsWith('/')) continue;
    // A pattern, as uv may have found the image's Python to do: then there is no such folder.
    copies.set(folder, {
      path: `${folder}*`,
      to: `${folder}/`,
      why: 'uv keeps a Python there when the image has another one than the project wants',
    });
  }
  return [...copies.values()];
}

function downloadsNothing(run: RunCommand): boolean {
  const { variables } = run.step;
  return (
    /^(?:never|manual|false|0)$/i.test(variables.get('UV_PYTHON_DOWNLOADS') ?? '') ||
    variables.get('UV_PYTHON_PREFERENCE') === 'only-system' ||
    /^(?:true|1)$/i.test(variables.get('UV_NO_MANAGED_PYTHON') ?? '') ||
    run.words.some(word => /^--(?:no-managed-python|no-python-downloads)$/.test(word)) ||
    run.words.join(' ').includes('--python-preference only-system')
  );
}

/** The version that is asked for is the one in the image's tag. */
function asksForTheImages(run: RunCommand, situation: Situation): boolean {
  const image = /(?:^|python)(\d+)\.(\d+)(?:\.(\d+))?/.exec(situation.facts.image.tag);
  const wanted = wantedVersion(run, situation);
  if (wanted !== undefined) {
    if (/^(?:\/|python3?$|3$)/.test(wanted)) return true;
    const version = /^(?:python|cpython-?)?(\d+)\.(\d+)(?:\.(\d+))?$/.exec(wanted);
    if (!version || !image) return false;
    return version[1] === image[1] && version[2] === image[2] && (version[3] === undefined || version[3] === image[3]);
  }
  const required = /^requires-python\s*=\s*["']([^"']+)["']/m.exec(
    nearest(run, situation, 'pyproject.toml') ?? '',
  )?.[1];
  if (required === undefined) return true;
  if (!image) return false;
  return required.split(',').every(part => holds(part.trim(), Number(image[1]), Number(image[2])));
}

/** `--python 3.12`, UV_PYTHON, `.python-version`. */
function wantedVersion(run: RunCommand, situation: Situation): string | undefined {
  const at = run.words.findIndex(word => word === '--python' || word === '-p');
  const attached = run.words.find(word => word.startsWith('--python='))?.slice('--python='.length);
  const told = attached ?? (at === -1 ? undefined : run.words[at + 1]) ?? run.step.variables.get('UV_PYTHON');
  if (told !== undefined) return told;
  const line = nearest(run, situation, '.python-version')
    ?.split(/\r?\n/)
    .find(text => text.trim() !== '' && !text.startsWith('#'));
  return line?.trim();
}

/** The text of a file in the folder of the command, or in one above it. */
function nearest(run: RunCommand, situation: Situation, name: string): string | undefined {
  for (let folder = run.cwd; ; folder = resolvePath(folder, '..')) {
    const text = situation.readImage(resolvePath(folder, name));
    if (text !== undefined || folder === '/') return text;
  }
}

/** One clause of `requires-python`, by the minor version. What is not plain does not hold. */
function holds(clause: string, major: number, minor: number): boolean {
  const match = /^(>=|<|==|~=|<=|>)\s*(\d+)(?:\.(\d+))?(\.\*|\.0)?$/.exec(clause);
  if (!match) return false;
  const own = major * 1000 + minor;
  const other = Number(match[2]) * 1000 + Number(match[3] ?? 0);
  switch (match[1]) {
    case '>=':
      return own >= other;
    case '<':
      return own < other;
    case '==':
      return match[4] === '.*' && own === other;
    case '~=':
      return match[4] === undefined ? major === Number(match[2]) && own >= other : own === other;
    default:
      // `>3.11` and `<=3.12` depend on the last number.
      return match[1] === '>' ? own > other : own < other;
  }
}
