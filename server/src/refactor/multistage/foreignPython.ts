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

/** Programs of packages that other languages call, by the package's name. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'yt-dlp': ['yt-dlp'],
  'youtube-dl': ['youtube-dl'],
  awscli: ['aws'],
  supervisor: ['supervisord', 'supervisorctl'],
  streamlink: ['streamlink'],
  spotdl: ['spotdl'],
  'openai-whisper': ['whisper'],
  httpie: ['http'],
  gunicorn: ['gunicorn'],
  uvicorn: ['uvicorn'],
};

/** Copies of the packages and of the programs that they are known to have; none when the folder is not known. */
export function foreignPython(run: RunCommand, plan: EcosystemPlan): readonly PlannedCopy[] {
  const version = PYTHON_OF_RELEASE[plan.finalDistro.release];
  if (run.effect.tool !== 'pip' || version === undefined) return [];
  const folder = `/usr/local/lib/python${version}`;
  const names = run.words.slice(1).map(word => word.toLowerCase().replace(/[[<>=!~].*$/, ''));
  return [
    { path: folder, why: `\`${run.command.program}\` installs the packages of the system's Python there` },
    ...names
      .flatMap(name => PROGRAMS[name] ?? [])
      .map(program => ({
        path: `/usr/local/bin/${program}`,
        why: `\`${run.command.program}\` installs the program`,
      })),
  ];
}
