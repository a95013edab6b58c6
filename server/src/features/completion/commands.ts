/** Programs, their subcommands and flags in shell text. */

import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import { namedNote } from '../../notes/find.ts';
import { itemsOf } from '../../notes/items.ts';
import { toPlainText } from '../../notes/render.ts';
import { commandsIn } from '../../shell/commands.ts';
import { shellAt } from '../../shell/shells.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import { choices, words } from './items.ts';
import type { CompletionServices } from './services.ts';
import * as values from './values.ts';

/** Programs at the start of a command; subcommands and flags of a program that the notes know behind it. */
export function commandItems(
  document: DockerfileDocument,
  instruction: Instruction,
  typed: { readonly text: string; readonly span: Span },
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const commands = commandsIn(instruction, shellAt(document.tree, instruction)) ?? [];
  const current = commands
    .filter(command => command.name && command.name.span.end < offset && offset <= command.span.end + 1)
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start))[0];
  const between = current ? document.text.slice(current.span.end, offset) : '';
  if (!current || /[;&|\n]/.test(between.replace(/\\\r?\n/g, ''))) {
    return words(document, typed.span, commandsFor(document, instruction), CompletionItemKind.Function).map(item => {
      const note = namedNote('shell', item.label);
      const documentation = note && services.documentation(note.id);
      return {
        ...item,
        ...(note ? { detail: toPlainText(note.summary) } : {}),
        ...(documentation ? { documentation } : {}),
      };
    });
  }
  const note = namedNote('shell', current.program);
  if (!note) return [];
  // `curl … | sh -` is whole: Enter leaves it as it is.
  const isFed = current.connector === '|' && typed.text === '-';
  const dash = isFed ? choices(document, typed.span, [stdin], CompletionItemKind.Value) : [];
  const subcommand = current.args.find(word => !word.value.startsWith('-') && word.span.end < offset)?.value;
  const items = itemsOf(note)
    .filter(item =>
      item.section === 'Flags' ? typed.text.startsWith('-') || subcommand !== undefined : subcommand === undefined,
    )
    .flatMap(item => item.names.slice(0, 1).map(name => ({ item, name })))
    .filter(({ name }) => !name.includes(' ') || name.startsWith(`${subcommand} `))
    .map(({ item, name }, index): CompletionItem => {
      const label = name.replace(/^\S+ (?=-)/, '');
      return {
        label,
        kind: item.section === 'Flags' ? CompletionItemKind.Property : CompletionItemKind.Method,
        detail: toPlainText(item.markdown),
        sortText: `${unsafeFlag.test(label) ? 9 : 0}${String(index).padStart(3, '0')}`,
        filterText: label,
        textEdit: { range: document.lines.rangeOf(typed.span), newText: label },
      };
    });
  return [...dash, ...items];
}

const stdin: values.ValueChoice = { value: '-', detail: 'what is piped in' };

/** Explained where they stand, but not among the first that are offered. */
const unsafeFlag =
  /unauthenticated|force-yes|insecure|no-check-certificate|no-?gpg-?check|no-verify|allow-untrusted|trusted-host/;

/** The package manager of the stage's distribution first, where its image says which that is. */
function commandsFor(document: DockerfileDocument, instruction: Instruction): readonly string[] {
  let stage = document.stageModel.stageOf(instruction);
  while (stage?.parent) stage = stage.parent;
  const base = stage?.baseWord?.value ?? '';
  const manager = /alpine/.test(base)
    ? 'apk'
    : /fedora|rockylinux|almalinux|amazonlinux|\bubi/.test(base)
      ? 'dnf'
      : undefined;
  return manager ? [manager, ...values.commonCommands.filter(name => name !== manager)] : values.commonCommands;
}
