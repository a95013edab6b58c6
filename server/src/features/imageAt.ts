/** The image under the cursor, for the commands that ask an engine or a registry about it; and the light bulb that offers to pin it. */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { parseImageReference } from '../model/imageReference.ts';
import { pinnableImages } from '../refactor/pinDigest.ts';
import type { Span } from '../syntax/tree.ts';
import { type CodeActionRequest, wants } from './codeActions.ts';
import { lookUpTagsCommand } from './completion/knownImages.ts';
import { holds, placeAt } from './place.ts';

export interface ImagePlace {
  /** With the defaults of variables put in; '' where an image can be written and none stands. */
  readonly name: string;
  /** `docker.io/library/node`; undefined for what is no valid name. */
  readonly repository: string | undefined;
  readonly span: Span;
  /** It is written as it is, without variables, and has no digest. */
  readonly canBePinned: boolean;
}

/** The image of FROM, COPY --from or a mount that the offset is on; undefined elsewhere, and on stages. */
export function imageAt(document: DockerfileDocument, offset: number): ImagePlace | undefined {
  const use = document.stageModel.uses.find(each => holds(each.span, offset));
  if (use) {
    if (use.target !== undefined || use.byIndex || use.text === 'scratch') return undefined;
    const { base } = use.user;
    const name = use.kind === 'FROM' && base.kind === 'image' ? base.name : use.text;
    const canBePinned = pinnableImages(document, use.span).some(image => image.span.start === use.span.start);
    return { name, repository: repositoryOf(name), span: use.span, canBePinned };
  }
  const place = placeAt(document.tree, offset);
  if (place.kind !== 'gap' || place.instruction.name !== 'FROM' || place.instruction.words.length > 0) return undefined;
  return { name: '', repository: undefined, span: { start: offset, end: offset }, canBePinned: false };
}

export const pinDigestCommand = 'drydock.pinDigest';

/**
 * "Pin node:20 to its digest…": the client's command, which asks where to look. Left out when the digest is known already: then the
 * refactoring itself is offered.
 */
export function pinActions(
  document: DockerfileDocument,
  request: CodeActionRequest,
  digestOf: (image: string) => string | undefined,
): CodeAction[] {
  const kind = CodeActionKind.RefactorRewrite;
  if (!wants(request.only, kind)) return [];
  const span = {
    start: document.lines.offsetAt(request.range.start),
    end: document.lines.offsetAt(request.range.end),
  };
  return pinnableImages(document, span)
    .filter(image => digestOf(image.name) === undefined)
    .map(image => {
      const title = `Pin ${image.name} to its digest…`;
      const position = document.lines.positionAt(image.span.start);
      return { title, kind, command: { title, command: pinDigestCommand, arguments: [document.uri, position] } };
    });
}

/** "Choose a tag of node…" for an image that has none, or `latest`: the client's command, which asks the registry. */
export function tagActions(document: DockerfileDocument, request: CodeActionRequest): CodeAction[] {
  const kind = CodeActionKind.QuickFix;
  if (!wants(request.only, kind)) return [];
  const span = {
    start: document.lines.offsetAt(request.range.start),
    end: document.lines.offsetAt(request.range.end),
  };
  return pinnableImages(document, span).flatMap(({ name, span: { start, end } }) => {
    const parsed = parseImageReference(name);
    if (!parsed.ok) return [];
    const { tag } = parsed.reference;
    if (tag !== undefined && tag.text !== 'latest') return [];
    const title = `Choose a tag of ${parsed.reference.familiarName}…`;
    // Right behind the colon, so that no tag is filtered out by the one that stands there.
    const at = document.lines.positionAt(tag === undefined ? end : start + tag.span.start);
    const commandArguments = [document.uri, parsed.reference.name, at];
    return [{ title, kind, command: { title, command: lookUpTagsCommand, arguments: commandArguments } }];
  });
}

function repositoryOf(name: string): string | undefined {
  const parsed = parseImageReference(name);
  return parsed.ok ? parsed.reference.name : undefined;
}
