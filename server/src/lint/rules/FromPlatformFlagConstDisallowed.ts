import { goQuote } from '../../model/goText.ts';
import { parsePlatform } from '../../model/platforms.ts';
import { expandWord } from '../../syntax/words.ts';
import { atFrom } from '../buildkit.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: dockerfile2llb/validations.go, reportConstPlatformDisallowed. A stage that has the platform in its name means it. */
export const rule = defineRule({
  meta: {
    id: 'FromPlatformFlagConstDisallowed',
    title: 'FROM --platform is a constant',
    group: 'correctness',
    severity: 'warning',
    fixable: 'never',
    whyNoFix: 'Whether one platform is meant, only its author knows.',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'FromPlatformFlagConstDisallowed', same: true }],
    messages: { constant: 'FROM --platform flag should not use constant value {platform}' },
  },
  *check({ document }) {
    const { globals } = document;
    for (const stage of document.stages) {
      const flag = stage.platformFlag;
      if (!flag?.value) continue;
      let names = 0;
      const lookup = (name: string): string | undefined => {
        names++;
        return globals.get(name);
      };
      const expansion = expandWord(flag.value, lookup, { escape: document.tree.escape });
      if (!expansion.ok || names > 0) continue;
      const parsed = parsePlatform(expansion.value);
      if (!parsed.ok) continue;
      const name = stage.name ?? '';
      if (name.includes(parsed.platform.os) || name.includes(parsed.platform.architecture)) continue;
      yield {
        ...atFrom(stage, 'platform'),
        messageId: 'constant',
        data: { platform: goQuote(expansion.value) },
        span: flag.span,
      };
    }
  },
});
