import { isInside, type RunCommand } from './analysis.ts';
import { checkPrograms } from './finalPrograms.ts';
import { outsideCopies } from './outsideFiles.ts';
import { hasTool, isInNoLanguageImage, isRelated, packageName, packageOfTool } from './packages.ts';
import { repeatedCommands, userCommands } from './repeatedCommands.ts';
import { type Doubt, doubt, type EcosystemPlan, lineOf, type PlannedCopy, type Situation } from './situation.ts';
import { recommends, sortPackages, toolUse } from './systemPackages.ts';
import { systemSettings } from './systemSettings.ts';

export interface Needs {
  readonly packages: readonly { readonly name: string; readonly why: string }[];
  /** The install commands of the file all said `--no-install-recommends`. */
  readonly withRecommends: boolean;
  /** Packages that stay in the build stage. */
  readonly dropped: readonly string[];
  /** Commands that make users and groups, as written. */
  readonly users: readonly RunCommand[];
  /** Copies of what RUNs wrote elsewhere. */
  readonly copies: readonly PlannedCopy[];
  /** Commands that are run again (npm install -g pm2, ldconfig). */
  readonly commands: readonly { readonly text: string; readonly why: string; readonly line?: number }[];
  readonly doubts: readonly Doubt[];
  /** How each program of the start is there: for the explanation. */
  readonly programs: readonly string[];
}

export function collectNeeds(
  situation: Situation,
  plan: EcosystemPlan,
  carried: readonly string[],
  lastBuild: number,
  movedTargets: readonly string[],
): Needs {
  const { facts } = situation;
  const builds = facts.runs.filter(run => run.step.at <= lastBuild);
  const doubts: Doubt[] = [];
  const packages = new Map<string, string>();
  const dropped: string[] = [];
  const tools = toolUse(situation);
  sortPackages(builds, situation, plan, tools, packages, dropped, doubts);
  const written = facts.runs.flatMap(run => run.effect.packages ?? []).map(packageName);
  const isTwinOfLanguage = plan.twin && /^(?:node|python|pypy|ruby|perl)$/.test(facts.image.family ?? '');
  for (const { name, why } of plan.packages) {
    // What the old image did not have, the new one does not need: most packages of a language can do without.
    const wasThere = !isTwinOfLanguage || !isInNoLanguageImage(name) || written.some(own => isRelated(own, name));
    if (!packages.has(name) && wasThere) packages.set(name, why);
  }
  const settings = systemSettings(builds, plan, facts.document.text);
  for (const { name, why } of settings.packages) packages.set(name, why);
  const others = builds.filter(run => !settings.runs.has(run));
  const links: RunCommand[] = [];
  const outside = outsideCopies(others, situation, plan, carried, lastBuild, new Set(packages.keys()), links, doubts);
  keepPythonOfEnvironments(builds, situation, [...carried, ...outside.map(copy => copy.path)], packages, dropped);
  const programs = checkPrograms(
    situation,
    plan,
    [...carried, ...outside.map(copy => copy.path), ...movedTargets],
    packages,
    dropped,
    doubts,
  );
  const users = userCommands(builds, doubts);
  for (const run of users) {
    const tool = run.command.program;
    if (hasTool(tool, plan.finalDistro)) continue;
    const name = packageOfTool(tool, plan.finalDistro);
    if (name !== undefined) packages.set(name, `\`${tool}\` makes the user`);
    else doubts.push(doubt('O1', 'user-tool', `The final image has no \`${tool}\` to make the user with.`, run));
  }
  const commands = [
    ...settings.commands,
    ...repeatedCommands(others, plan, outside, carried, situation, doubts),
    ...links.map(run => ({
      text: facts.document.text.slice(run.command.span.start, run.command.span.end),
      why: 'what the link leads to is in the final image too',
      line: lineOf(run.step.instruction),
    })),
  ].filter((command, index, all) => all.findIndex(other => other.text === command.text) === index);
  for (const step of facts.unread) {
    if (step.at > lastBuild) continue;
    doubts.push({
      obligation: 'O8',
      code: 'unread-run',
      message: 'This RUN is not shell that can be read, so it is not known what it writes.',
      line: lineOf(step.instruction),
    });
  }
  addCertificates(situation, plan, packages, builds);
  const names = [...packages].filter(([name]) => !isPartOfImage(name, plan));
  const archived =
    plan.finalDistro.kind === 'debian' && /^(?:wheezy|jessie|stretch|buster)$/.test(plan.finalDistro.release);
  if (archived && names.length > 0 && !builds.some(run => run.effect.kind === 'packages')) {
    doubts.push({
      obligation: 'O5',
      code: 'archived-release',
      message: `The final image needs ${names.map(([name]) => name).join(', ')}, and the packages of Debian ${plan.finalDistro.release} are no longer on the usual servers, only on archive.debian.org.`,
    });
  }
  return {
    packages: names.map(([name, why]) => ({ name, why })),
    withRecommends: recommends(builds),
    dropped,
    users,
    copies: outside,
    commands,
    doubts,
    programs,
  };
}

