import type { DockerfileDocument } from '../../model/document.ts';
import { goQuote } from '../../model/goText.ts';
import type { Step } from '../../model/steps.ts';
import type { Span } from '../../syntax/tree.ts';
import { allSteps, atStep, stepSpan } from '../buildkit.ts';
import { defineRule } from '../rule.ts';

const SECRET = /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/i;
const HARMLESS = /(?:_|^)(?:public|file|version)(?:_|$)/i;

/** Whether BuildKit takes the name of an ARG or ENV for that of a secret. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !HARMLESS.test(name);
}

/** BuildKit: dockerfile2llb/validations.go, validateNoSecretKey. ARGs before the first FROM do not count. */
export const rule = defineRule({
  meta: {
    id: 'SecretsUsedInArgOrEnv',
    title: 'ARG or ENV holds a secret',
    group: 'security',
    severity: 'warning',
    fixable: 'never',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'SecretsUsedInArgOrEnv', same: true }],
    messages: { secret: 'Do not use ARG or ENV instructions for sensitive data ({instruction} {name})' },
  },
  *check({ document }) {
    for (const step of allSteps(document)) {
      const { instruction } = step;
      if (instruction.name !== 'ARG' && instruction.name !== 'ENV') continue;
      for (const { name, span } of namesOf(document, step)) {
        if (!isSecretName(name)) continue;
        yield {
          ...atStep(document, step),
          messageId: 'secret',
          data: { instruction: instruction.name, name: goQuote(name) },
          span: stepSpan(step, span),
        };
      }
    }
  },
});

/** ARG's names are taken as they are written, ENV's are expanded. */
function namesOf(document: DockerfileDocument, step: Step): { name: string; span: Span }[] {
  const { instruction } = step;
  if (instruction.name === 'ARG') return instruction.pairs.map(pair => ({ name: pair.key, span: pair.keySpan }));
  return document.variables
    .expanded(step)
    .flatMap(text =>
      text.role === 'key' && text.pair !== undefined && text.resolved.known
        ? [{ name: text.resolved.value, span: instruction.pairs[text.pair]!.keySpan }]
        : [],
    );
}
