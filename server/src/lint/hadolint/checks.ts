/**
 * What `--hadolint` reports where hadolint 2.15.1 and we differ: its verdicts with its gaps, for the rules about the commands of RUN, and those
 * of instructions.ts. docs/hadolint.md says from what they are written; the rules of the same names in ../rules judge as we think right.
 */
import type { DockerfileDocument } from '../../model/document.ts';
import { parseMount } from '../../model/mounts.ts';
import type { Instruction } from '../../syntax/tree.ts';
import { countOption, hasOption, hasWord, operands, type SeenCommand, seenScript, valuesOf } from './commands.ts';
import { instructionChecks, isArchive, withoutQuotes } from './instructions.ts';
import { hasRow, isPipInstall, type KnownVariables, unpinnedFinders } from './packages.ts';
import type { Check, Verdict } from './verdict.ts';

/** By rule. */
export const hadolintChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...Object.entries(instructionChecks),
  ['DL3001', onCommands(named('free', 'kill', 'mount', 'ps', 'service', 'shutdown', 'ssh', 'top', 'vim'))],
  [
    'DL3003',
    document => onCommands(named('cd'))(document).filter(({ instruction }) => !isTrigger(document, instruction)),
  ],
  ['DL3004', onCommands(named('sudo'))],
  ...Object.keys(unpinnedFinders).map((id): [string, Check] => [id, document => unpinned(document, id)]),
  ['DL3009', aptLists],
  ['DL3010', unpackedArchives],
  ['DL3014', onCommands(asksApt, '-y')],
  [
    'DL3015',
    onCommands(
      command =>
        command.name === 'apt-get' &&
        hasWord(command, 'install') &&
        !hasOption(command, 'no-install-recommends') &&
        !hasWord(command, 'APT::Install-Recommends=false'),
    ),
  ],
  [
    'DL3019',
    unlessMounted(
      ['/var/cache/apk'],
      onCommands(
        command => command.name === 'apk' && hasWord(command, 'add') && !hasOption(command, 'no-cache'),
        '--no-cache',
      ),
    ),
  ],
  ['DL3027', onCommands(named('apt'))],
  ['DL3030', onCommands(asksYum(['yum']), '-y')],
  [
    'DL3032',
    leaves(
      command => command.name === 'yum' && hasWord(command, 'install'),
      command => isClean(command, 'yum', '/var/cache/yum/*'),
      'yum clean all',
    ),
  ],
  [
    'DL3034',
    onCommands(
      command =>
        command.name === 'zypper' &&
        hasWord(command, 'install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch') &&
        !hasOption(command, 'n', 'non-interactive', 'y', 'no-confirm'),
      '-n',
    ),
  ],
  ['DL3035', onCommands(command => command.name === 'zypper' && hasWord(command, 'dist-upgrade', 'dup'))],
  [
    'DL3036',
    unlessMounted(
      ['/var/cache/zypp'],
      leaves(
        command => command.name === 'zypper' && hasWord(command, 'install', 'in'),
        command => command.name === 'zypper' && hasWord(command, 'clean', 'cc'),
        'zypper clean',
      ),
    ),
  ],
  ['DL3038', onCommands(asksYum(['dnf', 'microdnf']), '-y')],
  ['DL3040', unlessMounted(['/var/cache/libdnf5', '.cache/libdnf5'], leavesDnf)],
  ['DL3042', unlessMounted(['.cache/pip'], keepsPipCache)],
  [
    'DL3046',
    onCommands(
      command =>
        command.name === 'useradd' &&
        !hasOption(command, 'l', 'no-log-init') &&
        valuesOf(command, 'u').some(value => value.length > 5),
    ),
  ],
  [
    'DL3047',
    onCommands(
      command =>
        command.name === 'wget' &&
        !hasWord(command, '-nv') &&
        !hasOption(command, 'progress', 'q', 'quiet', 'o', 'output-file', 'a', 'append-output', 'no-verbose'),
    ),
  ],
  ['DL3059', consecutive],
  ['DL3060', yarnCache],
  ['DL3062', goPackages],
  ['DL4001', wgetAndCurl],
  ['DL4005', onCommands(command => command.name === 'ln' && hasWord(command, '/bin/sh'))],
  ['DL4006', pipes],
]);

/** The RUNs in the order of the file, those behind ONBUILD too. */
function runsIn(document: DockerfileDocument): readonly Instruction[] {
  return document.effectiveInstructions.filter(({ name }) => name === 'RUN');
}

function isTrigger(document: DockerfileDocument, run: Instruction): boolean {
  return document.tree.instructions[run.index] !== run;
}

function commandsIn(run: Instruction): readonly SeenCommand[] {
  return seenScript(run)?.commands ?? [];
}

