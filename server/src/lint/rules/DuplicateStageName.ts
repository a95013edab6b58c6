import { BUILD_PASS } from '../../model/buildErrors.ts';
import { goQuote } from '../../model/goText.ts';
import type { Stage } from '../../model/stages.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: dockerfile2llb/validations.go, validateStageNames. Names are compared in lower case. */
export const rule = defineRule({
  meta: {
    id: 'DuplicateStageName',
    title: 'Two stages have the same name',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'A new name is needed, which only its author can give. “Rename Symbol” changes its uses too.',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'DuplicateStageName', same: true }],
    messages: {
      duplicate: 'Duplicate stage name {name}, stage names should be unique',
      first: 'The first stage of this name',
    },
  },
  *check({ document }) {
    const firsts = new Map<string, Stage>();
    for (const stage of document.stages) {
      const { name, nameWord } = stage;
      if (name === undefined || nameWord === undefined) continue;
      const first = firsts.get(name);
      if (first === undefined) {
        firsts.set(name, stage);
        continue;
      }
      yield {
        messageId: 'duplicate',
        data: { name: goQuote(name) },
        span: nameWord.span,
        reportLine: stage.from.startLine,
        position: [BUILD_PASS.stageNames, stage.index, 1],
        commentOf: -1,
        related: [{ span: first.nameWord!.span, messageId: 'first' }],
      };
    }
  },
});
