import type { Instruction } from '../../syntax/tree.ts';
import { variableReferences } from '../../syntax/words.ts';
import { defineRule, type LintContext } from '../rule.ts';

export const rule = defineRule({
  meta: {
    id: 'DL3044',
    title: 'A variable is set and used in one ENV',
    group: 'correctness',
    severity: 'warning',
    cliSeverity: 'error',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3044', same: true }],
    messages: { same: '${name} has its old value here: what this ENV sets counts from the next instruction on' },
  },
  *check(context) {
    const { document } = context;
    for (const outer of document.tree.instructions) {
      const instruction = outer.trigger ?? outer;
      if (instruction.name !== 'ENV' || instruction.pairs.length < 2) continue;
      const found = selfReference(context, outer, instruction);
      if (found === undefined) continue;
      const { pair, name } = found;
      const { span } = pair;
      const at = instruction.pairs.indexOf(pair);
      const previous = instruction.pairs[at - 1];
      // The pairs stand on their own: the ENV can end before the one that uses the variable.
      const splittable = previous !== undefined && outer === instruction && instruction.comments.length === 0;
      const { tree } = document;
      yield {
        messageId: 'same',
        data: { name },
        span: pair.valueSpan ?? span,
        reportLine: instruction.startLine,
        fixes: splittable
          ? [
              {
                title: `Set ${pair.key} in an ENV of its own`,
                safety: 'unsafe',
                edits: [
                  {
                    span: { start: previous.span.end, end: span.start },
                    newText: `${tree.eol}${instruction.keyword.value} `,
                  },
                ],
                touches: [outer.index],
              },
            ]
          : [],
      };
    }
  },
});

function selfReference(context: LintContext, outer: Instruction, instruction: Instruction) {
  let known: ReadonlySet<string> | undefined;
  const escape = context.document.tree.escape;
  for (const [at, pair] of instruction.pairs.entries()) {
    for (const { name } of variableReferences(pair.value ?? '', { escape })) {
      if (!instruction.pairs.some((other, index) => index !== at && other.key === name)) continue;
      known ??= knownBefore(context, outer);
      if (!known.has(name)) return { pair, name };
    }
  }
  return undefined;
}

/** Names that an ARG or ENV above gives a value: using the old one may be meant. */
function knownBefore({ document }: LintContext, outer: Instruction): ReadonlySet<string> {
  const known = new Set<string>();
  for (let stage = document.stageModel.stageOf(outer); stage !== undefined; stage = stage.parent) {
    for (const { name, index, pairs } of stage.instructions) {
      if ((name === 'ENV' || name === 'ARG') && index < outer.index) for (const { key } of pairs) known.add(key);
    }
  }
  for (const { pairs, name, index } of document.stageModel.preamble) {
    if ((name === 'ENV' || name === 'ARG') && index < outer.index) for (const { key } of pairs) known.add(key);
  }
  return known;
}
