/** What BuildKit refuses and what the rules find, put together: one problem is said once. */
import { buildProblems } from '../model/buildErrors.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { SyntaxProblem } from '../syntax/tree.ts';
import type { LintFinding } from './run.ts';

export interface Reported {
  readonly problems: readonly SyntaxProblem[];
  readonly findings: readonly LintFinding[];
}

/**
 * The problems of a document and the findings (after suppressions) as people should see them:
 * - what a rule says in better words is not said by the parser too;
 * - `FROM $NAME` with a name that nothing declares is one problem, an error, with the rule's words and fix;
 * - nor is it two when its base is wrong in another way: then the error counts;
 * - a row of lines that are no instructions (a binary, HTML, YAML, a template) is reported at its first line; a file that is mostly such
 *   lines is no Dockerfile, and nothing else is said of it. BuildKit stops at the first, too.
 */
export function reportedTogether(document: DockerfileDocument, findings: readonly LintFinding[]): Reported {
  const problems = buildProblems(document);
  const unknown = problems.filter(({ code, suggestion }) => code === 'unknown-instruction' && suggestion === undefined);
  const [first] = unknown;
  if (first !== undefined && unknown.length > MOST_UNKNOWN) {
    const count = document.tree.instructions.length;
    if (unknown.length * 2 > count) {
      const message = `${first.message}: this is no Dockerfile (${unknown.length} of ${count} lines are no instructions)`;
      return { problems: [{ ...first, message }], findings: [] };
    }
  }
  const rest = unknown.length > MOST_UNKNOWN ? new Set(unknown.slice(1)) : new Set<SyntaxProblem>();
  const said = new Set(findings.filter(({ rule }) => rule.meta.syntaxError).map(({ line }) => line));
  const undeclared = findings.filter(({ ruleId }) => ruleId === 'UndefinedArgInFrom');
  const raised = new Set<LintFinding>();
  const kept = problems.flatMap((problem): SyntaxProblem[] => {
    if (said.has(problem.startLine) || rest.has(problem)) return [];
    if (problem.code === 'blank-base-name' || problem.code === 'invalid-image-name') {
      const cause = undeclared.find(({ span }) => problem.span.start <= span.start && span.end <= problem.span.end);
      if (cause !== undefined) {
        raised.add(cause);
        return [];
      }
    }
    if (problem !== first || rest.size === 0) return [problem];
    return [{ ...problem, message: `${problem.message} (nor are ${rest.size} more lines instructions)` }];
  });
  const broken = new Set(kept.map(({ span }) => document.instructionAt(span.start)?.index));
  const shown = findings.filter(
    ({ ruleId, span }) =>
      ruleId !== 'InvalidDefaultArgInFrom' || !broken.has(document.instructionAt(span.start)?.index),
  );
  return {
    problems: kept,
    findings: raised.size === 0 ? shown : shown.map(each => (raised.has(each) ? { ...each, severity: 'error' } : each)),
  };
}

/** So many are still shown one by one: somebody is writing. */
const MOST_UNKNOWN = 3;
