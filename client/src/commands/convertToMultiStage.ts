import * as vscode from 'vscode';
import type { ConvertedResult, ConvertQuestion, ConvertRefusal } from '../../../server/src/protocol/messages.ts';
import type { Command, Drydock } from '../drydock.ts';
import {
  applyChange,
  applyPreview,
  closePreview,
  type ProposedChange,
  showPreview,
} from '../views/conversionPreview.ts';
import { showMarkdown } from '../views/noteDocuments.ts';
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
    if (result.outcome === 'converted') return propose(drydock, document, oldText, result, given.apply === true);
    const more = await askQuestions(result.questions, answers);
    if (more === undefined) return undefined;
    answers = { ...answers, ...more };
  }
};

/** "Apply the Multi-Stage Build": makes the change that the diff editor shows. */
export const applyConversion: Command = async (): Promise<boolean> => {
  const applied = await applyPreview();
  if (!applied) vscode.window.showWarningMessage('The Dockerfile was edited meanwhile. Convert it again.');
  return applied;
};

async function propose(
  drydock: Drydock,
  document: vscode.TextDocument,
  oldText: string,
  result: ConvertedResult,
  atOnce: boolean,
): Promise<string> {
  const edits = result.edits.map(({ range: { start, end }, newText }) => {
    return new vscode.TextEdit(new vscode.Range(start.line, start.character, end.line, end.character), newText);
  });
  const change: ProposedChange = { title: result.title, document, oldText, newText: result.newText, edits };
  if (atOnce) return (await applyChange(change)) ? 'applied' : 'changed meanwhile';
  await showPreview(change);
  inBackground(drydock, offerToApply(result));
  return 'shown';
}

async function offerToApply(result: ConvertedResult): Promise<void> {
  const apply = 'Apply';
  const explain = 'Explain';
  const discard = 'Discard';
  const message = [`${result.title}?`, ...result.cautions].join(' ');
  const show = result.cautions.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  for (;;) {
    const choice = await show(message, apply, explain, discard);
    if (choice === apply) await vscode.commands.executeCommand('drydock.applyConversion');
    if (choice === discard) await closePreview();
    if (choice !== explain) return;
    const cautions = result.cautions.map(caution => `- ${caution}`).join('\n');
    await showMarkdown(
      result.title,
      `# ${result.title}\n\n${result.explanation}${cautions === '' ? '' : `\n\n## Check this\n\n${cautions}`}\n`,
    );
  }
}

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
