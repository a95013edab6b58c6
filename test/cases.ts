/**
 * `npm run cases -- KIND FILE.jsonl [--list] [--max N]`: runs recorded cases through the product's own code and prints the
 * disagreements; the last line is `N of M agree`. Exit 0 when all agree, 1 when not, 2 for bad arguments.
 */
import { readFileSync } from 'node:fs';
import { runChecksCases, runEngineCases } from './cases/checks.ts';
import { runConvertCases } from './cases/convert.ts';
import { runDockerignoreCases } from './cases/dockerignore.ts';
import { runRoundTripCases } from './cases/features.ts';
import { runFixesCases } from './cases/fixes.ts';
import { runFormatCases } from './cases/format.ts';
import { readCorpus, runHadolintCases, runHadolintCorpusCases } from './cases/hadolint.ts';
import { runHoverCases } from './cases/hover.ts';
import { knownWrong } from './cases/knownWrong.ts';
import { runRefactorCases } from './cases/refactor.ts';
import type { CaseResult } from './cases/result.ts';
import { runReview } from './cases/review.ts';
import { runShellcheckCases } from './cases/shellcheck.ts';
import { runParseCases, runWordCases } from './cases/syntax.ts';

// biome-ignore lint/suspicious/noExplicitAny: the records are data of many shapes; each runner declares its own.
type Runner = (records: any[], file: string) => CaseResult | Promise<CaseResult>;

const runners: Readonly<Record<string, Runner>> = {
  parse: runParseCases,
  words: runWordCases,
  roundtrip: runRoundTripCases,
  checks: runChecksCases,
  engine: (records, file) => runEngineCases(records, readCorpus(file)),
  fixes: runFixesCases,
  hadolint: runHadolintCases,
  'hadolint-corpus': (records, file) => runHadolintCorpusCases(records, readCorpus(file)),
  format: runFormatCases,
  hover: runHoverCases,
  dockerignore: runDockerignoreCases,
  convert: runConvertCases,
  refactor: runRefactorCases,
  review: runReview,
  shellcheck: (records, file) => runShellcheckCases(records, readCorpus(file)),
};

async function main(): Promise<number> {
  const [kind, file, ...options] = process.argv.slice(2);
  const runner = kind === undefined ? undefined : runners[kind];
  if (!runner || !file) {
    console.error(
      `usage: npm run cases -- KIND FILE.jsonl [--list] [--max N]\nkinds: ${Object.keys(runners).join(', ')}`,
    );
    return 2;
  }
  let records: unknown[];
  try {
    records = readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line));
  } catch (error) {
    console.error(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
  const maxAt = options.indexOf('--max');
  if (maxAt !== -1) records = records.slice(0, Number(options[maxAt + 1]));
  const result = await runner(records, file);
  for (const line of result.report ?? []) console.log(line);
  const listed = result.disagreements.filter(({ id }) => knownWrong[id]);
  const open = result.disagreements.filter(({ id }) => !knownWrong[id]);
  for (const { id } of listed) console.log(`listed  ${id}: ${knownWrong[id]!.reason}`);
  const shown = options.includes('--list') ? open : open.slice(0, 20);
  for (const { id, expected, came } of shown) {
    console.log(`differs ${id}\n  expected ${JSON.stringify(expected)}\n  came     ${JSON.stringify(came)}`);
  }
  if (shown.length < open.length) console.log(`… and ${open.length - shown.length} more (--list shows all)`);
  const excused = listed.filter(({ id }) => knownWrong[id]!.buildkit).length;
  if (listed.length > 0)
    console.log(`${listed.length} listed as wrongly recorded, ${excused} of them because BuildKit says so`);
  const agree = result.total - result.disagreements.length + excused;
  console.log(`${agree} of ${result.total} agree`);
  return agree === result.total ? 0 : 1;
}

main().then(
  code => {
    process.exitCode = code;
  },
  error => {
    console.error(error);
    process.exitCode = 2;
  },
);
