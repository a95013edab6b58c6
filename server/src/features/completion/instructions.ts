/** Keywords of instructions, with snippets; whole files. */

import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import { instructionNames } from '../../syntax/parse.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import type { CompletionServices } from './services.ts';
import { fileSnippets, instructionSnippets, withoutPlaceholders } from './snippets.ts';

/** Keywords that make sense here: only ARG and FROM before the first FROM; no FROM, MAINTAINER, ONBUILD behind ONBUILD. */
export function keywords(
  document: DockerfileDocument,
  span: Span,
  instruction: Instruction | undefined,
  services: CompletionServices,
): CompletionItem[] {
  const inOnbuild =
    instruction !== undefined &&
    document.tree.instructions.some(
      other => other.name === 'ONBUILD' && other.span.start < span.start && other.span.end >= span.end,
    );
  const firstFrom = document.tree.instructions.find(other => other.name === 'FROM');
  const beforeFrom = !firstFrom || span.start < firstFrom.span.start;
  const onFrom = firstFrom !== undefined && instruction === firstFrom;
  const lower = writesLowerCase(document);
  return instructionNames
    .filter(name => name !== 'MAINTAINER')
    .filter(name => !(beforeFrom || onFrom) || name === 'FROM' || name === 'ARG')
    .filter(name => !inOnbuild || (name !== 'FROM' && name !== 'ONBUILD'))
    .flatMap(name => {
      const label = lower ? name.toLowerCase() : name;
      const hasArguments = instruction?.rest !== undefined || (instruction?.flags.length ?? 0) > 0;
      const documentation = services.documentation(`instruction.${name}`);
      const plain: CompletionItem = {
        label,
        kind: CompletionItemKind.Keyword,
        ...(documentation ? { documentation } : {}),
        sortText: `0${name}`,
        textEdit: { range: document.lines.rangeOf(span), newText: hasArguments ? label : `${label} ` },
      };
      if (!services.snippets || hasArguments) return [plain];
      const snippets = (instructionSnippets[name] ?? []).map((snippet, index): CompletionItem => {
        const body = lower ? snippet.body.replace(/^[A-Z]+/, word => word.toLowerCase()) : snippet.body;
        return {
          label: `${label} ${snippet.label}`,
          kind: CompletionItemKind.Snippet,
          detail: snippet.detail,
          documentation: { kind: 'markdown', value: `\`\`\`dockerfile\n${withoutPlaceholders(body)}\n\`\`\`` },
          filterText: oneWord(`${label} ${snippet.label}`),
          sortText: `1${name}${index}`,
          insertTextFormat: InsertTextFormat.Snippet,
          textEdit: { range: document.lines.rangeOf(span), newText: body },
        };
      });
      return [plain, ...snippets];
    });
}

/** Snippets of whole instructions and files: at the start of a line only, and before the first FROM only what brings one. */
export function wholeSnippets(
  document: DockerfileDocument,
  span: Span,
  services: CompletionServices,
): CompletionItem[] {
  if (!services.snippets) return [];
  const firstFrom = document.tree.instructions.find(other => other.name === 'FROM');
  const beforeFrom = !firstFrom || span.start <= firstFrom.span.start;
  const atTop = isAtTop(document, span);
  return fileSnippets
    .filter(({ body, brings }) =>
      brings === 'syntax' ? atTop : !beforeFrom || brings === 'stage' || /^ARG /.test(body),
    )
    .map((snippet, index): CompletionItem => {
      const body = atTop ? snippet.body : snippet.body.replace(/^# syntax=.*\n/, '');
      return {
        label: snippet.prefix,
        kind: CompletionItemKind.Snippet,
        detail: snippet.description,
        documentation: { kind: 'markdown', value: `\`\`\`dockerfile\n${withoutPlaceholders(body)}\n\`\`\`` },
        filterText: oneWord(snippet.filter),
        sortText: `2${String(index).padStart(3, '0')}`,
        insertTextFormat: InsertTextFormat.Snippet,
        textEdit: { range: document.lines.rangeOf(span), newText: body },
      };
    });
}

/**
 * A text to filter by that no blank matches: behind the keyword a list that is still shown would else go on, and Enter behind `WORKDIR app`
 * would take `WORKDIR /app` from it.
 */
function oneWord(text: string): string {
  return text.replaceAll(' ', '-');
}

/** The author writes keywords in lower case: then so do we. */
function writesLowerCase(document: DockerfileDocument): boolean {
  const known = document.tree.instructions.filter(instruction => instruction.known);
  const lower = known.filter(instruction => /^[a-z]+$/.test(instruction.keyword.value)).length;
  return lower > known.length / 2;
}

export function isAtTop(document: DockerfileDocument, span: Span): boolean {
  const before = document.text.slice(0, span.start).replace('\ufeff', '');
  return before.split('\n').every(line => line.trim() === '' || /^\s*#\s*(syntax|escape|check)\s*=/i.test(line));
}
