/** What an argument can be, by instruction. */

import { type CompletionItem, CompletionItemKind, InsertTextFormat } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import { notes } from '../../notes/notes.generated.ts';
import { toPlainText } from '../../notes/render.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import { copyPathCompletions } from '../copyPaths.ts';
import type { InstructionPlace } from '../place.ts';
import { commandItems } from './commands.ts';
import { beginningAsTyped, choices, untilValue, withoutQuotes, words } from './items.ts';
import type { CompletionServices } from './services.ts';
import * as values from './values.ts';

/** What the argument under the cursor can be, by instruction. */
export function argumentItems(
  document: DockerfileDocument,
  place: InstructionPlace,
  typed: { readonly text: string; readonly span: Span },
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const { instruction } = place;
  const span = withoutQuotes(document.text, offset, 'word' in place && instruction.json ? place.span : typed.span);
  switch (instruction.name) {
    case 'COPY':
    case 'ADD':
      return copyItems(document, instruction, typed, offset, services);
    case 'EXPOSE':
      return portItems(document, untilValue(document.text, offset, span, '/'), offset);
    case 'USER':
      return choices(document, untilValue(document.text, offset, span, ':'), values.users, CompletionItemKind.Value);
    case 'STOPSIGNAL':
      return choices(document, span, values.signals, CompletionItemKind.EnumMember);
    case 'WORKDIR':
    case 'VOLUME':
      return folderItems(document, span, [{ value: '/', detail: 'the root' }, ...values.folders], offset);
    case 'SHELL':
      // Of a list that is written already only the end of what is typed may follow: an editor closes quotes and brackets by itself.
      return instruction.rest === undefined || /^["\]\s]*$/.test(document.text.slice(offset, instruction.rest.span.end))
        ? choices(document, instruction.rest?.span ?? typed.span, values.shells, CompletionItemKind.Value)
        : [];
    case 'LABEL':
      return place.kind === 'pair-value' ? [] : labelItems(document, keySpan(typed), services);
    case 'ENV':
      return place.kind === 'pair-value'
        ? []
        : choices(document, keySpan(typed), values.environment, CompletionItemKind.Variable, name =>
            place.kind === 'pair-key' && place.pair.valueSpan ? name : `${name}=`,
          );
    case 'ARG':
      return place.kind === 'pair-value' ? [] : globalArguments(document, instruction, keySpan(typed));
    case 'RUN':
    case 'CMD':
    case 'ENTRYPOINT':
      return instruction.json ? [] : commandItems(document, instruction, typed, offset, services);
    default:
      return [];
  }
}

/** Folders that begin as it is typed. What ends with a slash is whole, and a slash at the end is nothing to offer: Enter ends the line. */
function folderItems(
  document: DockerfileDocument,
  span: Span,
  folders: readonly values.ValueChoice[],
  offset: number,
): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const isWhole = offset === span.end && typed.length > 1 && typed.endsWith('/');
  const own = isWhole ? [{ value: typed, detail: 'as it is typed' }] : [];
  const isSame = (value: string): boolean => typed !== '' && (value === `${typed}/` || (isWhole && value === typed));
  const list = [...own, ...folders.filter(({ value }) => !isSame(value))];
  return beginningAsTyped(document, choices(document, span, list, CompletionItemKind.Folder), offset);
}

/** A number that is typed is a port as it stands, 5005 as well as 50051: it is the first of the list, so that Enter keeps it. */
function portItems(document: DockerfileDocument, span: Span, offset: number): CompletionItem[] {
  const typed = document.text.slice(span.start, offset);
  const isNew = offset === span.end && /^\d{3,}$/.test(typed) && !values.ports.some(({ value }) => value === typed);
  const list = isNew ? [{ value: typed, detail: 'as it is typed' }, ...values.ports] : values.ports;
  return choices(document, span, list, CompletionItemKind.Value);
}

/** The part of `KEY=value` before the `=`. */
function keySpan(typed: { readonly text: string; readonly span: Span }): Span {
  const equals = typed.text.indexOf('=');
  return equals === -1 ? typed.span : { start: typed.span.start, end: typed.span.start + equals };
}

