/** The version of a base image as a global ARG, and back. */

import { wholeLines } from '../lint/lineEdits.ts';
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import { splitImageName } from '../model/imageReference.ts';
import type { Span } from '../syntax/tree.ts';
import { insertion, instructionAt, type Offer, proved, startOfBlock } from './refactoring.ts';

/** On a FROM with a written version: extract. On an ARG before the first FROM that only FROM use: inline. */
export function offer(document: DockerfileDocument, span: Span): readonly Offer[] {
  const instruction = instructionAt(document, span);
  if (instruction?.name === 'FROM') return extract(document, span);
  if (instruction?.name === 'ARG') return inline(document, span);
  return [];
}

function extract(document: DockerfileDocument, span: Span): readonly Offer[] {
  const { tree, stages } = document;
  const stage = stages.find(({ from }) => from === instructionAt(document, span));
  const word = stage?.baseWord;
  if (stage === undefined || word === undefined || stage.base.kind !== 'image' || stage.base.dynamic) return [];
  const { repository, tag, digest } = splitImageName(word.value);
  if (tag === undefined || digest !== undefined || !/\d/.test(tag.text) || !/^[\w.-]+$/.test(tag.text)) return [];
  if (!isPlain(document, word.span, word.value)) return [];
  const image = word.value.slice(0, repository.span.end);
  const name = `${image
    .split('/')
    .at(-1)!
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')}_VERSION`;
  if (!/^[A-Z]/.test(name) || new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`).test(document.text)) return [];
  const same = stages.filter(
    each =>
      each.base.kind === 'image' &&
      each.baseWord?.value === word.value &&
      isPlain(document, each.baseWord.span, word.value),
  );
  const first = stages[0]!.from;
  const start = startOfBlock(document, first);
  // A line put above a directive would make a comment of it; the gate sees that too.
  const keyword = first.keyword.value === first.keyword.value.toLowerCase() ? 'arg' : 'ARG';
  const bases = basesOf(document);
  return proved(
    document,
    {
      id: 'extract-version-argument',
      title: `Extract the version into ARG ${name}`,
      kind: 'refactor.extract',
      safety: 'safe',
      explanation: `The default is the version that is written now; \`--build-arg ${name}=…\` can choose another one.`,
      edits: [
        insertion(start, `${keyword} ${name}=${tag.text}${tree.eol}`),
        ...same.map(each => {
          const at = each.baseWord!.span.start;
          return { span: { start: at + tag.span.start, end: at + tag.span.end }, newText: `\${${name}}` };
        }),
      ],
      touches: same.map(({ from }) => from.index).concat(first.index),
    },
    text => basesOf(createDocument(text, document.options)) === bases,
  );
}

function inline(document: DockerfileDocument, span: Span): readonly Offer[] {
  const { tree, variables } = document;
  const instruction = instructionAt(document, span)!;
  const [pair] = instruction.pairs;
  if (!pair?.key || instruction.pairs.length !== 1 || !document.stageModel.preamble.includes(instruction)) return [];
  const definition = variables.definitions.find(each => each.instruction === instruction);
  const value = pair.value?.replace(/^(["'])(.*)\1$/, '$2');
  if (definition === undefined || value === undefined || !/^[\w./:@-]+$/.test(value)) return [];
  const title = `Inline ARG ${pair.key}`;
  const refuse = (reason: string): readonly Offer[] => [
    { id: 'inline-version-argument', title, kind: 'refactor.inline', reason },
  ];
  const sameName = variables.definitions.filter(({ name }) => name === pair.key);
  if (sameName.length > 1) return refuse(`A stage declares ${pair.key} as well.`);
  const uses = variables.uses.filter(use => use.definition === definition);
  if (uses.length === 0) return [];
  if (uses.some(use => use.instruction.name !== 'FROM' || use.operator !== '' || use.depth > 0)) {
    return refuse(`${pair.key} is used elsewhere than in FROM, or with an operator.`);
  }
  const lines = wholeLines(tree, instruction.span);
  if (lines === undefined || instruction.comments.length > 0) return [];
  const bases = basesOf(document);
  return proved(
    document,
    {
      id: 'inline-version-argument',
      title,
      kind: 'refactor.inline',
      safety: 'safe',
      explanation: `FROM says ${value} itself; \`--build-arg ${pair.key}=…\` has no effect any more.`,
      edits: [{ span: lines, newText: '' }, ...uses.map(use => ({ span: use.span, newText: value }))],
      touches: [instruction.index, ...uses.map(use => use.instruction.index)],
    },
    text => basesOf(createDocument(text, document.options)) === bases,
  );
}

/** What each stage is built on and for which platform. */
function basesOf(document: DockerfileDocument): string {
  return JSON.stringify(
    document.stages.map(({ base, platform }) => [
      base.kind,
      base.kind === 'image' ? base.name : base.kind === 'stage' ? base.stage.index : '',
      platform,
    ]),
  );
}

function isPlain(document: DockerfileDocument, span: Span, value: string): boolean {
  return document.text.slice(span.start, span.end) === value;
}