/** A virtual environment leads to the Python that made it: `/opt/venv/bin/python3` is a link to /usr/bin/python3. */
function keepPythonOfEnvironments(
  builds: readonly RunCommand[],
  situation: Situation,
  present: readonly string[],
  packages: Map<string, string>,
  dropped: string[],
): void {
  if (!dropped.includes('python3') || /^(?:python|pypy)$/.test(situation.facts.image.family ?? '')) return;
  const carriedOne = builds
    .filter(run => /venv$/.test(run.effect.tool ?? ''))
    .flatMap(run => run.effect.writes)
    .find(path => present.some(folder => isInside(path, folder)));
  if (carriedOne === undefined) return;
  dropped.splice(dropped.indexOf('python3'), 1);
  packages.set('python3', `the environment in ${carriedOne} leads to it`);
}

/** Packages that are part of every image of that kind. */
function isPartOfImage(name: string, plan: EcosystemPlan): boolean {
  const plain = packageName(name);
  if (plain === 'bash') return plan.finalDistro.kind === 'debian' || plan.finalDistro.kind === 'ubuntu';
  if (
    plain === 'zlib1g' ||
    plain === 'libc6' ||
    plain === 'libgcc-s1' ||
    plain === 'libcom-err2' ||
    plain === 'libstdc++6'
  ) {
    return plan.finalDistro.kind === 'debian' || plan.finalDistro.kind === 'ubuntu';
  }
  if (plain === 'coreutils' && plan.finalDistro.kind !== 'alpine') return true;
  if (plain === 'libstdc++' || plain === 'libgcc') return plan.twin && plan.ecosystem === 'node';
  const [, language] = /^(?:docker\.io\/)?(?:library\/)?(python|ruby):/.exec(plan.finalImage) ?? [];
  return language !== undefined && plan.finalDistro.kind === 'debian' && linkedBy[language]!.test(plain);
}

/**
 * Libraries that the slim image holds because the language's own modules link them. The names of some change with Debian's release,
 * so that naming one would break the build on the day when a tag like `python:3` moves on.
 * https://github.com/docker-library/python/blob/master/Dockerfile-linux.template, https://github.com/docker-library/ruby/blob/master/Dockerfile.template
 */
const linkedBy: Readonly<Record<string, RegExp>> = {
  python:
    /^(?:libssl(?:1\.1|3)(?:t64)?|libffi[678]|libbz2-1\.0|liblzma5|libsqlite3-0|libreadline[78](?:t64)?|libncursesw[56]|libuuid1)$/,
  ruby: /^(?:libssl(?:1\.1|3)(?:t64)?|libffi[678]|libgmp10|libyaml-0-2)$/,
};

/** Clients recommend the certificates of authorities and do not depend on them; an installation without recommendations lacks them. */
function addCertificates(
  situation: Situation,
  plan: EcosystemPlan,
  packages: Map<string, string>,
  builds: readonly RunCommand[],
): void {
  const { kind } = plan.finalDistro;
  if (packages.has('ca-certificates') || (kind !== 'debian' && kind !== 'ubuntu')) return;
  // Slim Python and Ruby, Java and PHP bring them.
  if (/^(?:python|pypy|ruby|php|java|scala|clojure|dotnet|static-site)$/.test(plan.ecosystem)) return;
  const plainHealth = situation.facts.healthchecks.every(call => !call.args.some(arg => arg.startsWith('https:')));
  const client = [...packages].find(
    ([name, why]) => /^(?:git|wget|curl)$/.test(packageName(name)) && !(plainHealth && why.startsWith('HEALTHCHECK')),
  )?.[0];
  const { image } = situation.facts;
  const hadThem =
    image.variant === 'full' ||
    builds.some(run =>
      run.effect.packages?.some(name => /^(?:ca-certificates|git|wget|curl)$/.test(packageName(name))),
    );
  if (client !== undefined && hadThem) packages.set('ca-certificates', `\`${client}\` checks certificates with them`);
  const told = [...situation.facts.variables.values()].some(value => value.startsWith('/etc/ssl/certs'));
  if (told && hadThem && plan.twin) packages.set('ca-certificates', 'a variable names the certificates of the system');
}
