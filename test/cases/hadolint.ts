/**
 * `npm run cases -- hadolint|hadolint-corpus FILE`: the DL rules in letter mode against hadolint's own answers, and whether ShellCheck (run as
 * in the product) reports something where hadolint's does.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startShellcheckProcess } from '../../server/src/adapter/shellcheckHost.node.ts';
import { resolveConfig } from '../../server/src/lint/config.ts';
import { shellPragmas } from '../../server/src/lint/pragmas.ts';
import type { Rule } from '../../server/src/lint/rule.ts';
import { rules } from '../../server/src/lint/rules/index.ts';
import { lint } from '../../server/src/lint/run.ts';
import { applySuppressions } from '../../server/src/lint/suppressions.ts';
import { createDocument } from '../../server/src/model/document.ts';
import { isShellReady } from '../../server/src/shell/parser.ts';
import { checkWithShellcheck } from '../../server/src/shell/shellcheck/check.ts';
import { createShellcheckClient } from '../../server/src/shell/shellcheck/client.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

interface HadolintRecord {
  readonly id: string;
  readonly rule: string;
  readonly dockerfile: string;
  readonly expect: 'catch' | 'pass';
  /** How many findings; null when it was not counted. */
  readonly count: number | null;
  /** 1-based lines of the findings of the rule. */
  readonly lines?: readonly number[];
  readonly config: Readonly<Record<string, unknown>> | null;
}

interface CorpusRecord {
  readonly id: string;
  readonly parse_error: boolean;
  readonly findings: readonly (readonly [code: string, line: number, severity: string])[];
}

/** Whether the rule reports the file, how often and on which lines, with the record's configuration. */
export async function runHadolintCases(records: readonly HadolintRecord[]): Promise<CaseResult> {
  if (!isShellReady()) await loadShellForTests();
  const disagreements: Disagreement[] = [];
  const judged = records.filter(record => isOurs(record.rule));
  const shellchecked = records.filter(record => record.rule.startsWith('SC'));
  disagreements.push(...(await shellcheckDisagreements(shellchecked)));
  for (const record of judged) {
    const found = findingsOf(record.dockerfile, record.config ?? {}, record.rule === '*' ? undefined : record.rule);
    const lines = [...new Set(found.map(({ line }) => line))].sort((a, b) => a - b);
    const expected = record.expect === 'catch' ? (record.lines ?? []) : [];
    const agrees =
      record.expect === 'pass'
        ? found.length === 0
        : found.length > 0 && (expected.length === 0 || JSON.stringify(lines) === JSON.stringify(expected));
    if (!agrees)
      disagreements.push({ id: record.id, expected: [record.expect, expected, record.dockerfile], came: lines });
  }
  return resultOf(records.length, disagreements);
}

