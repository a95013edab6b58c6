import { isInside, type ProgramCall, resolvePath } from './analysis.ts';
import { baseName, scriptOf } from './commandClass.ts';
import { hasTool, packageName, packageOfTool } from './packages.ts';
import type { Doubt, EcosystemPlan, Situation } from './situation.ts';

/** Every program of the start and of the health check must be in the final image (O1, O2, O3). */
export function checkPrograms(
  situation: Situation,
  plan: EcosystemPlan,
  present: readonly string[],
  packages: Map<string, string>,
  dropped: string[],
  doubts: Doubt[],
): string[] {
  const { facts } = situation;
  const notes: string[] = [];
  const installed = new Set([...packages.keys()].map(packageName));
  const check = (program: string, cwd: string, obligation: 'O1' | 'O2' | 'O3', origin: string): void => {
    const name = baseName(program);
    if (name === '' || program.includes('$') || notes.includes(`${program}: ${origin}`)) return;
    if (program.includes('/')) {
      const path = resolvePath(cwd, program);
      if (present.some(root => isInside(path, root))) return;
      // The runtime image keeps its programs elsewhere, maybe.
      if (!plan.twin && path.startsWith('/') && !STANDARD_PLACES.test(path)) {
        doubts.push({
          obligation,
          code: 'unknown-program',
          message: `${origin} starts \`${program}\`, and it is not known whether ${plan.finalImage} has it in that folder.`,
        });
        return;
      }
    }
    // A file that a COPY or a RUN puts into a folder of PATH.
    if (!program.includes('/') && present.some(path => baseName(path) === name && /\/s?bin\/[^/]+$/.test(path))) return;
    if (plan.provides(name) || hasTool(name, plan.finalDistro)) return;
    if (installed.has(name)) return;
    if (isFunctionOrKeyword(name)) return;
    const needed = packageOfTool(name, plan.finalDistro);
    if (needed !== undefined) {
      if (!installed.has(needed)) {
        packages.set(needed, `${origin} calls \`${name}\``);
        installed.add(needed);
        if (
          (name === 'curl' || name === 'wget' || name === 'git') &&
          obligation !== 'O3' &&
          plan.finalDistro.kind !== 'alpine' &&
          !installed.has('ca-certificates')
        ) {
          packages.set('ca-certificates', `\`${name}\` checks certificates with them`);
          installed.add('ca-certificates');
        }
      }
      return;
    }
    if (packageWithTool(name, installed)) return;
    // A tool of builds that is started after all: `doxygen`, `cmake`.
    if (dropped.includes(name)) {
      dropped.splice(dropped.indexOf(name), 1);
      packages.set(name, `${origin} calls \`${name}\``);
      installed.add(name);
      return;
    }
    doubts.push({
      obligation,
      code: 'unknown-program',
      message: `${origin} calls \`${program}\`, and it is not known what brings it into the image.`,
    });
  };
  for (const call of plan.calls ?? situation.calls) {
    if (call.conditional && call.origin === 'script') continue;
    const origin =
      call.origin === 'script'
        ? 'The entry script'
        : call.origin === 'npm'
          ? 'A script of package.json'
          : call.origin === 'compose'
            ? 'A service of Compose'
            : call.origin;
    const obligation = call.origin === 'script' ? 'O2' : 'O1';
    check(call.program, call.cwd, obligation, origin);
    // `which git`, `command -v git`: it is going to be called.
    if (/^(?:which|command|type|hash)$/.test(baseName(call.program))) {
      for (const arg of call.args) if (/^[a-z][\w.-]*$/.test(arg)) check(arg, call.cwd, obligation, origin);
    }
    for (const wrapper of call.wrappers)
      if (!/^(?:exec|npx|bundle)$/.test(wrapper)) check(wrapper, call.cwd, obligation, origin);
    const script = scriptOf(call, path => situation.imageFiles?.has(path) === true);
    const first = script === undefined ? undefined : situation.readImage(script)?.split('\n', 1)[0];
    const shebang = first === undefined ? null : /^#!\s*(?:\/usr\/bin\/env\s+)?(\S+)/.exec(first);
    if (shebang)
      check(shebang[1]!.startsWith('/') ? baseName(shebang[1]!) : shebang[1]!, '/', 'O2', 'The entry script');
  }
  for (const call of facts.healthchecks) check(call.program, call.cwd, 'O3', 'HEALTHCHECK');
  const shell = facts.shell[0];
  if (shell !== undefined && facts.shell.join(' ') !== '/bin/sh -c') check(shell, '/', 'O2', 'SHELL');
  const losesTools =
    situation.facts.image.variant === 'full' ||
    !plan.twin ||
    facts.runs.some(run => / -g$/.test(run.effect.tool ?? ''));
  const installer = losesTools ? situation.calls.find(call => installsAtStart(call, situation)) : undefined;
  if (installer !== undefined) {
    doubts.push({
      obligation: 'O2',
      code: 'installs-at-start',
      message: `The container installs packages when it starts (\`${[baseName(installer.program), ...installer.args.slice(0, 2)].join(' ')}\`), and the smaller image has no compiler for those that are built from their sources.`,
      hint: 'Install them in a RUN.',
    });
  }
  const scripts = situation.unreadScripts.filter(script => script.startsWith('/'));
  if (scripts.length > 0 && losesTools) {
    doubts.push({
      obligation: 'O2',
      code: 'unread-script',
      message: `${scripts[0]} could not be read: it may call programs that the smaller image lacks (curl, git, bash …).`,
      hint: 'Give the folder of the build context.',
    });
  }
  return notes;
}

/** `npm install` or `pip install` as a part of the start, where the build has not installed with the same program. */
function installsAtStart(call: ProgramCall, situation: Situation): boolean {
  const name = baseName(call.program).replace(/^pip[\d.]+$/, 'pip');
  if (!/^(?:npm|yarn|pnpm|pip|bundle)$/.test(name) || call.conditional) return false;
  const [verb] = call.args;
  if (!(verb === undefined ? name === 'yarn' : /^(?:install|i|ci|add)$/.test(verb))) return false;
  return !situation.facts.runs.some(
    run => run.effect.kind === 'dependencies' && (run.effect.tool ?? '').replace(/^pip.*$/, 'pip') === name,
  );
}

export const STANDARD_PLACES = /^\/(?:usr\/(?:local\/)?)?s?bin\/[^/]+$|^\/opt\/java\/openjdk\/bin\//;

function isFunctionOrKeyword(name: string): boolean {
  return (
    /^(?:\$|\{|\}|\(|then|else|fi|do|done|esac|function|log|error|warn|info|die|usage|main|_\w+)$/.test(name) ||
    name.startsWith('-')
  );
}

export function packageWithTool(name: string, installed: ReadonlySet<string>): boolean {
  for (const installedName of installed) {
    if (installedName === name || installedName.startsWith(name + '-') || name.startsWith(installedName)) return true;
  }
  return false;
}
