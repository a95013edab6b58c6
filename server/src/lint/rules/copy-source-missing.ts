import { defineRule, type Fix } from '../rule.ts';
import { isPlausibleContext, type MatchedSource, matchedSources } from './_contextSources.ts';

/** BuildKit stops with `failed to calculate checksum … not found` (solver/llbsolver/ops, fsutil/copy); a wildcard may match nothing. */
export const rule = defineRule({
  meta: {
    id: 'copy-source-missing',
    title: 'COPY or ADD names a file that is not in the build context',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    messages: {
      missing: '{path} is not in the build context, so the build stops here',
      similar: '{path} is not in the build context; did you mean {nearest}?',
      unbuilt: '{path} is not in the build context yet; something has to make it before the image is built',
    },
  },
  *check({ document, buildContext }) {
    const matched = matchedSources(document, buildContext);
    if (buildContext === undefined || !isPlausibleContext(buildContext, matched)) return;
    for (const { source, match } of matched) {
      if (match.verdict !== 'missing' || !match.fails) continue;
      const [nearest] = match.nearest;
      const data: Record<string, string> = { path: source.text, nearest: nearest ?? '' };
      if (isBuildOutput(match.path)) {
        yield { messageId: 'unbuilt', data, span: source.span, severity: 'hint' };
      } else if (nearest === undefined) {
        yield { messageId: 'missing', data, span: source.span };
      } else {
        yield {
          messageId: 'similar',
          data,
          span: source.span,
          fixes: fixesOf({ source, match }, document.text),
        };
      }
    }
  },
});

/** Folders that other tools make; a clean checkout lacks them. */
function isBuildOutput(path: string): boolean {
  return path
    .split('/')
    .some(name =>
      /^(dist|build|out|target|bin|obj|output|publish|release|artifacts?|coverage|\.next|\.output|_site|public)$/i.test(
        name,
      ),
    );
}

function fixesOf({ source, match }: MatchedSource, text: string): readonly Fix[] {
  // Only a source that is written plainly can be exchanged for another.
  if (text.slice(source.span.start, source.span.end) !== source.text || /[\s"'$\\`]/.test(source.text)) return [];
  return match.nearest
    .filter(path => !/[\s"'$\\`[\]*?#]/.test(path))
    .map(path => ({
      title: `Copy ${path} instead`,
      safety: 'unsafe' as const,
      edits: [{ span: source.span, newText: (/^\.?\//.exec(source.text)?.[0] ?? '') + path }],
      touches: [source.instruction.index],
    }));
}
