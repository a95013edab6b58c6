import { ignorePragmas } from '../pragmas.ts';
import { defineRule } from '../rule.ts';

/** For teams that forbid inline ignores. */
export const rule = defineRule({
  meta: {
    id: 'DL1001',
    title: 'Inline ignore comments are not wanted',
    group: 'style',
    severity: 'off',
    fixable: 'never',
    whyNoFix: 'The finding under the comment has to go elsewhere first.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL1001', same: true }],
    messages: { inline: 'A comment switches findings off here; say it in the configuration file instead' },
  },
  *check({ document }) {
    for (const pragma of ignorePragmas(document.tree)) {
      if (pragma.tool === 'hadolint' && pragma.scope === 'instruction')
        yield { messageId: 'inline', span: pragma.span };
    }
  },
});
