/**
 * Gives a file back to its own language when VS Code took it for a Dockerfile by its name alone.
 */
import * as vscode from 'vscode';
import { languageOfMisnamed } from './engine/misnamed.ts';

export function keepMisnamedFilesOut(): vscode.Disposable {
  // Once for each file: who then says "Dockerfile" by hand is right.
  const seen = new Set<string>();
  const look = async (document: vscode.TextDocument) => {
    const uri = document.uri.toString();
    if (document.languageId !== 'dockerfile' || seen.has(uri)) return;
    seen.add(uri);
    const language = languageOfMisnamed(document.uri.path, document.getText());
    if (language === undefined || isAssociatedByUser(document)) return;
    if ((await vscode.languages.getLanguages()).includes(language))
      await vscode.languages.setTextDocumentLanguage(document, language);
  };
  for (const document of vscode.workspace.textDocuments) void look(document);
  return vscode.workspace.onDidOpenTextDocument(look);
}

/** `"files.associations": { "Dockerfile.py": "dockerfile" }` */
function isAssociatedByUser(document: vscode.TextDocument): boolean {
  const associations = vscode.workspace
    .getConfiguration('files', document.uri)
    .get<Record<string, string>>('associations', {});
  return Object.entries(associations).some(([pattern, language]) => {
    if (language !== 'dockerfile') return false;
    const inAnyFolder = pattern.includes('/') ? pattern : `**/${pattern}`;
    return vscode.languages.match({ pattern: inAnyFolder }, document) > 0;
  });
}
