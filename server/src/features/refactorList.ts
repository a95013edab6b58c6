/**
 * "Drydock: Refactor…": what can be done at a place, each with what it would make of the file, then what cannot be done there and why,
 * then what there is elsewhere and where the cursor has to be for it.
 */
import type { DockerfileDocument } from '../model/document.ts';
import { refactoringsAt } from '../refactor/all.ts';
import { applyEdits } from '../refactor/gate.ts';
import { isRefusal, type Refactoring, type RefactoringContext } from '../refactor/refactoring.ts';
import type { Span } from '../syntax/tree.ts';

export interface RefactoringList {
  readonly possible: readonly { readonly refactoring: Refactoring; readonly newText: string }[];
  readonly refused: readonly { readonly title: string; readonly reason: string }[];
  readonly elsewhere: readonly { readonly title: string; readonly where: string }[];
}

/** The list for a span (offsets). The shell parser should be loaded. */
export function refactoringList(
  document: DockerfileDocument,
  span: Span,
  context?: RefactoringContext,
): RefactoringList {
  const offers = refactoringsAt(document, span, { ...context, explains: true });
  const here = new Set(offers.map(({ id }) => id));
  const possible = offers.flatMap(offer => (isRefusal(offer) ? [] : [offer]));
  const titles = new Set(possible.map(({ title }) => title));
  return {
    possible: possible.map(refactoring => ({ refactoring, newText: applyEdits(document.text, refactoring.edits) })),
    refused: offers.filter(isRefusal).filter(({ title }) => !titles.has(title) && titles.add(title)),
    elsewhere: Object.entries(places).flatMap(([id, place]) => (here.has(id) ? [] : [place])),
  };
}

/** By the refactorings' ids. */
export const places: Readonly<Record<string, { readonly title: string; readonly where: string }>> = {
  'secret-mount': {
    title: 'Use a secret mount instead of an argument',
    where: 'On an ARG or ENV whose name says that it holds a secret.',
  },
  'extract-stage': {
    title: 'Extract a stage',
    where: 'Select the first instructions behind a FROM.',
  },
  'name-stage': {
    title: 'Name a stage',
    where: 'On a FROM without a name that another stage uses, or on a --from with a number.',
  },
  'split-install': {
    title: 'Install from the manifests before the sources are copied',
    where: 'On a COPY of everything, or on the install of dependencies right behind it.',
  },
  'cache-mount': {
    title: 'Keep downloads in a cache mount',
    where: 'On a RUN that downloads packages as root, on a base image that is known.',
  },
  'combine-run': {
    title: 'Combine RUN instructions',
    where: 'On a RUN with another one behind it, or select several.',
  },
  'run-to-heredoc': { title: 'Write a RUN as a heredoc', where: 'On a RUN with several commands joined by &&.' },
  'heredoc-to-run': { title: 'Write a heredoc as a chain of &&', where: 'On a RUN that is one heredoc.' },
  'sort-packages': {
    title: 'Sort the packages, one on a line',
    where: 'On a RUN that installs two packages of the distribution or more.',
  },
  'extract-version-argument': {
    title: 'Extract a version into an ARG',
    where: 'On a FROM whose tag is a version.',
  },
  'inline-version-argument': {
    title: 'Inline an ARG',
    where: 'On an ARG above the first FROM that has a value.',
  },
  'pin-digest': {
    title: 'Pin an image to its digest',
    where: 'On an image whose digest is known: it is looked up on request, by the light bulb on the image.',
  },
  'shell-to-exec': {
    title: 'Write a command in exec form',
    where: 'On a CMD, ENTRYPOINT or HEALTHCHECK in shell form.',
  },
  'exec-to-shell': {
    title: 'Write a command in shell form',
    where: 'On a CMD, ENTRYPOINT, HEALTHCHECK or RUN in exec form.',
  },
  'add-user': {
    title: 'Run as a user of its own instead of root',
    where: 'On FROM, USER, CMD or ENTRYPOINT of a last stage that ends as root, on a base image that is known.',
  },
  'add-healthcheck': {
    title: 'Add a HEALTHCHECK',
    where: 'On FROM, EXPOSE, CMD or ENTRYPOINT of a last stage that has none and exposes one port of HTTP.',
  },
};
