/** The quick fix on "there is no .dockerignore" for editors that make files by themselves: the advised file, at its place. */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { ContextTree } from '../../context/tree.ts';
import type { LintFinding } from '../../lint/run.ts';
import type { DockerfileDocument } from '../../model/document.ts';
import { type CodeActionRequest, wants } from '../codeActions.ts';
import { findingDiagnostic } from '../diagnostics.ts';
import { createDockerignoreFor } from './create.ts';

/** `folder`: uri of the build context. A file that has come into being meanwhile is left alone: the edit then fails. */
export function createIgnoreActions(
  document: DockerfileDocument,
  findings: readonly LintFinding[],
  request: CodeActionRequest,
  {
    folder,
    tree,
    isGitIgnored,
  }: {
    readonly folder: string;
    readonly tree: ContextTree;
    readonly isGitIgnored?: ((path: string) => boolean) | undefined;
  },
): CodeAction[] {
  if (!wants(request.only, CodeActionKind.QuickFix)) return [];
  const finding = findings.find(({ ruleId, span }) => {
    const { start, end } = document.lines.rangeOf(span);
    return ruleId === 'no-dockerignore' && request.range.start.line <= end.line && request.range.end.line >= start.line;
  });
  if (finding === undefined) return [];
  const uri = `${folder}/.dockerignore`;
  const start = { line: 0, character: 0 };
  return [
    {
      title: 'Create a .dockerignore',
      kind: CodeActionKind.QuickFix,
      diagnostics: [findingDiagnostic(document, finding)],
      isPreferred: true,
      edit: {
        documentChanges: [
          { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } },
          {
            textDocument: { uri, version: null },
            edits: [{ range: { start, end: start }, newText: createDockerignoreFor(document, tree, isGitIgnored) }],
          },
        ],
      },
    },
  ];
}
