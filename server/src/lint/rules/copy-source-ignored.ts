import { cleanPath } from '../../model/goText.ts';
import { type BuildContext, defineRule } from '../rule.ts';
import { type MatchedSource, matchedSources } from './_contextSources.ts';

/**
 * What CopyIgnoredFile does not see because it looks at names alone and gives up at the first `!`: here the files are known, and
 * patternmatcher decides about each. A source that CopyIgnoredFile reports is left to it.
 */
export const rule = defineRule({
  meta: {
    id: 'copy-source-ignored',
    title: 'Everything that COPY or ADD names is left out by the ignore file',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    fixElsewhere: 'In an editor: an exception (`!path`) in the ignore file.',
    since: '0.1.0',
    messages: {
      ignored: '{path} is left out by “{pattern}” in the ignore file, so the build stops here',
      nothing: '{path} matches only files that the ignore file leaves out (“{pattern}”): nothing is copied',
    },
  },
  *check({ document, buildContext }) {
    for (const matched of matchedSources(document, buildContext)) {
      const { source, match } = matched;
      if (match.verdict !== 'ignored' || match.ignoredBy === undefined) continue;
      if (isReportedByBuildKit(buildContext!, matched)) continue;
      const pattern = buildContext!.patternOfLine?.(match.ignoredBy) ?? '';
      yield {
        messageId: match.fails ? 'ignored' : 'nothing',
        data: { path: source.text, pattern },
        span: source.span,
      };
    }
  },
});

function isReportedByBuildKit(context: BuildContext, { source }: MatchedSource): boolean {
  if (context.dockerignorePatterns.some(pattern => pattern.startsWith('!'))) return false;
  const path = cleanPath(source.value!);
  const isRoot = path === '.' || path === '/';
  if (isRoot && !context.dockerignorePatterns.some(pattern => ['*', '**', '**/*'].includes(pattern))) return false;
  return context.isIgnored(path);
}
