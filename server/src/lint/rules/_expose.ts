import type { DockerfileDocument } from '../../model/document.ts';
import { type PortSpec, parsePort } from '../../model/ports.ts';
import type { Step } from '../../model/steps.ts';
import type { Span } from '../../syntax/tree.ts';
import { allSteps } from '../buildkit.ts';

/** A port of an EXPOSE after expansion. */
export interface ExposedSpec {
  readonly step: Step;
  readonly spec: PortSpec;
  /** The word in the file. */
  readonly span: Span;
  /** It is written as it is: offsets in `spec` are offsets in the word. */
  readonly literal: boolean;
}

/** The ports that BuildKit looks at: in its (sorted) order, up to the first that it refuses. */
export function* exposedSpecs(document: DockerfileDocument): Iterable<ExposedSpec> {
  for (const step of allSteps(document)) {
    if (step.instruction.name !== 'EXPOSE') continue;
    ports: for (const text of document.variables.expanded(step)) {
      const span = text.place({ start: 0, end: text.text.length });
      for (const word of text.words) {
        const spec = parsePort(word);
        const literal = document.text.slice(span.start, span.end) === word;
        if (spec.warns) yield { step, spec, span, literal };
        if (spec.error !== undefined) break ports;
      }
    }
  }
}
