/**
 * Hover: what stands under the cursor, explained. Facts of this file first (value, stage, image, path …), then the note, short. The answer
 * never just repeats the token.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { parseMount } from '../model/mounts.ts';
import { flagPlacer } from '../model/places.ts';
import { parsePort } from '../model/ports.ts';
import { commandNote, findNote, namedNote } from '../notes/find.ts';
import { portFacts } from '../notes/ports.ts';
import { signalFact } from '../notes/signals.ts';
import { imageTopic } from '../notes/teamTopics.ts';
import { userFacts } from '../notes/users.ts';
import { scriptsOf } from '../shell/script.ts';
import { shellAt } from '../shell/shells.ts';
import type { Flag, Instruction, Span, Word } from '../syntax/tree.ts';
import { imageHover, stageLines } from './hover/image.ts';
import { code } from './hover/markdown.ts';
import { modeLine } from './hover/modes.ts';
import { noteBlock, noteItem } from './hover/noteBlocks.ts';
import { pathLine } from './hover/paths.ts';
import { isPowershell, powershellHover } from './hover/powershell.ts';
import { type ShellHover, shellHover } from './hover/shell.ts';
import { definitionLines, originLines, useLines, valueLine } from './hover/variable.ts';
import { type InstructionPlace, placeAt } from './place.ts';
import { shellUses } from './symbolAt.ts';

export interface HoverAnswer {
  /** Blocks of Markdown, to be set apart by a rule. */
  readonly blocks: readonly string[];
  readonly span: Span;
  /** Notes that were shown, by id: where a team's own notes are looked up. */
  readonly topics: readonly string[];
}

/** The hover at an offset; undefined where nothing stands. */
export function hoverAt(document: DockerfileDocument, offset: number): HoverAnswer | undefined {
  const place = placeAt(document.tree, offset);
  switch (place.kind) {
    case 'blank':
      return undefined;
    case 'comment':
      return commentHover(document, place.comment.text, place.span, offset);
    case 'directive-name':
      return ofNotes(place.span, [`directive.${place.directive.name}`]);
    case 'directive-value':
      return directiveValue(document, place.directive.name, place.directive.value, place.span, offset);
    default:
      return variableHover(document, place, offset) ?? instructionHover(document, place, offset);
  }
}

/** A variable wins over the word around it. */
function variableHover(document: DockerfileDocument, place: InstructionPlace, offset: number): HoverAnswer | undefined {
  const found = document.variables.variableAt(offset);
  const note = (name: string): readonly string[] => (namedNote('variable', name) ? [`variable.${name}`] : []);
  if (found?.use) {
    const { use } = found;
    return answer(use.span, [useLines(document, use).join('  \n')], note(use.name), true);
  }
  const shellUse = shellUses(document).find(use => offset >= use.span.start && offset <= use.span.end);
  if (shellUse && place.kind !== 'keyword') {
    const value = document.variables.valueAt(shellUse.instruction, shellUse.name);
    const lines = [valueLine(shellUse.name, value), ...originLines(document, shellUse.definition)];
    return answer(shellUse.span, [lines.join('  \n')], note(shellUse.name), true);
  }
  if (found?.definition && place.kind === 'pair-key') {
    const { definition } = found;
    return answer(
      definition.nameSpan,
      [definitionLines(document, definition).join('  \n')],
      note(definition.name),
      true,
    );
  }
  return undefined;
}

