/**
 * `npm run cases -- review FILE [--seed N] [--count N] [--rule ID] [--level hint] [--no-shellcheck]`: warnings and errors as the editor shows
 * them by default, drawn at random from all files (the same seed gives the same ones), each with its lines, for a person to judge. Prints
 * how many there are of each rule and how many a file has. Nothing is compared: all records agree.
 */
import { join } from 'node:path';
import { startShellcheckProcess } from '../../server/src/adapter/shellcheckHost.node.ts';
import { diagnose } from '../../server/src/features/diagnostics.ts';
import { findingsOfShellcheck } from '../../server/src/lint/shellcheckFindings.ts';
import { createDocument } from '../../server/src/model/document.ts';
import { isShellReady } from '../../server/src/shell/parser.ts';
import { checkWithShellcheck } from '../../server/src/shell/shellcheck/check.ts';
import { createShellcheckClient, type ShellcheckClient } from '../../server/src/shell/shellcheck/client.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { type CaseResult, resultOf } from './result.ts';

interface ReviewRecord {
  readonly id: string;
  readonly dockerfile: string;
}

interface Shown {
  readonly id: string;
  readonly code: string;
  readonly text: string;
}

const levels = ['error', 'warning', 'info', 'hint'];

export async function runReview(records: readonly ReviewRecord[]): Promise<CaseResult> {
  if (!isShellReady()) await loadShellForTests();
  const seed = Number(option('--seed') ?? 1);
  const count = Number(option('--count') ?? 100);
  const only = option('--rule');
  const most = levels.indexOf(option('--level') ?? 'warning') + 1;
  const client = process.argv.includes('--no-shellcheck') ? undefined : shellcheckClient();
  const all: Shown[] = [];
  const perFile: number[] = [];
  for (const record of records) {
    const found = (await shownOf(record, client, most)).filter(({ code }) => only === undefined || code === only);
    perFile.push(found.length);
    all.push(...found);
  }
  client?.stop();
  const byCode = new Map<string, number>();
  for (const { code } of all) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  perFile.sort((a, b) => a - b);
  const at = (part: number) => perFile[Math.floor((perFile.length - 1) * part)];
  return resultOf(
    records.length,
    [],
    [
      ...[...byCode].sort(([, a], [, b]) => b - a).map(([code, number]) => `${code}  ${number}`),
      `${all.length} in ${records.length} files; a file has ${at(0.5)} (median), ${at(0.9)} (p90), ${at(1)} (most)`,
      ...drawn(all, seed, count).map(({ id, text }, index) => `\n[${index + 1}] ${id} ${text}`),
    ],
  );
}

async function shownOf(
  { id, dockerfile }: ReviewRecord,
  client: ShellcheckClient | undefined,
  most: number,
): Promise<readonly Shown[]> {
  const document = createDocument(dockerfile, { uri: `file:///${id}/Dockerfile` });
  const answer = client && (await checkWithShellcheck(client, id, document.tree));
  const { diagnostics } = diagnose(document, {}, answer ? findingsOfShellcheck(document, answer.findings) : []);
  return diagnostics
    .filter(({ severity }) => (severity ?? 1) <= most)
    .map(({ code, message, range, severity }) => ({
      id,
      code: String(code),
      text: [
        `${levels[(severity ?? 1) - 1]} ${code}: ${message}`,
        ...linesAround(dockerfile, range.start.line, range.end.line),
      ].join('\n'),
    }));
}

function linesAround(text: string, from: number, to: number): string[] {
  const lines = text.split(/\r?\n/);
  const first = Math.max(0, from - 4);
  return lines.slice(first, Math.min(to + 4, from + 14)).map((line, index) => {
    const at = first + index;
    return `  ${at >= from && at <= to ? '>' : ' '} ${at + 1} ${line.slice(0, 240)}`;
  });
}

/** `count` of the list, each at most once. */
function drawn<T>(all: readonly T[], seed: number, count: number): readonly T[] {
  const pool = [...all];
  const next = numbers(seed);
  return Array.from(
    { length: Math.min(count, pool.length) },
    () => pool.splice(Math.floor(next() * pool.length), 1)[0]!,
  );
}

/** Numbers from 0 to 1 that the seed determines (a linear congruential generator, constants of Numerical Recipes). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}

function shellcheckClient(): ShellcheckClient {
  return createShellcheckClient({
    start: () => startShellcheckProcess(join(process.cwd(), 'shellcheck/host.mjs')),
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  });
}
