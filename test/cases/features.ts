/**
 * `npm run cases -- roundtrip FILE`: the printed tree is the text, and every feature answers at every 50th offset without an exception and
 * with places that lie in the text.
 */
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from '../../server/src/features/callHierarchy.ts';
import { codeActions } from '../../server/src/features/codeActions.ts';
import { codeLenses } from '../../server/src/features/codeLens.ts';
import { completions } from '../../server/src/features/completion.ts';
import { diagnose } from '../../server/src/features/diagnostics.ts';
import { documentLinks } from '../../server/src/features/documentLinks.ts';
import { foldingRanges } from '../../server/src/features/folding.ts';
import { defaultFormatOptions, formatEdits } from '../../server/src/features/format/format.ts';
import { hoverAt } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlayHints.ts';
import { refactorActions } from '../../server/src/features/refactorActions.ts';
import { prepareRename, rename } from '../../server/src/features/rename.ts';
import { selectionRanges } from '../../server/src/features/selectionRanges.ts';
import { semanticTokens } from '../../server/src/features/semanticTokens.ts';
import { symbolAt } from '../../server/src/features/symbolAt.ts';
import { documentSymbols } from '../../server/src/features/symbols.ts';
import { createDocument, type DockerfileDocument } from '../../server/src/model/document.ts';
import { print } from '../../server/src/syntax/tokens.ts';
import type { Span } from '../../server/src/syntax/tree.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

const completionServices = { documentation: () => undefined, snippets: true };

/** Features of the whole file. */
const wholeFile: Readonly<Record<string, (document: DockerfileDocument) => unknown>> = {
  diagnostics: document => {
    const { diagnostics, findings, failures } = diagnose(document);
    if (failures[0]) throw failures[0].error;
    const everything = { start: { line: 0, character: 0 }, end: document.lines.positionAt(document.text.length) };
    codeActions(document, findings, { range: everything, diagnostics, only: undefined });
    return findings.map(finding => inside(document, finding.span));
  },
  'refactor actions': document =>
    refactorActions(document, {
      range: { start: { line: 0, character: 0 }, end: document.lines.positionAt(document.text.length) },
      diagnostics: [],
      only: undefined,
    }),
  symbols: documentSymbols,
  folding: foldingRanges,
  links: documentLinks,
  lenses: codeLenses,
  'inlay hints': document =>
    inlayHints(document, { start: 0, end: document.text.length }, { variables: true, heredocs: true, stages: true }),
  'semantic tokens': document => semanticTokens(document),
  formatting: document => formatEdits(document.tree, defaultFormatOptions),
};

/** Features at a place. */
const atOffset: Readonly<Record<string, (document: DockerfileDocument, offset: number) => unknown>> = {
  hover: (document, offset) => {
    const answer = hoverAt(document, offset);
    if (answer) inside(document, answer.span);
  },
  'refactor actions': (document, offset) => {
    const place = document.lines.positionAt(offset);
    refactorActions(document, { range: { start: place, end: place }, diagnostics: [], only: ['refactor'] });
  },
  completion: (document, offset) => completions(document, offset, completionServices),
  symbol: (document, offset) => {
    for (const place of symbolAt(document, offset)?.places ?? []) inside(document, place.span);
  },
  rename: (document, offset) => {
    const symbol = prepareRename(document, offset);
    if (symbol && !('reason' in symbol)) rename(document, offset, 'renamed');
  },
  'selection ranges': (document, offset) => selectionRanges(document, [offset]),
  'call hierarchy': (document, offset) => {
    for (const item of prepareCallHierarchy(document, offset)) {
      incomingCalls(document, item);
      outgoingCalls(document, item);
    }
  },
};

export async function runRoundTripCases(
  records: readonly { readonly id: string; readonly dockerfile: string }[],
): Promise<CaseResult> {
  await loadShellForTests();
  const disagreements: Disagreement[] = [];
  for (const { id, dockerfile } of records) {
    const document = createDocument(dockerfile);
    if (print(document.tree) !== dockerfile)
      disagreements.push({ id, expected: dockerfile, came: print(document.tree) });
    const problem = firstProblem(document);
    if (problem) disagreements.push({ id, expected: 'an answer', came: problem });
  }
  return resultOf(records.length, disagreements);
}

/** The first feature that throws, and where; undefined when all answer. */
export function firstProblem(document: DockerfileDocument, step = 50): string | undefined {
  for (const [name, feature] of Object.entries(wholeFile)) {
    try {
      feature(document);
    } catch (error) {
      return `${name}: ${error instanceof Error ? error.stack : error}`;
    }
  }
  for (let offset = 0; offset <= document.text.length; offset += step) {
    for (const [name, feature] of Object.entries(atOffset)) {
      try {
        feature(document, offset);
      } catch (error) {
        return `${name} at ${offset}: ${error instanceof Error ? error.stack : error}`;
      }
    }
  }
  return undefined;
}

function inside(document: DockerfileDocument, span: Span): void {
  if (span.start < 0 || span.end > document.text.length || span.start > span.end) {
    throw new Error(`the span ${span.start}–${span.end} lies outside the text of ${document.text.length}`);
  }
}
