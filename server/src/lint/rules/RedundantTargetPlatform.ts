import { expandWord } from '../../syntax/words.ts';
import { atFrom } from '../buildkit.ts';
import { defineRule } from '../rule.ts';

/** BuildKit: dockerfile2llb/validations.go, reportRedundantTargetPlatform. */
export const rule = defineRule({
  meta: {
    id: 'RedundantTargetPlatform',
    title: '--platform=$TARGETPLATFORM says what is so anyway',
    group: 'style',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'RedundantTargetPlatform', same: true }],
    tags: ['unnecessary'],
    messages: {
      redundant: 'Setting platform to predefined {variable} in FROM is redundant as this is the default behavior',
    },
  },
  *check({ document }) {
    const { globals } = document;
    for (const stage of document.stages) {
      const flag = stage.platformFlag;
      if (!flag?.value) continue;
      const names = new Set<string>();
      const lookup = (name: string): string | undefined => {
        names.add(name);
        return globals.get(name);
      };
      const expansion = expandWord(flag.value, lookup, { escape: document.tree.escape });
      if (!expansion.ok || names.size !== 1 || !names.has('TARGETPLATFORM')) continue;
      if (expansion.value !== globals.get('TARGETPLATFORM')) continue;
      // The blank behind it goes too.
      const after = /^[ \t]*/.exec(document.text.slice(flag.span.end))![0].length;
      yield {
        ...atFrom(stage, 'platform'),
        messageId: 'redundant',
        data: { variable: flag.value },
        span: flag.span,
        fixes: [
          {
            title: `Remove --platform=${flag.value}`,
            safety: 'safe',
            edits: [{ span: { start: flag.span.start, end: flag.span.end + after }, newText: '' }],
            touches: [stage.from.index],
          },
        ],
      };
    }
  },
});