function verdict(run: Instruction, command: SeenCommand | undefined, flag = ''): Verdict {
  if (command === undefined) return { instruction: run, span: run.span, data: {} };
  const { name, nameSpan } = command;
  const [verb] = operands(command);
  return {
    instruction: run,
    span: { start: nameSpan.start, end: Math.max(nameSpan.end, verb?.span.end ?? 0) },
    data: { command: verb ? `${name} ${verb.text}` : name, flag, clean: flag },
  };
}

/** Reports each RUN with such a command, at the first one. */
function onCommands(isWrong: (command: SeenCommand) => boolean, flag = ''): Check {
  return document =>
    runsIn(document).flatMap(run => {
      const found = commandsIn(run).find(isWrong);
      return found ? [verdict(run, found, flag)] : [];
    });
}

function named(...names: readonly string[]): (command: SeenCommand) => boolean {
  return ({ name }) => names.includes(name);
}

/** Without the RUNs that have a cache or tmpfs mount whose target holds one of the texts. */
function unlessMounted(targets: readonly string[], check: Check): Check {
  return document =>
    check(document).filter(({ instruction }) => !targets.some(target => isMounted(instruction, target)));
}

function isMounted(run: Instruction, target: string): boolean {
  return run.flags.some(({ name, value }) => {
    if (name !== 'mount' || value === undefined) return false;
    const mount = parseMount(value);
    return (mount.type === 'cache' || mount.type === 'tmpfs') && mount.target.includes(target);
  });
}

function asksApt(command: SeenCommand): boolean {
  if (command.name !== 'apt-get' || !hasWord(command, 'install') || hasWord(command, '-q=2')) return false;
  if (hasOption(command, 'y', 'yes', 'qq', 'assume-yes')) return false;
  return countOption(command, 'q') !== 2 && countOption(command, 'quiet') !== 2;
}

function asksYum(programs: readonly string[]): (command: SeenCommand) => boolean {
  return command =>
    programs.includes(command.name) &&
    hasWord(command, 'install', 'groupinstall', 'localinstall') &&
    !hasOption(command, 'y', 'assumeyes');
}

/** Reports a RUN whose first install does not stand in front of its first clean-up. */
function leaves(
  isInstall: (command: SeenCommand) => boolean,
  isCleanUp: (command: SeenCommand) => boolean,
  clean: string,
): Check {
  return document =>
    runsIn(document).flatMap(run => {
      const commands = commandsIn(run);
      const install = commands.findIndex(isInstall);
      return install === -1 || install < commands.findIndex(isCleanUp) ? [] : [verdict(run, commands[install], clean)];
    });
}

/** One of the words is enough, in any place: `yum clean`, `rm -rf`. */
function isClean(command: SeenCommand, program: string, folder: string): boolean {
  if (command.name === program) return hasWord(command, 'clean', 'all');
  return command.name === 'rm' && hasWord(command, '-rf', folder);
}

const dnfInstalls = ['install', 'in', 'upgrade', 'up', 'upgrade-minimal', 'up-min', 'reinstall', 'rei'];

function leavesDnf(document: DockerfileDocument): readonly Verdict[] {
  const both = ['dnf', 'microdnf'].map(program =>
    leaves(
      command => command.name === program && hasWord(command, ...dnfInstalls),
      command => isClean(command, program, '/var/cache/libdnf5*'),
      `${program} clean all`,
    )(document),
  );
  const reported = new Set<Instruction>();
  return both.flat().filter(({ instruction }) => !reported.has(instruction) && reported.add(instruction));
}

function unpinned(document: DockerfileDocument, id: string): readonly Verdict[] {
  const find = unpinnedFinders[id]!;
  return runsIn(document).flatMap(run => {
    const known = knownVariables(document, run);
    const open = commandsIn(run).flatMap(command => find(command, known));
    const [first] = open;
    return first
      ? [
          {
            instruction: run,
            span: first.span,
            data: {
              packages: open
                .map(({ text }) => text)
                .slice(0, 3)
                .join(', '),
            },
          },
        ]
      : [];
  });
}

/** ARGs of the whole file above, ENVs of the stage above and of the stages it is built on. For a trigger: those of triggers. */
function knownVariables(document: DockerfileDocument, run: Instruction): KnownVariables {
  const trigger = isTrigger(document, run);
  const above = document.effectiveInstructions.filter(
    other => other.index < run.index && isTrigger(document, other) === trigger,
  );
  const names = new Set(above.filter(({ name }) => name === 'ARG').flatMap(({ pairs }) => pairs.map(({ key }) => key)));
  let stage = trigger ? undefined : document.stageModel.stageOf(run);
  const stages = new Set<unknown>(trigger ? document.stages : []);
  for (; stage; stage = stage.parent) stages.add(stage);
  for (const other of above) {
    if (other.name !== 'ENV' || !stages.has(document.stageModel.stageOf(other))) continue;
    for (const { key } of other.pairs) names.add(key);
  }
  return names;
}

