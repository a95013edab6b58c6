/**
 * The selected instructions behind a FROM → a stage of their own, on which the rest is built. The new stage starts from the same image and
 * hands everything on (BuildKit: a stage built on another takes its file system and its whole configuration), except build arguments.
 */
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { freeName, insertion, instructionsAt, type Offer, proved, takenStageNames } from './refactoring.ts';

const ID = 'extract-stage';

/** On a selection that is not empty. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  if (span.start === span.end) return [];
  const touched = instructionsAt(document, span);
  const chosen = touched.filter(({ name }) => name !== 'FROM');
  const [first] = chosen;
  const last = chosen.at(-1);
  const stage = first && document.stageModel.stageOf(first);
  if (first === undefined || last === undefined || stage === undefined || touched.length - chosen.length > 1) return [];
  const name = freeName(['base', 'deps'], takenStageNames(document));
  const title = `Extract the selection into a stage "${name}"`;
  const refuse = (reason: string): readonly Offer[] => [{ id: ID, title, kind: 'refactor.extract', reason }];
  if (document.stageModel.stageOf(last) !== stage || (touched.length > chosen.length && touched[0] !== stage.from)) {
    return refuse('The selection holds instructions of several stages.');
  }
  if (stage.instructions[0] !== first) {
    return refuse(
      'Select from the first instruction behind FROM: what stands further down is built on what stands above.',
    );
  }
  const rest = stage.instructions.slice(stage.instructions.indexOf(last) + 1);
  const next = rest[0];
  if (next === undefined) return refuse('Nothing would be left of the stage.');
  const { from, baseWord, nameWord, asWord } = stage;
  if (baseWord === undefined) return [];
  if (from.flags.length > 0) return refuse('FROM has flags, which count for this stage only.');
  if (
    document.stageModel.uses.some(
      ({ byIndex, target }) => byIndex && target !== undefined && target.index >= stage.index,
    )
  ) {
    return refuse('Stages are used by their numbers, which would change; name them first.');
  }
  if (document.tree.instructions.some(each => each.name === 'ONBUILD')) return refuse('ONBUILD would run in the rest.');
  const parentOnBuild = document.stepsOf(stage).some(({ inherited }) => inherited);
  if (parentOnBuild) return refuse('The stage runs ONBUILD instructions of another one.');
  const argument = chosen.find(each => each.name === 'ARG');
  if (argument) return refuse(`The ARG of line ${argument.startLine} would not reach the rest.`);
  const sets = (list: typeof rest, wanted: string) => list.some(each => each.name === wanted);
  if (sets(chosen, 'CMD') && sets(rest, 'ENTRYPOINT')) return refuse('ENTRYPOINT of the rest would drop the CMD.');
  const { text, tree } = document;
  const { eol } = tree;
  const lower = from.keyword.value === from.keyword.value.toLowerCase();
  const as = lower ? 'as' : 'AS';
  const written = text.slice(from.keyword.span.start, from.keyword.span.end);
  const suffix = nameWord && asWord ? ` ${text.slice(asWord.span.start, nameWord.span.end)}` : '';
  const start = { start: baseWord.span.end, end: nameWord?.span.end ?? baseWord.span.end };
  const before = configsOf(document);
  return proved(
    document,
    {
      id: ID,
      title,
      kind: 'refactor.extract',
      safety: 'safe',
      explanation: 'The image is the same; other stages can now be built on what was selected, or copy from it.',
      edits: [
        { span: start, newText: ` ${as} ${name}` },
        insertion(last.span.end, `${eol}${eol}${written} ${name}${suffix}`),
      ],
      touches: [from.index, last.index],
    },
    after => configsOf(createDocument(after, document.options), name) === before,
    {
      equivalent: () => false,
    },
  );
}

/** The configurations of all stages but the new one, and what their variables come to. */
function configsOf(document: DockerfileDocument, added?: string): string {
  return JSON.stringify([
    document.stages
      .filter(({ name }) => added === undefined || name !== added)
      .map(stage => {
        const { entrypoint, cmd, user, workdir, shell, exposed, volumes, labels, healthcheck, stopSignal } =
          document.configOf(stage);
        return [
          stage.name,
          entrypoint?.value,
          cmd?.value,
          user?.value,
          workdir.value,
          shell.value,
          exposed.map(({ value }) => value),
          volumes.map(({ value }) => value),
          [...labels].map(([key, { value }]) => [key, value]),
          healthcheck?.value,
          stopSignal?.value,
        ];
      }),
    document.variables.uses.map(({ name, state, value }) => [name, state, value]),
  ]);
}
