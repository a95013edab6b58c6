/**
 * The quick fix on a source that the ignore file leaves out: a line with `!` behind the line to blame. It is offered only where that line,
 * tried out, brings back the source and nothing that another line leaves out too.
 */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import { copySources, isWholeContext } from '../../context/copySources.ts';
import { compileDockerignore, parseDockerignore } from '../../context/dockerignore.ts';
import { literalPattern } from '../../context/map.ts';
import { matchSource, type SourceOptions } from '../../context/sources.ts';
import { type ContextTree, filesBelow, folderAt } from '../../context/tree.ts';
import type { LintFinding } from '../../lint/run.ts';
import type { DockerfileDocument } from '../../model/document.ts';
import type { TextEdit } from '../../syntax/edit.ts';
import { LineIndex } from '../../syntax/lines.ts';
import { type CodeActionRequest, touches, wants } from '../codeActions.ts';
import { findingDiagnostic } from '../diagnostics.ts';

export interface IncludeContext {
  readonly tree: ContextTree;
  /** The ignore file that counts, with the text it has now (in an editor, else on the disk). */
  readonly ignoreUri: string;
  readonly ignoreText: string;
}

/** One action for each ignored source in the range. It is not the preferred one: somebody may have left the file out on purpose. */
export function includeIgnoredActions(
  document: DockerfileDocument,
  findings: readonly LintFinding[],
  request: CodeActionRequest,
  { tree, ignoreUri, ignoreText }: IncludeContext,
): CodeAction[] {
  if (!wants(request.only, CodeActionKind.QuickFix)) return [];
  const touched = findings.filter(
    ({ ruleId, span }) => ignoredRules.includes(ruleId) && touches(document, span, request.range),
  );
  return touched.flatMap((finding): CodeAction[] => {
    const source = copySources(document).find(
      ({ kind, span }) => kind !== 'bind' && span.start === finding.span.start && span.end === finding.span.end,
    );
    if (source?.value === undefined) return [];
    const edit = inclusionOf(source.value, source.options, tree, ignoreText);
    if (!edit) return [];
    const name = ignoreUri.slice(ignoreUri.lastIndexOf('/') + 1);
    return [
      {
        title: `Add “${edit.newText.trim()}” to ${decodeURIComponent(name)}`,
        kind: CodeActionKind.QuickFix,
        diagnostics: [findingDiagnostic(document, finding)],
        edit: {
          changes: { [ignoreUri]: [{ range: new LineIndex(ignoreText).rangeOf(edit.span), newText: edit.newText }] },
        },
      },
    ];
  });
}

/**
 * The line that sends the source after all, as an edit of the ignore file; undefined where one line is not enough, would bring back more
 * than the source's own line leaves out, or would send what is better kept out of an image.
 */
export function inclusionOf(
  source: string,
  options: SourceOptions,
  tree: ContextTree,
  ignoreText: string,
): TextEdit | undefined {
  const parsed = parseDockerignore(ignoreText);
  const ignore = compileDockerignore(parsed);
  if (ignore.problems.length > 0 || isWholeContext(source) || source.includes('**') || options.parents)
    return undefined;
  const before = matchSource(source, tree, ignore, options);
  if (before.verdict !== 'ignored') return undefined;
  const { path, isWildcard, entries } = matchSource(source, tree, undefined, options);
  // Brackets and escapes do not mean quite the same to COPY and to an ignore file.
  if (isWildcard && /[[\]\\{}|^]/.test(path)) return undefined;
  const files = entries.flatMap(entry => filesOf(tree, entry.path) ?? []);
  if (files.length === 0 || files.length > mostFiles || files.some(isBetterLeftOut)) return undefined;
  const negated = new Set(parsed.patterns.filter(pattern => pattern.negated).map(pattern => pattern.line));
  const ignoringLines = (path: string) => ignore.linesMatching(path).filter(line => !negated.has(line));
  const blamed = entries.map(entry => ignoringLines(entry.path));
  const common = blamed.reduce((some, lines) => some.filter(line => lines.includes(line)));
  const last = common.at(-1);
  if (last === undefined) return undefined;
  const { end } = parsed.lines[last]!.span;
  const eol = ignoreText.includes('\r\n') ? '\r\n' : '\n';
  const edit = { span: { start: end, end }, newText: `${eol}!${isWildcard ? path : literalPattern(path)}` };
  const changed = ignoreText.slice(0, end) + edit.newText + ignoreText.slice(end);
  const after = compileDockerignore(parseDockerignore(changed));
  const { verdict, fails } = matchSource(source, tree, after, options);
  if (after.problems.length > 0 || verdict !== 'found' || fails) return undefined;
  // What another line leaves out too (`**/node_modules`, `**/.env`) must not come along.
  const isBroughtBack = (file: string) =>
    !after.matches(file) && ignoringLines(file).some(line => !common.includes(line));
  return files.some(isBroughtBack) ? undefined : edit;
}

const ignoredRules: readonly string[] = ['CopyIgnoredFile', 'copy-source-ignored'];

/** So many are looked at while somebody waits for the light bulb. */
const mostFiles = 2000;

/** The paths of a file or of all files of a folder; undefined where they are not known. */
function filesOf(tree: ContextTree, path: string): readonly string[] | undefined {
  const folder = folderAt(tree, path);
  return folder ? Array.from(filesBelow(folder), file => file.path) : [path];
}

/** Secrets, history and installed packages: there is a better way than sending them. */
function isBetterLeftOut(path: string): boolean {
  return (
    /(?:^|\/)(?:\.git|node_modules|\.ssh|\.aws|\.gnupg)(?:\/|$)/.test(path) ||
    /(?:^|\/)(?:\.env(?:\.[^/]*)?|\.npmrc|\.pypirc|\.netrc|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]*\.(?:pem|key|p12|pfx))$/.test(
      path,
    )
  );
}
