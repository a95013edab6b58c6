/** BuildKit's verdict to the letter, as `docker build --check` gives it where base images set nothing and always exist. */
import { BUILD_PASS, type BuildError, buildErrors, comparePositions } from '../model/buildErrors.ts';
import { fileCheckOptions, isCheckOn, parseCheckOptions } from '../model/checkOptions.ts';
import { createDocument, type DocumentOptions } from '../model/document.ts';
import type { BuildContext, Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { type LintFinding, lint } from './run.ts';

export interface LetterOptions extends Pick<DocumentOptions, 'buildArgs' | 'target' | 'platform'> {
  readonly buildContext?: BuildContext;
  readonly imageExists?: (name: string) => boolean;
  /** The build argument BUILDKIT_DOCKERFILE_CHECK: wins over the file's directive. */
  readonly checkOption?: string;
}

export interface LetterVerdict {
  /** What stops the build; undefined when nothing does. */
  readonly error: Pick<BuildError, 'message' | 'startLine' | 'endLine'> | undefined;
  /** What BuildKit says up to its first error, in our order. */
  readonly warnings: readonly LintFinding[];
  /** Rules that threw. */
  readonly failures: readonly { readonly ruleId: string; readonly error: unknown }[];
}

/** The rules that BuildKit has. */
export const buildkitRules: readonly Rule[] = (rules as readonly Rule[]).filter(rule =>
  rule.meta.sources?.some(source => source.tool === 'buildkit' && source.code === rule.meta.id),
);

/** Checks a text as BuildKit's newest frontend does. */
export function buildkitVerdict(text: string, options: LetterOptions = {}): LetterVerdict {
  const document = createDocument(text, { ...options, letter: true });
  const errorOptions = options.imageExists === undefined ? {} : { imageExists: options.imageExists };
  const first = buildErrors(document, errorOptions)[0];
  const given = options.checkOption === undefined ? undefined : parseCheckOptions(options.checkOption);
  const checks = given?.ok ? given.options : fileCheckOptions(document.tree);
  const { findings, failures } = lint(document, {
    letter: true,
    rules: buildkitRules,
    buildContext: options.buildContext,
    severities: Object.fromEntries(buildkitRules.map(rule => [rule.meta.id, 'warning'])),
  });
  const warnings = findings.filter(finding => {
    const { id, experimental = false } = finding.rule.meta;
    const owner = finding.commentOf ?? document.instructionAt(finding.span.start)?.index ?? -1;
    if (!isCheckOn(id, experimental, checks, document.tree.instructions[owner])) return false;
    const [pass, stage] = finding.position ?? [];
    if (pass === BUILD_PASS.dispatch && !document.dispatchedStages.has(document.stages[stage!]!)) return false;
    return first === undefined || comparePositions(finding.position ?? [BUILD_PASS.end], first.position) <= 0;
  });
  if (first !== undefined || !checks.error || warnings.length === 0) return { error: first, warnings, failures };
  const names = [...new Set(warnings.map(warning => warning.ruleId))].sort();
  const message = `lint violation found for rules: ${names.join(', ')}`;
  return { error: { message, startLine: undefined, endLine: undefined }, warnings, failures };
}
