/** Hover of an image's name: the stage of that name, or what is known of the image, its tag and its variables. */
import type { DockerfileDocument } from '../../model/document.ts';
import { namedNote } from '../../notes/find.ts';
import { imageTopic } from '../../notes/teamTopics.ts';
import type { Instruction, Span, Word } from '../../syntax/tree.ts';
import { answer, type HoverAnswer, ofNotes } from './answer.ts';
import { imageHover, stageLines } from './image.ts';
import { noteBlock } from './noteBlocks.ts';

export function baseHover(document: DockerfileDocument, instruction: Instruction, word: Word): HoverAnswer | undefined {
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

export function imageAnswer(span: Span, name: string, written: string): HoverAnswer | undefined {
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
