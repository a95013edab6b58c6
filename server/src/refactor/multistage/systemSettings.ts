/** The time zone and the locale: commands that set them up are short, need nothing of the build, and are run again in the final stage. */
import type { RunCommand } from './analysis.ts';
import type { EcosystemPlan } from './situation.ts';
import { lineOf } from './situation.ts';

export interface SystemSettings {
  /** The commands that this takes care of. */
  readonly runs: ReadonlySet<RunCommand>;
  readonly commands: readonly { readonly text: string; readonly why: string; readonly line: number }[];
  readonly packages: readonly { readonly name: string; readonly why: string }[];
}

const none: SystemSettings = { runs: new Set(), commands: [], packages: [] };

/** Finds them in the RUNs of the build stage. `text` is the Dockerfile's. */
export function systemSettings(builds: readonly RunCommand[], plan: EcosystemPlan, text: string): SystemSettings {
  const { kind } = plan.finalDistro;
  if (kind !== 'debian' && kind !== 'ubuntu' && kind !== 'alpine') return none;
  const found = builds.flatMap(run => {
    const setting = settingOf(run);
    return setting === undefined || (setting === 'locale' && kind === 'alpine') ? [] : [{ run, setting }];
  });
  // One that cannot be run again by itself leaves all to the doubts of the others.
  const hasOpen = found.some(
    ({ run }) => run.command.conditional || run.command.pipeline !== undefined || run.command.wrappers.length > 0,
  );
  if (found.length === 0 || hasOpen) return none;
  const steps = [...new Set(found.map(({ run }) => run.step))];
  const has = (setting: Setting) => found.some(entry => entry.setting === setting);
  return {
    runs: new Set(found.map(({ run }) => run)),
    commands: steps.map(step => ({
      text: found
        .filter(({ run }) => run.step === step)
        .map(({ run }) => text.slice(run.command.span.start, run.command.span.end))
        .join(' && '),
      why: has('zone') ? 'the system has the same time zone' : 'the system has the same locale',
      line: lineOf(step.instruction),
    })),
    packages: [
      ...(has('zone') ? [{ name: 'tzdata', why: 'the time zone is set from it' }] : []),
      ...(has('locale') ? [{ name: 'locales', why: 'the locale is made with it' }] : []),
    ],
  };
}

type Setting = 'zone' | 'locale';

function settingOf(run: RunCommand): Setting | undefined {
  const { program } = run.command;
  if (program === 'locale-gen' || program === 'localedef' || program === 'update-locale') return 'locale';
  if (program === 'dpkg-reconfigure') {
    if (run.words.includes('tzdata')) return 'zone';
    return run.words.includes('locales') ? 'locale' : undefined;
  }
  const { writes } = run.effect;
  if (writes.length === 0 || !/^(?:ln|cp|echo|printf|sed|tee)$/.test(program)) return undefined;
  if (writes.every(path => path === '/etc/localtime' || path === '/etc/timezone')) return 'zone';
  if (writes.every(path => /^\/etc\/(?:locale\.gen|locale\.conf|default\/locale)$/.test(path))) return 'locale';
  return undefined;
}
