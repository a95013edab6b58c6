/** Shared by the rules about the label schema of `.hadolint.yaml`: each label has a name and a type. */
import type { Instruction, Pair } from '../../syntax/tree.ts';
import type { Finding, LintContext } from '../rule.ts';
import { judgedInstructionsNamed, unquoted } from './_instructions.ts';

export type LabelType = 'text' | 'url' | 'rfc3339' | 'spdx' | 'hash' | 'semver' | 'email';

/** The type in the spelling of .hadolint.yaml. */
export function labelType(written: string): LabelType {
  const lower = written.toLowerCase();
  if (lower === 'rawtext') return 'text';
  if (lower === 'githash') return 'hash';
  return (['url', 'rfc3339', 'spdx', 'hash', 'semver', 'email'] as const).find(type => type === lower) ?? 'text';
}

/** Every label that is set, with the instruction that sets it. */
export function* labelsOf(
  context: LintContext,
): Generator<{ readonly instruction: Instruction; readonly pair: Pair; readonly key: string; readonly value: string }> {
  for (const instruction of judgedInstructionsNamed(context, 'LABEL')) {
    for (const pair of instruction.pairs) {
      yield { instruction, pair, key: unquoted(pair.key), value: unquoted(pair.value ?? '') };
    }
  }
}

/** Findings for labels of a type whose value the test refuses. Values with variables are not judged. */
export function* badLabels(
  context: LintContext,
  type: LabelType,
  isValid: (value: string) => boolean,
): Generator<Finding<'invalid'>> {
  const schema = context.options.labelSchema ?? {};
  if (Object.keys(schema).length === 0) return;
  for (const { instruction, pair, key, value } of labelsOf(context)) {
    const wanted = Object.hasOwn(schema, key) ? schema[key] : undefined;
    if (wanted === undefined || labelType(wanted) !== type) continue;
    if (value === '' || value.includes('$') || isValid(value)) continue;
    yield {
      messageId: 'invalid',
      data: { label: key, value },
      span: pair.valueSpan ?? pair.span,
      reportLine: instruction.startLine,
    };
  }
}