/** Records about ShellCheck's codes in general: whether one is reported, and on which lines. */
async function shellcheckDisagreements(records: readonly HadolintRecord[]): Promise<Disagreement[]> {
  if (records.length === 0) return [];
  const client = createShellcheckClient({
    start: () => startShellcheckProcess(join(process.cwd(), 'shellcheck/host.mjs')),
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  const disagreements: Disagreement[] = [];
  for (const { id, dockerfile, expect, lines = [] } of records) {
    const { tree } = createDocument(dockerfile);
    const pragmas = shellPragmas(tree);
    const { findings } = await checkWithShellcheck(client, id, tree, { shellAt: ({ index }) => pragmas.get(index) });
    const came = [...new Set(findings.map(({ instruction }) => instruction.startLine))].sort((a, b) => a - b);
    const agrees =
      expect === 'pass'
        ? came.length === 0
        : came.length > 0 && (lines.length === 0 || JSON.stringify(came) === JSON.stringify(lines));
    if (!agrees) disagreements.push({ id, expected: [expect, lines, dockerfile], came });
  }
  client.stop();
  return disagreements;
}

/** Real files: a table of agreement by rule; a record agrees when the findings at warning and above are equal. */
export async function runHadolintCorpusCases(
  records: readonly CorpusRecord[],
  corpusById: ReadonlyMap<string, string>,
): Promise<CaseResult> {
  if (!isShellReady()) await loadShellForTests();
  const disagreements: Disagreement[] = [];
  const table = new Map<string, { both: number; missing: number; extra: number }>();
  const notes: string[] = [];
  let unreadable = 0;
  let judged = 0;
  for (const record of records) {
    const text = corpusById.get(record.id);
    if (text === undefined) continue;
    judged++;
    if (record.parse_error) {
      // hadolint could not read the file: whatever we say, there is nothing to compare it with.
      unreadable++;
      continue;
    }
    const found = findingsOf(text, {}, undefined);
    const expected = new Map(
      record.findings.filter(([code]) => code.startsWith('DL')).map(f => [`${f[0]}:${f[1]}`, f]),
    );
    const came = new Map(found.map(finding => [`${finding.ruleId}:${finding.line}`, finding]));
    const missing: string[] = [];
    const extra: string[] = [];
    const weaker: string[] = [];
    const count = (code: string) => {
      const known = table.get(code) ?? { both: 0, missing: 0, extra: 0 };
      table.set(code, known);
      return known;
    };
    for (const [key, [code, , severity]] of expected) {
      if (came.has(key)) count(code).both++;
      else {
        count(code).missing++;
        if (severity === 'info' || severity === 'style') weaker.push(`missing ${key}`);
        if (severity === 'warning' || severity === 'error') missing.push(key);
      }
    }
    for (const [key, finding] of came) {
      if (expected.has(key)) continue;
      count(finding.ruleId).extra++;
      if (finding.severity === 'info' || finding.severity === 'hint') weaker.push(`extra ${key}`);
      if (finding.severity === 'warning' || finding.severity === 'error') extra.push(key);
    }
    if (weaker.length > 0) notes.push(`below warning ${record.id}: ${weaker.join(', ')}`);
    if (missing.length + extra.length > 0)
      disagreements.push({ id: record.id, expected: { missing }, came: { extra } });
  }
  const report = [...table]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, { both, missing, extra }]) => `${code}  agree ${both}  missing ${missing}  extra ${extra}`);
  return resultOf(judged, disagreements, [
    ...(process.argv.includes('--list') ? notes : []),
    ...report,
    `${unreadable} files that hadolint cannot read are not compared`,
  ]);
}

/** The files of the corpus that stands beside the records, by id. */
export function readCorpus(file: string): ReadonlyMap<string, string> {
  const path = [join(dirname(file), '../corpus/dockerfiles.jsonl'), '../shared/corpus/dockerfiles.jsonl'].find(
    existsSync,
  );
  if (path === undefined) return new Map();
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter(line => line !== '');
  return new Map(
    lines.map(line => {
      const { id, dockerfile } = JSON.parse(line) as { id: string; dockerfile: string };
      return [id, dockerfile];
    }),
  );
}

const ours: readonly Rule[] = (rules as readonly Rule[]).filter(({ meta }) => meta.id.startsWith('DL'));

function isOurs(rule: string): boolean {
  return rule === '*' || ours.some(({ meta }) => meta.id === rule);
}

function findingsOf(text: string, written: Readonly<Record<string, unknown>>, only: string | undefined) {
  const config = resolveConfig(written, ours);
  const document = createDocument(text);
  const chosen = only === undefined ? ours : ours.filter(({ meta }) => meta.id === only);
  const severities = only === undefined || chosen[0]?.meta.severity !== 'off' ? {} : { [only]: 'info' as const };
  const { findings, failures } = lint(document, {
    ...config.options,
    letter: true,
    defaults: 'cli',
    rules: chosen,
    severities: { ...severities, ...config.severities },
  });
  if (failures.length > 0) throw failures[0]!.error;
  return applySuppressions(document, findings, { rules: ours, honorPragmas: !config.disableIgnorePragma }).kept;
}
