/** Flags of instructions, their values, mounts. */

import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import { MOUNT_SHARING_MODES, MOUNT_TYPES } from '../../model/mounts.ts';
import { mountNote } from '../../notes/find.ts';
import { itemsOf } from '../../notes/items.ts';
import { toPlainText } from '../../notes/render.ts';
import { instructionFlags, networkModes, securityModes } from '../../syntax/instructions.ts';
import type { Instruction, InstructionName, Span } from '../../syntax/tree.ts';
import { baseItems } from './bases.ts';
import { beginningAsTyped, choices, suggestAgain, untilValue, words } from './items.ts';
import type { CompletionServices } from './services.ts';
import { users } from './values.ts';

export function flagsAllowed(instruction: Instruction, start: number): boolean {
  const first = instruction.words[0];
  return instructionFlags[instruction.name as InstructionName] !== undefined && (!first || start <= first.span.start);
}

export function flagNames(
  document: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  services: CompletionServices,
): CompletionItem[] {
  const known = instructionFlags[instruction.name as InstructionName] ?? {};
  const used = new Set(instruction.flags.filter(flag => flag.span.start !== span.start).map(flag => flag.name));
  const hasValue = document.text[span.end] === '=';
  return Object.entries(known)
    .filter(([name, type]) => type === 'strings' || !used.has(name))
    .map(([name, type]): CompletionItem => {
      const label = `--${name}`;
      const documentation = services.documentation(`flag.${instruction.name}.${label}`);
      return {
        label,
        kind: CompletionItemKind.Property,
        ...(documentation ? { documentation } : {}),
        filterText: label,
        textEdit: {
          range: document.lines.rangeOf(span),
          newText: type === 'boolean' || hasValue ? label : `${label}=`,
        },
        ...(type === 'boolean' || hasValue ? {} : { command: suggestAgain }),
      };
    });
}

export function flagValues(
  document: DockerfileDocument,
  instruction: Instruction,
  name: string,
  span: Span,
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  switch (`${instruction.name} ${name}`) {
    case 'FROM platform':
      return words(document, span, platforms, CompletionItemKind.Value);
    case 'COPY from':
      return baseItems(document, instruction, span, offset, services);
    case 'RUN network':
      return words(document, span, networkModes, CompletionItemKind.EnumMember);
    case 'RUN security':
      return words(document, span, securityModes, CompletionItemKind.EnumMember);
    case 'RUN mount':
      return mountItems(document, instruction, span, offset, services);
    case 'COPY chown':
    case 'ADD chown': {
      const user = untilValue(document.text, offset, span, ':');
      return beginningAsTyped(document, choices(document, user, users, CompletionItemKind.Value), offset);
    }
    case 'COPY link':
    case 'COPY parents':
    case 'ADD link':
    case 'ADD unpack':
    case 'ADD keep-git-dir':
      return words(document, span, ['true', 'false'], CompletionItemKind.Value);
    default:
      return [];
  }
}

const platforms: readonly string[] = [
  '$BUILDPLATFORM',
  '$TARGETPLATFORM',
  'linux/amd64',
  'linux/arm64',
  'linux/arm/v7',
  'linux/arm/v6',
  'linux/386',
  'linux/ppc64le',
  'linux/s390x',
  'linux/riscv64',
  'windows/amd64',
];

/** Keys of a mount, or the values of the key before the cursor. */
function mountItems(
  document: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  offset: number,
  services: CompletionServices,
): CompletionItem[] {
  const before = document.text.slice(span.start, offset);
  const start = span.start + Math.max(before.lastIndexOf(','), -1) + 1;
  const nextComma = document.text.slice(offset, span.end).indexOf(',');
  const end = nextComma === -1 ? span.end : offset + nextComma;
  const field = document.text.slice(start, offset);
  const equals = field.indexOf('=');
  if (equals === -1) {
    const key = untilValue(document.text, offset, { start, end }, '=');
    return mountKeys(document, document.text.slice(span.start, span.end), key);
  }
  const value = { start: start + equals + 1, end };
  switch (field.slice(0, equals).toLowerCase()) {
    case 'type':
      return words(document, value, MOUNT_TYPES, CompletionItemKind.EnumMember);
    case 'sharing':
      return words(document, value, MOUNT_SHARING_MODES, CompletionItemKind.EnumMember);
    case 'from':
      return baseItems(document, instruction, value, offset, services);
    default:
      return [];
  }
}

/** The keys that a mount of this type takes and does not have yet, in the order of its note. */
function mountKeys(document: DockerfileDocument, value: string, span: Span): CompletionItem[] {
  const type = /(?:^|,)type=(\w+)/i.exec(value)?.[1]?.toLowerCase();
  const note = mountNote(type ?? 'bind') ?? mountNote('bind');
  const used = new Set(value.split(',').map(field => /^\w*/.exec(field)![0].toLowerCase()));
  used.delete(document.text.slice(span.start, span.end).toLowerCase());
  const hasValue = document.text[span.end] === '=';
  return itemsOf(note!)
    .filter(item => item.section === 'Options' && !item.names.some(name => used.has(name)))
    .map((item, index): CompletionItem => {
      const name = item.names[0]!;
      return {
        label: mountSwitches.has(name) ? name : `${name}=`,
        kind: CompletionItemKind.Property,
        detail: toPlainText(item.markdown),
        filterText: name,
        sortText: String(index).padStart(3, '0'),
        textEdit: {
          range: document.lines.rangeOf(span),
          newText: mountSwitches.has(name) || hasValue ? name : `${name}=`,
        },
        ...(mountChoices.has(name) && !hasValue ? { command: suggestAgain } : {}),
      };
    });
}

const mountSwitches: ReadonlySet<string> = new Set(['ro', 'rw', 'required']);

/** Behind these there is something to choose from. */
const mountChoices: ReadonlySet<string> = new Set(['type', 'from', 'sharing']);