function instructionHover(
  document: DockerfileDocument,
  place: InstructionPlace,
  offset: number,
): HoverAnswer | undefined {
  const { instruction, span } = place;
  switch (place.kind) {
    case 'keyword':
      return instruction.known
        ? keywordHover(span, instruction.name)
        : answer(span, ['No instruction of that name exists.'], []);
    case 'flag-name':
      return flagHover(instruction, place.flag, span);
    case 'flag-value':
      return flagValueHover(document, instruction, place.flag, offset) ?? flagHover(instruction, place.flag, span);
    case 'base':
      return baseHover(document, instruction, place.word);
    case 'as':
      return answer(
        span,
        ['Gives the stage a name, for `FROM`, `COPY --from` and `--target`.'],
        ['concept.stage'],
        true,
      );
    case 'stage-name': {
      const stage = document.stages.find(candidate => candidate.from === instruction);
      return stage && answer(span, [stageLines(document, stage).join('  \n')], []);
    }
    case 'pair-key':
    case 'pair-value':
      return pairHover(document, place);
    case 'argument':
      return argumentHover(document, place);
    case 'text':
      return textHover(document, place);
    case 'healthcheck-type':
      return answer(
        span,
        [
          place.word.value.toUpperCase() === 'NONE'
            ? 'Switches off the health check that the base image brings.'
            : 'What follows runs inside the container: exit code 0 means healthy, 1 unhealthy.',
        ],
        ['concept.healthcheck'],
        true,
      );
    case 'heredoc-operator':
    case 'heredoc-terminator':
      return heredocHover(document, place);
    case 'heredoc-body':
      return bodyHover(document, instruction, offset, span);
    case 'exec':
      return execHover(document, instruction, place.word, place.wordIndex, offset);
    case 'shell': {
      const found = shellHover(document, instruction, offset);
      return (
        powershellAnswer(document, instruction, offset, found) ??
        (found ? ofShell(found) : answer(wordSpan(document.text, offset), [shellFallback(document, instruction)], []))
      );
    }
    default:
      return undefined;
  }
}

/** The instruction's note; a team may write of it under the name of what it is for ("Health checks"). */
function keywordHover(span: Span, name: string): HoverAnswer | undefined {
  const hover = ofNotes(span, [`instruction.${name}`]);
  const concepts = (conceptsOf[name] ?? []).map(concept => `concept.${concept}`);
  return hover && { ...hover, topics: [...hover.topics, ...concepts] };
}

const conceptsOf: Readonly<Record<string, readonly string[]>> = {
  FROM: ['base-image'],
  ARG: ['arg-versus-env'],
  ENV: ['arg-versus-env'],
  CMD: ['cmd-versus-entrypoint'],
  ENTRYPOINT: ['cmd-versus-entrypoint'],
  EXPOSE: ['ports'],
  HEALTHCHECK: ['healthcheck'],
  LABEL: ['oci-labels'],
  SHELL: ['shell-and-exec-form'],
  STOPSIGNAL: ['signals'],
  USER: ['non-root'],
  VOLUME: ['volumes'],
};

// ---- flags -------------------------------------------------------------------------------------------------------------

function flagHover(instruction: Instruction, flag: Flag, span: Span): HoverAnswer {
  const id = `flag.${instruction.name}.--${flag.name}`;
  if (findNote(id)) return ofNotes(span, [id])!;
  return answer(span, [`${instruction.name} has no flag of that name.`], []);
}

function flagValueHover(
  document: DockerfileDocument,
  instruction: Instruction,
  flag: Flag,
  offset: number,
): HoverAnswer | undefined {
  const span = flag.valueSpan!;
  const value = flag.value ?? '';
  if (instruction.name === 'RUN' && flag.name === 'mount') return mountHover(document, instruction, flag, offset);
  const topic = [`flag.${instruction.name}.--${flag.name}`];
  switch (flag.name) {
    case 'from': {
      const use = document.stageModel.uses.find(
        candidate => candidate.span.start <= offset && candidate.span.end >= offset,
      );
      if (use?.target) return answer(span, [stageLines(document, use.target).join('  \n')], []);
      return imageAnswer(span, value, value);
    }
    case 'platform':
      return answer(span, [platformLine(value)], topic, true);
    case 'chown':
      return answer(span, [ownerLine(value)], topic, true);
    case 'chmod':
      return answer(span, [modeLine(value)], topic, true);
    case 'checksum':
      return answer(span, ['The build fails when the downloaded file has another checksum.'], topic, true);
    case 'exclude':
      return answer(span, ['Files that this pattern matches are not copied.'], topic, true);
    case 'network':
    case 'security': {
      const item = noteItem(findNote(topic[0]!), value);
      return item ? answer(span, [item.markdown], []) : undefined;
    }
    default:
      return undefined;
  }
}

