/** What is wrong with a Dockerfile, as LSP diagnostics: syntax errors first, then the findings of the rules. */
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver-types';
import { reportedTogether } from '../lint/buildProblems.ts';
import { ignorePragmas } from '../lint/pragmas.ts';
import type { Rule } from '../lint/rule.ts';
import { rules as allRules } from '../lint/rules/index.ts';
import type { LintFinding, LintResult } from '../lint/run.ts';
import { type LintOptions, lint, severityOf } from '../lint/run.ts';
import { shellcheckPage } from '../lint/shellcheckFindings.ts';
import { applySuppressions, type SuppressionProblem } from '../lint/suppressions.ts';
import { buildProblems } from '../model/buildErrors.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { TextEdit } from '../syntax/edit.ts';
import type { SyntaxProblem } from '../syntax/tree.ts';

export const diagnosticSource = 'drydock';

/** What code actions need to know of a syntax diagnostic. */
export interface SyntaxDiagnosticData {
  readonly suggestion: string;
}

/** Everything for which BuildKit would refuse the file before it runs a step. */
export function syntaxProblems(document: DockerfileDocument): readonly SyntaxProblem[] {
  return buildProblems(document);
}

/** What code actions need to know of a suppression that is wrong. */
export interface SuppressionDiagnosticData {
  readonly removal: TextEdit;
}

export interface DiagnoseOptions extends LintOptions {
  /** False: comments do not switch findings off (`disable-ignore-pragma`). */
  readonly honorPragmas?: boolean;
}

export interface DiagnosticsResult {
  readonly diagnostics: readonly Diagnostic[];
  readonly findings: readonly LintFinding[];
  /** Rules that threw: to be logged. */
  readonly failures: readonly { readonly ruleId: string; readonly error: unknown }[];
}

/** All diagnostics of a document; `more` are findings from elsewhere (ShellCheck), `own` those of the rules where they are known already. An empty file is not an error to a person who has just made it. */
export function diagnose(
  document: DockerfileDocument,
  options: DiagnoseOptions = {},
  more: readonly LintFinding[] = [],
  own: LintResult = lint(document, options),
): DiagnosticsResult {
  const rules: readonly Rule[] = options.rules ?? allRules;
  const { findings: all, failures } = own;
  const isSuppressing = ignorePragmas(document.tree).length > 0;
  const ran = isSuppressing ? rules.filter(rule => severityOf(rule, options) !== 'off') : [];
  const { kept, problems: pragmas } = applySuppressions(document, [...all, ...withoutSaid(more, all)], {
    rules,
    honorPragmas: options.honorPragmas ?? true,
    ran: new Set(ran.map(({ meta }) => meta.id)),
  });
  const { problems, findings } = reportedTogether(document, kept);
  return {
    diagnostics: [
      ...problems
        .filter(problem => problem.code !== 'no-instructions' || document.text.trim() !== '')
        .map(problem => syntaxDiagnostic(document, problem)),
      ...findings.map(finding => findingDiagnostic(document, finding)),
      ...pragmas.map(pragma => suppressionDiagnostic(document, pragma)),
    ],
    findings,
    failures,
  };
}

/** ShellCheck's "referenced but not assigned" says less about a global ARG than our own rule. */
function withoutSaid(more: readonly LintFinding[], own: readonly LintFinding[]): readonly LintFinding[] {
  const known = own.filter(({ ruleId }) => ruleId === 'global-arg-not-redeclared');
  if (known.length === 0) return more;
  return more.filter(
    ({ ruleId, message }) =>
      ruleId !== 'SC2154' || !known.some(({ data }) => message.startsWith(`${data['name']} is referenced`)),
  );
}

function suppressionDiagnostic(document: DockerfileDocument, problem: SuppressionProblem): Diagnostic {
  const { kind, message, span, edit } = problem;
  return {
    range: document.lines.rangeOf(span),
    severity: kind === 'unknown' ? DiagnosticSeverity.Information : DiagnosticSeverity.Hint,
    source: diagnosticSource,
    code: `${kind}-suppression`,
    message,
    ...(kind === 'unused' ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(edit ? { data: { removal: edit } satisfies SuppressionDiagnosticData } : {}),
  };
}

function syntaxDiagnostic(document: DockerfileDocument, problem: SyntaxProblem): Diagnostic {
  return {
    range: document.lines.rangeOf(problem.span),
    severity: DiagnosticSeverity.Error,
    source: diagnosticSource,
    code: problem.code,
    message: problem.message,
    ...(problem.suggestion ? { data: { suggestion: problem.suggestion } satisfies SyntaxDiagnosticData } : {}),
  };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** A finding as the editor shows it; `codeDescription` opens the rule's page. */
export function findingDiagnostic(document: DockerfileDocument, finding: LintFinding): Diagnostic {
  const tags = (finding.rule.meta.tags ?? []).map(tag =>
    tag === 'unnecessary' ? DiagnosticTag.Unnecessary : DiagnosticTag.Deprecated,
  );
  return {
    range: document.lines.rangeOf(finding.span),
    severity: severities[finding.severity],
    source: diagnosticSource,
    code: finding.ruleId,
    codeDescription: {
      href: /^SC\d+$/.test(finding.ruleId) ? shellcheckPage(finding.ruleId) : rulePage(finding.ruleId),
    },
    message: finding.message,
    ...(tags.length > 0 ? { tags } : {}),
    ...(finding.related.length > 0
      ? {
          relatedInformation: finding.related.map(related => ({
            location: { uri: document.uri, range: document.lines.rangeOf(related.span) },
            message: related.message,
          })),
        }
      : {}),
  };
}

/** The page of a rule in the repository's documentation. */
export function rulePage(ruleId: string): string {
  return `https://github.com/drydock/drydock/blob/main/docs/rules/${ruleId}.md`;
}
