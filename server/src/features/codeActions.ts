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
import { fixAll } from '../lint/fixAll.ts';
import type { Fix } from '../lint/rule.ts';
import type { LintFinding, LintOptions } from '../lint/run.ts';
import { type SuppressAction, suppressHere, suppressInFile } from '../lint/suppressions.ts';
import type { DockerfileDocument } from '../model/document.ts';
import { checkEdit } from '../refactor/gate.ts';
import type { Span } from '../syntax/tree.ts';
import { findingDiagnostic, type SuppressionDiagnosticData, type SyntaxDiagnosticData } from './diagnostics.ts';

export interface CodeActionRequest {
  readonly range: Range;
  /** The diagnostics that the client shows at the range. */
  readonly diagnostics: readonly Diagnostic[];
  /** With what the findings were made; for "fix all". */
  readonly lint?: LintOptions;
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
    const touched = findings
      .filter(finding => isTouched(document, finding, request.range))
      .sort((a, b) => weight(a) - weight(b));
    for (const finding of touched) {
      const fixes = finding.fixes.filter(fix => isAllowed(document, fix));
      actions.push(...fixes.map((fix, index) => fixAction(document, finding, fix, index === 0)));
    }
    const meant = meantFindings(document, touched, request.range);
    actions.push(
      ...fixRuleActions(document, touched, findings, request),
      ...suppressActions(document, meant),
      ...ruleActions(document, meant),
    );
  }
  if (request.only !== undefined && wants(request.only, CodeActionKind.SourceFixAll)) {
    const action = fixAllAction(document, request);
    if (action) actions.push(action);
  }
  return actions;
}

/** Errors and warnings first: a hint does not crowd out what matters. */
function weight({ severity }: LintFinding): number {
  return ['error', 'warning', 'info', 'hint'].indexOf(severity);
}

/** More rules than these make a menu that nobody reads. */
const mostRules = 2;

/**
 * Of what the lines hold, the findings that somebody wants to silence or to read about: what is marked under the cursor, else the gravest.
 * A hint is one only where nothing else is.
 */
function meantFindings(document: DockerfileDocument, touched: readonly LintFinding[], range: Range): LintFinding[] {
  const start = document.lines.offsetAt(range.start);
  const end = document.lines.offsetAt(range.end);
  const exact = touched.filter(({ span }) => start < end && span.start === start && span.end === end);
  const under = touched.filter(({ span }) => start <= span.end && end >= span.start);
  const near = [exact, under, touched].find(list => list.length > 0) ?? [];
  const grave = near.filter(({ severity }) => severity !== 'hint');
  const rules = [...new Set((grave.length > 0 ? grave : near).map(({ ruleId }) => ruleId))].slice(0, mostRules);
  return near.filter(({ ruleId }) => rules.includes(ruleId));
}

export const openRuleCommand = 'drydock.openNote';
export const ruleOffCommand = 'drydock.turnRuleOff';

/** At the end of the menu, for each rule once: its page, and off with it. Clients without the commands do not get them. */
function ruleActions(document: DockerfileDocument, touched: readonly LintFinding[]): CodeAction[] {
  const byRule = new Map(touched.map(finding => [finding.ruleId, finding]));
  const action = (finding: LintFinding, title: string, command: string, argument: string): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [findingDiagnostic(document, finding)],
    command: { title, command, arguments: [argument] },
  });
  return [
    // ShellCheck's pages are links of the diagnostic: nothing is said of them here.
    ...[...byRule].flatMap(([id, finding]) =>
      /^SC\d+$/.test(id) ? [] : [action(finding, `Open the page of ${id}`, openRuleCommand, `rule.${id}`)],
    ),
    ...[...byRule].map(([id, finding]) => action(finding, `Turn ${id} off`, ruleOffCommand, id)),
  ];
}

/** Every edit passes the gate; what it refuses is not offered. */
function isAllowed(document: DockerfileDocument, fix: Fix): boolean {
  return checkEdit({ before: document.tree, edits: fix.edits, claims: { instructions: fix.touches } }).ok;
}

