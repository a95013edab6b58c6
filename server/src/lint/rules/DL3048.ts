import { defineRule } from '../rule.ts';
import { labelsOf } from './_labels.ts';

const reserved = ['com.docker.', 'io.docker.', 'org.dockerproject.'];

export const rule = defineRule({
  meta: {
    id: 'DL3048',
    title: 'Label key against the conventions',
    group: 'style',
    severity: 'hint',
    fixable: 'never',
    whyNoFix: 'Another key is another label to the tools that read it.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3048', same: true }],
    messages: {
      form: '{key}: label keys are lower-case letters, digits, single dots and hyphens, and begin and end with a letter or digit',
      reserved: '{key}: this namespace is reserved for Docker',
    },
  },
  *check(context) {
    for (const { instruction, pair, key } of labelsOf(context)) {
      const isReserved = reserved.some(prefix => key.startsWith(prefix));
      if (!isReserved && /^[a-z](?:[.-]?[a-z0-9_])*$/.test(key) && !key.endsWith('_')) continue;
      yield {
        messageId: isReserved ? 'reserved' : 'form',
        data: { key },
        span: pair.keySpan,
        reportLine: instruction.startLine,
      };
    }
  },
});
