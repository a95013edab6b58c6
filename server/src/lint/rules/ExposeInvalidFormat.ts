import { atStep, stepSpan } from '../buildkit.ts';
import { defineRule } from '../rule.ts';
import { exposedSpecs } from './_expose.ts';

/** BuildKit: dockerfile2llb/convert_expose.go, parsePort. It ignores the address and the host's port. */
export const rule = defineRule({
  meta: {
    id: 'ExposeInvalidFormat',
    title: 'EXPOSE names an IP address or a port of the host',
    group: 'correctness',
    severity: 'warning',
    fixable: 'sometimes',
    since: '0.1.0',
    sources: [{ tool: 'buildkit', code: 'ExposeInvalidFormat', same: true }],
    messages: { host: "EXPOSE instruction should not define an IP address or host-port mapping, found '{port}'" },
  },
  *check({ document }) {
    for (const { step, spec, span, literal } of exposedSpecs(document)) {
      if (spec.ip === undefined && spec.hostPort === undefined) continue;
      const kept = spec.text.slice(spec.port.span.start);
      yield {
        ...atStep(document, step),
        messageId: 'host',
        data: { port: spec.text },
        span: stepSpan(step, span),
        fixes:
          literal && !step.inherited && spec.error === undefined
            ? [
                {
                  title: `Expose ${kept} alone`,
                  safety: 'safe',
                  edits: [{ span: { start: span.start, end: span.start + spec.port.span.start }, newText: '' }],
                  touches: [step.instruction.index],
                },
              ]
            : [],
      };
    }
  },
});
