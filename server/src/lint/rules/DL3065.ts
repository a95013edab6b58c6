import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3065',
    title: 'FROM --platform that is the default',
    group: 'style',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    supersededBy: 'RedundantTargetPlatform',
    sources: [{ tool: 'hadolint', code: 'DL3065', same: true }],
    messages: { redundant: '$TARGETPLATFORM is what FROM takes without --platform' },
  },
  *check({ document }) {
    for (const { platformFlag, from, baseWord } of document.stages) {
      if (platformFlag?.value !== '$TARGETPLATFORM' && platformFlag?.value !== '${TARGETPLATFORM}') continue;
      const end = baseWord?.span.start ?? platformFlag.span.end;
      yield {
        messageId: 'redundant',
        span: platformFlag.span,
        reportLine: from.startLine,
        fixes: [
          {
            title: 'Remove --platform',
            safety: 'safe',
            edits: [{ span: { start: platformFlag.span.start, end }, newText: '' }],
            touches: [from.index],
          },
        ],
      };
    }
  },
});
