/**
 * What is wrong in an ignore file: what BuildKit refuses, what gitignore allows and this does not, and lines that do nothing to the
 * context that lies there. Each finding may carry fixes; all of them are edits of this one text.
 */
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
} from 'vscode-languageserver-types';
import type { IgnorePattern, IgnoreSpan } from '../../context/dockerignore.ts';
import { formatFiles } from '../../context/format.ts';
import { matchGlob } from '../../context/goPath.ts';
import { type ContextTree, filesBelow } from '../../context/tree.ts';
import type { IgnoreDocument } from './facts.ts';
import { lineName } from './hover.ts';

export interface IgnoreFinding {
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly span: IgnoreSpan;
  readonly unnecessary?: boolean;
  readonly fixes: readonly IgnoreFix[];
}

export interface IgnoreFix {
  readonly title: string;
  readonly span: IgnoreSpan;
  readonly newText: string;
}

/** All findings, in the order of the file. */
export function ignoreFindings(document: IgnoreDocument): readonly IgnoreFinding[] {
  const refused = new Set<number>();
  const findings: IgnoreFinding[] = document.compiled.problems.map(problem => {
    refused.add(problem.line);
    return {
      code: problem.code,
      message: refusal(document, problem.code, problem.span),
      severity: 'error',
      span: problem.span,
      fixes: refusalFixes(document, problem.code, problem.span),
    };
  });
  const seen = new Map<string, IgnorePattern>();
  /** `!` or not → the last line of that kind: one of the other kind between two equal lines may make the second count. */
  const lastOfSign = new Map<boolean, number>();
  for (const pattern of document.parsed.patterns) {
    if (refused.has(pattern.line)) continue;
    const syntax = syntaxFinding(document, pattern);
    if (syntax) findings.push(syntax);
    const earlier = seen.get(pattern.cleaned);
    if (earlier && (lastOfSign.get(!pattern.negated) ?? -1) < earlier.line)
      findings.push(duplicate(document, pattern, earlier));
    else {
      const effect = syntax === undefined ? effectFinding(document, pattern) : undefined;
      if (effect) findings.push(effect);
    }
    lastOfSign.set(pattern.negated, pattern.line);
    seen.set(pattern.cleaned, pattern);
  }
  return findings.sort((one, other) => one.span.start - other.span.start);
}

/** The findings as LSP has them. */
export function ignoreDiagnostics(document: IgnoreDocument): Diagnostic[] {
  return ignoreFindings(document).map(finding => toDiagnostic(document, finding));
}

/** The fixes of the findings that touch the span. */
export function ignoreActions(document: IgnoreDocument, uri: string, span: IgnoreSpan): CodeAction[] {
  return ignoreFindings(document)
    .filter(finding => finding.span.start <= span.end && finding.span.end >= span.start)
    .flatMap(finding =>
      finding.fixes.map((fix, index) => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toDiagnostic(document, finding)],
        isPreferred: index === 0,
        edit: { changes: { [uri]: [{ range: document.lines.rangeOf(fix.span), newText: fix.newText }] } },
      })),
    );
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

