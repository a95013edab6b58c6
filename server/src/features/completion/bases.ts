/** What FROM and `from` can name: stages and images. */

import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import { words } from './items.ts';
import { imageItems } from './knownImages.ts';
import type { CompletionServices } from './services.ts';

/** Stages, and images with their tags: for FROM, COPY --from and the `from` of a mount. */
export function baseItems(
  document: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const isBehindColon = /:[^/]*$/.test(document.text.slice(span.start, offset));
  return [
    ...(isBehindColon ? [] : stageItems(document, instruction, span)),
    ...imageItems(document, span, offset, services.images, services.documentation),
  ];
}

/** The stages above this instruction's own. */
function stageItems(document: DockerfileDocument, instruction: Instruction, span: Span): CompletionItem[] {
  const own = document.stageModel.stageOf(instruction);
  const above = document.stages.filter(stage => own === undefined || stage.index < own.index);
  const named = above.filter(stage => stage.nameWord !== undefined);
  const items = named.map(
    (stage): CompletionItem => ({
      label: stage.nameWord!.value,
      kind: CompletionItemKind.Module,
      detail: `stage ${stage.index}, from ${stage.baseWord?.value ?? 'nothing'}`,
      sortText: `0${String(stage.index).padStart(4, '0')}`,
      textEdit: { range: document.lines.rangeOf(span), newText: stage.nameWord!.value },
    }),
  );
  if (instruction.name !== 'FROM') return items;
  const scratch = words(document, span, ['scratch'], CompletionItemKind.Constant);
  return [...items, ...scratch.map(item => ({ ...item, sortText: '1', detail: 'nothing: the image begins empty' }))];
}
