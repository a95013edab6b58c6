/** Hover of a flag and of its value, the options of `RUN --mount` too. */
import type { DockerfileDocument } from '../../model/document.ts';
import { parseMount } from '../../model/mounts.ts';
import { flagPlacer } from '../../model/places.ts';
import { findNote } from '../../notes/find.ts';
import type { Flag, Instruction, Span } from '../../syntax/tree.ts';
import { answer, type HoverAnswer, ofNotes } from './answer.ts';
import { imageAnswer } from './base.ts';
import { stageLines } from './image.ts';
import { code } from './markdown.ts';
import { modeLine } from './modes.ts';
import { noteItem } from './noteBlocks.ts';
import { pathLine } from './paths.ts';

export function flagHover(instruction: Instruction, flag: Flag, span: Span): HoverAnswer {
  const id = `flag.${instruction.name}.--${flag.name}`;
  if (findNote(id)) return ofNotes(span, [id])!;
  return answer(span, [`${instruction.name} has no flag of that name.`], []);
}

export function flagValueHover(
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