function mountHover(
  document: DockerfileDocument,
  instruction: Instruction,
  flag: Flag,
  offset: number,
): HoverAnswer | undefined {
  const mount = parseMount(flag.value ?? '');
  const place = flagPlacer(instruction, flag);
  const note = findNote(`mount.${mount.type}`);
  for (const field of mount.fields) {
    const key = place(field.keySpan);
    const value = field.valueSpan && place(field.valueSpan);
    const onValue = value !== undefined && offset >= value.start && offset <= value.end;
    if (!onValue && !(offset >= key.start && offset <= key.end)) continue;
    if (onValue && field.key === 'type') return note && ofNotes(value, [note.id]);
    if (onValue && field.key === 'from') {
      const use = document.stageModel.uses.find(
        candidate => candidate.span.start <= offset && candidate.span.end >= offset,
      );
      if (use?.target) return answer(value, [stageLines(document, use.target).join('  \n')], []);
      return imageAnswer(value, field.value ?? '', field.value ?? '');
    }
    const blocks: string[] = [];
    if (onValue) {
      const path = pathLine(field.value ?? '');
      const named = noteItem(note, field.value ?? '', `${field.key}=${field.value}`);
      if (named) blocks.push(named.markdown);
      else if (path) blocks.push(path);
    }
    const item = noteItem(note, field.key);
    if (item) blocks.push(`**${code(field.key)}** of a ${mount.type} mount: ${item.markdown}`);
    if (blocks.length === 0) blocks.push(mount.error?.message ?? `An option of the ${mount.type} mount.`);
    return answer(onValue ? value : key, blocks, []);
  }
  return undefined;
}

function platformLine(value: string): string {
  if (value.includes('BUILDPLATFORM'))
    return 'The platform of the machine that builds: tools run natively, also when the image is for another platform.';
  if (value.includes('TARGETPLATFORM'))
    return 'The platform that the image is for: that is the default, so the flag changes nothing.';
  return `Always ${code(value)}, whatever platform the build is for.`;
}

function ownerLine(value: string): string {
  const [user = '', group] = value.split(':');
  const numeric = /^\d+$/.test(user);
  const who = user === '0' || user === 'root' ? 'root' : numeric ? `user id ${user}` : `the user ${code(user)}`;
  const whose =
    group === undefined
      ? numeric
        ? ' and the group of the same number'
        : ' and that user’s group'
      : /^\d+$/.test(group)
        ? ` and group id ${group}`
        : ` and the group ${code(group)}`;
  return `The files belong to ${who}${whose}. ${numeric ? 'Numbers work in every image.' : 'The name must exist in the image’s `/etc/passwd`, or the build fails.'}`;
}

// ---- images, pairs, arguments --------------------------------------------------------------------------------------------

function baseHover(document: DockerfileDocument, instruction: Instruction, word: Word): HoverAnswer | undefined {
  const stage = document.stages.find(candidate => candidate.from === instruction);
  if (!stage) return undefined;
  switch (stage.base.kind) {
    case 'stage':
      return answer(word.span, [stageLines(document, stage.base.stage).join('  \n')], []);
    case 'scratch':
      return ofNotes(word.span, ['image.scratch']);
    case 'image':
      return imageAnswer(word.span, stage.base.name, word.value);
    default:
      return answer(
        word.span,
        ['Which image this is depends on a build argument that has no default.'],
        ['instruction.FROM'],
        true,
      );
  }
}

