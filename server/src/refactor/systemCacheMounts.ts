/**
 * `RUN --mount=type=cache` for what the distribution's package managers download: apt (whose Debian and Ubuntu images delete what was
 * downloaded, by /etc/apt/apt.conf.d/docker-clean), apk, dnf and yum. What the RUN cleans up itself must not empty the cache, so it goes.
 */
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import { commandsIn, commandsOf, type ShellCommand } from '../shell/commands.ts';
import { packageCallOf } from '../shell/packages.ts';
import { fileSpanOf } from '../shell/scriptMap.ts';
import { shellAt } from '../shell/shells.ts';
import type { TextEdit } from '../syntax/edit.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { cacheMountsOf, chainOf, copiesFrom, hasCacheMount, isRoot } from './cacheMounts.ts';
import {
  chainMembers,
  insertion,
  instructionAt,
  isPlainShell,
  type Offer,
  proved,
  rootImage,
  runScriptOf,
  syntaxAllows,
} from './refactoring.ts';

const ID = 'cache-mount';

/** On a RUN that installs packages of the distribution. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const run = instructionAt(document, span);
  const stage = run && document.stageModel.stageOf(run);
  if (run?.name !== 'RUN' || stage === undefined || hasCacheMount(run) || !syntaxAllows(document, 2)) return [];
  const chain = runChain(document, run);
  const calls = (chain?.members ?? []).flatMap(({ command }) => (command && packageCallOf(command)) ?? []);
  const installs = (manager: string): boolean =>
    calls.some(call => call.manager === manager && call.action === 'install');
  if (chain === undefined) return [];
  if (installs('apt')) return aptMounts(document, stage, run);
  if (installs('apk')) return apkMounts(document, stage, run, chain);
  return installs('yum') ? rpmMounts(document, stage, run, chain) : [];
}

interface Member {
  /** In the file. */
  readonly span: Span;
  readonly text: string;
  /** undefined for a pipeline, a group and other things. */
  readonly command: ShellCommand | undefined;
}

interface Chain {
  readonly members: readonly Member[];
  readonly start: number;
}

/** The members of a RUN that is one chain of && in a plain shell; undefined for anything else. */
function runChain(document: DockerfileDocument, run: Instruction): Chain | undefined {
  const found = runScriptOf(document, run);
  if (found === undefined || run.rest === undefined || run.heredocs.length > 0 || !isPlainShell(found.shell)) {
    return undefined;
  }
  const members = chainMembers(found.tree);
  const commands = commandsOf(found.script) ?? [];
  return (
    members && {
      start: run.rest.span.start,
      members: members.map(member => {
        const inside = commands.filter(({ at }) => at.start >= member.start && at.end <= member.end);
        const only = member.type === 'command' && inside.length === 1 ? inside[0] : undefined;
        return {
          span: fileSpanOf(found.script.map, member.start, member.end),
          text: found.script.text.slice(member.start, member.end),
          command: only?.wrappers.length === 0 && only.redirects.length === 0 ? only : undefined,
        };
      }),
    }
  );
}

// ---- apt ------------------------------------------------------------------------------------------------------------------------

const aptFolders = ['/var/cache/apt', '/var/lib/apt/lists'];
const dockerClean = '/etc/apt/apt.conf.d/docker-clean';
const namesApt = /\b(?:apt|apt-get|apt-cache|apt-mark|aptitude)\b/;

