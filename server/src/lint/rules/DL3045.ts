import { imageFacts } from '../../model/imageFacts.ts';
import type { Stage } from '../../model/stages.ts';
import { defineRule, type LintContext } from '../rule.ts';
import { isAbsoluteOrVariable, sectionsOf, unquoted } from './_instructions.ts';

/** Unlike hadolint it knows the WORKDIR of well-known base images. */
export const rule = defineRule({
  meta: {
    id: 'DL3045',
    title: 'COPY to a relative target without WORKDIR',
    group: 'correctness',
    severity: 'hint',
    cliSeverity: 'warning',
    fixable: 'never',
    whyNoFix: 'It depends on the folder of the base image, which the file does not tell.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3045', same: false }],
    messages: { relative: 'Where {target} ends depends on the WORKDIR of the base image: no WORKDIR stands above' },
  },
  *check(context) {
    for (const { stage, instructions } of sectionsOf(context)) {
      let hasWorkdir = stage !== undefined && baseHasWorkdir(context, stage);
      for (const outer of instructions) {
        const instruction = outer.trigger ?? outer;
        if (instruction.name === 'WORKDIR') hasWorkdir = true;
        if (instruction.name !== 'COPY' || hasWorkdir || instruction.words.length < 2) continue;
        const target = instruction.words.at(-1)!;
        const path = unquoted(target.value);
        if (isAbsoluteOrVariable(path)) continue;
        yield { messageId: 'relative', data: { target: path }, span: target.span, reportLine: instruction.startLine };
      }
    }
  },
});

function baseHasWorkdir(context: LintContext, stage: Stage): boolean {
  if (stage.parent)
    return (
      stage.parent.instructions.some(outer => (outer.trigger ?? outer).name === 'WORKDIR') ||
      baseHasWorkdir(context, stage.parent)
    );
  if (stage.base.kind !== 'image' || stage.base.reference === undefined) return false;
  return imageFacts(stage.base.reference)?.workdir !== undefined;
}
