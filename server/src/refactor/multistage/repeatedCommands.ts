import { isInside, type RunCommand } from './analysis.ts';
import { browserLibraries, installsLibraries } from './browsers.ts';
import { libcOf } from './images.ts';
import { NEVER_CARRIED, writtenBefore } from './outsideFiles.ts';
import { packageFileInstall } from './packageFiles.ts';
import { type Doubt, doubt, type EcosystemPlan, lineOf, type PlannedCopy, type Situation } from './situation.ts';

export function userCommands(builds: readonly RunCommand[], doubts: Doubt[]): RunCommand[] {
  const users = builds.filter(run => run.effect.kind === 'user');
  for (const run of users) {
    if (run.command.pipeline !== undefined) {
      doubts.push(
        doubt('O2', 'user-pipeline', 'A user is made in a pipeline: it cannot be made again by itself.', run),
      );
    }
  }
  return users.filter(run => run.command.pipeline === undefined);
}

export function repeatedCommands(
  builds: readonly RunCommand[],
  plan: EcosystemPlan,
  outside: readonly PlannedCopy[],
  carried: readonly string[],
  situation: Situation,
  doubts: Doubt[],
): { readonly text: string; readonly why: string; readonly line?: number }[] {
  const { text } = situation.facts.document;
  const list: { text: string; why: string; line?: number }[] = [];
  let linker =
    outside.some(copy => /^\/usr\/(?:local\/)?lib|^\/usr\/local$/.test(copy.path)) &&
    libcOf(plan.finalDistro) === 'glibc' &&
    !plan.portable;
  for (const run of builds) {
    const line = lineOf(run.step.instruction);
    if (plan.repeatCommand?.(run.command.program, run.words) && !run.command.conditional) {
      list.push({
        text: text.slice(run.command.span.start, run.command.span.end),
        why: 'what it installs is used at run time',
        line,
      });
    }
    const first = builds.find(other => other.step === run.step) === run;
    const packageFile = first && plan.twin ? packageFileInstall(run.step, builds, text) : undefined;
    if (packageFile !== undefined) {
      const tools = packageFile.tools.join(' ');
      list.push({
        text: `apt-get update && apt-get install -y --no-install-recommends ${tools} && rm -rf /var/lib/apt/lists/*`,
        why: 'the package file is fetched with it',
        line,
      });
      list.push({ text: packageFile.words, why: 'it is not known what the package file installs', line });
    }
    if (installsLibraries(run)) {
      const again = run.command.conditional ? undefined : browserLibraries(run);
      if (again !== undefined && plan.twin)
        list.push({ text: again, why: 'the browsers need libraries of the system', line });
      else
        doubts.push(
          doubt(
            'O8',
            'browser-libraries',
            'Playwright installs libraries of the system for its browsers, and the final image does not get them.',
            run,
          ),
        );
    }
    const removed = removedFromBase(run, builds, plan, carried, situation);
    if (removed) {
      list.push({
        text: text.slice(run.command.span.start, run.command.span.end),
        why: 'the base image has what it removes',
        line,
      });
    }
    if (run.effect.kind !== 'system') continue;
    switch (run.effect.system) {
      case 'update-alternatives':
        if (!isToolOfBuild(run.words) && !plan.repeatCommand?.(run.command.program, run.words))
          doubts.push(
            doubt(
              'O8',
              'alternatives',
              'It chooses between programs of the system, which the final image does not get.',
              run,
            ),
          );
        break;
      case 'a2enmod':
      case 'a2dismod':
      case 'a2ensite':
      case 'a2dissite':
      case 'a2enconf':
        if (!plan.repeatCommand?.(run.command.program, run.words))
          doubts.push(
            doubt('O8', 'apache', `\`${run.effect.system}\` sets up what the final image does not get.`, run),
          );
        break;
      case 'ldconfig':
        linker = libcOf(plan.finalDistro) === 'glibc' && outside.length > 0;
        break;
      case 'locale-gen':
      case 'localedef':
      case 'update-locale':
      case 'dpkg-reconfigure':
        doubts.push(doubt('O8', 'locale', `\`${run.effect.system}\` sets up what the final image does not get.`, run));
        break;
      case 'update-ca-certificates':
        doubts.push(
          doubt(
            'O8',
            'certificates',
            'Certificates are added to the system, and the final image does not get them.',
            run,
          ),
        );
        break;
      case 'setcap':
        doubts.push(
          doubt(
            'O8',
            'capabilities',
            'A file gets capabilities; whether a copy keeps them depends on the engine.',
            run,
          ),
        );
        break;
    }
  }
  if (linker) list.push({ text: 'ldconfig', why: 'shared libraries were copied' });
  return list;
}

/** `rm /etc/nginx/conf.d/default.conf`: a file of the base image, which the final image would have again. */
function removedFromBase(
  run: RunCommand,
  builds: readonly RunCommand[],
  plan: EcosystemPlan,
  carried: readonly string[],
  situation: Situation,
): boolean {
  if (!plan.twin || run.command.conditional || !/^(?:rm|rmdir|unlink)$/.test(run.command.program)) return false;
  const targets = run.words.slice(1).filter(word => !word.startsWith('-'));
  if (targets.length === 0 || targets.some(target => target.includes('$') || !target.startsWith('/'))) return false;
  return targets.some(
    target =>
      /^\/(?:etc|var\/www|srv|opt|usr\/share)\//.test(target) &&
      !NEVER_CARRIED.test(target) &&
      !carried.some(root => isInside(target, root)) &&
      !writtenBefore(target, builds, run) &&
      !situation.facts.copies.some(copy => copy.step.at < run.step.at && isInside(target, copy.destination)),
  );
}

/** `update-alternatives` for compilers and other tools that only build. */
function isToolOfBuild(words: readonly string[]): boolean {
  return words.some(word =>
    /^(?:.*\/)?(?:g?cc|g\+\+|c\+\+|cpp|c89|c99|clang(?:\+\+)?|ld|lld|ar|gcov|javac|cmake|ninja|make|automake|yacc|fakeroot|editor)(?:-[\d.]+)?$/.test(
      word,
    ),
  );
}
