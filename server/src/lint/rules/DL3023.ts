import { defineRule } from '../rule.ts';
import { unquoted } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3023',
    title: 'COPY --from its own stage',
    group: 'correctness',
    severity: 'error',
    syntaxError: true,
    fixable: 'never',
    whyNoFix: 'The file does not tell which stage is meant.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3023', same: true }],
    messages: { own: 'A stage cannot copy from itself' },
  },
  *check(context) {
    const { document } = context;
    for (const outer of document.tree.instructions) {
      const instruction = outer.trigger ?? outer;
      const flag = instruction.name === 'COPY' ? instruction.flags.find(({ name }) => name === 'from') : undefined;
      if (!flag?.value || flag.valueSpan === undefined) continue;
      const stage = document.stageModel.stageOf(outer);
      const name = unquoted(flag.value);
      // A name is that of the last stage which has it, in any case.
      if (stage?.name !== name.toLowerCase() || stage !== document.stageModel.byName(name)) continue;
      yield { messageId: 'own', span: flag.valueSpan, reportLine: instruction.startLine };
    }
  },
});