function aptMounts(document: DockerfileDocument, stage: Stage, run: Instruction): readonly Offer[] {
  const image = rootImage(stage);
  const isDebian = image?.distro.kind === 'debian' || image?.distro.kind === 'ubuntu';
  if (image?.family === undefined || !isDebian || !isRoot(document, run)) return [];
  const title = "Keep apt's downloads in cache mounts";
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.rewrite', reason }];
  const stages = chainOf(stage);
  const family = document.stages.filter(each => chainOf(each).includes(stage));
  if (document.tree.instructions.some(({ name }) => name === 'ONBUILD'))
    return refuse('ONBUILD may install something, too.');
  if (copiesFrom(document, stages, [...aptFolders, dockerClean])) return refuse("Another stage copies apt's files.");
  const textOf = ({ span }: Instruction): string => document.text.slice(span.start, span.end);
  if (
    stages.some(each =>
      /docker-clean|apt\.conf|Dir::|APT_CONFIG/.test(document.text.slice(each.span.start, each.span.end)),
    )
  ) {
    return refuse('The file changes the settings of apt itself.');
  }
  // Without docker-clean every installation of the stage would leave its downloads in the image: all of them get the mounts.
  const users: { readonly run: Instruction; readonly plan: AptPlan }[] = [];
  let keptLists = false;
  for (const each of family.flatMap(({ instructions }) => instructions)) {
    if (each.name !== 'RUN') continue;
    if (!namesApt.test(textOf(each))) {
      if (users.length > 0 && mayInstall(document, each))
        return refuse(`Line ${each.startLine} may install something, too.`);
      continue;
    }
    if (document.stageModel.stageOf(each) !== stage) {
      return refuse(`Line ${each.startLine} uses apt in a stage that is built on this one.`);
    }
    const plan = aptPlan(document, each);
    if (typeof plan === 'string') return refuse(`${plan} (line ${each.startLine}).`);
    keptLists ||= !plan.cleansLists;
    users.push({ run: each, plan });
  }
  const isFinal = document.finalStage !== undefined && family.includes(document.finalStage);
  const flags = cacheMountsOf(aptFolders, ',sharing=locked');
  return proved(document, {
    id: ID,
    title,
    kind: 'refactor.rewrite',
    safety: isFinal ? 'unsafe' : 'safe',
    explanation: `The builder keeps ${aptFolders.join(' and ')} between builds; one build at a time uses them. The image's setting that deletes what apt downloads (docker-clean) is taken off${keptLists ? ', and the package lists are no longer in the image' : ''}.`,
    edits: users.flatMap(({ run: each, plan }, index) => [
      insertion(each.keyword.span.end, flags),
      ...(index === 0 ? [insertion(plan.start, `rm -f ${dockerClean} && `)] : []),
      ...plan.edits,
    ]),
    touches: users.map(({ run: each }) => each.index),
  });
}

