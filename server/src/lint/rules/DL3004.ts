import type { Wrapper } from '../../shell/wrappers.ts';
import { defineRule } from '../rule.ts';
import { runsOf } from '../runCommands.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3004',
    title: 'sudo in RUN',
    group: 'security',
    severity: 'warning',
    cliSeverity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3004', same: false }],
    messages: {
      sudo: 'sudo behaves unpredictably in a build and adds a way to become root to the image; set USER root before the step instead',
      asUser: 'sudo -u in RUN brings sudo into the image; write USER {user} before the step instead',
    },
  },
  *check(context) {
    for (const run of runsOf(context)) {
      for (const { command, program } of run.commands) {
        const wrapper = command.wrappers.find(({ name }) => name === 'sudo');
        if (wrapper === undefined && program !== 'sudo') continue;
        const { stage } = run;
        const asRoot =
          stage !== undefined &&
          stage.parent === undefined &&
          !stage.instructions.some(({ name, index }) => name === 'USER' && index < run.instruction.index);
        const next = command.argv[0];
        const removable =
          asRoot &&
          wrapper !== undefined &&
          wrapper.words.length === 1 &&
          next !== undefined &&
          command.script.kind === 'line';
        const user = wrapper === undefined ? undefined : otherUser(wrapper);
        yield {
          ...(user === undefined
            ? { messageId: 'sudo' as const }
            : { messageId: 'asUser' as const, data: { user }, severity: 'info' as const }),
          span: wrapper?.words[0]?.span ?? command.name?.span ?? command.span,
          reportLine: run.instruction.startLine,
          fixes: removable
            ? [
                {
                  title: 'Remove sudo',
                  safety: 'unsafe',
                  edits: [
                    {
                      span: { start: wrapper.span.start, end: nextWordStart(context.document.text, wrapper.span.end) },
                      newText: '',
                    },
                  ],
                  touches: [run.instruction.index],
                },
              ]
            : [],
        };
        break;
      }
    }
  },
});

/** Whom `sudo -u NAME` makes the command run as; undefined for root and where nobody is named. */
function otherUser({ words }: Wrapper): string | undefined {
  const at = words.findIndex(({ value }) => value === '-u' || value === '--user');
  const user = at === -1 ? words.find(({ value }) => value.startsWith('--user='))?.value.slice(7) : words[at + 1]?.raw;
  return user === undefined || user === '' || user === 'root' || user === '0' ? undefined : user;
}

/** Only blanks of the same line are taken with it. */
function nextWordStart(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