function toDiagnostic(document: IgnoreDocument, finding: IgnoreFinding): Diagnostic {
  return {
    range: document.lines.rangeOf(finding.span),
    severity: severities[finding.severity],
    code: finding.code,
    source: 'drydock',
    message: finding.message,
    ...(finding.unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

function refusal(document: IgnoreDocument, code: string, span: IgnoreSpan): string {
  const text = document.parsed.text.slice(span.start, span.end);
  if (code === 'lone-negation') return 'A “!” alone: BuildKit refuses the whole file (illegal exclusion pattern)';
  if (code === 'line-too-long') return 'This line is longer than 64 KiB: BuildKit refuses the whole file';
  if (/\\\s*$/.test(text)) {
    return 'A backslash at the end of a pattern (blanks behind it are taken off): BuildKit refuses the whole file';
  }
  return 'Syntax error in pattern: BuildKit refuses the whole file';
}

function refusalFixes(document: IgnoreDocument, code: string, span: IgnoreSpan): readonly IgnoreFix[] {
  if (code === 'lone-negation') return [removeLine(document, span, 'Remove the line')];
  const text = document.parsed.text.slice(span.start, span.end);
  if (/\\$/.test(text)) {
    return [{ title: 'Remove the backslash', span: { start: span.end - 1, end: span.end }, newText: '' }];
  }
  return [];
}

/** What gitignore (or a shell) would understand and this does not. */
function syntaxFinding(document: IgnoreDocument, pattern: IgnorePattern): IgnoreFinding | undefined {
  const { text } = document.parsed;
  const { bodySpan, patternSpan, matched } = pattern;
  const body = text.slice(bodySpan.start, bodySpan.end);
  const at = (start: number, end: number): IgnoreSpan => ({ start: bodySpan.start + start, end: bodySpan.start + end });
  if (body.startsWith('#') && !pattern.negated) {
    return {
      code: 'indented-comment',
      message: 'Blanks before “#” make this a pattern, not a comment',
      severity: 'warning',
      span: patternSpan,
      fixes: [{ title: 'Make it a comment', span: { start: pattern.span.start, end: patternSpan.start }, newText: '' }],
    };
  }
  const comment = /\s+#.*$/.exec(body);
  if (comment) {
    return {
      code: 'inline-comment',
      message: 'A comment needs a line of its own: this is part of the pattern',
      severity: 'warning',
      span: at(comment.index, body.length),
      fixes: [
        {
          title: 'Move the comment to the line above',
          span: { start: pattern.span.start, end: bodySpan.end },
          newText:
            comment[0].trim() +
            lineEnd(document) +
            text.slice(pattern.span.start, bodySpan.start) +
            body.slice(0, comment.index),
        },
      ],
    };
  }
  if (matched === '.' || matched === '/') {
    return {
      code: 'root',
      message: 'This matches nothing: the root itself cannot be left out. “*” is everything in it',
      severity: 'warning',
      span: bodySpan,
      fixes: [{ title: 'Write *', span: bodySpan, newText: '*' }],
    };
  }
  if (matched === '..' || matched.startsWith('../')) {
    return {
      code: 'outside',
      message: 'A path outside of the build context: nothing there is ever sent',
      severity: 'warning',
      span: bodySpan,
      fixes: [removeLine(document, patternSpan, 'Remove the line')],
    };
  }
  const negatedClass = /\[!/.exec(body);
  if (negatedClass && body.indexOf(']', negatedClass.index + 2) > negatedClass.index) {
    const start = negatedClass.index + 1;
    return {
      code: 'class-negation',
      message: 'In a character class “!” is itself here; “^” negates',
      severity: 'warning',
      span: at(start, start + 1),
      fixes: [{ title: 'Write [^', span: at(start, start + 1), newText: '^' }],
    };
  }
  const braces = /^([^{}]*)\{([^{}]*,[^{}]*)\}([^{}]*)$/.exec(body);
  if (braces) {
    const [, before = '', inner = '', after = ''] = braces;
    const sign = text.slice(patternSpan.start, bodySpan.start);
    const lines = inner.split(',').map(part => sign + before + part.trim() + after);
    return {
      code: 'braces',
      message: 'Braces are no alternatives here; each needs a line of its own',
      severity: 'warning',
      span: at(before.length, body.length - after.length),
      fixes: [{ title: `Write ${lines.length} lines`, span: patternSpan, newText: lines.join(lineEnd(document)) }],
    };
  }
  if (body.startsWith('/') && body.length > 1 && !pattern.matched.startsWith('/')) {
    return {
      code: 'leading-slash',
      message: 'A leading “/” means nothing here: every pattern starts at the root of the context',
      severity: 'hint',
      span: at(0, 1),
      fixes:
        // `/!x` and `/#x` would become something else.
        /^\/+[^/!#\s]/.test(body)
          ? [{ title: 'Remove the “/”', span: at(0, /^\/+/.exec(body)![0].length), newText: '' }]
          : [],
    };
  }
  const stars = /[^/*\\]\*\*(?=[^/*])|^\*\*(?=[^/*])/.exec(body);
  if (stars) {
    const start = stars.index + stars[0].length - 2;
    return {
      code: 'double-star',
      message:
        '“**” stands for whole folders: between other characters it matches nothing or a path that ends with “/”',
      severity: 'info',
      span: at(start, start + 2),
      fixes: [{ title: 'Write one *', span: at(start, start + 2), newText: '*' }],
    };
  }
  return undefined;
}

function duplicate(document: IgnoreDocument, pattern: IgnorePattern, earlier: IgnorePattern): IgnoreFinding {
  return {
    code: 'duplicate',
    message: `Line ${earlier.line + 1} says the same`,
    severity: 'hint',
    span: pattern.patternSpan,
    unnecessary: true,
    fixes: [removeLine(document, pattern.patternSpan, 'Remove the line')],
  };
}

/** What the line does, or does not, to the files that are there. */
function effectFinding(document: IgnoreDocument, pattern: IgnorePattern): IgnoreFinding | undefined {
  const { tree } = document;
  if (!tree) return undefined;
  const deeper = deeperNamesakes(document, pattern, tree);
  if (deeper) return deeper;
  const idle = document.idle.get(pattern.line);
  if (!idle || /^\*+$/.test(pattern.matched)) return undefined;
  const base = { span: pattern.patternSpan, fixes: [removeLine(document, pattern.patternSpan, 'Remove the line')] };
  switch (idle.reason) {
    case 'matches-nothing':
      return {
        ...base,
        code: 'matches-nothing',
        severity: 'hint',
        message: 'Matches nothing in this build context now',
      };
    case 'already':
      return {
        ...base,
        code: 'already',
        severity: 'hint',
        unnecessary: true,
        message: `Changes nothing: ${plain(lineName(document, idle.line))} already decides the same about ${idle.example}`,
      };
    case 'overridden':
      return {
        ...base,
        code: 'overridden',
        severity: 'warning',
        message: `Has no effect: ${plain(lineName(document, idle.line))} decides otherwise about ${idle.example}`,
      };
    case 'not-ignored':
      return {
        ...base,
        code: 'not-ignored',
        severity: 'info',
        message: isStillIgnored(document, pattern, tree)
          ? `Has no effect: ${idle.example} itself is sent anyway, and what other lines leave out below it stays out. “${pattern.cleaned}/**” would bring it back`
          : `Has no effect: ${idle.example} is sent anyway`,
        fixes: isStillIgnored(document, pattern, tree)
          ? [{ title: `Write ${pattern.cleaned}/**`, span: pattern.patternSpan, newText: `${pattern.cleaned}/**` }]
          : base.fixes,
      };
  }
}

/** Something below what a `!` line names is left out all the same. */
function isStillIgnored(document: IgnoreDocument, pattern: IgnorePattern, tree: ContextTree): boolean {
  if (/[*?[\\]/.test(pattern.matched)) return false;
  for (const file of filesBelow(tree.root)) {
    if (file.path.startsWith(pattern.matched + '/') && document.compiled.matches(file.path)) return true;
  }
  return false;
}

/** Names that are meant in every folder by nearly everyone who writes them. */
const meantEverywhere =
  /^(node_modules|__pycache__|\.DS_Store|Thumbs\.db|\.git|\.venv|venv|\.env(\..*)?|\*\.[\w*]+|bin|obj|target|dist|coverage|\.pytest_cache|\.next|\.gradle)$/;

/** The gitignore habit: a bare name is one at the root here, and others of that name are sent. */
function deeperNamesakes(
  document: IgnoreDocument,
  pattern: IgnorePattern,
  tree: ContextTree,
): IgnoreFinding | undefined {
  const { matched } = pattern;
  if (pattern.negated || matched.includes('/') || matched.includes('**') || !meantEverywhere.test(matched))
    return undefined;
  if (!deeperNames(tree).some(name => matchGlob(matched, name) === true)) return undefined;
  let count = 0;
  let example: string | undefined;
  for (const file of filesBelow(tree.root)) {
    const names = file.path.split('/');
    const index = names.findIndex((name, at) => at > 0 && matchGlob(matched, name) === true);
    if (index === -1 || document.compiled.matches(file.path)) continue;
    count++;
    example ??= names.slice(0, index + 1).join('/');
  }
  if (example === undefined) return undefined;
  return {
    code: 'root-only',
    message: `Only at the root: ${example} and the like are sent (${formatFiles(count)}). “**/${matched}” is in every folder`,
    severity: 'info',
    span: pattern.bodySpan,
    fixes: [{ title: `Write **/${matched}`, span: pattern.bodySpan, newText: `**/${matched}` }],
  };
}

const namesOfTree = new WeakMap<ContextTree, { readonly version: number; readonly names: readonly string[] }>();

/** The different names below the top level. */
function deeperNames(tree: ContextTree): readonly string[] {
  const known = namesOfTree.get(tree);
  if (known?.version === tree.version) return known.names;
  const names = new Set<string>();
  const open = [...tree.root.folders.values()];
  for (let folder = open.pop(); folder; folder = open.pop()) {
    for (const name of folder.files.keys()) names.add(name);
    for (const [name, below] of folder.folders) {
      names.add(name);
      open.push(below);
    }
  }
  const result = [...names];
  namesOfTree.set(tree, { version: tree.version, names: result });
  return result;
}

function removeLine(document: IgnoreDocument, span: IgnoreSpan, title: string): IgnoreFix {
  const { starts, text } = document.lines;
  const line = document.lines.lineAt(span.start);
  const start = starts[line]!;
  const next = starts[line + 1];
  if (next !== undefined)
    return {
      title,
      span: { start: Math.max(start, document.parsed.hasBom && line === 0 ? 1 : 0), end: next },
      newText: '',
    };
  return { title, span: { start: line > 0 ? document.lines.lineEnd(line - 1) : start, end: text.length }, newText: '' };
}

function lineEnd(document: IgnoreDocument): string {
  return /\r\n/.test(document.parsed.text) ? '\r\n' : '\n';
}

function plain(markdown: string): string {
  return markdown.replaceAll('`', '');
}
