import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3029',
    title: 'FROM with a fixed platform',
    group: 'correctness',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'Whether one platform is meant, only its author knows.',
    since: '0.1.0',
    supersededBy: 'FromPlatformFlagConstDisallowed',
    sources: [{ tool: 'hadolint', code: 'DL3029', same: true }],
    messages: { fixed: 'The platform {platform} is fixed: the image is the same whatever platform is asked for' },
  },
  *check({ document }) {
    for (const { platformFlag, from } of document.stages) {
      const value = platformFlag?.value;
      if (value === undefined || value.includes('BUILDPLATFORM') || value.includes('TARGETPLATFORM')) continue;
      yield { messageId: 'fixed', data: { platform: value }, span: platformFlag!.span, reportLine: from.startLine };
    }
  },
});
