/** The outline: stages with their instructions, and workspace symbols of the same. */
import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import type { Instruction } from '../syntax/tree.ts';

/** Stages hold their instructions; ARGs before the first FROM stand beside them. */
export function documentSymbols(document: DockerfileDocument): DocumentSymbol[] {
  return [
    ...document.stageModel.preamble.filter(hasName).map(instruction => instructionSymbol(document, instruction)),
    ...document.stages.map(stage => stageSymbol(document, stage)),
  ];
}

/** How a stage is called in lists: its name, or its number. */
export function stageTitle(stage: Stage): string {
  return stage.nameWord?.value ?? `stage ${stage.index}`;
}

function stageSymbol(document: DockerfileDocument, stage: Stage): DocumentSymbol {
  const selection = stage.nameWord?.span ?? stage.from.keyword.span;
  return {
    name: stageTitle(stage),
    detail: `FROM ${stage.baseWord?.value ?? ''}`.trimEnd(),
    kind: SymbolKind.Module,
    range: document.lines.rangeOf(stage.span),
    selectionRange: document.lines.rangeOf(selection),
    children: stage.instructions.filter(hasName).map(instruction => instructionSymbol(document, instruction)),
  };
}

const kinds: Readonly<Record<string, SymbolKind>> = {
  ARG: SymbolKind.Variable,
  ENV: SymbolKind.Constant,
  RUN: SymbolKind.Function,
  COPY: SymbolKind.File,
  ADD: SymbolKind.File,
  CMD: SymbolKind.Event,
  ENTRYPOINT: SymbolKind.Event,
  EXPOSE: SymbolKind.Interface,
  LABEL: SymbolKind.Property,
  USER: SymbolKind.Object,
  WORKDIR: SymbolKind.Namespace,
  VOLUME: SymbolKind.Namespace,
};

function instructionSymbol(document: DockerfileDocument, instruction: Instruction): DocumentSymbol {
  return {
    name: instruction.name,
    detail: firstLine(instruction.rest?.value ?? ''),
    kind: kinds[(instruction.trigger ?? instruction).name] ?? SymbolKind.Operator,
    range: document.lines.rangeOf(instruction.span),
    selectionRange: document.lines.rangeOf(instruction.keyword.span),
  };
}

/** VS Code refuses symbols without a name (a lone continuation character). */
function hasName(instruction: Instruction): boolean {
  return instruction.name.trim() !== '';
}

function firstLine(text: string): string {
  // Much more than is shown, much less than a heredoc may hold.
  const line = text.slice(0, 400).replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
