/**
 * Kind `convert`: real single-stage projects (the Dockerfile, the list of files, some manifests). Every produced text must parse, keep
 * the run-time configuration and bring no new finding; records with a version that the authors made must be safe or ask.
 */
import { createDocument } from '../../server/src/model/document.ts';
import { configDifferences, runtimeConfig } from '../../server/src/refactor/multistage/config.ts';
import { convertToMultiStage, newFindings } from '../../server/src/refactor/multistage/convert.ts';
import type { Conversion, ConversionContext } from '../../server/src/refactor/multistage/types.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

export interface ConvertRecord {
  readonly id: string;
  readonly language: string;
  readonly dockerfile: string;
  readonly dockerfile_path?: string;
  readonly files?: readonly (readonly [path: string, size: number])[];
  readonly manifests?: Readonly<Record<string, string>>;
  readonly human_multistage?: { readonly dockerfile: string } | null;
}

/** The context of a record, as the conversion wants it. */
export function contextOf(record: ConvertRecord): ConversionContext | undefined {
  if (!record.files) return undefined;
  const manifests = new Map(Object.entries(record.manifests ?? {}));
  return { files: record.files.map(([path, size]) => ({ path, size })), read: path => manifests.get(path) };
}

export async function runConvertCases(records: readonly ConvertRecord[]): Promise<CaseResult> {
  await loadShellForTests(process.cwd());
  const disagreements: Disagreement[] = [];
  const outcomes = new Map<string, Map<string, number>>();
  const reasons = new Map<string, number>();
  const asked = new Map<string, number>();
  let human = 0;
  let humanConverted = 0;
  let counted = 0;
  for (const record of records) {
    const context = contextOf(record);
    const conversion = convertToMultiStage({
      source: record.dockerfile,
      ...(record.dockerfile_path === undefined ? {} : { dockerfilePath: record.dockerfile_path }),
      ...(context === undefined ? {} : { context }),
    });
    const row = outcomes.get(record.language) ?? new Map<string, number>();
    outcomes.set(record.language, row);
    add(row, conversion.outcome);
    if (conversion.outcome === 'refuse') add(reasons, conversion.reasons[0]?.code ?? '?');
    for (const question of conversion.questions) if (conversion.outcome === 'ask') add(asked, question.id);
    const wrong = faultOf(record.dockerfile, conversion);
    const hasHuman = record.human_multistage != null;
    if (hasHuman) {
      human++;
      if (conversion.outcome !== 'refuse') humanConverted++;
    }
    if (hasHuman || wrong !== undefined) counted++;
    if (wrong !== undefined)
      disagreements.push({ id: record.id, expected: 'a text that keeps everything', came: wrong });
    else if (hasHuman && conversion.outcome === 'refuse') {
      const reason = conversion.reasons[0];
      disagreements.push({
        id: record.id,
        expected: 'safe or ask',
        came: `${conversion.ecosystem ?? '-'}: ${reason?.code}: ${reason?.message}`,
      });
    }
  }
  const report = ['outcomes by language'];
  for (const [language, row] of [...outcomes].sort()) {
    report.push(
      `  ${language.padEnd(16)} ${['safe', 'ask', 'refuse'].map(outcome => `${outcome} ${row.get(outcome) ?? 0}`).join('  ')}`,
    );
  }
  report.push('refusals by reason', ...sorted(reasons), 'questions', ...sorted(asked));
  report.push(`with a version of the authors: ${humanConverted} of ${human} safe or ask`);
  return resultOf(counted, disagreements, report);
}

/** What is wrong with a produced text; undefined when nothing is. Conversions that the user agreed to change the start are left out. */
export function faultOf(before: string, conversion: Conversion): string | undefined {
  if (conversion.text === undefined) return undefined;
  const old = createDocument(before);
  const now = createDocument(conversion.text);
  if (now.tree.problems.length > 0) return `does not parse: ${now.tree.problems[0]!.message}`;
  const changesStart = conversion.questions.some(question => question.id === 'serve' || question.id === 'start');
  if (!changesStart) {
    const allowed = conversion.moves.flatMap(move => /^ENV (\S+) is added/.exec(move.what)?.[1] ?? []);
    const differences = configDifferences(runtimeConfig(old), runtimeConfig(now), [
      ...conversion.builderOnly,
      ...allowed,
    ]);
    if (differences.length > 0) return differences.join('; ');
  }
  return newFindings(old, now)[0];
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>): string[] {
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([key, count]) => `  ${key.padEnd(28)} ${count}`);
}