function labelItems(document: DockerfileDocument, span: Span, services: CompletionServices): CompletionItem[] {
  return notes
    .filter(note => note.kind === 'label')
    .map((note, index): CompletionItem => {
      const label = note.id.replace(/^label\./, '');
      const documentation = services.documentation(note.id);
      const hasValue = document.text[span.end] === '=';
      return {
        label,
        kind: CompletionItemKind.Property,
        detail: toPlainText(note.summary),
        ...(documentation ? { documentation } : {}),
        sortText: `${label.startsWith('org.opencontainers') ? 0 : 1}${String(index).padStart(3, '0')}`,
        ...(services.snippets && !hasValue ? { insertTextFormat: InsertTextFormat.Snippet } : {}),
        textEdit: {
          range: document.lines.rangeOf(span),
          newText: hasValue ? label : services.snippets ? `${label}="$1"` : `${label}=`,
        },
      };
    });
}

/** An ARG in a stage takes over a global one of the name. */
function globalArguments(document: DockerfileDocument, instruction: Instruction, span: Span): CompletionItem[] {
  if (document.stageModel.stageOf(instruction) === undefined) return [];
  const names = document.stageModel.preamble.flatMap(declared => declared.pairs.map(pair => pair.key));
  const predefined = [
    'TARGETPLATFORM',
    'TARGETOS',
    'TARGETARCH',
    'TARGETVARIANT',
    'BUILDPLATFORM',
    'BUILDOS',
    'BUILDARCH',
  ];
  return words(document, span, [...new Set([...names, ...predefined])], CompletionItemKind.Variable);
}

/** Sources from the context (or folders of the stage copied from); the last word is the destination. */
function copyItems(
  document: DockerfileDocument,
  instruction: Instruction,
  typed: { readonly text: string; readonly span: Span },
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const { words: argumentWords } = instruction;
  const index = argumentWords.findIndex(word => offset >= word.span.start && offset <= word.span.end);
  const isDestination = index === -1 ? argumentWords.length > 0 : index > 0 && index === argumentWords.length - 1;
  const destinations = isDestination
    ? folderItems(document, typed.span, destinationsOf(document, instruction), offset)
    : [];
  const fromElsewhere = instruction.flags.some(flag => flag.name === 'from');
  if (fromElsewhere) {
    const from = instruction.flags.find(flag => flag.name === 'from')!;
    const use = document.stageModel.uses.find(
      candidate => candidate.instruction === instruction && candidate.kind === 'COPY',
    );
    const target = from && use?.target;
    const known = target ? [...workdirsOfStage(document, target.instructions)] : [];
    return [...folderItems(document, typed.span, known, offset), ...destinations];
  }
  const sources = pathItems(document, offset, services);
  if (!isDestination || (index !== -1 && argumentWords.length === 1)) return sources;
  // Further sources are possible too, behind the destinations.
  const further = sources.map(item => ({ ...item, sortText: `5${item.sortText ?? item.label}` }));
  return [...destinations, ...beginningAsTyped(document, further, offset)];
}

function pathItems(document: DockerfileDocument, offset: number, services: CompletionServices): CompletionItem[] {
  return services.context ? copyPathCompletions(document, offset, services.context) : [];
}

/** Here first, then places that are usual. */
function destinationsOf(document: DockerfileDocument, instruction: Instruction): values.ValueChoice[] {
  const workdir = document.stateAt(instruction)?.workdir.value;
  const here = workdir?.known && workdir.value !== '/' ? workdir.value : undefined;
  const detail = here ? `the WORKDIR ${here}` : 'the folder here';
  // Of two that begin alike the shorter is first, so that Enter behind `.` ends the line instead of making `./` of it.
  return [
    { value: '.', detail },
    { value: './', detail },
    ...(here ? [here, `${here}/`].map(value => ({ value, detail: 'the WORKDIR here' })) : []),
    { value: '/', detail: 'the root' },
    ...values.folders.filter(({ value }) => value !== here),
  ];
}

function workdirsOfStage(document: DockerfileDocument, instructions: readonly Instruction[]): values.ValueChoice[] {
  const found = new Map<string, values.ValueChoice>();
  for (const instruction of instructions) {
    const workdir = document.stateAt(instruction)?.workdir.value;
    if (workdir?.known && workdir.value !== '/') {
      found.set(workdir.value, { value: workdir.value, detail: 'a WORKDIR of that stage' });
    }
  }
  return [...found.values()];
}
