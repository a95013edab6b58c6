/**
 * Quick fixes for what touches a range: computed from the findings of the current version, carrying their edits (no state, no commands).
 * The first fix of a finding is the preferred one when it is safe.
 */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type Range,
  type TextEdit,
} from 'vscode-languageserver-types';
import type { Fix } from '../lint/rule.ts';
import type { LintFinding } from '../lint/run.ts';
import type { DockerfileDocument } from '../model/document.ts';
import type { Span } from '../syntax/tree.ts';
import { findingDiagnostic, type SyntaxDiagnosticData } from './diagnostics.ts';

export interface CodeActionRequest {
  readonly range: Range;
  /** The diagnostics that the client shows at the range. */
  readonly diagnostics: readonly Diagnostic[];
  /** Kinds that the client asks for; undefined: all. */
  readonly only: readonly string[] | undefined;
}

/** The actions for a range. `findings` are those of this document. */
export function codeActions(
  document: DockerfileDocument,
  findings: readonly LintFinding[],
  request: CodeActionRequest,
): CodeAction[] {
  const actions: CodeAction[] = [];
  if (wants(request.only, CodeActionKind.QuickFix)) {
    actions.push(...suggestionActions(document, request.diagnostics));
    for (const finding of findings) {
      if (!touches(document, finding.span, request.range)) continue;
      actions.push(...finding.fixes.map((fix, index) => fixAction(document, finding, fix, index === 0)));
    }
  }
  return actions;
}

/** Whether an action of the kind is asked for. */
export function wants(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some(asked => kind === asked || kind.startsWith(`${asked}.`));
}

function fixAction(document: DockerfileDocument, finding: LintFinding, fix: Fix, first: boolean): CodeAction {
  return {
    title: fix.safety === 'unsafe' ? `${fix.title} (changes the image)` : fix.title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [findingDiagnostic(document, finding)],
    isPreferred: first && fix.safety === 'safe',
    edit: { changes: { [document.uri]: fix.edits.map(edit => textEdit(document, edit)) } },
  };
}

/** An edit in offsets as LSP has it. */
export function textEdit(
  document: DockerfileDocument,
  edit: { readonly span: Span; readonly newText: string },
): TextEdit {
  return { range: document.lines.rangeOf(edit.span), newText: edit.newText };
}

/** "Did you mean": the word that BuildKit suggests, put in place of the wrong one. */
function suggestionActions(document: DockerfileDocument, diagnostics: readonly Diagnostic[]): CodeAction[] {
  return diagnostics.flatMap(diagnostic => {
    const data = diagnostic.data as Partial<SyntaxDiagnosticData> | undefined;
    if (typeof data?.suggestion !== 'string') return [];
    const newText = diagnostic.code === 'unknown-flag' ? `--${data.suggestion}` : data.suggestion;
    return [
      {
        title: `Change to ${newText}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        isPreferred: true,
        edit: { changes: { [document.uri]: [{ range: diagnostic.range, newText }] } },
      },
    ];
  });
}

function touches(document: DockerfileDocument, span: Span, range: Range): boolean {
  const start = document.lines.offsetAt(range.start);
  const end = document.lines.offsetAt(range.end);
  // A cursor anywhere on the lines of the finding counts: people press Ctrl+. where they are, not where the squiggle is.
  const first = document.lines.starts[document.lines.lineAt(span.start)]!;
  const last = document.lines.lineEnd(document.lines.lineAt(span.end));
  return start <= last && end >= first;
}
