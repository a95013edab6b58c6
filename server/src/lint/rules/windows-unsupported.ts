import { isWindowsStage } from '../../model/config.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'windows-unsupported',
    aliases: ['no-run-mounts', 'no-chown-flag', 'no-stopsignal'],
    title: 'What Windows images do not know',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [
      { tool: 'tally', code: 'windows/no-chown-flag', same: false },
      { tool: 'tally', code: 'windows/no-stopsignal', same: false },
      { tool: 'tally', code: 'windows/no-run-mounts', same: false },
    ],
    messages: {
      owner: '--{flag} is for Linux images: on Windows files have no such owner or mode',
      signal: 'Windows has no signals: STOPSIGNAL does nothing here',
      mount: 'Docker’s builder for Windows images knows no --mount',
    },
  },
  *check({ document }) {
    for (const stage of document.stages) {
      if (!isWindowsStage(stage, false)) continue;
      for (const { name, flags, keyword, index } of stage.instructions) {
        if (name === 'STOPSIGNAL') yield { messageId: 'signal', span: keyword.span, severity: 'info' };
        for (const flag of flags) {
          if (name === 'RUN' && flag.name === 'mount') yield { messageId: 'mount', span: flag.span, severity: 'info' };
          if ((name !== 'COPY' && name !== 'ADD') || (flag.name !== 'chown' && flag.name !== 'chmod')) continue;
          const { end } = flag.span;
          const isFollowed = document.text[end] === ' ';
          yield {
            messageId: 'owner',
            data: { flag: flag.name },
            span: flag.span,
            fixes: isFollowed
              ? [
                  {
                    title: `Remove --${flag.name}`,
                    safety: 'unsafe',
                    edits: [{ span: { start: flag.span.start, end: end + 1 }, newText: '' }],
                    touches: [index],
                  },
                ]
              : [],
          };
        }
      }
    }
  },
});
