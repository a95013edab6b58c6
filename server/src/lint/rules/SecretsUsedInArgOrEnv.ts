import type { DockerfileDocument } from '../../model/document.ts';
import { goQuote } from '../../model/goText.ts';
import type { Step } from '../../model/steps.ts';
import type { Instruction, Pair, Span } from '../../syntax/tree.ts';
import { allSteps, atStep, stepSpan } from '../buildkit.ts';
import { defineRule } from '../rule.ts';
import { unquoted } from './_instructions.ts';

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
    whyNoFix: 'The file does not tell where the secret can be had during the build.',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'SecretsUsedInArgOrEnv', same: false }],
    messages: { secret: 'Do not use ARG or ENV instructions for sensitive data ({instruction} {name})' },
  },
  *check({ document }) {
    for (const step of allSteps(document)) {
      const { instruction } = step;
      if (instruction.name !== 'ARG' && instruction.name !== 'ENV') continue;
      for (const { name, span, value } of namesOf(document, step)) {
        if (!isSecretName(name)) continue;
        const harmless = document.options.letter !== true && value !== undefined && isNoSecret(name, value);
        yield {
          ...(harmless ? { severity: 'hint' as const } : {}),
          // BuildKit looks at the name of an ARG before it expands the value.
          ...atStep(document, step, span === firstArgument(instruction) ? 'expansion' : 'dispatch'),
          messageId: 'secret',
          data: { instruction: instruction.name, name: goQuote(name) },
          span: stepSpan(step, span),
        };
      }
    }
  },
});

function firstArgument({ name, pairs }: Instruction): Span | undefined {
  return name === 'ARG' ? pairs[0]?.keySpan : undefined;
}

/**
 * Whether the value written in the file gives nothing away: nothing at all, a switch, a number, a folder or file, a placeholder such as
 * `**None**`, the fingerprint of a public key.
 */
function isNoSecret(name: string, value: string): boolean {
  if (value === '' || /^(?:true|false|yes|no|on|off|none|null)$/i.test(value)) return true;
  if (/^(?:\*\*|<|\{\{).*(?:\*\*|>|\}\})$/.test(value) || /^(?:0+|[0-9]{1,5}[smhd]?)$/.test(value)) return true;
  if (/^(?:\/|\.\/|[A-Za-z]:\\)[^\s]*$/.test(value) && !/pass|secret|token/i.test(name)) return true;
  // .NET and others write lists of settings so: `Filters__0__Key` is the key of an entry.
  if (/__\d+__key$/i.test(name)) return true;
  return /(?:^|_)(?:gpg|pgp|key_?id)/i.test(name) && /^(?:0x)?(?:[0-9A-F]{8}|[0-9A-F]{16}|[0-9A-F]{40})$/i.test(value);
}

interface Named {
  readonly name: string;
  readonly span: Span;
  /** As it is written; undefined when the build gives it or a variable is in it. */
  readonly value: string | undefined;
}

/** ARG's names are taken as they are written, ENV's are expanded. */
function namesOf(document: DockerfileDocument, step: Step): Named[] {
  const { instruction } = step;
  const written = (pair: Pair) =>
    pair.value === undefined || pair.value.includes('$') ? undefined : unquoted(pair.value);
  if (instruction.name === 'ARG')
    return instruction.pairs.map(pair => ({ name: pair.key, span: pair.keySpan, value: written(pair) }));
  return document.variables.expanded(step).flatMap(text => {
    if (text.role !== 'key' || text.pair === undefined || !text.resolved.known) return [];
    const pair = instruction.pairs[text.pair]!;
    return [{ name: text.resolved.value, span: pair.keySpan, value: written(pair) }];
  });
}