function imageAnswer(span: Span, name: string, written: string): HoverAnswer | undefined {
  const image = imageHover(name, written);
  if (!image) return undefined;
  const blocks = [image.lines.join('  \n')];
  const topics: string[] = [];
  const [ownName, ...likeNames] = image.noteNames;
  const own = namedNote('image', ownName ?? '');
  const note = own ?? likeNames.map(candidate => namedNote('image', candidate)).find(Boolean);
  if (note) {
    const caveat = own ? '' : `It has the name of the image \`${note.title}\`; if it is made like that one:\n\n`;
    blocks.push(`${caveat}${noteBlock(note, true)}`);
    topics.push(note.id);
  }
  for (const part of image.tagParts) {
    const tag = namedNote('tag', part);
    if (!tag) continue;
    blocks.push(`**${part}**: ${tag.summary}`);
    topics.push(tag.id);
  }
  // A team's notes know images that ours do not.
  if (ownName) topics.push(imageTopic(ownName));
  return { blocks, span, topics };
}

function pairHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'pair-key' | 'pair-value' }>,
): HoverAnswer | undefined {
  const { instruction, pair, span } = place;
  if (instruction.name !== 'LABEL') {
    const definition = document.variables.definitions.find(
      one => one.pair === pair || one.pair.span.start === pair.span.start,
    );
    const known = namedNote('variable', pair.key);
    if (!definition) return answer(span, [`The value that ${code(pair.key)} gets.`], known ? [known.id] : []);
    return answer(span, [definitionLines(document, definition).join('  \n')], known ? [known.id] : [], true);
  }
  const key = pair.key.replace(/^["']|["']$/g, '');
  const label = namedNote('label', key);
  if (label) return ofNotes(span, [label.id]);
  const lead =
    place.kind === 'pair-value'
      ? `The value of the label ${code(key)}.`
      : 'A label: shown by `docker inspect`, and used to find images; it changes nothing in the container.';
  return answer(span, [lead], key.includes('.') ? [] : ['concept.oci-labels'], true);
}

function argumentHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'argument' }>,
): HoverAnswer | undefined {
  const { instruction, word, span, last } = place;
  switch (instruction.name) {
    case 'EXPOSE':
      return portHover(word.value, span);
    case 'VOLUME':
      return answer(
        span,
        [
          pathLine(word.value) ?? `${code(word.value)} becomes a volume.`,
          'What containers write here outlives them and stays out of the image; what later steps put here may be lost.',
        ],
        [],
      );
    default: {
      if (last) return answer(span, [destinationLine(document, instruction, word.value)], []);
      return answer(span, [sourceLine(instruction, word.value)], []);
    }
  }
}

function destinationLine(document: DockerfileDocument, instruction: Instruction, value: string): string {
  const workdir = document.stateAt(instruction)?.workdir.value;
  const from = workdir?.known ? workdir.value : undefined;
  const relative = value.startsWith('/') ? '' : ` Relative to the WORKDIR${from ? ` ${code(from)}` : ''}.`;
  const folder =
    value.endsWith('/') || value === '.'
      ? 'Destination folder in the image (made when it is missing).'
      : 'Destination in the image: a file of this name, or a folder when one is there or is copied.';
  const path = pathLine(value);
  return `${folder}${relative}${path ? `  \n${path}` : ''}`;
}

