import { defineRule } from '../rule.ts';
import { judgedInstructionsNamed } from './_instructions.ts';

const highest = 65_535;

export const rule = defineRule({
  meta: {
    id: 'DL3011',
    title: 'EXPOSE of a port above 65535',
    group: 'correctness',
    severity: 'error',
    syntaxError: true,
    fixable: 'never',
    whyNoFix: 'The file does not tell which port is meant.',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3011', same: true }],
    messages: { tooHigh: 'There is no port {port}: the highest is 65535' },
  },
  *check(context) {
    for (const instruction of judgedInstructionsNamed(context, 'EXPOSE')) {
      for (const word of instruction.words) {
        const [range = ''] = word.value.split(':').at(-1)!.split('/');
        const wrong = range.split('-').find(port => /^[0-9]+$/.test(port) && Number(port) > highest);
        if (wrong === undefined) continue;
        yield { messageId: 'tooHigh', data: { port: wrong }, span: word.span, reportLine: instruction.startLine };
      }
    }
  },
});
