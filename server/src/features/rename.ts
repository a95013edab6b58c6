/**
 * Rename of stages, variables and heredoc delimiters, everywhere they stand, checked before it is offered: the result is parsed, and its
 * stages, uses and values must be the same but for the name. What cannot be proved is refused with the reason.
 */
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import { PREDEFINED_PLATFORM_ARGUMENTS, PREDEFINED_PROXY_ARGUMENTS } from '../model/globals.ts';
import { checkEdit } from '../refactor/gate.ts';
import { scriptsOf } from '../shell/script.ts';
import { fileSpanOf } from '../shell/scriptMap.ts';
import { applyEdits, type TextEdit } from '../syntax/edit.ts';
import { type NamedSymbol, symbolAt } from './symbolAt.ts';

export type RenameResult =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  /** One sentence for the person who typed the name. */
  | { readonly ok: false; readonly reason: string };

/** What would be renamed at the offset; a reason when it cannot be. Undefined: nothing to rename here. */
export function prepareRename(
  document: DockerfileDocument,
  offset: number,
): NamedSymbol | { readonly reason: string } | undefined {
  const symbol = symbolAt(document, offset);
  if (!symbol) return undefined;
  const reason = fixedName(document, symbol);
  return reason === undefined ? symbol : { reason };
}

/** The edits that give the symbol at the offset another name. */
export function rename(document: DockerfileDocument, offset: number, newName: string): RenameResult {
  const symbol = symbolAt(document, offset);
  if (!symbol) return refuse('There is no stage, variable or heredoc here.');
  const reason = fixedName(document, symbol) ?? nameProblem(document, symbol, newName) ?? hiddenUse(document, symbol);
  if (reason !== undefined) return refuse(reason);
  const edits = symbol.places.map(place => ({ span: place.span, newText: newName }));
  const verdict = checkEdit({ before: document.tree, edits, claims: { instructions: 'all', comments: 'same' } });
  if (!verdict.ok) return refuse(`Renaming would break the file: ${verdict.reason}.`);
  const after = createDocument(applyEdits(document.text, edits), document.options);
  if (fingerprint(document, symbol, symbol.name) !== fingerprint(after, symbol, newName)) {
    return refuse(`Renaming ${symbol.name} to ${newName} would change what the file means.`);
  }
  return { ok: true, edits };
}

function refuse(reason: string): RenameResult {
  return { ok: false, reason };
}

/** Names that others decide. */
function fixedName(_document: DockerfileDocument, symbol: NamedSymbol): string | undefined {
  if (symbol.kind === 'stage' && symbol.places.every(place => place.role !== 'definition')) {
    return 'This stage has no name yet: it is used by its number.';
  }
  if (symbol.kind !== 'variable') return undefined;
  if (PREDEFINED_PLATFORM_ARGUMENTS.includes(symbol.name) || PREDEFINED_PROXY_ARGUMENTS.includes(symbol.name)) {
    return `${symbol.name} is set by BuildKit and cannot be renamed.`;
  }
  if (!symbol.places.some(place => place.role === 'definition')) {
    return `${symbol.name} is not set in this file (the base image may set it), so it cannot be renamed.`;
  }
  return undefined;
}

function nameProblem(document: DockerfileDocument, symbol: NamedSymbol, newName: string): string | undefined {
  switch (symbol.kind) {
    case 'stage':
      if (!/^[a-z][a-z0-9-_.]*$/i.test(newName)) {
        return 'A stage name begins with a letter and has only letters, digits, "-", "_" and ".".';
      }
      if (['scratch', 'context'].includes(newName.toLowerCase())) return `"${newName}" is reserved by BuildKit.`;
      if (newName.toLowerCase() === symbol.name) return undefined;
      return document.stages.some(stage => stage.name === newName.toLowerCase())
        ? `There is a stage named ${newName} already.`
        : undefined;
    case 'variable': {
      if (!/^[A-Za-z_]\w*$/.test(newName))
        return 'A variable name has only letters, digits and "_", and no digit first.';
      const { definitions, uses } = document.variables;
      const taken = definitions.some(other => other.name === newName) || uses.some(use => use.name === newName);
      return taken && newName !== symbol.name ? `${newName} is used in this file already.` : undefined;
    }
    case 'heredoc':
      if (!/^\w[\w.-]*$/.test(newName)) return 'A heredoc delimiter has only letters, digits, "_", "-" and ".".';
      return symbol.heredoc!.content.split(/\r?\n/).some(line => line.replace(/^\t+/, '') === newName)
        ? `The text of the heredoc has a line "${newName}".`
        : undefined;
  }
}

/** A variable may be read in ways that no text search can follow: then better not. */
function hiddenUse(document: DockerfileDocument, symbol: NamedSymbol): string | undefined {
  // What is no name to a shell (`ARG a.b`, half-typed text) it cannot read.
  if (symbol.kind !== 'variable' || !/^\w+$/.test(symbol.name)) return undefined;
  const known = new Set(symbol.places.map(place => place.span.start));
  const word = new RegExp(`(?<![\\w])${symbol.name}(?![\\w])`, 'g');
  for (const instruction of document.effectiveInstructions) {
    for (const script of scriptsOf(instruction)) {
      for (const match of script.text.matchAll(word)) {
        const offset = fileSpanOf(script.map, match.index, match.index + symbol.name.length).start;
        if (known.has(offset)) continue;
        const line = document.lines.lineAt(offset) + 1;
        return `Line ${line} names ${symbol.name} in a command in a way that cannot be followed safely.`;
      }
    }
  }
  return undefined;
}

/** What the file means, with the symbol's name taken out: equal before and after, or the rename is not one. */
function fingerprint(document: DockerfileDocument, symbol: NamedSymbol, name: string): string {
  const neutral = (text: string | undefined): string | undefined =>
    symbol.kind !== 'heredoc' && text?.toLowerCase() === name.toLowerCase() ? '\0' : text;
  const stages = document.stages.map(stage => [
    neutral(stage.name),
    stage.base.kind === 'stage'
      ? stage.base.stage.index
      : stage.base.kind === 'image'
        ? stage.base.name
        : stage.base.kind,
  ]);
  const uses = document.stageModel.uses.map(use => [
    use.kind,
    use.user.index,
    use.target?.index ?? (symbol.kind === 'variable' ? use.text.replaceAll(name, '\0') : use.text),
  ]);
  const variables = document.variables.uses.map(use => [
    symbol.kind === 'variable' ? neutral(use.name) : use.name,
    use.state,
    use.definition === undefined ? -1 : document.variables.definitions.indexOf(use.definition),
    use.value,
  ]);
  const heredocs = document.tree.instructions.map(instruction =>
    instruction.heredocs.map(heredoc => [heredoc.expand, heredoc.chomp, heredoc.terminated, heredoc.content]),
  );
  const renamedValues = JSON.stringify([stages, uses, variables]);
  // The names inside heredocs and commands change with the variable; their number does not.
  return JSON.stringify([renamedValues, symbol.kind === 'variable' ? heredocs.map(list => list.length) : heredocs]);
}
