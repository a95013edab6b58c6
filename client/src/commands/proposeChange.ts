import * as vscode from 'vscode';
import type { ProposedText } from '../../../server/src/protocol/messages.ts';
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

/**
 * Shows a change beside the original and makes it when the user agrees; `atOnce`: makes it without asking. The outcome, for whoever
 * executed the command.
 */
export async function proposeChange(
  drydock: Drydock,
  document: vscode.TextDocument,
  oldText: string,
  proposed: ProposedText,
  atOnce: boolean,
): Promise<string> {
  const edits = proposed.edits.map(({ range: { start, end }, newText }) => {
    return new vscode.TextEdit(new vscode.Range(start.line, start.character, end.line, end.character), newText);
  });
  const change: ProposedChange = { title: proposed.title, document, oldText, newText: proposed.newText, edits };
  if (atOnce) return (await applyChange(change)) ? 'applied' : 'changed meanwhile';
  await showPreview(change);
  inBackground(drydock, offerToApply(proposed));
  return 'shown';
}

/** "Apply the Previewed Change": makes the change that the diff editor shows. */
export const applyProposedChange: Command = async (): Promise<boolean> => {
  const applied = await applyPreview();
  if (!applied) vscode.window.showWarningMessage('The Dockerfile was edited meanwhile. Ask for the change again.');
  return applied;
};

async function offerToApply(proposed: ProposedText): Promise<void> {
  const apply = 'Apply';
  const explain = 'Explain';
  const discard = 'Discard';
  const message = [`${proposed.title}?`, ...proposed.cautions].join(' ');
  const show = proposed.cautions.length === 0 ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  for (;;) {
    const choice = await show(message, apply, explain, discard);
    if (choice === apply) await vscode.commands.executeCommand('drydock.applyConversion');
    if (choice === discard) await closePreview();
    if (choice !== explain) return;
    // What a refactoring may change is its explanation: not said twice.
    const cautions = proposed.cautions.filter(caution => caution !== proposed.explanation);
    const list = cautions.map(caution => `- ${caution}`).join('\n');
    await showMarkdown(
      proposed.title,
      `# ${proposed.title}\n\n${proposed.explanation}${list === '' ? '' : `\n\n## Check this\n\n${list}`}\n`,
    );
  }
}
