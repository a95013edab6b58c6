/**
 * Hover: what stands under the cursor, explained. Facts of this file first (value, stage, image, path …), then the note, short. The answer
 * never just repeats the token.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { namedNote } from '../notes/find.ts';
import type { Span } from '../syntax/tree.ts';
import { answer, type HoverAnswer, ofNotes, ofShell, wordSpan } from './hover/answer.ts';
import { argumentHover, pairHover, textHover } from './hover/arguments.ts';
import { baseHover } from './hover/base.ts';
import { bodyHover, execHover, heredocHover, powershellAnswer, shellFallback } from './hover/commands.ts';
import { commentHover, directiveValue } from './hover/comments.ts';
import { flagHover, flagValueHover } from './hover/flags.ts';
import { stageLines } from './hover/image.ts';
import { shellHover } from './hover/shell.ts';
import { definitionLines, originLines, useLines, valueLine } from './hover/variable.ts';
import { type InstructionPlace, placeAt } from './place.ts';
import { shellUses } from './symbolAt.ts';

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
