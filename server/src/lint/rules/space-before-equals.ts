import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'space-before-equals',
    title: 'A blank before = makes the sign part of the value',
    group: 'correctness',
    severity: 'warning',
    fixable: 'always',
    since: '0.1.0',
    covers: ['LegacyKeyValueFormat'],
    sources: [{ tool: 'sonar', code: 'S6574', same: true }],
    messages: { blank: 'The value of {key} begins with = here: take the blank before it away' },
  },
  *check({ document }) {
    for (const outer of document.tree.instructions) {
      const instruction = outer.trigger ?? outer;
      if (instruction.name !== 'ENV' && instruction.name !== 'LABEL') continue;
      for (const { form, key, keySpan, value, valueSpan, span } of instruction.pairs) {
        if (form !== 'legacy' || valueSpan === undefined || !value?.startsWith('=') || value.startsWith('==')) continue;
        yield {
          messageId: 'blank',
          data: { key },
          span,
          fixes: [
            {
              title: 'Remove the blank before =',
              safety: 'unsafe',
              edits: [
                { span: { start: keySpan.end, end: endOfBlanks(document.text, valueSpan.start + 1) }, newText: '=' },
              ],
              touches: [outer.index],
            },
          ],
        };
      }
    }
  },
});

function endOfBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}
