import { atFrom } from '../buildkit.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: dockerfile2llb/validations.go, reportUnusedFromArgs. */
export const rule = defineRule({
  meta: {
    id: 'UndefinedArgInFrom',
    title: 'FROM uses a variable that no ARG above declares',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'UndefinedArgInFrom', same: true }],
    messages: { undeclared: "FROM argument '{name}' is not declared{hint}" },
  },
  *check({ document }) {
    for (const variable of document.variables.undefinedVariables) {
      if (variable.where !== 'from') continue;
      const { name, stage, span, suggestion } = variable;
      const platform = stage.platformFlag;
      const inPlatform = platform !== undefined && span.start >= platform.span.start && span.end <= platform.span.end;
      const written = document.text.slice(span.start, span.end);
      yield {
        ...atFrom(stage, inPlatform ? 'platform' : 'base'),
        messageId: 'undeclared',
        data: { name, hint: suggestion === undefined ? '' : ` (did you mean ${suggestion}?)` },
        span,
        fixes:
          suggestion === undefined
            ? []
            : [
                {
                  title: `Use ${suggestion}`,
                  safety: 'unsafe',
                  edits: [{ span, newText: written.replace(name, () => suggestion) }],
                  touches: [stage.from.index],
                },
              ],
      };
    }
  },
});
