/** The core operations, timed in process: processor time, so that what else runs on the machine does not count. Each run works on a document of its own, so that nothing is taken from a cache. */
import { completions } from '../../server/src/features/completion.ts';
import { diagnose } from '../../server/src/features/diagnostics.ts';
import { defaultFormatOptions, formatEdits } from '../../server/src/features/format/format.ts';
import { hoverAt } from '../../server/src/features/hover.ts';
import { semanticTokens } from '../../server/src/features/semanticTokens.ts';
import { documentSymbols } from '../../server/src/features/symbols.ts';
import { lint } from '../../server/src/lint/run.ts';
import { createDocument, type DockerfileDocument } from '../../server/src/model/document.ts';
import { convertToMultiStage } from '../../server/src/refactor/multistage/convert.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { dockerfileOf, singleStageOf } from './generate.ts';

export { dockerfileOf };

export interface CoreRow {
  readonly name: string;
  /** Milliseconds, by the position of the size; undefined: not tried. */
  readonly medians: readonly (number | undefined)[];
}

interface Operation {
  readonly name: string;
  readonly text: (instructions: number) => string;
  /** The most instructions that are tried; files that one stage never has would take the whole time. */
  readonly largest?: number;
  /** Timed. `text` and a fresh document of it are made outside of the time. */
  readonly run: (text: string, document: DockerfileDocument) => unknown;
}

/** The name of a variable in the middle of the file, and the end of a COPY's first word. */
const middle = (text: string, what: string): number => text.indexOf(what, Math.floor(text.length / 2)) + 2;
const services = { documentation: () => undefined, snippets: true };

const operations: readonly Operation[] = [
  { name: 'parse', text: dockerfileOf, run: text => parse(text) },
  {
    name: 'model (stages, variables)',
    text: dockerfileOf,
    run: (_text, document) => [document.stages, document.variables.uses],
  },
  { name: 'own rules', text: dockerfileOf, run: (_text, document) => lint(document) },
  { name: 'diagnostics (rules, syntax, comments)', text: dockerfileOf, run: (_text, document) => diagnose(document) },
  { name: 'hover', text: dockerfileOf, run: (text, document) => hoverAt(document, middle(text, '${VERSION}') + 1) },
  {
    name: 'completion',
    text: dockerfileOf,
    run: (text, document) => completions(document, middle(text, 'COPY --chown') + 5, services),
  },
  { name: 'semantic tokens', text: dockerfileOf, run: (_text, document) => semanticTokens(document) },
  {
    name: 'formatting',
    text: size => dockerfileOf(size).replaceAll('COPY ', 'copy  '),
    run: (_text, document) => formatEdits(document.tree, defaultFormatOptions),
  },
  { name: 'outline', text: dockerfileOf, run: (_text, document) => documentSymbols(document) },
  {
    name: 'conversion',
    text: singleStageOf,
    largest: 1000,
    run: (_text, document) => convertToMultiStage({ source: document }),
  },
];

/** The median of each operation at each size, after a warm-up; `budget`: seconds for one cell. */
export async function measureCore(sizes: readonly number[], budget = 0.6): Promise<readonly CoreRow[]> {
  await loadShellForTests();
  return operations.map(operation => ({
    name: operation.name,
    medians: sizes.map(size => (size > (operation.largest ?? size) ? undefined : medianOf(operation, size, budget))),
  }));
}

function medianOf(operation: Operation, size: number, budget: number): number {
  const text = operation.text(size);
  // As much is kept alive as with 10,000 instructions: else growth would be that of the garbage collection.
  const batch = size === 1000 ? 10 : 1;
  const once = (): number => {
    const documents = Array.from({ length: batch }, () => createDocument(text));
    const kept: unknown[] = [];
    const started = process.cpuUsage();
    for (const document of documents) kept.push(operation.run(text, document));
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000 / kept.length;
  };
  // Budgets in processor time: on a busy machine the warm-up must not be cut short.
  const spent = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const warmUntil = spent() + budget * 600;
  // Small files take so little that what runs seldom in them is compiled only after a hundred of them.
  for (let run = 0; run < 300 && (spent() < warmUntil || (size <= 100 && run < 150)); run++) once();
  const times: number[] = [];
  const until = spent() + budget * 700;
  while (times.length < 3 || (times.length < 201 && spent() < until)) times.push(once());
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
