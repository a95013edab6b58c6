import { defineRule } from '../rule.ts';

/** A hint only, and only where "Convert to a multi-stage build" has something to give. */
export const rule = defineRule({
  meta: {
    id: 'ships-build-tools',
    aliases: ['prefer-multi-stage-build'],
    title: 'The image ships what it was built with',
    group: 'size',
    severity: 'hint',
    cliSeverity: 'off',
    fixable: 'never',
    whyNoFix: 'It is a refactoring: the conversion to several stages.',
    since: '0.1.0',
    sources: [{ tool: 'tally', code: 'prefer-multi-stage-build', same: false }],
    messages: {
      convert:
        'The image ships its compilers and build tools; “Convert to a multi-stage build” (light bulb) leaves them behind',
    },
  },
  *check({ document, options }) {
    const [stage] = document.stages;
    if (options.letter === true || stage === undefined || document.stages.length > 1) return;
    if (options.conversion !== 'safe' && options.conversion !== 'ask') return;
    yield { messageId: 'convert', span: stage.from.keyword.span };
  },
});
