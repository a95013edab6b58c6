/** Writes a digest that was looked up behind the image that it belongs to. */
import type { DockerfileDocument } from '../model/document.ts';
import { pinnableImages, pinned } from '../refactor/pinDigest.ts';
import { isRefusal } from '../refactor/refactoring.ts';
import type { PinDigestParams, PinDigestResult } from './messages.ts';

/** The edits for the image at the position. `version`: of the open document. */
export function pinDigest(
  document: DockerfileDocument,
  { position, image, digest }: PinDigestParams,
  version: number | undefined,
): PinDigestResult {
  const at = document.lines.offsetAt(position);
  const found = pinnableImages(document, { start: at, end: at }).filter(({ name }) => name === image);
  // A line may name several images; the one under the position is meant.
  const target = found.find(({ span }) => span.start <= at && at <= span.end) ?? found[0];
  if (!target) return { ok: false, reason: `${image} does not stand there any more, so nothing was changed.` };
  const [offer] = pinned(document, target, digest);
  if (!offer || isRefusal(offer)) {
    return { ok: false, reason: `The digest cannot be written behind ${image} without changing something else.` };
  }
  const edits = offer.edits.map(edit => ({ range: document.lines.rangeOf(edit.span), newText: edit.newText }));
  return { ok: true, edits, ...(version === undefined ? {} : { version }) };
}
