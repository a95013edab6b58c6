import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'unused-stage',
    title: 'A stage that the image does not need',
    group: 'style',
    severity: 'hint',
    cliSeverity: 'off',
    fixable: 'never',
    whyNoFix: 'Somebody may build it with `--target`.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'no-unreachable-stages', same: false }],
    tags: ['unnecessary'],
    messages: {
      unused: 'The last stage does not need this one: BuildKit builds it only when it is asked for with --target',
    },
  },
  *check({ document }) {
    const { stages, stageModel } = document;
    for (const stage of stages) {
      if (stageModel.reachable.has(stage)) continue;
      // A stage that only other unused stages need says nothing new.
      if (stageModel.usesOf(stage).length > 0) continue;
      yield { messageId: 'unused', span: stage.from.keyword.span };
    }
  },
});