/** A script or a build file, which may call apt without our seeing it. */
function mayInstall(document: DockerfileDocument, run: Instruction): boolean {
  const commands = commandsIn(run, shellAt(document.tree, run));
  if (commands === undefined) return true;
  return commands.some(
    ({ program, name }) =>
      /^(?:ba|da|a|z|k)?sh$|^(?:make|source|\.)$|^ansible|\.sh$/.test(program) ||
      name?.dynamic === true ||
      (name?.value.includes('/') && !/^\/(?:usr\/)?(?:local\/)?s?bin\//.test(name.value)),
  );
}

interface AptPlan {
  readonly start: number;
  /** What takes the clean-up away. */
  readonly edits: readonly TextEdit[];
  readonly cleansLists: boolean;
}

/** What has to be done to a RUN that uses apt; a reason (without a full stop) when it cannot. */
function aptPlan(document: DockerfileDocument, run: Instruction): AptPlan | string {
  if (run.flags.some(({ name }) => name === 'mount')) return 'There are mounts already';
  const chain = runChain(document, run);
  if (chain === undefined) return 'Only a plain chain of && can be changed safely';
  if (!isRoot(document, run)) return 'It does not run as root';
  let isUpdated = false;
  let cleansLists = false;
  const cleaning = new Set<number>();
  for (const [index, { command, text }] of chain.members.entries()) {
    const call = command && packageCallOf(command);
    if (
      command &&
      isRemovalOf(command, /^\/var\/(?:lib\/apt\/lists|cache\/apt(?:\/archives)?)(?:\/\*?(?:\.deb|\.bin)?)?$/)
    ) {
      cleansLists ||= command.args.some(({ value }) => value.startsWith('/var/lib/apt/lists'));
      cleaning.add(index);
      continue;
    }
    if (call?.manager === 'apt' && call.action === 'clean') {
      cleaning.add(index);
      continue;
    }
    if (/\/var\/(?:lib|cache)\/apt|\/var\/(?:lib|cache)\/?\*|\/var\/\*/.test(text))
      return 'It uses the folders of apt itself';
    if (!namesApt.test(text)) continue;
    if (call?.manager !== 'apt') return 'apt stands inside another command';
    if (call.program === 'apt') return 'apt deletes what it has installed: apt-get keeps it';
    if (
      call.options.some(({ name }) => /^(?:-o|--option|-c|--config-file|-d|--download-only|--print-uris)$/.test(name))
    )
      return 'apt gets settings of its own';
    if (call.action === 'update-index') isUpdated = true;
    else if (!isUpdated) return 'It installs without `apt-get update` of its own: the lists may not be there';
  }
  const edits = withoutMembers(document, chain, cleaning);
  return edits === undefined ? 'Comments stand beside the clean-up' : { start: chain.start, edits, cleansLists };
}

// ---- apk ------------------------------------------------------------------------------------------------------------------------

function apkMounts(document: DockerfileDocument, stage: Stage, run: Instruction, chain: Chain): readonly Offer[] {
  const image = rootImage(stage);
  if (image?.family === undefined || image.distro.kind !== 'alpine' || !isRoot(document, run)) return [];
  const title = "Keep apk's downloads in a cache mount";
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.rewrite', reason }];
  const text = chainOf(stage)
    .map(each => document.text.slice(each.span.start, each.span.end))
    .join('\n');
  if (/\/etc\/apk|apk(?:\s+-\S+)*\s+cache|--cache-(?:dir|max-age)/.test(text)) {
    return refuse('The file changes the settings of apk itself.');
  }
  const edits: TextEdit[] = [];
  let leavesIndex = false;
  for (const { command, text: member } of chain.members) {
    const call = command && packageCallOf(command);
    if (call?.manager !== 'apk') {
      if (/\bapk\b(?!\/)/.test(member)) return refuse('apk stands inside another command.');
      continue;
    }
    if (call.options.some(({ name }) => name === '--root' || name === '-p'))
      return refuse('It installs somewhere else.');
    const option = command!.args.find(({ value }) => value === '--no-cache');
    // The index is as fresh as without a cache.
    if (option) edits.push({ span: option.span, newText: '--update-cache' });
    else if (call.action === 'install' || call.action === 'upgrade' || call.action === 'update-index')
      leavesIndex = true;
  }
  const isFinal = document.finalStage !== undefined && chainOf(document.finalStage).includes(stage);
  const target = '/etc/apk/cache';
  return proved(document, {
    id: ID,
    title,
    kind: 'refactor.rewrite',
    safety: isFinal && leavesIndex ? 'unsafe' : 'safe',
    explanation: `apk keeps what it downloads where ${target} is, and the builder keeps that between builds${leavesIndex ? '; the index is no longer in the image' : ''}.`,
    edits: [insertion(run.keyword.span.end, cacheMountsOf([target], ',sharing=locked')), ...edits],
    touches: [run.index],
  });
}

// ---- dnf and yum ------------------------------------------------------------------------------------------------------------------

/** Official names and where their package managers keep downloads; they start as root. */
const rpmImages: readonly (readonly [RegExp, string])[] = [
  [/^fedora(?::(?:4[1-9]|[5-9]\d|latest))?$/, '/var/cache/libdnf5'],
  [/^fedora:(?:2\d|3\d|40)$/, '/var/cache/dnf'],
  [/^(?:rockylinux|almalinux|oraclelinux|rockylinux\/rockylinux|redhat\/ubi[89])(?::[89][\w.-]*)?$/, '/var/cache/dnf'],
  [/^registry\.access\.redhat\.com\/(?:ubi[89](?:\/ubi)?)(?::[\w.-]+)?$/, '/var/cache/dnf'],
  [/^(?:centos:(?:centos)?7[\w.-]*|amazonlinux:2)$/, '/var/cache/yum'],
  [/^amazonlinux:2023[\w.-]*$/, '/var/cache/dnf'],
];

function rpmMounts(document: DockerfileDocument, stage: Stage, run: Instruction, chain: Chain): readonly Offer[] {
  const root = chainOf(stage).at(-1);
  const name = root?.base.kind === 'image' ? root.base.name.replace(/^docker\.io\/(?:library\/)?/, '') : undefined;
  const target = name && rpmImages.find(([image]) => image.test(name))?.[1];
  const user = document.stateAt(run)?.user;
  const isRootUser = user === undefined || (user.value.known && /^(?:root|0)$/.test(user.value.value));
  if (target === undefined || !isRootUser) return [];
  const title = "Keep the packages' downloads in a cache mount";
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.rewrite', reason }];
  const edits: TextEdit[] = [];
  const cleaning = new Set<number>();
  for (const [index, { command, text }] of chain.members.entries()) {
    const call = command && packageCallOf(command);
    const cleansAll = call?.manager === 'yum' && call.action === 'clean';
    if (cleansAll || (command && isRemovalOf(command, /^\/var\/cache\/(?:yum|dnf|libdnf5)(?:\/\*?)?$/))) {
      cleaning.add(index);
      continue;
    }
    if (/keepcache|cachedir|\/var\/cache|microdnf|tdnf|--installroot/.test(text))
      return refuse('It uses or moves the cache itself.');
    if (call?.manager !== 'yum') {
      if (/\b(?:dnf5?|yum)\b/.test(text)) return refuse('The package manager stands inside another command.');
      continue;
    }
    // Packages are deleted once they are installed, unless told otherwise.
    if (call.action === 'install' || call.action === 'upgrade')
      edits.push(insertion(command!.name!.span.end, ' --setopt=keepcache=1'));
  }
  const cleanEdits = withoutMembers(document, chain, cleaning);
  if (cleanEdits === undefined) return refuse('Comments stand beside the clean-up.');
  const isFinal = document.finalStage !== undefined && chainOf(document.finalStage).includes(stage);
  return proved(document, {
    id: ID,
    title,
    kind: 'refactor.rewrite',
    safety: isFinal && cleaning.size === 0 ? 'unsafe' : 'safe',
    explanation: `The builder keeps ${target} between builds, packages included; nothing of it is in the image.`,
    edits: [insertion(run.keyword.span.end, cacheMountsOf([target], ',sharing=locked')), ...edits, ...cleanEdits],
    touches: [run.index],
  });
}

// ---- shared -----------------------------------------------------------------------------------------------------------------------

/** `rm -rf PATH…` of such paths and nothing else. */
function isRemovalOf(command: ShellCommand, paths: RegExp): boolean {
  if (command.program !== 'rm' || command.conditional || command.args.some(({ dynamic }) => dynamic)) return false;
  const targets = command.args.filter(({ value }) => !/^-[rRfv]+$/.test(value));
  return targets.length > 0 && targets.every(({ value }) => paths.test(value));
}

/** Edits that take members out of the chain with the && before them; undefined where comments would go with them. */
function withoutMembers(
  document: DockerfileDocument,
  { members }: Chain,
  gone: ReadonlySet<number>,
): readonly TextEdit[] | undefined {
  if (gone.has(0)) return undefined;
  const edits: TextEdit[] = [];
  for (const index of gone) {
    const span = { start: members[index - 1]!.span.end, end: members[index]!.span.end };
    if (/^[ \t]*#/m.test(document.text.slice(span.start, span.end))) return undefined;
    edits.push({ span, newText: '' });
  }
  return edits;
}
