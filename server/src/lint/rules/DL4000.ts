import { defineRule } from '../rule.ts';
import { rule as maintainerDeprecated } from './MaintainerDeprecated.ts';

export const rule = defineRule({
  meta: {
    id: 'DL4000',
    title: 'MAINTAINER is deprecated',
    group: 'style',
    severity: 'warning',
    cliSeverity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    supersededBy: 'MaintainerDeprecated',
    sources: [{ tool: 'hadolint', code: 'DL4000', same: true }],
    tags: ['deprecated'],
    messages: { deprecated: 'MAINTAINER is deprecated: use the label org.opencontainers.image.authors' },
  },
  *check(context) {
    for (const finding of maintainerDeprecated.check(context)) yield { ...finding, messageId: 'deprecated' };
  },
});
