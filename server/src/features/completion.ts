/**
 * Completion by position. Each provider below answers for one kind of place; what it offers is inserted as an edit of the word under the
 * cursor, so that accepting replaces what was typed and never leaves a second half behind.
 */
import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type MarkupContent,
} from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { MOUNT_KEYS, MOUNT_SHARING_MODES, MOUNT_TYPES } from '../model/mounts.ts';
import { instructionFlags, networkModes, securityModes } from '../syntax/instructions.ts';
import { instructionNames } from '../syntax/parse.ts';
import type { Instruction, InstructionName, Span } from '../syntax/tree.ts';
import { instructionSnippets } from './completion/snippets.ts';
import { variablesAt } from './completion/variables.ts';
import { placeAt } from './place.ts';

export interface CompletionServices {
  /** Documentation of a note, or undefined. */
  readonly documentation: (noteId: string) => MarkupContent | undefined;
  /** The client can insert snippets. */
  readonly snippets: boolean;
}

/** What can stand at the offset; empty when there is nothing to offer. */
export function completions(
  document: DockerfileDocument,
  offset: number,
  services: CompletionServices,
): readonly CompletionItem[] {
  const { tree } = document;
  const variable = variablePrefix(document.text, offset);
  const place = placeAt(tree, offset);
  if (place.kind === 'comment') {
    return isAtTop(document, place.span) ? directives(document, place.span, offset) : [];
  }
  if (place.kind === 'directive-name' || place.kind === 'directive-value') {
    return place.kind === 'directive-value' ? directiveValues(document, place.directive.name, place.span) : [];
  }
  if (place.kind === 'blank') return keywords(document, { start: offset, end: offset }, undefined, services);
  const { instruction } = place;
  if (place.kind === 'keyword') return keywords(document, place.span, instruction, services);
  if (place.kind === 'heredoc-body' && !place.heredoc.expand) return [];
  if (variable) return variableItems(document, instruction, variable);
  if (place.kind === 'flag-name') return flagNames(document, instruction, place.flag.span, services);
  if (place.kind === 'flag-value') {
    return flagValues(document, instruction, place.flag.name, place.span, offset);
  }
  if (
    place.kind === 'base' ||
    (place.kind === 'gap' && instruction.name === 'FROM' && instruction.words.length === 0)
  ) {
    return stageItems(document, instruction, place.kind === 'base' ? place.span : { start: offset, end: offset });
  }
  if (place.kind === 'gap' && instruction.known && instruction.name === 'ONBUILD' && !instruction.trigger) {
    return keywords(document, { start: offset, end: offset }, instruction, services);
  }
  if (place.kind === 'healthcheck-type')
    return words(document, place.span, ['CMD', 'NONE'], CompletionItemKind.Keyword);
  const typed = typedWord(document.text, offset);
  if (typed.text.startsWith('-') && flagsAllowed(instruction, offset)) {
    return flagNames(document, instruction, typed.span, services);
  }
  if (place.kind === 'gap' && instruction.name === 'HEALTHCHECK' && instruction.words.length === 0) {
    return words(document, { start: offset, end: offset }, ['CMD', 'NONE'], CompletionItemKind.Keyword);
  }
  return [];
}

// ---- instructions ------------------------------------------------------------------------------------------------------

/** Keywords that make sense here: only ARG and FROM before the first FROM; no FROM, MAINTAINER, ONBUILD behind ONBUILD. */
function keywords(
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
          filterText: `${label} ${snippet.label}`,
          sortText: `1${name}${index}`,
          insertTextFormat: InsertTextFormat.Snippet,
          textEdit: { range: document.lines.rangeOf(span), newText: body },
        };
      });
      return [plain, ...snippets];
    });
}

/** The author writes keywords in lower case: then so do we. */
function writesLowerCase(document: DockerfileDocument): boolean {
  const known = document.tree.instructions.filter(instruction => instruction.known);
  const lower = known.filter(instruction => /^[a-z]+$/.test(instruction.keyword.value)).length;
  return lower > known.length / 2;
}

// ---- flags -------------------------------------------------------------------------------------------------------------

function flagsAllowed(instruction: Instruction, offset: number): boolean {
  const first = instruction.words[0];
  return instructionFlags[instruction.name as InstructionName] !== undefined && (!first || offset <= first.span.end);
}

function flagNames(
  document: DockerfileDocument,
  instruction: Instruction,
  span: Span,
  services: CompletionServices,
): CompletionItem[] {
  const known = instructionFlags[instruction.name as InstructionName] ?? {};
  const used = new Set(instruction.flags.filter(flag => flag.span.start !== span.start).map(flag => flag.name));
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
        textEdit: { range: document.lines.rangeOf(span), newText: type === 'boolean' ? label : `${label}=` },
        ...(type === 'boolean' ? {} : { command: { title: 'Suggest', command: 'editor.action.triggerSuggest' } }),
      };
    });
}