/** Whether a later FROM names the stage, or it is the last one. For triggers there are no stages. */
function isUsedLater(document: DockerfileDocument, run: Instruction): boolean {
  const stage = document.stageModel.stageOf(run);
  const last = document.stages.at(-1);
  if (isTrigger(document, run) || stage === undefined || last === undefined) return true;
  if (stage === last || stage.from.rest?.value === last.from.rest?.value) return true;
  return document.stages.some(
    ({ baseWord }) => stage.nameWord !== undefined && baseWord?.value === stage.nameWord.value,
  );
}

function aptLists(document: DockerfileDocument): readonly Verdict[] {
  return runsIn(document).flatMap(run => {
    const commands = commandsIn(run);
    const update = commands.find(
      command => ['apt', 'apt-get', 'aptitude'].includes(command.name) && hasWord(command, 'update'),
    );
    if (!update || commands.some(command => command.name === 'rm' && hasWord(command, '-rf', '/var/lib/apt/lists/*')))
      return [];
    const mounted = isMounted(run, '/var/lib/apt') && isMounted(run, '/var/cache/apt');
    if (isMounted(run, '/var/lib/apt/lists') || mounted || !isUsedLater(document, run)) return [];
    return [{ ...verdict(run, update), data: { command: `${update.name} update` } }];
  });
}

const unpackers: ReadonlySet<string> = new Set([
  ...['unzip', 'gunzip', 'bunzip2', 'unlzma', 'unxz', 'zgz', 'uncompress', 'zcat', 'gzcat'],
]);

/** Archives that a COPY takes from the context and a RUN behind it unpacks, by their names alone; only in the last stage. */
function unpackedArchives(document: DockerfileDocument): readonly Verdict[] {
  const copies: { readonly name: string; readonly verdict: Verdict }[] = [];
  const found = new Set<Verdict>();
  for (const instruction of document.tree.instructions) {
    if (instruction.name === 'FROM') {
      copies.length = 0;
      found.clear();
    } else if (instruction.name === 'COPY' && !instruction.flags.some(({ name }) => name === 'from')) {
      for (const name of copiedArchives(instruction)) {
        const data = { archive: name };
        copies.push({ name, verdict: { instruction, span: instruction.keyword.span, data } });
      }
    } else if (instruction.name === 'RUN') {
      const unpacked = new Set(commandsIn(instruction).filter(isUnpacking).flatMap(namesIn));
      for (const { name, verdict } of copies) if (unpacked.has(name)) found.add(verdict);
    }
  }
  return [...found];
}

/** When the target is called like an archive, that name counts alone. */
function copiedArchives({ words }: Instruction): readonly string[] {
  const names = words.map(({ value }) => lastPart(value));
  const target = names.at(-1) ?? '';
  return isArchive(target) ? [target] : names.slice(0, -1).filter(isArchive);
}

function isUnpacking({ name, words }: SeenCommand): boolean {
  if (name !== 'tar') return unpackers.has(name);
  return words.some(({ text }) => text === '--extract' || text === '--get' || /^-.*x/.test(text));
}

function namesIn(command: SeenCommand): readonly string[] {
  return operands(command).map(({ text }) => lastPart(text));
}

function lastPart(path: string): string {
  return withoutQuotes(path).split(/[\\/]/).at(-1)!;
}

function yarnCache(document: DockerfileDocument): readonly Verdict[] {
  return runsIn(document).flatMap(run => {
    const commands = commandsIn(run);
    const install = commands.findIndex(command => command.name === 'yarn' && hasWord(command, 'install'));
    const clean = commands.findIndex(command => command.name === 'yarn' && hasWord(command, 'cache', 'clean'));
    if (install === -1 || !isUsedLater(document, run)) return [];
    const isLeft = clean === -1 ? !isMounted(run, '.cache/yarn') : clean < install;
    return isLeft ? [verdict(run, commands[install], 'yarn cache clean')] : [];
  });
}

const switchedOn = /^(?:1|true|True|TRUE|on|On|ON|yes|Yes|YES)/;

function keepsPipCache(document: DockerfileDocument): readonly Verdict[] {
  return runsIn(document).flatMap(run => {
    const found = commandsIn(run).find(
      command => isPipInstall(command) && !hasWord(command, '--no-cache-dir') && !isPipWrapper(command),
    );
    if (!found || isSetInText(seenScript(run)?.text ?? '') || isSetAbove(document, run)) return [];
    return [verdict(run, found)];
  });
}

