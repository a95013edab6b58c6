import { BUILD_PASS } from '../../model/buildErrors.ts';
import { goQuote } from '../../model/goText.ts';
import { defineRule } from '../rule.ts';

const RESERVED: readonly string[] = ['context', 'scratch'];

/** BuildKit: dockerfile2llb/validations.go, validateStageNames. */
export const rule = defineRule({
  meta: {
    id: 'ReservedStageName',
    title: 'A stage has a reserved name',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'A new name is needed, which only its author can give. “Rename Symbol” changes its uses too.',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'ReservedStageName', same: true }],
    messages: { reserved: 'Stage name should not use the same name as reserved stage {name}' },
  },
  *check({ document }) {
    for (const stage of document.stages) {
      if (stage.name === undefined || !RESERVED.includes(stage.name)) continue;
      yield {
        messageId: 'reserved',
        data: { name: goQuote(stage.name) },
        span: stage.nameWord!.span,
        reportLine: stage.from.startLine,
        position: [BUILD_PASS.stageNames, stage.index, 0],
        commentOf: -1,
      };
    }
  },
});
