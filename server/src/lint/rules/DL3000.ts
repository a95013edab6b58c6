import { defineRule } from '../rule.ts';
import { absoluteWorkdir } from './_absoluteWorkdir.ts';
import { instructionsNamed, isAbsoluteOrVariable, unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3000',
    title: 'WORKDIR should be absolute',
    group: 'correctness',
    severity: 'warning',
    cliSeverity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    supersededBy: 'WorkdirRelativePath',
    sources: [{ tool: 'hadolint', code: 'DL3000', same: true }],
    messages: {
      relative: 'WORKDIR {path} is relative: where it ends depends on what stands above and on the base image',
    },
  },
  *check(context) {
    for (const instruction of instructionsNamed(context, 'WORKDIR')) {
      const { rest } = instruction;
      if (rest === undefined) continue;
      const path = unquoted(rest.value);
      if (path === '' || isAbsoluteOrVariable(path)) continue;
      yield {
        messageId: 'relative',
        data: { path },
        span: rest.span,
        reportLine: instruction.startLine,
        fixes: absoluteWorkdir(context.document, instruction),
      };
    }
  },
});
