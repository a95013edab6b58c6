import { parse } from '../../syntax/parse.ts';
import type { EscapeToken, Instruction, Pair } from '../../syntax/tree.ts';
import { expandWord } from '../../syntax/words.ts';
import { allSteps, atStep, stepSpan } from '../buildkit.ts';
import { defineRule, type Fix } from '../rule.ts';

/** BuildKit: dockerfile2llb/convert.go, dispatchEnv and dispatchLabel. */
export const rule = defineRule({
  meta: {
    id: 'LegacyKeyValueFormat',
    title: 'ENV and LABEL are written with =',
    group: 'style',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'LegacyKeyValueFormat', same: true }],
    messages: { legacy: '"{name} key=value" should be used instead of legacy "{name} key value" format' },
  },
  *check({ document }) {
    for (const step of allSteps(document)) {
      const { instruction } = step;
      if (instruction.name !== 'ENV' && instruction.name !== 'LABEL') continue;
      for (const pair of instruction.pairs) {
        if (pair.form !== 'legacy') continue;
        yield {
          ...atStep(document, step),
          messageId: 'legacy',
          data: { name: instruction.keyword.value },
          span: stepSpan(step, pair.span),
          fixes: step.inherited ? [] : fixesOf(instruction, pair, document.tree.escape),
        };
      }
    }
  },
});

function fixesOf(instruction: Instruction, pair: Pair, escape: EscapeToken): Fix[] {
  if (instruction.comments.length > 0 || pair.value === undefined || pair.valueSpan === undefined) return [];
  const value = equalsValue(instruction.name, pair.key, pair.value, escape);
  if (value === undefined) return [];
  return [
    {
      title: `Write ${pair.key}=…`,
      safety: 'safe',
      edits: [{ span: { start: pair.keySpan.end, end: pair.valueSpan.end }, newText: `=${value}` }],
      touches: [instruction.index],
    },
  ];
}

/** The value as it has to stand behind `=` to mean the same; undefined when no way is certain. */
function equalsValue(name: string, key: string, value: string, escape: EscapeToken): string | undefined {
  const candidates = [value];
  if (!value.includes('"')) candidates.push(`"${value}"`);
  candidates.push(escapeBlanks(value, escape));
  const wanted = meaning(value, escape);
  return candidates.find(candidate => {
    if (wanted === undefined || /[\r\n]/.test(candidate)) return false;
    const directive = escape === '`' ? '# escape=`\n' : '';
    const [instruction, ...others] = parse(`${directive}${name} ${key}=${candidate}\n`).instructions;
    if (instruction === undefined || others.length > 0 || instruction.problems.length > 0) return false;
    const [pair, ...more] = instruction.pairs;
    if (pair === undefined || more.length > 0 || pair.key !== key || pair.form !== 'equals') return false;
    return meaning(pair.value ?? '', escape) === wanted;
  });
}

/** The expanded value, every variable standing for its name; undefined for an error. */
function meaning(text: string, escape: EscapeToken): string | undefined {
  // Set and unset: modifiers differ.
  const [set, unset] = [(name: string) => `<${name}>`, () => undefined].map(lookup =>
    expandWord(text, lookup, { escape }),
  );
  return set?.ok && unset?.ok ? JSON.stringify([set.value, unset.value]) : undefined;
}

/** Every blank outside of quotes with an escape character before it. */
function escapeBlanks(value: string, escape: EscapeToken): string {
  let out = '';
  let quote = '';
  for (let index = 0; index < value.length; index++) {
    const character = value[index]!;
    if (character === escape && quote !== "'") {
      out += character + (value[++index] ?? '');
      continue;
    }
    if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    out += quote === '' && /\s/.test(character) ? escape + character : character;
  }
  return out;
}
