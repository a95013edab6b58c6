/** BuildKit's own lint: cases of its tests (`checks`), and answers of a real engine (`engine`). */
import { compileDockerignore, parseDockerignore } from '../../server/src/context/dockerignore.ts';
import { buildkitVerdict, type LetterOptions } from '../../server/src/lint/letter.ts';
import type { BuildContext } from '../../server/src/lint/rule.ts';
import { parsePlatform } from '../../server/src/model/platforms.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

export interface CheckCase {
  readonly id: string;
  readonly dockerfile: string;
  readonly expect: readonly { readonly rule: string; readonly line?: number | null; readonly detail?: string | null }[];
  readonly build_fails?: boolean;
  readonly build_args?: Readonly<Record<string, string>> | null;
  readonly check_option?: string | null;
  readonly dockerignore?: string | null;
}

export interface EngineVerdict {
  readonly ok: boolean;
  readonly error: { readonly message: string; readonly line: number | null; readonly endLine: number | null } | null;
  readonly warnings: readonly { readonly rule: string; readonly line: number; readonly detail?: string }[];
}

export interface EngineCase extends EngineVerdict {
  readonly id: string;
  readonly dockerfile?: string;
  readonly dockerignore?: string | null;
  readonly files?: readonly string[];
  readonly options?: {
    readonly buildArgs?: Readonly<Record<string, string>>;
    readonly target?: string;
    readonly platform?: string;
  };
  readonly rewritten?: readonly string[] | string;
  /** What the newest frontend says, where it differs: that is what we follow. */
  readonly newer?: EngineVerdict;
}

/** The findings equal `expect`; where the build fails there is an error. */
export function runChecksCases(records: readonly CheckCase[]): CaseResult {
  const disagreements: Disagreement[] = [];
  for (const record of records) {
    const context = buildContextOf(record.dockerignore ?? undefined, ['Dockerfile']);
    const verdict = buildkitVerdict(record.dockerfile, {
      ...(record.build_args ? { buildArgs: record.build_args } : {}),
      ...(record.check_option ? { checkOption: record.check_option } : {}),
      ...(context ? { buildContext: context } : {}),
    });
    const withDetail = new Set(record.expect.filter(each => each.detail).map(each => each.rule));
    const expected = {
      findings: record.expect.map(each => `${each.line ?? '?'} ${each.rule} ${each.detail ?? ''}`.trim()).sort(),
      fails: record.build_fails ?? false,
    };
    const came = {
      findings: verdict.warnings
        .map(each => `${each.line} ${each.ruleId} ${withDetail.has(each.ruleId) ? each.message : ''}`.trim())
        .sort(),
      fails: verdict.error !== undefined || copiesWhatIsIgnored(record.dockerfile, context),
    };
    if (JSON.stringify(expected) !== JSON.stringify(came)) disagreements.push({ id: record.id, expected, came });
  }
  return resultOf(records.length, disagreements);
}

/** `ok`, the error's line and the warnings (rule, line) equal. */
export function runEngineCases(records: readonly EngineCase[], corpusById: ReadonlyMap<string, string>): CaseResult {
  const disagreements: Disagreement[] = [];
  let details = 0;
  let sameDetails = 0;
  let messages = 0;
  let sameMessages = 0;
  const wordings: string[] = [];
  for (const record of records) {
    const text = record.dockerfile ?? corpusById.get(record.id);
    if (text === undefined) {
      disagreements.push({ id: record.id, expected: 'a Dockerfile', came: 'not in the corpus' });
      continue;
    }
    const wanted = record.newer ?? record;
    const verdict = buildkitVerdict(engineText(text, record), letterOptions(record));
    const expected = {
      ok: wanted.ok,
      line: wanted.error?.line ?? undefined,
      warnings: wanted.warnings.map(each => `${each.line} ${each.rule}`).sort(),
    };
    const came = {
      ok: verdict.error === undefined,
      line: verdict.error?.startLine,
      warnings: verdict.warnings.map(each => `${each.line} ${each.ruleId}`).sort(),
    };
    if (JSON.stringify(expected) !== JSON.stringify(came)) {
      disagreements.push({
        id: record.id,
        expected: { ...expected, error: wanted.error?.message },
        came: { ...came, error: verdict.error?.message, failures: verdict.failures.map(each => String(each.error)) },
      });
      continue;
    }
    if (wanted.error) {
      messages++;
      if (wanted.error.message === verdict.error?.message) sameMessages++;
      else wordings.push(`wording ${record.id}: expected ${wanted.error.message} | came ${verdict.error?.message}`);
    }
    const theirs = wanted.warnings.map(each => `${each.line} ${each.rule} ${each.detail ?? ''}`).sort();
    const ours = verdict.warnings.map(each => `${each.line} ${each.ruleId} ${each.message}`).sort();
    details += theirs.length;
    theirs.forEach((each, index) => {
      if (each === ours[index]) sameDetails++;
      else wordings.push(`wording ${record.id}: expected ${each} | came ${ours[index]}`);
    });
  }
  return resultOf(records.length, disagreements, [
    ...wordings,
    `wording of warnings: ${sameDetails} of ${details} equal; of errors: ${sameMessages} of ${messages} equal`,
  ]);
}

function letterOptions(record: EngineCase): LetterOptions {
  const { buildArgs, target, platform } = record.options ?? {};
  const context = buildContextOf(record.dockerignore ?? undefined, record.files ?? []);
  const parsed = platform === undefined ? undefined : parsePlatform(platform);
  return {
    ...(buildArgs ? { buildArgs } : {}),
    ...(target ? { target } : {}),
    ...(parsed?.ok ? { platform: parsed.platform } : {}),
    ...(context ? { buildContext: context } : {}),
    imageExists: name => !name.includes('no-such-image'),
  };
}

/** The engine was asked with `# syntax=` made a plain comment of the same length, so that its own frontend judged. */
function engineText(text: string, record: EngineCase): string {
  const rewritten = record.rewritten ?? [];
  if (!rewritten.includes('syntax')) return text;
  // A comment ends the directives, as it did when the engine was asked.
  return text.replace(
    /^(\uFEFF?(?:#!.*\n)?(?:[ \t]*#[^\n]*\n)*?[ \t]*#[ \t]*)(syntax)([ \t]*=)/i,
    (_whole, before, name, after) => before + 'x'.repeat(name.length) + after,
  );
}

function buildContextOf(dockerignore: string | undefined, files: readonly string[]): BuildContext | undefined {
  if (dockerignore === undefined) return undefined;
  const parsed = parseDockerignore(dockerignore);
  const compiled = compileDockerignore(parsed);
  return {
    hasDockerignore: true,
    dockerignorePatterns: parsed.patterns.map(pattern => pattern.cleaned),
    isIgnored: path => compiled.matchesOrParent(path),
    files,
  };
}

/** Not a verdict of the frontend: the step itself fails when the source is not sent. */
function copiesWhatIsIgnored(dockerfile: string, context: BuildContext | undefined): boolean {
  if (context === undefined) return false;
  const exact = context.dockerignorePatterns.every(pattern => !pattern.startsWith('!'));
  return exact && [...dockerfile.matchAll(/^(?:COPY|ADD) (\w+) /gim)].some(match => context.isIgnored(match[1]!));
}