/** "Fix all problems of this rule", where there are several. */
function fixRuleActions(
  document: DockerfileDocument,
  touched: readonly LintFinding[],
  findings: readonly LintFinding[],
  request: CodeActionRequest,
): CodeAction[] {
  const ids = new Set(touched.filter(hasSafeFix).map(({ ruleId }) => ruleId));
  return [...ids].flatMap(ruleId => {
    const count = findings.filter(finding => finding.ruleId === ruleId && hasSafeFix(finding)).length;
    if (count < 2) return [];
    const { text } = fixAll(document.text, { ...fixAllOptions(document, request), ruleId });
    const edit = wholeEdit(document, text);
    return edit ? [{ title: `Fix all ${count} problems of ${ruleId}`, kind: CodeActionKind.QuickFix, edit }] : [];
  });
}

function hasSafeFix({ fixes }: LintFinding): boolean {
  return fixes.some(({ safety }) => safety === 'safe');
}

function fixAllAction(document: DockerfileDocument, request: CodeActionRequest): CodeAction | undefined {
  const edit = wholeEdit(document, fixAll(document.text, fixAllOptions(document, request)).text);
  return edit ? { title: 'Fix all safe problems', kind: `${CodeActionKind.SourceFixAll}.drydock`, edit } : undefined;
}

function fixAllOptions(document: DockerfileDocument, { lint }: CodeActionRequest) {
  return { document: document.options, ...(lint ? { lint } : {}) };
}

/** One edit from the first to the last difference; undefined when nothing differs. */
function wholeEdit(document: DockerfileDocument, text: string): CodeAction['edit'] | undefined {
  const old = document.text;
  if (old === text) return undefined;
  let start = 0;
  while (start < old.length && start < text.length && old[start] === text[start]) start++;
  let tail = 0;
  while (tail < old.length - start && tail < text.length - start && old.at(-1 - tail) === text.at(-1 - tail)) tail++;
  const span = { start, end: old.length - tail };
  return {
    changes: { [document.uri]: [textEdit(document, { span, newText: text.slice(start, text.length - tail) })] },
  };
}

/** The comments that switch the findings off, each once. */
function suppressActions(document: DockerfileDocument, touched: readonly LintFinding[]): CodeAction[] {
  const seen = new Set<string>();
  return touched.flatMap(finding => {
    const offers: readonly (SuppressAction | undefined)[] = [
      suppressHere(document, finding),
      suppressInFile(document, finding),
    ];
    return offers.flatMap(offer => {
      const key = offer && JSON.stringify(offer);
      if (offer === undefined || seen.has(key!)) return [];
      seen.add(key!);
      return [
        {
          title: offer.title,
          kind: CodeActionKind.QuickFix,
          diagnostics: [findingDiagnostic(document, finding)],
          edit: { changes: { [document.uri]: offer.edits.map(edit => textEdit(document, edit)) } },
        },
      ];
    });
  });
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
    const data = diagnostic.data as Partial<SyntaxDiagnosticData & SuppressionDiagnosticData> | undefined;
    if (data?.removal !== undefined) {
      return [
        {
          title: 'Remove it from the comment',
          kind: CodeActionKind.QuickFix,
          diagnostics: [diagnostic],
          isPreferred: true,
          edit: { changes: { [document.uri]: [textEdit(document, data.removal)] } },
        },
      ];
    }
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

/** What can only be ignored, and is a hint, is offered on its own text alone; anything else on its lines. */
function isTouched(document: DockerfileDocument, { span, severity, fixes }: LintFinding, range: Range): boolean {
  if (severity !== 'hint' || fixes.length > 0) return touches(document, span, range);
  return document.lines.offsetAt(range.start) <= span.end && document.lines.offsetAt(range.end) >= span.start;
}

/** Whether a span and a range have a line in common. */
export function touches(document: DockerfileDocument, span: Span, range: Range): boolean {
  const start = document.lines.offsetAt(range.start);
  const end = document.lines.offsetAt(range.end);
  // A cursor anywhere on the lines of the finding counts: people press Ctrl+. where they are, not where the squiggle is.
  const first = document.lines.starts[document.lines.lineAt(span.start)]!;
  const last = document.lines.lineEnd(document.lines.lineAt(span.end));
  return start <= last && end >= first;
}
