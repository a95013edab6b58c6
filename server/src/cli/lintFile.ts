/** What `drydock lint` says about one text. Does no I/O itself: ShellCheck is asked by a function that is given. */
import { reportedTogether } from '../lint/buildProblems.ts';
import { resolveConfig } from '../lint/config.ts';
import { fixAll } from '../lint/fixAll.ts';
import type { Rule, Severity } from '../lint/rule.ts';
import { rules as allRules } from '../lint/rules/index.ts';
import { type LintFinding, lint, severityOf } from '../lint/run.ts';
import { shellcheckPage } from '../lint/shellcheckFindings.ts';
import { applySuppressions } from '../lint/suppressions.ts';
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import type { Span, SyntaxProblem } from '../syntax/tree.ts';
import type { Level, ReportedFinding } from './reports.ts';

/** Plain data: it is sent to workers. */
export interface LintSettings {
  /** As in .hadolint.yaml; later ones win. */
  readonly config: readonly Readonly<Record<string, unknown>>[];
  /** hadolint's verdicts to the letter, where ours differ. */
  readonly letter: boolean;
  /** Say which comments ignore nothing. */
  readonly unusedIgnores: boolean;
  readonly fix: boolean;
  readonly unsafe: boolean;
  /** The program in `shellcheck/`, one of the user's, or none. */
  readonly shellcheck: 'bundled' | 'off' | { readonly command: string };
}

export interface LintedFile {
  readonly findings: readonly ReportedFinding[];
  /** The text after the fixes; undefined when nothing was fixed. */
  readonly fixed: string | undefined;
  /** Titles of the fixes that were made. */
  readonly fixes: readonly string[];
  /** Bugs of ours, as sentences. */
  readonly failures: readonly string[];
}

/** ShellCheck's findings of a document; `severities` by code. */
export type AskShellcheck = (
  document: DockerfileDocument,
  severities: Readonly<Record<string, Severity>>,
) => Promise<readonly LintFinding[]>;

/** Lints (and fixes) a text; `file` is its name in the report. */
export async function lintText(
  text: string,
  file: string,
  settings: LintSettings,
  askShellcheck?: AskShellcheck,
): Promise<LintedFile> {
  const rules: readonly Rule[] = allRules;
  const [first = {}, ...more] = settings.config;
  const config = resolveConfig(first, rules, ...more);
  const options = {
    ...config.options,
    severities: config.severities,
    defaults: 'cli' as const,
    letter: settings.letter,
  };
  const honorPragmas = !config.disableIgnorePragma;
  const result = settings.fix ? fixAll(text, { lint: options, unsafe: settings.unsafe, honorPragmas }) : undefined;
  const document = createDocument(result?.text ?? text, { uri: file });
  const { findings: own, failures } = lint(document, options);
  const shellcheck = askShellcheck ? await askShellcheck(document, config.codeSeverities) : [];
  const findings = shellcheck.length === 0 ? own : [...own, ...shellcheck];
  const ran = new Set(rules.filter(rule => severityOf(rule, options) !== 'off').map(({ meta }) => meta.id));
  const { kept, problems: pragmaProblems } = applySuppressions(document, findings, {
    rules,
    honorPragmas,
    ...(settings.unusedIgnores ? { ran } : {}),
  });
  const together = reportedTogether(document, kept);
  const reported = [
    ...syntaxFindings(document, together.problems, file),
    ...together.findings.map(finding => reportedFinding(document, finding, file)),
    // They have no page.
    ...pragmaProblems.map(({ kind, message, span }) => ({
      ...placed(document, file, span, `${kind}-suppression`, 'info', message),
      url: undefined,
    })),
  ];
  reported.sort((a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1));
  return {
    findings: reported,
    fixed: result && result.text !== text ? result.text : undefined,
    fixes: result?.applied.map(({ ruleId, title }) => `${ruleId}: ${title}`) ?? [],
    failures: failures.map(
      ({ ruleId, error }) => `rule ${ruleId} failed: ${error instanceof Error ? error.message : String(error)}`,
    ),
  };
}

const levels: Readonly<Record<LintFinding['severity'], Level>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  hint: 'style',
};

function reportedFinding(document: DockerfileDocument, finding: LintFinding, file: string): ReportedFinding {
  const { span, line, ruleId, severity, message } = finding;
  const found = placed(document, file, span, ruleId, levels[severity], message);
  // hadolint reports most findings at the first line of the instruction.
  if (found.line === line) return found;
  return { ...found, line, column: 1, endLine: line, endColumn: 1 };
}

/** What BuildKit refuses. */
function syntaxFindings(
  document: DockerfileDocument,
  problems: readonly SyntaxProblem[],
  file: string,
): ReportedFinding[] {
  return problems.map(({ span, code, message, suggestion }) => {
    const hint = suggestion === undefined || message.includes(suggestion) ? '' : ` (did you mean ${suggestion}?)`;
    return { ...placed(document, file, span, code, 'error', message + hint), url: undefined };
  });
}

function placed(
  document: DockerfileDocument,
  file: string,
  span: Span,
  code: string,
  level: Level,
  message: string,
): ReportedFinding {
  const { start, end } = document.lines.rangeOf(span);
  return {
    file,
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
    code,
    level,
    message,
    url: /^SC[0-9]{4}$/.test(code)
      ? shellcheckPage(code)
      : `https://github.com/drydock/drydock/blob/main/docs/rules/${code}.md`,
  };
}