function isPipWrapper(command: SeenCommand): boolean {
  return ['pipx', 'pipenv'].some(
    wrapper =>
      command.name.includes(wrapper) || (command.name.startsWith('python') && hasRow(command, ['-m', wrapper])),
  );
}

/** The first assignment in the text decides, wherever it stands. */
function isSetInText(text: string): boolean {
  const at = text.indexOf('PIP_NO_CACHE_DIR=');
  return at !== -1 && switchedOn.test(text.slice(at + 'PIP_NO_CACHE_DIR='.length));
}

/** An ENV above in the stage, or in a stage that it is built on, names it with such a value; a later ENV takes nothing back. */
function isSetAbove(document: DockerfileDocument, run: Instruction): boolean {
  const trigger = isTrigger(document, run);
  const stages = new Set<unknown>();
  for (let stage = document.stageModel.stageOf(run); stage; stage = stage.parent) stages.add(stage);
  return document.effectiveInstructions.some(
    other =>
      other.name === 'ENV' &&
      other.index < run.index &&
      isTrigger(document, other) === trigger &&
      (trigger || stages.size === 0 || stages.has(document.stageModel.stageOf(other))) &&
      /^(?:1|true|True|TRUE|on|On|ON|yes|Yes|YES)$/.test(
        withoutQuotes(other.pairs.find(({ key }) => key === 'PIP_NO_CACHE_DIR')?.value ?? ''),
      ),
  );
}

/** RUNs with equal flags one behind the other, each of one command. */
function consecutive(document: DockerfileDocument): readonly Verdict[] {
  const found: Verdict[] = [];
  let last: { readonly flags: string; readonly count: number } | undefined;
  for (const run of document.tree.instructions) {
    if (run.name !== 'RUN') {
      last = undefined;
      continue;
    }
    const commands = commandsIn(run);
    const flags = run.flags
      .map(({ text }) => text)
      .sort()
      .join('\n');
    if (last && last.flags === flags && last.count <= 1 && commands.length <= 1)
      found.push({ instruction: run, span: run.keyword.span, data: {} });
    else last = { flags, count: commands.length };
  }
  return found;
}

function goPackages(document: DockerfileDocument): readonly Verdict[] {
  return runsIn(document).flatMap(run => {
    const commands = commandsIn(run).filter(({ name }) => name === 'go');
    const toRun = commands
      .filter(command => hasWord(command, 'run'))
      .flatMap(command =>
        operands(command)
          .slice(0, 2)
          .filter(({ text }) => text !== 'run'),
      );
    const installed = commands
      .filter(command => hasWord(command, 'install', 'get'))
      .flatMap(command => operands(command).filter(({ text }) => !['install', 'get', 'tool'].includes(text)));
    const open = (toRun.length > 0 ? toRun : installed).find(({ text }) => isOpenGo(text));
    return open ? [{ instruction: run, span: open.span, data: { package: open.text } }] : [];
  });
}

function isOpenGo(text: string): boolean {
  if (text.startsWith('/') || text.startsWith('.')) return false;
  return !text.includes('@') || text.endsWith('@latest') || text.endsWith('@none');
}

/** Once both have been used in a stage, each RUN that uses one of them is reported. Triggers count by themselves, over all stages. */
function wgetAndCurl(document: DockerfileDocument): readonly Verdict[] {
  const seen = new Map<unknown, Set<string>>();
  return runsIn(document).flatMap(run => {
    const place = isTrigger(document, run) ? 'triggers' : document.stageModel.stageOf(run);
    const used = commandsIn(run).filter(named('wget', 'curl'));
    const programs = new Set([...(seen.get(place) ?? []), ...used.map(({ name }) => name)]);
    seen.set(place, programs);
    return used.length > 0 && programs.size > 1 ? [verdict(run, used[0])] : [];
  });
}

/** A SHELL counts up to the next FROM, whatever that is built on. */
function pipes(document: DockerfileDocument): readonly Verdict[] {
  let isSafe = false;
  return document.tree.instructions.flatMap(instruction => {
    if (instruction.name === 'FROM') isSafe = false;
    else if (instruction.name === 'SHELL') isSafe = failsWithItsPipes(instruction.words.map(({ value }) => value));
    const pipe = instruction.name === 'RUN' && !isSafe ? seenScript(instruction)?.pipe : undefined;
    return pipe ? [{ instruction, span: pipe, data: {} }] : [];
  });
}

function failsWithItsPipes(shell: readonly string[]): boolean {
  const [program = '', ...args] = shell.join(' ').split(/\s+/);
  if (/^(?:pwsh|powershell|cmd)/.test(program)) return true;
  if (!/^(?:.*\/)?(?:bash|zsh|ash)$/.test(program) || !args.includes('pipefail')) return false;
  return args.some(word => (word.startsWith('--') ? word === '--o' : /^-.*o/.test(word)));
}
