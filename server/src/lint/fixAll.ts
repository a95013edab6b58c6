/** "Fix all": applies the fixes of all findings until none is left, each behind the gate. */
import { createDocument, type DockerfileDocument, type DocumentOptions } from '../model/document.ts';
import { checkEdit } from '../refactor/gate.ts';
import { hasOverlap, sortedEdits, type TextEdit } from '../syntax/edit.ts';
import type { Fix, Rule } from './rule.ts';
import { rules as allRules } from './rules/index.ts';
import { type LintFinding, type LintOptions, lint } from './run.ts';
import { applySuppressions } from './suppressions.ts';

export interface FixAllOptions {
  readonly lint?: LintOptions;
  readonly document?: DocumentOptions;
  /** Also fixes that change the image. */
  readonly unsafe?: boolean;
  /** Only the fixes of this rule. */
  readonly ruleId?: string;
  readonly honorPragmas?: boolean;
}

export interface FixAllResult {
  readonly text: string;
  readonly applied: readonly { readonly ruleId: string; readonly title: string }[];
  /** What the gate refused: bugs of rules, to be logged. */
  readonly refused: readonly { readonly ruleId: string; readonly title: string; readonly reason: string }[];
  readonly rounds: number;
  /** Findings that are left. */
  readonly left: readonly LintFinding[];
}

const MOST_ROUNDS = 10;

/** The text with all fixes made. Never throws; a result is always a text that parses as well as the one before. */
export function fixAll(text: string, options: FixAllOptions = {}): FixAllResult {
  const applied: { ruleId: string; title: string }[] = [];
  const refused: { ruleId: string; title: string; reason: string }[] = [];
  const refusedKeys = new Set<string>();
  const seen = new Set([text]);
  let current = createDocument(text, options.document);
  let rounds = 0;
  for (; rounds < MOST_ROUNDS; rounds++) {
    const chosen = chooseFixes(current, findingsOf(current, options), options, refusedKeys, refused);
    if (chosen.length === 0) break;
    const next = applyTogether(current, chosen) ?? applyTogether(current, chosen.slice(0, 1));
    // Two fixes that undo each other would go on for ever.
    if (next === undefined || seen.has(next)) break;
    seen.add(next);
    applied.push(...chosen.map(({ ruleId, fix }) => ({ ruleId, title: fix.title })));
    current = createDocument(next, options.document);
  }
  return { text: current.text, applied, refused, rounds, left: findingsOf(current, options) };
}

interface Chosen {
  readonly ruleId: string;
  readonly fix: Fix;
}

function findingsOf(document: DockerfileDocument, options: FixAllOptions): readonly LintFinding[] {
  const rules: readonly Rule[] = options.lint?.rules ?? allRules;
  const { findings } = lint(document, options.lint ?? {});
  const { kept } = applySuppressions(document, findings, { rules, honorPragmas: options.honorPragmas ?? true });
  return options.ruleId === undefined ? kept : kept.filter(({ ruleId }) => ruleId === options.ruleId);
}

/** One fix for each finding, as many as do not touch each other, and each allowed by the gate on its own. */
function chooseFixes(
  document: DockerfileDocument,
  findings: readonly LintFinding[],
  options: FixAllOptions,
  refusedKeys: Set<string>,
  refused: { ruleId: string; title: string; reason: string }[],
): Chosen[] {
  const chosen: Chosen[] = [];
  let edits: readonly TextEdit[] = [];
  for (const { ruleId, fixes, span } of findings) {
    const fix = fixes.find(({ safety }) => safety === 'safe' || options.unsafe === true);
    if (fix === undefined) continue;
    const key = `${ruleId} ${fix.title} ${document.text.slice(span.start, span.end)} ${span.start}`;
    if (refusedKeys.has(key)) continue;
    const together = sortedEdits([...edits, ...fix.edits]);
    if (hasOverlap(together) || hasSharedPlace(edits, fix.edits)) continue;
    const verdict = checkEdit({ before: document.tree, edits: fix.edits, claims: { instructions: fix.touches } });
    if (!verdict.ok || verdict.text === document.text) {
      refusedKeys.add(key);
      refused.push({ ruleId, title: fix.title, reason: verdict.ok ? 'it changes nothing' : verdict.reason });
      continue;
    }
    chosen.push({ ruleId, fix });
    edits = together;
  }
  return chosen;
}

/** Two insertions at one place have no order: the second waits for the next round. */
function hasSharedPlace(edits: readonly TextEdit[], others: readonly TextEdit[]): boolean {
  return others.some(({ span }) =>
    edits.some(edit => edit.span.start === span.start || edit.span.end === span.start || edit.span.start === span.end),
  );
}

function applyTogether(document: DockerfileDocument, chosen: readonly Chosen[]): string | undefined {
  if (chosen.length === 0) return undefined;
  const verdict = checkEdit({
    before: document.tree,
    edits: chosen.flatMap(({ fix }) => fix.edits),
    claims: { instructions: chosen.flatMap(({ fix }) => fix.touches) },
  });
  return verdict.ok && verdict.text !== document.text ? verdict.text : undefined;
}
