import { isWholeContext } from '../../context/copySources.ts';
import { formatBytes, formatFiles } from '../../context/format.ts';
import { defineRule } from '../rule.ts';
import { matchedSources } from './_contextSources.ts';

export const rule = defineRule({
  meta: {
    id: 'huge-build-context',
    title: 'COPY takes an unusually large part of the context',
    group: 'size',
    severity: 'info',
    fixable: 'never',
    whyNoFix: 'Which files are needed, only their author knows.',
    since: '0.1.0',
    messages: { huge: 'This copies {files}, {size}; the biggest: {biggest}' },
  },
  *check({ document, buildContext, options }) {
    const limits = options.byRule?.['huge-build-context'] ?? {};
    const maximalBytes = numberOr(limits['megabytes'], 200) * 1_000_000;
    const maximalFiles = numberOr(limits['files'], 20_000);
    for (const { source, match } of matchedSources(document, buildContext)) {
      if (match.bytes < maximalBytes && match.files < maximalFiles) continue;
      // A single big file is meant; a folder of which someone took all is not looked through by anybody.
      if (!isWholeContext(source.value!) && !match.entries.some(entry => entry.isFolder)) continue;
      yield {
        messageId: 'huge',
        data: {
          files: formatFiles(match.files),
          size: formatBytes(match.bytes),
          biggest: match.biggest
            .slice(0, 3)
            .map(file => `${file.path} (${formatBytes(file.bytes)})`)
            .join(', '),
        },
        span: source.span,
      };
      return;
    }
  },
});

function numberOr(value: unknown, fallback: number): number {
  return typeof value === 'number' && value >= 0 ? value : fallback;
}
