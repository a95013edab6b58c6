/**
 * `npm run cases -- fixes FILE`: "fix all safe" with every rule switched on. The result parses if the text did, no instruction is lost but
 * those that had no effect, no new error appears, and a second run changes nothing.
 */
import { fixAll } from '../../server/src/lint/fixAll.ts';
import type { Rule, Severity } from '../../server/src/lint/rule.ts';
import { rules } from '../../server/src/lint/rules/index.ts';
import { lint } from '../../server/src/lint/run.ts';
import { createDocument } from '../../server/src/model/document.ts';
import { errorCount } from '../../server/src/refactor/gate.ts';
import { isShellReady } from '../../server/src/shell/parser.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import type { DockerfileTree } from '../../server/src/syntax/tree.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

interface FixesRecord {
  readonly id: string;
  readonly dockerfile?: string;
  /** Of tally-fixes.jsonl. */
  readonly input?: string;
}

const allOn: Readonly<Record<string, Severity>> = Object.fromEntries(
  (rules as readonly Rule[])
    .filter(({ meta }) => meta.severity === 'off')
    .map(({ meta }) => [meta.id, 'hint' as const]),
);

export async function runFixesCases(records: readonly FixesRecord[]): Promise<CaseResult> {
  if (!isShellReady()) await loadShellForTests();
  const disagreements: Disagreement[] = [];
  const offered = new Map<string, number>();
  const appliedBy = new Map<string, number>();
  const refusals = new Map<string, number>();
  const zeros = { broken: 0, lost: 0, 'new errors': 0, unstable: 0, threw: 0 };
  let changed = 0;
  for (const { id, dockerfile, input } of records) {
    const text = dockerfile ?? input ?? '';
    const problem = problemOf(text);
    if (problem) disagreements.push({ id, expected: 'nothing broken', came: problem });
  }
  return resultOf(records.length, disagreements, [
    ...table('findings with a safe fix, by rule', offered),
    ...table('safe fixes made, by rule', appliedBy),
    ...table('fixes that the gate refused', refusals),
    `${changed} of ${records.length} files changed`,
    ...Object.entries(zeros).map(([what, count]) => `${what}: ${count}`),
  ]);

  function problemOf(text: string): string | undefined {
    const before = createDocument(text);
    const first = lint(before, { severities: allOn });
    if (first.failures.length > 0) {
      zeros.threw++;
      return `a rule threw: ${first.failures.map(({ ruleId, error }) => `${ruleId} ${String(error)}`).join('; ')}`;
    }
    for (const { ruleId, fixes } of first.findings)
      if (fixes.some(({ safety }) => safety === 'safe')) add(offered, ruleId);
    const result = fixAll(text, { lint: { severities: allOn } });
    for (const { ruleId } of result.applied) add(appliedBy, ruleId);
    for (const { ruleId, reason } of result.refused) add(refusals, `${ruleId}: ${reason}`);
    if (result.text !== text) changed++;
    const after = parse(result.text);
    if (errorCount(before.tree) === 0 && errorCount(after) > 0) {
      zeros.broken++;
      return `no longer parses:\n${result.text}`;
    }
    if (errorCount(after) > errorCount(before.tree)) {
      zeros['new errors']++;
      return `new errors:\n${result.text}`;
    }
    const lost = lostInstruction(before.tree, after);
    if (lost !== undefined) {
      zeros.lost++;
      return `${lost} is lost:\n${result.text}`;
    }
    const errorsOf = (document: ReturnType<typeof createDocument>) =>
      lint(document).findings.filter(({ severity }) => severity === 'error').length;
    if (errorsOf(createDocument(result.text)) > errorsOf(before)) {
      zeros['new errors']++;
      return `a new finding at error:\n${result.text}`;
    }
    if (fixAll(result.text, { lint: { severities: allOn } }).text !== result.text) {
      zeros.unstable++;
      return `a second run changes the file again:\n${result.text}`;
    }
    return undefined;
  }
}

/** A kind of instruction of which fewer are left; of those that a stage keeps only the last of, the effective ones count. */
function lostInstruction(before: DockerfileTree, after: DockerfileTree): string | undefined {
  const counts = effectiveCounts(after);
  for (const [name, count] of effectiveCounts(before)) {
    const left = counts.get(name) ?? 0;
    if (left < count && !(name === 'MAINTAINER' && (counts.get('LABEL') ?? 0) >= count - left)) return name;
  }
  return undefined;
}

function effectiveCounts(tree: DockerfileTree): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const once = new Set<string>();
  for (const { name } of tree.instructions) {
    if (name === 'FROM') once.clear();
    // ADD and COPY are one kind: ADD becomes COPY.
    const kind = name === 'ADD' ? 'COPY' : name;
    if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(kind)) {
      if (once.has(kind)) continue;
      once.add(kind);
    }
    add(counts, kind);
  }
  return counts;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function table(title: string, counts: ReadonlyMap<string, number>): string[] {
  return [title, ...[...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, count]) => `  ${key}  ${count}`)];
}
