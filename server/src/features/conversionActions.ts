/**
 * The light bulb on FROM: "Convert to a multi-stage build". Safe: the edit itself. With open questions: the command that asks them. Refused:
 * a disabled action that says why.
 */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { convertToMultiStage } from '../refactor/multistage/convert.ts';
import type { ConversionContext } from '../refactor/multistage/types.ts';
import { type CodeActionRequest, textEdit, wants } from './codeActions.ts';

export const convertCommand = 'drydock.convertToMultiStage';

/** The action for a cursor on the FROM of a file with one stage; empty elsewhere. */
export function conversionActions(
  document: DockerfileDocument,
  request: CodeActionRequest,
  context: ConversionContext | undefined,
): CodeAction[] {
  if (!wants(request.only, CodeActionKind.RefactorRewrite)) return [];
  const [stage] = document.stages;
  if (!stage || document.stages.length !== 1) return [];
  const { from } = stage;
  const onFrom = request.range.start.line <= from.endLine - 1 && request.range.end.line >= from.startLine - 1;
  if (!onFrom) return [];
  const conversion = convertToMultiStage({ source: document, ...(context ? { context } : {}) });
  const title = 'Convert to a multi-stage build';
  const kind = CodeActionKind.RefactorRewrite;
  switch (conversion.outcome) {
    case 'safe':
      return [
        {
          title,
          kind,
          edit: { changes: { [document.uri]: conversion.edits!.map(edit => textEdit(document, edit)) } },
        },
        { title: `${title}: preview…`, kind, command: { title, command: convertCommand, arguments: [document.uri] } },
      ];
    case 'ask':
      return [{ title: `${title}…`, kind, command: { title, command: convertCommand, arguments: [document.uri] } }];
    default: {
      const [reason] = conversion.reasons;
      return [{ title, kind, disabled: { reason: [reason?.message, reason?.hint].filter(Boolean).join(' ') } }];
    }
  }
}
