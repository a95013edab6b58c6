/**
 * The light bulb on FROM: "Convert to a multi-stage build". Safe: the edit itself. With open questions: the command that asks them, or one
 * action for each answer where the client has no such command. Refused: a disabled action that says why.
 */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { convertToMultiStage } from '../refactor/multistage/convert.ts';
import type { Conversion, ConversionContext } from '../refactor/multistage/types.ts';
import { type CodeActionRequest, textEdit, wants } from './codeActions.ts';
import type { RefactoringData } from './remedies.ts';

export const convertCommand = 'drydock.convertToMultiStage';

/** The actions for a cursor on the FROM of a file with one stage; empty elsewhere. `hasCommand`: the client can ask questions itself. */
export function conversionActions(
  document: DockerfileDocument,
  request: CodeActionRequest,
  context: ConversionContext | undefined,
  hasCommand: boolean,
): CodeAction[] {
  if (!wants(request.only, CodeActionKind.RefactorRewrite)) return [];
  const [stage] = document.stages;
  if (!stage || document.stages.length !== 1) return [];
  const { from } = stage;
  const onFrom = request.range.start.line <= from.endLine - 1 && request.range.end.line >= from.startLine - 1;
  if (!onFrom) return [];
  const data: RefactoringData = { refactoring: 'multi-stage' };
  const convert = (answers: Readonly<Record<string, string>> = {}): Conversion =>
    convertToMultiStage({ source: document, answers, ...(context ? { context } : {}) });
  const withEdit = (text: string, { edits }: Conversion): CodeAction => ({
    title: text,
    kind,
    data,
    edit: { changes: { [document.uri]: edits!.map(edit => textEdit(document, edit)) } },
  });
  const title = 'Convert to a multi-stage build';
  const kind = CodeActionKind.RefactorRewrite;
  const asking = (text: string): CodeAction => ({
    title: text,
    kind,
    data,
    command: { title, command: convertCommand, arguments: [document.uri] },
  });
  const conversion = convert();
  switch (conversion.outcome) {
    case 'safe':
      return [
        withEdit(title, conversion),
        ...(hasCommand ? [asking(`${title}: preview…`)] : []),
        // Refinements that nobody has to answer: scratch, distroless, a pinned tag.
        ...conversion.questions.flatMap(question =>
          question.options
            .filter(option => option.value !== question.default)
            .flatMap(({ value, label }) => {
              const other = convert({ [question.id]: value });
              return other.outcome === 'safe' ? [withEdit(`${title}: ${label}`, other)] : [];
            }),
        ),
      ];
    case 'ask': {
      if (hasCommand) return [asking(`${title}…`)];
      const [question] = conversion.questions;
      return (question?.options ?? []).flatMap(({ value, label }) => {
        const answered = convert({ [question!.id]: value });
        return answered.edits ? [withEdit(`${title}: ${label}`, answered)] : [];
      });
    }
    default: {
      const [reason] = conversion.reasons;
      return [{ title, kind, disabled: { reason: [reason?.message, reason?.hint].filter(Boolean).join(' ') } }];
    }
  }
}
