/** A stage gets a name, and whoever copies from its number uses the name. */
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import type { Span } from '../syntax/tree.ts';
import { freeName, insertion, instructionAt, type Offer, proved, rootImage, takenStageNames } from './refactoring.ts';

/** On the FROM of a stage without a name that is used by number or is not the last one, and on a `--from=0`. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const instruction = instructionAt(document, span);
  if (instruction === undefined || document.stages.length < 2) return [];
  const { uses } = document.stageModel;
  const stage =
    instruction.name === 'FROM'
      ? document.stages.find(({ from }) => from === instruction)
      : uses.find(
          use =>
            use.byIndex &&
            use.target &&
            !use.onBuild &&
            use.instruction.index === instruction.index &&
            near(use.span, span),
        )?.target;
  if (stage === undefined || stage.baseWord === undefined || stage.asWord !== undefined) {
    return stage?.name !== undefined && instruction.name !== 'FROM' ? useName(document, stage, stage.name, []) : [];
  }
  const isUsed = uses.some(use => use.target === stage && use.byIndex);
  if (!isUsed && stage === document.finalStage) return [];
  const name = freeName(wantedNames(stage), takenStageNames(document));
  const keyword = stage.from.keyword.value === stage.from.keyword.value.toLowerCase() ? 'as' : 'AS';
  return useName(document, stage, name, [insertion(stage.baseWord.span.end, ` ${keyword} ${name}`)]);
}

function useName(
  document: DockerfileDocument,
  stage: Stage,
  name: string,
  start: readonly ReturnType<typeof insertion>[],
): readonly Offer[] {
  const uses = document.stageModel.uses.filter(use => use.target === stage && use.byIndex && !use.onBuild);
  const edits = [...start, ...uses.map(use => ({ span: use.span, newText: name }))];
  const touches = [
    ...new Set([...(start.length > 0 ? [stage.from.index] : []), ...uses.map(use => use.instruction.index)]),
  ];
  const targets = targetsOf(document);
  return proved(
    document,
    {
      id: 'name-stage',
      title: start.length > 0 ? `Name this stage "${name}"` : `Use the name "${name}" instead of the stage's number`,
      kind: 'refactor.rewrite',
      safety: 'safe',
      explanation:
        uses.length > 0
          ? 'A name still means the same stage when another one is put above it; a number does not.'
          : 'Other stages and `--target` can then name it.',
      edits,
      touches,
    },
    text => targetsOf(createDocument(text, document.options)) === targets,
  );
}

/** Who uses which stage: must stay. */
function targetsOf(document: DockerfileDocument): string {
  return JSON.stringify(
    document.stageModel.uses.map(({ kind, user, target, instruction }) => [
      kind,
      user.index,
      instruction.index,
      target?.index,
    ]),
  );
}

function wantedNames(stage: Stage): readonly string[] {
  const image = rootImage(stage);
  const hasInstall = stage.instructions.some(({ name }) => name === 'RUN');
  const family = image?.family?.replace(/[^a-z0-9-]/g, '');
  return [...(hasInstall ? ['build', 'builder'] : ['base']), ...(family ? [`${family}-build`] : []), 'stage'];
}

function near(place: Span, span: Span): boolean {
  return span.start <= place.end && span.end >= place.start;
}
