import { defineRule } from '../rule.ts';
import { sectionsOf, unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3066',
    title: 'USER by name',
    group: 'security',
    severity: 'off',
    cliSeverity: 'info',
    fixable: 'never',
    whyNoFix: 'The file does not tell the number of the user.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3066', same: true }],
    messages: { name: 'Kubernetes cannot tell that {user} is not root: write the number of the user' },
  },
  *check(context) {
    const declared = new Set(
      context.document.effectiveInstructions
        .filter(({ name }) => name === 'ARG')
        .flatMap(({ pairs }) => pairs.map(({ key }) => key)),
    );
    for (const { instructions } of sectionsOf(context)) {
      for (const outer of instructions) {
        const instruction = outer.trigger ?? outer;
        if (instruction.name !== 'USER' || instruction.rest === undefined) continue;
        const user = unquoted(instruction.rest.value).split(':')[0]!;
        if (/^[0-9]+$/.test(user)) continue;
        const variable = /^\$\{?(\w+)/.exec(user)?.[1];
        if (variable !== undefined && declared.has(variable)) continue;
        yield { messageId: 'name', data: { user }, span: instruction.rest.span, reportLine: instruction.startLine };
      }
    }
  },
});
