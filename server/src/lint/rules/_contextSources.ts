/** COPY and ADD sources with what they stand for in the context: shared by the rules about missing, ignored and huge sources. */
import { type CopySource, copySources } from '../../context/copySources.ts';
import type { SourceMatch } from '../../context/sources.ts';
import type { DockerfileDocument } from '../../model/document.ts';
import type { BuildContext } from '../rule.ts';

export interface MatchedSource {
  readonly source: CopySource;
  readonly match: SourceMatch;
}

/** Empty when the files are not listed. Bind mounts are left out. */
export function matchedSources(
  document: DockerfileDocument,
  context: BuildContext | undefined,
): readonly MatchedSource[] {
  if (!context?.match) return [];
  const known = cache.get(context)?.get(document);
  if (known) return known;
  const matched = copySources(document).flatMap(source =>
    source.value === undefined || source.kind === 'bind'
      ? []
      : [{ source, match: context.match!(source.value, source.options) }],
  );
  const perDocument = cache.get(context) ?? new WeakMap();
  perDocument.set(document, matched);
  cache.set(context, perDocument);
  return matched;
}

const cache = new WeakMap<BuildContext, WeakMap<DockerfileDocument, readonly MatchedSource[]>>();

/** Whether this can be the folder that the Dockerfile is built from: someone says so, or it has something that is copied. */
export function isPlausibleContext(context: BuildContext, matched: readonly MatchedSource[]): boolean {
  if (context.isDeclared) return true;
  return matched.some(({ match }) => match.path !== '' && (match.verdict === 'found' || match.verdict === 'ignored'));
}
