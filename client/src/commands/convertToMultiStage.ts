import * as vscode from 'vscode';
import type { ConvertQuestion, ConvertRefusal } from '../../../server/src/protocol/messages.ts';
import type { Command } from '../drydock.ts';
import { proposeChange } from './proposeChange.ts';
import { inBackground } from './registerCommands.ts';

/** What a key binding or a script may give as the second argument. */
export interface ConvertRequest {
  readonly answers?: Readonly<Record<string, string>>;
  /** Change the document at once, without the diff editor. */
  readonly apply?: boolean;
}

/**
 * "Drydock: Convert to Multi-Stage Build": asks what the server asks, shows the result beside the original, and changes the file
 * when the user agrees. Works on the text in the editor, saved or not. The outcome, for whoever executed it.
 */
export const convertToMultiStage: Command = async (drydock, clicked, request): Promise<string | undefined> => {
  const document =
    clicked instanceof vscode.Uri
      ? await vscode.workspace.openTextDocument(clicked)
      : vscode.window.activeTextEditor?.document;
  if (document === undefined || document.languageId !== 'dockerfile') {
    vscode.window.showInformationMessage('Open the Dockerfile that shall be converted.');
    return undefined;
  }
  const given = (request ?? {}) as ConvertRequest;
  let answers = given.answers ?? {};
  for (;;) {
    const oldText = document.getText();
    const uri = document.uri.toString();
    const result = await drydock.server.request('drydock/convert', { uri, text: oldText, answers });
    if (result.outcome === 'refused') {
      inBackground(drydock, tellRefusal(document, result));
      return 'refused';
    }
    if (result.outcome === 'converted') return proposeChange(drydock, document, oldText, result, given.apply === true);
    const more = await askQuestions(result.questions, answers);
    if (more === undefined) return undefined;
    answers = { ...answers, ...more };
  }
};

async function tellRefusal(document: vscode.TextDocument, { reason, hint, range }: ConvertRefusal): Promise<void> {
  const showLine = 'Show the Line';
  const message = hint === undefined ? reason : `${reason} ${hint}`;
  const choice = await vscode.window.showInformationMessage(message, ...(range === undefined ? [] : [showLine]));
  if (choice === showLine && range !== undefined) {
    const selection = new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
    await vscode.window.showTextDocument(document, { selection });
  }
}

/** One question after the other; undefined when the user left. */
export async function askQuestions(
  questions: readonly ConvertQuestion[],
  known: Readonly<Record<string, string>>,
): Promise<Record<string, string> | undefined> {
  const answers: Record<string, string> = {};
  for (const question of questions) {
    const value = await askQuestion(question);
    if (value === undefined) return undefined;
    answers[question.id] = value;
  }
  // A server that asks again what was answered would ask for ever.
  const isNew = Object.entries(answers).some(([id, answer]) => known[id] !== answer);
  if (!isNew) throw new Error('The conversion asked the same question twice.');
  return answers;
}

/** A quick pick cuts a long question off, so that one with few answers is asked in a dialog. */
async function askQuestion({ title, choices }: ConvertQuestion): Promise<string | undefined> {
  if (title.length > 70 && choices.length <= 3) {
    const detail = choices
      .map(choice => (choice.detail === undefined ? '' : `${choice.label}: ${choice.detail}`))
      .filter(line => line !== '');
    const buttons = choices.map(choice => choice.label);
    const label = await vscode.window.showInformationMessage(
      title,
      { modal: true, detail: detail.join('\n') },
      ...buttons,
    );
    return choices.find(choice => choice.label === label)?.value;
  }
  const options = { title: 'Convert to a multi-stage build', placeHolder: title, ignoreFocusOut: true };
  return (await vscode.window.showQuickPick([...choices], options))?.value;
}
