import { imageFacts } from '../../model/imageFacts.ts';
import { parseImageReference } from '../../model/imageReference.ts';
import { nearest } from '../../syntax/suggest.ts';
import { defineRule } from '../rule.ts';
import { unquoted } from './_instructions.ts';

/** hadolint reports every name that is no stage; names of images without a tag and of other contexts are let pass here when no stage is near. */
export const rule = defineRule({
  meta: {
    id: 'DL3022',
    title: 'COPY --from names no stage above',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'hadolint', code: 'DL3022', same: false }],
    messages: { unknown: 'No stage above is called {name}' },
  },
  *check(context) {
    const { stages } = context.document;
    for (const outer of context.document.tree.instructions) {
      const instruction = outer.trigger ?? outer;
      if (instruction.name !== 'COPY') continue;
      const flag = instruction.flags.find(({ name }) => name === 'from');
      if (!flag?.value || flag.valueSpan === undefined) continue;
      const name = unquoted(flag.value);
      const stage = context.document.stageModel.stageOf(outer);
      const above = stages.slice(0, stage?.index ?? 0);
      if (name.includes(':') || name.includes('$')) continue;
      if (/^[0-9]+$/.test(name) ? Number(name) < above.length : above.some(other => other.name === name.toLowerCase()))
        continue;
      // Its own name: DL3023.
      if (stage?.name === name.toLowerCase()) continue;
      const similar = nearest(
        name,
        above.flatMap(other => (other.name === undefined ? [] : [other.name])),
        false,
      )?.toLowerCase();
      if (
        similar === undefined &&
        (name.includes('/') || isKnownImage(name) || !stages.some(other => other.name === name.toLowerCase()))
      )
        continue;
      yield {
        messageId: 'unknown',
        data: { name },
        span: flag.valueSpan,
        reportLine: instruction.startLine,
        fixes: similar
          ? [
              {
                title: `Use the stage ${similar}`,
                safety: 'unsafe',
                edits: [{ span: flag.valueSpan, newText: similar }],
                touches: [outer.index],
              },
            ]
          : [],
      };
    }
  },
});

function isKnownImage(name: string): boolean {
  const parsed = parseImageReference(name);
  return parsed.ok && imageFacts(parsed.reference) !== undefined;
}
