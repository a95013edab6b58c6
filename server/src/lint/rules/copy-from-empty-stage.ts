import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'copy-from-empty-stage',
    title: 'COPY from a stage that holds nothing',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell which stage is meant.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'copy-from-empty-scratch-stage', same: false }],
    messages: { empty: 'The stage {name} is built on scratch and nothing is put into it: there is nothing to copy' },
  },
  *check({ document }) {
    for (const { kind, target, span, text } of document.stageModel.uses) {
      if (kind !== 'COPY' || target === undefined || target.base.kind !== 'scratch') continue;
      if (target.instructions.some(({ name }) => ['COPY', 'ADD', 'RUN', 'WORKDIR', 'ONBUILD'].includes(name))) continue;
      yield { messageId: 'empty', data: { name: text }, span };
    }
  },
});
