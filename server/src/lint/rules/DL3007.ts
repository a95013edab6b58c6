import { parseImageReference } from '../../model/imageReference.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3007',
    title: 'Base image with the tag latest',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'The file does not tell which version is meant.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3007', same: true }],
    messages: { latest: '{image}: latest is another image next month; name the version' },
  },
  *check(context) {
    for (const { base, baseWord, from } of context.document.stages) {
      if (base.kind !== 'image' || baseWord === undefined) continue;
      const name = context.options.letter === true ? baseWord.value : base.name;
      const parsed = parseImageReference(name);
      const isLatest = parsed.ok
        ? parsed.reference.tag?.text === 'latest' && parsed.reference.digest === undefined
        : name.endsWith(':latest');
      if (isLatest)
        yield { messageId: 'latest', data: { image: name }, span: baseWord.span, reportLine: from.startLine };
    }
  },
});
