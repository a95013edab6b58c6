/**
 * Findings whose remedy is a refactoring: it stands first among the quick fixes, in front of what only silences the rule. Elsewhere it stays
 * among the refactorings.
 */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { LintFinding } from '../lint/run.ts';
import type { DockerfileDocument } from '../model/document.ts';
import { type CodeActionRequest, touches, wants } from './codeActions.ts';
import { findingDiagnostic } from './diagnostics.ts';

/** By rule: the refactoring that takes its finding away. */
const remedies: ReadonlyMap<string, string> = new Map([
  ['ships-build-tools', 'multi-stage'],
  ['install-after-copy-all', 'split-install'],
]);

/** What an action tells of itself in its `data`. */
export interface RefactoringData {
  readonly refactoring: string;
}

export interface WithRemedies {
  /** To stand before all others. */
  readonly fixes: readonly CodeAction[];
  readonly refactorings: readonly CodeAction[];
}

/** `refactor` makes the refactorings for a request; it is also asked where only quick fixes are wanted but one of them is a remedy. */
export function withRemedies(
  document: DockerfileDocument,
  findings: readonly LintFinding[],
  request: CodeActionRequest,
  refactor: (request: CodeActionRequest) => readonly CodeAction[],
): WithRemedies {
  const found = findings.filter(({ ruleId, span }) => remedies.has(ruleId) && touches(document, span, request.range));
  if (found.length === 0 || !wants(request.only, CodeActionKind.QuickFix))
    return { fixes: [], refactorings: refactor(request) };
  const all = refactor({ ...request, only: undefined });
  const fixes = found.flatMap(finding => {
    const id = remedies.get(finding.ruleId);
    const action = all.find(
      ({ data, disabled }) => !disabled && (data as RefactoringData | undefined)?.refactoring === id,
    );
    return action
      ? [{ ...action, kind: CodeActionKind.QuickFix, diagnostics: [findingDiagnostic(document, finding)] }]
      : [];
  });
  const titles = new Set(fixes.map(({ title }) => title));
  const others = all.filter(({ title, kind }) => !titles.has(title) && kind !== undefined && wants(request.only, kind));
  return { fixes, refactorings: others };
}
