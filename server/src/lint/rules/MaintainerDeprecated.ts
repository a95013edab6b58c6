import { atInstruction } from '../buildkit.ts';
import { quoteValue } from '../quoting.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: instructions/parse.go, ParseInstructionWithLinter. hadolint: DL4000. */
export const rule = defineRule({
  meta: {
    id: 'MaintainerDeprecated',
    title: 'MAINTAINER is deprecated',
    group: 'style',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'MaintainerDeprecated', same: true }],
    tags: ['deprecated'],
    messages: { deprecated: 'Maintainer instruction is deprecated in favor of using label' },
  },
  *check({ document }) {
    for (const instruction of document.tree.instructions) {
      if (instruction.name !== 'MAINTAINER') continue;
      const { rest, keyword } = instruction;
      const simple = rest !== undefined && instruction.continuations.length === 0 && instruction.flags.length === 0;
      const quoted = simple ? quoteValue(unquoted(rest.value), document.tree.escape) : undefined;
      yield {
        ...atInstruction(instruction),
        messageId: 'deprecated',
        span: keyword.span,
        fixes:
          quoted === undefined
            ? []
            : [
                {
                  title: 'Replace MAINTAINER by the label org.opencontainers.image.authors',
                  safety: 'unsafe',
                  edits: [
                    {
                      span: { start: keyword.span.start, end: rest!.span.end },
                      newText: `${keyword.value === 'maintainer' ? 'label' : 'LABEL'} org.opencontainers.image.authors=${quoted}`,
                    },
                  ],
                  touches: [instruction.index],
                },
              ],
      };
    }
  },
});

/** MAINTAINER takes its text as it is; quotes round the whole were never meant to be part of the name. */
function unquoted(text: string): string {
  return /^"[^"]*"$/.test(text) || /^'[^']*'$/.test(text) ? text.slice(1, -1) : text;
}