function sourceLine(instruction: Instruction, value: string): string {
  if (/^<<-?/.test(value)) return 'A file whose content stands in the lines below.';
  if (/^https?:\/\//.test(value))
    return 'Downloaded during the build; the cache notices when the server’s file changes. Give `--checksum` to be sure of its content.';
  if (/^(git@|git:\/\/|ssh:\/\/)|\.git(#|$)/.test(value)) return 'A Git repository, cloned during the build.';
  const from = instruction.flags.find(flag => flag.name === 'from');
  if (from) return `A path in ${from.value ? code(from.value) : 'what `--from` names'}, seen from its root.`;
  if (value === '.' || value === './' || value === '/')
    return 'The whole build context, less what `.dockerignore` leaves out. Any change in it re-runs this step and all that follow.';
  const wildcard = /[*?[]/.test(value) ? ' The pattern follows Go’s rules: `*` does not cross `/`.' : '';
  const archive = instruction.name === 'ADD' && /\.(tar|tgz|tar\.\w+|txz|tbz2?)$/.test(value) ? ' ADD unpacks it.' : '';
  return `A path in the build context.${wildcard}${archive} A folder gives its content, not itself.`;
}

function portHover(value: string, span: Span): HoverAnswer {
  const port = parsePort(value);
  const protocol = port.protocol?.text.toLowerCase() ?? 'tcp';
  const known = port.first === undefined ? [] : portFacts(port.first, protocol as 'tcp' | 'udp' | 'sctp');
  const service = known
    .slice(0, 2)
    .map(fact => fact.service)
    .join('; or ');
  const what = service
    ? `Port ${port.first}/${protocol}: by custom ${service}.`
    : `A ${protocol.toUpperCase()} port on which the container is said to listen.`;
  return answer(
    span,
    [`${what}  \nNothing is published: \`docker run -p\` (or \`-P\`) does that.`],
    ['concept.ports'],
    true,
  );
}

function textHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'text' }>,
): HoverAnswer | undefined {
  const { instruction, word, span } = place;
  switch (instruction.name) {
    case 'WORKDIR': {
      const before = document.stateAt(instruction)?.workdir.value;
      const base = before?.known ? before.value : '/';
      const absolute = word.value.startsWith('/');
      const lines = [
        'The folder for the steps below and for the container; made when it is missing.',
        absolute ? (pathLine(word.value) ?? '') : `Relative: from ${code(base)} on.`,
      ].filter(Boolean);
      return answer(span, [lines.join('  \n')], []);
    }
    case 'USER':
      return answer(span, [userLine(word.value)], ['concept.non-root'], true);
    case 'STOPSIGNAL':
      return answer(span, [signalLine(word.value)], ['concept.signals'], true);
    case 'MAINTAINER':
      return answer(
        span,
        ['Who looks after the image, the old way; today a label `org.opencontainers.image.authors`.'],
        ['instruction.MAINTAINER'],
        true,
      );
    default:
      return undefined;
  }
}

function userLine(value: string): string {
  const [user = '', group] = value.split(':');
  const facts = userFacts(user).slice(0, 2);
  const known = facts
    .map(
      fact =>
        `${fact.uid === undefined ? code(fact.name) : `${code(fact.name)} (${fact.uid})`} in ${fact.where}${fact.purpose ? `: ${fact.purpose}` : ''}`,
    )
    .join('; ');
  const who = known
    ? `${known}.`
    : /^\d+$/.test(user)
      ? `User id ${user}; it need not exist in the image.`
      : `The steps below and the container run as ${code(user)}, who must exist in the image.`;
  return group === undefined ? who : `${who} Group ${code(group)}; further groups of the user do not count then.`;
}

function signalLine(value: string): string {
  const fact = signalFact(value);
  const stops = fact?.stops ? ` The orderly end of ${fact.stops}.` : '';
  const what = fact
    ? `${fact.name} (${fact.number}): ${fact.meaning}.${stops}`
    : 'A signal for the container’s first process.';
  return `${what}  \n\`docker stop\` sends it, waits ten seconds, and then kills.`;
}

// ---- heredocs, exec form, comments -----------------------------------------------------------------------------------------

function heredocHover(
  document: DockerfileDocument,
  place: Extract<InstructionPlace, { kind: 'heredoc-operator' | 'heredoc-terminator' | 'heredoc-body' }>,
): HoverAnswer {
  const { heredoc, instruction, span } = place;
  const lines: string[] = [];
  const count = heredoc.content.split('\n').length - 1;
  const length = count === 1 ? 'one line' : `${count} lines`;
  const script = scriptsOf(instruction, shellAt(document.tree, instruction)).find(
    candidate =>
      candidate.kind === 'heredoc' &&
      candidate.span.start >= heredoc.contentSpan.start &&
      candidate.span.start <= heredoc.contentSpan.end,
  );
  if (instruction.name === 'RUN') {
    lines.push(
      script
        ? `A script of ${length}, run by ${code(script.interpreter)}.`
        : `A text of ${length}, the command’s input.`,
    );
    if (
      script &&
      ['sh', 'bash', 'ash', 'dash'].includes(script.interpreter) &&
      !/^\s*set -\w*e/m.test(heredoc.content)
    ) {
      lines.push('Only the last command’s failure stops the build: begin with `set -e`.');
    }
  } else {
    lines.push(`A file of ${length} with this content.`);
    lines.push(
      heredoc.expand
        ? 'Variables of the Dockerfile are replaced in it; quote the delimiter to keep `$`.'
        : 'The delimiter is quoted: the text stays as it is.',
    );
  }
  if (heredoc.chomp) lines.push('`<<-`: tabs at the start of each line are removed.');
  if (!heredoc.terminated) lines.push('Its end is missing.');
  return answer(span, [lines.join('  \n')], ['concept.heredoc'], true);
}

function bodyHover(document: DockerfileDocument, instruction: Instruction, offset: number, span: Span): HoverAnswer {
  const found = instruction.name === 'RUN' ? shellHover(document, instruction, offset) : undefined;
  const inPowershell = instruction.name === 'RUN' && powershellAnswer(document, instruction, offset, found);
  if (inPowershell) return inPowershell;
  if (found) return ofShell(found);
  return answer(
    wordSpan(document.text, offset, span),
    [
      instruction.name === 'RUN'
        ? 'Part of the script that runs while the image is built.'
        : 'Part of the file that this instruction writes.',
    ],
    [],
  );
}

function execHover(
  document: DockerfileDocument,
  instruction: Instruction,
  word: Word,
  index: number,
  offset: number,
): HoverAnswer {
  if (instruction.name === 'SHELL') {
    const what =
      index === 0
        ? 'The shell for all shell forms below.'
        : word.value === '-c'
          ? 'The command line follows.'
          : word.value.includes('pipefail')
            ? 'A pipe fails when any of its commands fails.'
            : `An option of the shell.`;
    return answer(word.span, [what], index === 0 ? ['concept.shell-and-exec-form'] : [], true);
  }
  if (instruction.name === 'CMD' && isForEntrypoint(document, instruction)) {
    const which = index === 0 ? 'The first argument' : 'An argument';
    return answer(
      word.span,
      [`${which} that the ENTRYPOINT gets when \`docker run\` names none.`],
      ['concept.cmd-versus-entrypoint'],
    );
  }
  // Inside of the quotes, where the command has its word.
  const inside = Math.max(word.span.start + 1, Math.min(offset, word.span.end - 1));
  const found = shellHover(document, instruction, inside);
  if (found && !found.isGeneral) return { ...ofShell(found), span: word.span };
  const program = index === 0 && commandNote(word.value);
  if (program) return answer(word.span, [], [program.id], false);
  if (index === 0)
    return answer(
      word.span,
      [
        pathLine(word.value, 'program') ??
          `The program that runs, found in the PATH: no shell, so it gets signals itself.`,
      ],
      [],
    );
  return answer(word.span, ['An argument of the program, handed over as it is: no shell, no variables.'], []);
}

/** Words of CMD are no program: the stage has an ENTRYPOINT in the exec form, or they begin with an option. */
function isForEntrypoint(document: DockerfileDocument, instruction: Instruction): boolean {
  const own = document.stageModel.stageOf(instruction)?.instructions ?? [];
  const entrypoint = own.findLast(other => other.name === 'ENTRYPOINT');
  return entrypoint
    ? entrypoint.json && entrypoint.words.length > 0
    : instruction.words[0]?.value.startsWith('-') === true;
}

/** In PowerShell, where the POSIX shell's words say nothing: the word there, if it is known. A program with a note is told by that. */
function powershellAnswer(
  document: DockerfileDocument,
  instruction: Instruction,
  offset: number,
  posix: ShellHover | undefined,
): HoverAnswer | undefined {
  if ((posix?.topics.length ?? 0) > 0 || !isPowershell(document.tree, instruction)) return undefined;
  const found = powershellHover(document.text, offset, instruction.span);
  return found && answer(found.span, [found.markdown], []);
}

function shellFallback(document: DockerfileDocument, instruction: Instruction): string {
  const shell = shellAt(document.tree, instruction).join(' ');
  return instruction.name === 'RUN'
    ? `Part of the command that ${code(shell)} runs while the image is built.`
    : `Part of the command that ${code(shell)} runs in the container.`;
}

/** Suppression comments name rules; a rule's page is shown. */
function commentHover(document: DockerfileDocument, text: string, span: Span, offset: number): HoverAnswer | undefined {
  const word = wordSpan(document.text, offset, span);
  const id = document.text
    .slice(word.start, word.end)
    .replace(/^[=,;]+|[=,;]+$/g, '')
    .split(/[=,;]/)
    .find(part => findNote(`rule.${part}`));
  const isPragma = /\b(hadolint|check|tally|shellcheck)\b/.test(text);
  if (id && isPragma) return ofNotes(word, [`rule.${id}`]);
  if (!isPragma) return undefined;
  const ids = text.match(/\b(?:DL|SC)\d{4}\b/g);
  return answer(
    span,
    [
      `Switches ${ids ? ids.map(code).join(', ') : 'rules'} off: ${/global/.test(text) ? 'in the whole file' : 'for the instruction below'}.`,
    ],
    [],
  );
}

function directiveValue(
  document: DockerfileDocument,
  name: string,
  value: string,
  span: Span,
  offset: number,
): HoverAnswer | undefined {
  if (name === 'syntax')
    return answer(span, [`The frontend that reads this file: ${code(value)}.`], ['directive.syntax'], true);
  const word = wordSpan(document.text, offset, span);
  const rule = document.text
    .slice(word.start, word.end)
    .split(/[=,;]/)
    .find(part => findNote(`rule.${part}`));
  if (rule) return ofNotes(span, [`rule.${rule}`]);
  return ofNotes(span, [`directive.${name}`]);
}

// ---- pieces ------------------------------------------------------------------------------------------------------------

/** Notes as they are. */
function ofNotes(span: Span, ids: readonly string[]): HoverAnswer | undefined {
  const found = ids.flatMap(id => findNote(id) ?? []);
  if (found.length === 0) return undefined;
  return {
    blocks: found.map(note => `**${note.title}**\n\n${noteBlock(note)}`),
    span,
    topics: found.map(note => note.id),
  };
}

function ofShell({ markdown, span, topics }: ShellHover): HoverAnswer {
  return { blocks: markdown, span, topics };
}

/** Facts first, then the notes in brief. */
function answer(span: Span, blocks: readonly string[], ids: readonly string[], brief = true): HoverAnswer {
  const found = ids.flatMap(id => findNote(id) ?? []);
  return {
    blocks: [...blocks, ...found.map(note => noteBlock(note, brief))],
    span,
    topics: found.map(note => note.id),
  };
}

/** The unbroken text around the offset. */
function wordSpan(text: string, offset: number, within: Span = { start: 0, end: text.length }): Span {
  let start = offset;
  let end = offset;
  while (start > within.start && !/\s/.test(text[start - 1]!)) start--;
  while (end < within.end && !/\s/.test(text[end]!)) end++;
  return { start, end };
}
