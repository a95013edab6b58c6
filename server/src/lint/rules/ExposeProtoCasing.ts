import { atStep, stepSpan } from '../buildkit.ts';
import { defineRule } from '../rule.ts';
import { exposedSpecs } from './_expose.ts';

/** BuildKit: dockerfile2llb/convert_expose.go, parsePort. */
export const rule = defineRule({
  meta: {
    id: 'ExposeProtoCasing',
    title: 'The protocol in EXPOSE is written in lower case',
    group: 'style',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'ExposeProtoCasing', same: true }],
    messages: { casing: "Defined protocol '{port}' in EXPOSE instruction should be lowercase" },
  },
  *check({ document }) {
    for (const { step, spec, span, literal } of exposedSpecs(document)) {
      const { protocol } = spec;
      if (protocol === undefined || protocol.text === protocol.text.toLowerCase()) continue;
      const start = span.start + protocol.span.start;
      yield {
        ...atStep(document, step),
        messageId: 'casing',
        data: { port: spec.text },
        span: stepSpan(step, literal ? { start, end: start + protocol.text.length } : span),
        fixes:
          literal && !step.inherited
            ? [
                {
                  title: `Write ${protocol.text.toLowerCase()}`,
                  safety: 'safe',
                  edits: [{ span: { start, end: start + protocol.text.length }, newText: protocol.text.toLowerCase() }],
                  touches: [step.instruction.index],
                },
              ]
            : [],
      };
    }
  },
});
