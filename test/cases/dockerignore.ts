/** Recorded answers of moby/patternmatcher: `patterns` (or the lines of `file`) on `path` gives `match`. */
import {
  compileDockerignore,
  dockerignoreOfPatterns,
  parseDockerignore,
} from '../../server/src/context/dockerignore.ts';
import type { CaseResult, Disagreement } from './result.ts';

export interface DockerignoreCase {
  readonly id?: string;
  /** A list for the matcher alone … */
  readonly patterns?: readonly string[];
  /** … or the text of an ignore file, with what the reader makes of it (null: nothing). */
  readonly file?: string;
  readonly parsed?: readonly string[] | null;
  readonly path: string;
  readonly match: boolean;
  readonly error?: string;
  /** Where asking without a walk gives another answer. */
  readonly matchesOrParentMatches?: boolean;
}

export function runDockerignoreCases(records: readonly DockerignoreCase[]): CaseResult {
  const disagreements: Disagreement[] = [];
  records.forEach((record, index) => {
    const expected = expectation(record);
    const came = answer(record);
    const id = record.id ?? `line ${index + 1}`;
    if (JSON.stringify(came) !== JSON.stringify(expected)) disagreements.push({ id, expected, came });
  });
  return { total: records.length, disagreements };
}

interface Answer {
  readonly match: boolean;
  readonly error: string | undefined;
  readonly parsed: readonly string[] | undefined;
  readonly matchesOrParent: boolean | undefined;
}

function expectation(record: DockerignoreCase): Answer {
  return {
    match: record.match,
    error: record.error,
    parsed: record.parsed === undefined ? undefined : (record.parsed ?? []),
    matchesOrParent: record.error === undefined ? (record.matchesOrParentMatches ?? record.match) : undefined,
  };
}

function answer(record: DockerignoreCase): Answer {
  const parsed = record.patterns ? dockerignoreOfPatterns(record.patterns) : parseDockerignore(record.file ?? '');
  const compiled = compileDockerignore(parsed);
  const verdict = compiled.evaluate(record.path);
  return {
    match: verdict.ignored,
    error: verdict.error,
    parsed: record.parsed === undefined ? undefined : parsed.patterns.map(pattern => pattern.cleaned),
    matchesOrParent: verdict.error === undefined ? compiled.matchesOrParent(record.path) : undefined,
  };
}
