import type { EscapeToken } from '../../syntax/tree.ts';
import { execFormOf } from '../execForm.ts';
import { defineRule } from '../rule.ts';
import { judgedInstructionsNamed } from './_instructions.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3025',
    title: 'Shell form of CMD, ENTRYPOINT or HEALTHCHECK CMD',
    group: 'correctness',
    severity: 'info',
    cliSeverity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    supersededBy: 'JSONArgsRecommended',
    sources: [{ tool: 'hadolint', code: 'DL3025', same: true }],
    messages: {
      shell: '{name} in shell form starts a shell that gets the signals instead of the program; write a JSON array',
    },
  },
  *check(context) {
    for (const instruction of judgedInstructionsNamed(context, 'CMD', 'ENTRYPOINT', 'HEALTHCHECK')) {
      const isCheck = instruction.name === 'HEALTHCHECK';
      if (isCheck && (instruction.json || instruction.words[0]?.value.toUpperCase() !== 'CMD')) continue;
      const command = isCheck ? instruction.words[1] : instruction.rest;
      if (command === undefined) continue;
      const written = context.document.text.slice(command.span.start, command.span.end);
      const byLetter = context.options.letter === true && !written.includes('\n');
      if (byLetter ? hadolintReadsExec(written, context.document.tree.escape) : instruction.json) continue;
      const exec = execFormOf(written);
      yield {
        messageId: 'shell',
        data: { name: isCheck ? 'HEALTHCHECK CMD' : instruction.name },
        span: command.span,
        reportLine: instruction.startLine,
        fixes:
          exec === undefined
            ? []
            : [
                {
                  title: 'Use the exec form',
                  safety: 'unsafe',
                  edits: [{ span: command.span, newText: exec }],
                  touches: [instruction.index],
                },
              ],
      };
    }
  },
});

/**
 * Whether hadolint takes the text for the exec form, which is not whether it is JSON: what keeps a quote from ending a string is the escape
 * token of the file, only one of them, and what comes behind the array does not matter. Observed on 2.15.1.
 */
function hadolintReadsExec(text: string, escape: EscapeToken): boolean {
  return (escape === '`' ? execFormWithBacktick : execForm).test(text);
}

const execForm = listOf(/"(?:[^"\\]|\\"|\\+(?!["\\]))*"/);
const execFormWithBacktick = listOf(/"(?:[^"`]|`"|`+(?!["`]))*"/);

function listOf({ source: string }: RegExp): RegExp {
  return new RegExp(`^\\[\\s*(?:${string}(?:\\s*,\\s*${string})*)?\\s*\\]`);
}
