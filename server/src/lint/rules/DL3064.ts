import { defineRule } from '../rule.ts';
import { instructionsNamed } from './_instructions.ts';

const parts = ['api_key', 'client_key', 'password', 'private', 'secret', 'token', 'username'];
const names: ReadonlySet<string> = new Set(['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token']);

export const rule = defineRule({
  meta: {
    id: 'DL3064',
    title: 'A secret in ARG or ENV',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell where the secret can be had during the build.',
    since: '0.1.0',
    supersededBy: 'SecretsUsedInArgOrEnv',
    sources: [{ tool: 'hadolint', code: 'DL3064', same: true }],
    messages: { secret: '{name} looks like a secret: what ARG and ENV hold can be read from the image' },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'ARG', 'ENV')) {
      const pair = instruction.pairs.find(({ key }) => isSecret(key.toLowerCase()));
      if (pair)
        yield { messageId: 'secret', data: { name: pair.key }, span: pair.keySpan, reportLine: instruction.startLine };
    }
  },
});

function isSecret(name: string): boolean {
  return names.has(name) || parts.some(part => name.includes(part));
}