function flagValues(
  document: DockerfileDocument,
  instruction: Instruction,
  name: string,
  span: Span,
  offset: number,
): CompletionItem[] {
  switch (`${instruction.name} ${name}`) {
    case 'FROM platform':
      return words(document, span, platforms, CompletionItemKind.Value);
    case 'COPY from':
      return stageItems(document, instruction, span);
    case 'RUN network':
      return words(document, span, networkModes, CompletionItemKind.EnumMember);
    case 'RUN security':
      return words(document, span, securityModes, CompletionItemKind.EnumMember);
    case 'RUN mount':
      return mountItems(document, instruction, span, offset);
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
): CompletionItem[] {
  const before = document.text.slice(span.start, offset);
  const start = span.start + Math.max(before.lastIndexOf(','), -1) + 1;
  const nextComma = document.text.slice(offset, span.end).indexOf(',');
  const end = nextComma === -1 ? span.end : offset + nextComma;
  const field = document.text.slice(start, offset);
  const equals = field.indexOf('=');
  if (equals === -1) {
    return words(
      document,
      { start, end },
      MOUNT_KEYS.map(key => (['ro', 'rw', 'readonly', 'readwrite', 'required'].includes(key) ? key : `${key}=`)),
      CompletionItemKind.Property,
    );
  }
  const value = { start: start + equals + 1, end };
  switch (field.slice(0, equals).toLowerCase()) {
    case 'type':
      return words(document, value, MOUNT_TYPES, CompletionItemKind.EnumMember);
    case 'sharing':
      return words(document, value, MOUNT_SHARING_MODES, CompletionItemKind.EnumMember);
    case 'from':
      return stageItems(document, instruction, value);
    default:
      return [];
  }
}

// ---- stages, variables, directives ---------------------------------------------------------------------------------------

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
  return [...items, ...words(document, span, ['scratch'], CompletionItemKind.Constant)];
}

function variableItems(
  document: DockerfileDocument,
  instruction: Instruction,
  prefix: VariablePrefix,
): CompletionItem[] {
  return variablesAt(document, instruction).map(
    (variable): CompletionItem => ({
      label: variable.name,
      kind: CompletionItemKind.Variable,
      detail: variable.detail,
      filterText: `${prefix.opener}${variable.name}`,
      textEdit: {
        range: document.lines.rangeOf(prefix.span),
        newText: prefix.opener === '${' ? `\${${variable.name}}` : `$${variable.name}`,
      },
    }),
  );
}

interface VariablePrefix {
  readonly opener: '$' | '${';
  /** From `$` to the end of the name, and the closing brace when it is there. */
  readonly span: Span;
}

/** `$NA|ME` or `${NA|ME}` around the offset. */
function variablePrefix(text: string, offset: number): VariablePrefix | undefined {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end]!)) end++;
  if (text[start - 1] === '$') return { opener: '$', span: { start: start - 1, end } };
  if (text[start - 1] !== '{' || text[start - 2] !== '$') return undefined;
  return { opener: '${', span: { start: start - 2, end: text[end] === '}' ? end + 1 : end } };
}

function isAtTop(document: DockerfileDocument, span: Span): boolean {
  const before = document.text.slice(0, span.start).replace('\ufeff', '');
  return before.split('\n').every(line => line.trim() === '' || /^\s*#\s*(syntax|escape|check)\s*=/i.test(line));
}

function directives(document: DockerfileDocument, span: Span, offset: number): CompletionItem[] {
  const used = new Set(document.tree.directives.map(directive => directive.name));
  const line = { start: span.start, end: offset };
  return [
    ['syntax', '# syntax=docker/dockerfile:1'],
    ['escape', '# escape=`'],
    ['check', '# check=error=true'],
  ]
    .filter(([name]) => !used.has(name!))
    .map(
      ([name, newText]): CompletionItem => ({
        label: newText!,
        kind: CompletionItemKind.Keyword,
        filterText: `${document.text.slice(line.start, line.end)}${name}`,
        textEdit: { range: document.lines.rangeOf(line), newText: newText! },
      }),
    );
}

function directiveValues(document: DockerfileDocument, name: string, span: Span): CompletionItem[] {
  switch (name) {
    case 'syntax':
      return words(document, span, ['docker/dockerfile:1', 'docker/dockerfile:1-labs'], CompletionItemKind.Value);
    case 'escape':
      return words(document, span, ['`', '\\'], CompletionItemKind.Value);
    case 'check':
      return words(document, span, ['error=true', 'skip=', 'skip=all', 'experimental=all'], CompletionItemKind.Value);
    default:
      return [];
  }
}

// ---- helpers -----------------------------------------------------------------------------------------------------------

function words(
  document: DockerfileDocument,
  span: Span,
  labels: readonly string[],
  kind: CompletionItemKind,
): CompletionItem[] {
  return labels.map((label, index) => ({
    label,
    kind,
    sortText: String(index).padStart(3, '0'),
    textEdit: { range: document.lines.rangeOf(span), newText: label },
  }));
}

/** The unbroken text around the offset. */
function typedWord(text: string, offset: number): { readonly text: string; readonly span: Span } {
  let start = offset;
  while (start > 0 && !/\s/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && !/\s/.test(text[end]!)) end++;
  return { text: text.slice(start, end), span: { start, end } };
}
