/** `FROM node:20` → `FROM node:20@sha256:…`. The digest comes from whoever asked an engine or a registry; nothing is asked here. */
import type { DockerfileDocument } from '../model/document.ts';
import { splitImageName } from '../model/imageReference.ts';
import type { Span } from '../syntax/tree.ts';
import { insertion, instructionAt, type Offer, proved, type RefactoringContext } from './refactoring.ts';

/** On a FROM whose image has no digest, when the context knows one. */
export function offer(document: DockerfileDocument, span: Span, context?: RefactoringContext): readonly Offer[] {
  const instruction = instructionAt(document, span);
  const stage = document.stages.find(({ from }) => from === instruction);
  const word = stage?.baseWord;
  if (stage === undefined || word === undefined || stage.base.kind !== 'image' || stage.base.dynamic) return [];
  const digest = context?.digestOf?.(word.value);
  if (digest === undefined || !/^sha256:[0-9a-f]{64}$/.test(digest)) return [];
  if (splitImageName(word.value).digest !== undefined) return [];
  if (document.text.slice(word.span.start, word.span.end) !== word.value) return [];
  return proved(document, {
    id: 'pin-digest',
    title: `Pin ${word.value} to its digest (${digest.slice(0, 19)}…)`,
    kind: 'refactor.rewrite',
    safety: 'safe',
    explanation: 'Builds take exactly this image from now on; updates of the tag no longer reach it.',
    edits: [insertion(word.span.end, `@${digest}`)],
    touches: [stage.from.index],
  });
}
