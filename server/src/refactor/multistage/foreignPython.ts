/** What `pip install` puts among the folders of the system on an image that is not Python's: the packages of Debian's or Ubuntu's Python. */
import type { RunCommand } from './analysis.ts';
import type { EcosystemPlan, PlannedCopy } from './situation.ts';

/** The Python 3 of each release, whose packages lie in /usr/local/lib/python3.N. */
const PYTHON_OF_RELEASE: Readonly<Record<string, string>> = {
  buster: '3.7',
  bullseye: '3.9',
  bookworm: '3.11',
  trixie: '3.13',
  focal: '3.8',
  jammy: '3.10',
  noble: '3.12',
  '20.04': '3.8',
  '22.04': '3.10',
  '24.04': '3.12',
};

/** Copies of the packages, and of the programs that are called as a package is; none when the folder is not known. */
export function foreignPython(run: RunCommand, plan: EcosystemPlan): readonly PlannedCopy[] {
  const version = PYTHON_OF_RELEASE[plan.finalDistro.release];
  if (run.effect.tool !== 'pip' || version === undefined) return [];
  const folder = `/usr/local/lib/python${version}`;
  const programs = run.words
    .slice(1)
    .map(word => /^([A-Za-z][\w.-]*?)(?:\[[\w,]+\])?(?:[<>=!~].*)?$/.exec(word)?.[1])
    .filter(name => name !== undefined && name !== 'install' && !/\.(?:txt|whl|in|cfg)$/.test(name));
  return [
    { path: folder, why: `\`${run.command.program}\` installs the packages of the system's Python there` },
    ...programs.map(name => ({
      path: `/usr/local/bin/${name}*`,
      to: '/usr/local/bin/',
      why: `\`${run.command.program}\` may have put a program of that name there`,
    })),
  ];
}
