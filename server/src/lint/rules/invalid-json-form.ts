import type { Instruction, Word } from '../../syntax/tree.ts';
import { repairedJson } from '../jsonRepair.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'invalid-json-form',
    title: 'JSON form that is no JSON',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    covers: ['JSONArgsRecommended', 'DL3025'],
    sources: [
      { tool: 'sonar', code: 'S7030', same: false },
      { tool: 'tally', code: 'invalid-json-form', same: false },
    ],
    messages: { invalid: 'This looks like the JSON form but is no JSON, so that {meaning}' },
  },
  *check({ document }) {
    for (const outer of document.tree.instructions) {
      const instruction = outer.trigger ?? outer;
      const text = arrayText(instruction);
      if (text === undefined || instruction.heredocs.length > 0) continue;
      const repaired = instruction.continuations.length === 0 ? repairedJson(text.value) : undefined;
      yield {
        messageId: 'invalid',
        data: { meaning: meanings[instruction.name] ?? 'a shell runs it as it is' },
        span: text.span,
        fixes:
          repaired === undefined
            ? []
            : [
                {
                  title: 'Write valid JSON',
                  safety: 'unsafe',
                  edits: [{ span: text.span, newText: repaired }],
                  touches: [outer.index],
                },
              ],
      };
    }
  },
});

const meanings: Readonly<Record<string, string>> = {
  VOLUME: 'the brackets and quotes become part of the paths',
  COPY: 'the brackets and quotes become part of the paths',
  ADD: 'the brackets and quotes become part of the paths',
};

/** The text that begins with a bracket and is meant as an array. */
function arrayText(instruction: Instruction): Word | undefined {
  const { name, json, rest, words } = instruction;
  // BuildKit refuses what is JSON but no list of strings.
  if (json || instruction.problems.length > 0) return undefined;
  if (name === 'HEALTHCHECK')
    return words[0]?.value.toUpperCase() === 'CMD' && words[1] && isMeantAsArray(words[1].value, false)
      ? words[1]
      : undefined;
  if (!['CMD', 'ENTRYPOINT', 'RUN', 'VOLUME', 'COPY', 'ADD'].includes(name) || rest === undefined) return undefined;
  return isMeantAsArray(rest.value, name === 'RUN') ? rest : undefined;
}

/** `[ -f x ]` and `[ "$A" = b ]` are tests of the shell. */
function isMeantAsArray(text: string, mayBeTest: boolean): boolean {
  if (!text.startsWith('[') || text.startsWith('[[')) return false;
  const first =
    /^\[\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\u201c\u201d\u2018\u2019][^\u201c\u201d\u2018\u2019]*[\u201c\u201d\u2018\u2019])\s*(.?)/.exec(
      text,
    );
  if (!first) return !mayBeTest && /^\[[^\s\]]+(,\s*[^\s,\]]+)*\]$/.test(text) && text.includes(',');
  if (first[1] === ',') return true;
  if (mayBeTest) return first[1] === ']' && !/^\[\s/.test(text) && text.endsWith(']');
  return !/\s(=|==|!=|-[a-z]{1,2}|&&|\|\|)\s/.test(text);
}
