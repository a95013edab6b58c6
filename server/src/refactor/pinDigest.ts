/**
 * `FROM node:20` → `FROM node:20@sha256:…`, in COPY --from and mounts too. The digest comes from whoever asked an engine or a registry;
 * nothing is asked here.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { parseImageReference } from '../model/imageReference.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { insertion, instructionAt, type Offer, proved, type RefactoringContext } from './refactoring.ts';

/** An image that the file names without a digest and without variables. */
export interface PinnableImage {
  /** As written. */
  readonly name: string;
  readonly span: Span;
  readonly instruction: Instruction;
}

/** The images of the instruction at a place whose digest could be written behind their names. */
export function pinnableImages(document: DockerfileDocument, span: Span): readonly PinnableImage[] {
  const instruction = instructionAt(document, span);
  if (instruction === undefined) return [];
  return document.stageModel.uses.flatMap(use => {
    if (use.instruction !== instruction || use.target !== undefined || use.byIndex) return [];
    if (use.text === 'scratch' || document.text.slice(use.span.start, use.span.end) !== use.text) return [];
    const parsed = parseImageReference(use.text);
    if (!parsed.ok || parsed.reference.digest !== undefined) return [];
    return [{ name: use.text, span: use.span, instruction }];
  });
}

/** On an image without digest, when the context knows one. */
export function offer(document: DockerfileDocument, span: Span, context?: RefactoringContext): readonly Offer[] {
  if (!context?.digestOf) return [];
  return pinnableImages(document, span).flatMap(image => {
    const digest = context.digestOf?.(image.name);
    return digest === undefined ? [] : pinned(document, image, digest);
  });
}

/** The edit that writes the digest, if the gate lets it pass. */
export function pinned(document: DockerfileDocument, image: PinnableImage, digest: string): readonly Offer[] {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) return [];
  return proved(document, {
    id: 'pin-digest',
    title: `Pin ${image.name} to its digest (${digest.slice(0, 19)}…)`,
    kind: 'refactor.rewrite',
    safety: 'safe',
    explanation: 'Builds take exactly this image from now on; updates of the tag no longer reach it.',
    edits: [insertion(image.span.end, `@${digest}`)],
    touches: [image.instruction.index],
  });
}
