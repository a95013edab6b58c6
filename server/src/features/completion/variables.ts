/** The variables that can be used at an instruction: global ARGs in FROM, ARG and ENV of the stage and of what it is built on elsewhere. */
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../../model/document.ts';
import { PREDEFINED_PLATFORM_ARGUMENTS, PREDEFINED_PROXY_ARGUMENTS } from '../../model/globals.ts';
import { baseEnvironment } from '../../model/imageFacts.ts';
import type { Stage } from '../../model/stages.ts';
import type { Instruction, Span } from '../../syntax/tree.ts';
import { heldWhileTyping } from './knownImages.ts';

export interface VariableChoice {
  readonly name: string;
  /** One line: where it comes from and what it is. */
  readonly detail: string;
}

/** Nearest first, each name once. */
export function variablesAt(document: DockerfileDocument, instruction: Instruction): readonly VariableChoice[] {
  const choices = new Map<string, VariableChoice>();
  const add = (name: string, detail: string): void => {
    if (name !== '' && !choices.has(name)) choices.set(name, { name, detail });
  };
  const stage = document.stageModel.stageOf(instruction);
  if (instruction.name === 'FROM' || stage === undefined) {
    for (const declared of document.stageModel.preamble) {
      if (declared.index >= instruction.index) break;
      for (const pair of declared.pairs) add(pair.key, `global ARG ${pair.value ?? ''}`.trimEnd());
    }
    for (const name of PREDEFINED_PLATFORM_ARGUMENTS) add(name, 'set by BuildKit');
    return [...choices.values()];
  }
  for (let at: Stage | undefined = stage; at !== undefined; at = at.parent) {
    const from = at === stage ? '' : ` of stage ${at.name ?? at.index}`;
    for (const declared of [...at.instructions].reverse()) {
      if (declared.name !== 'ARG' && declared.name !== 'ENV') continue;
      if (at === stage && declared.index >= instruction.index) continue;
      for (const pair of declared.pairs) add(pair.key, `${declared.name} ${pair.value ?? ''}`.trimEnd() + from);
    }
  }
  let root = stage;
  while (root.parent) root = root.parent;
  for (const [name, value] of baseEnvironment(root, false).values)
    add(name, value === undefined ? 'set by the image' : `${value} (set by the image)`);
  for (const name of PREDEFINED_PROXY_ARGUMENTS) add(name, 'predefined proxy argument');
  return [...choices.values()];
}

export function variableItems(
  document: DockerfileDocument,
  instruction: Instruction,
  prefix: VariablePrefix,
  offset: number,
): CompletionItem[] {
  // In a script small letters name its own variables, which are not known here: `$n` is not NGINX_VERSION.
  const typed = document.text.slice(prefix.span.start + prefix.opener.length, offset);
  const isScript = ['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(instruction.name);
  const begins = ({ name }: VariableChoice): boolean =>
    isScript ? name.startsWith(typed) : name.toLowerCase().startsWith(typed.toLowerCase());
  return variablesAt(document, instruction)
    .filter(begins)
    .map(
      (variable, index): CompletionItem => ({
        label: variable.name,
        kind: CompletionItemKind.Variable,
        detail: variable.detail,
        sortText: String(index).padStart(3, '0'),
        filterText: `${prefix.opener}${variable.name}`,
        data: heldWhileTyping,
        textEdit: {
          range: document.lines.rangeOf(prefix.span),
          newText: prefix.opener === '${' ? `\${${variable.name}}` : `$${variable.name}`,
        },
      }),
    );
}

export interface VariablePrefix {
  readonly opener: '$' | '${';
  /** From `$` to the end of the name, and the closing brace when it is there. */
  readonly span: Span;
}

/** `$NA|ME` or `${NA|ME}` around the offset. */
export function variablePrefix(text: string, offset: number): VariablePrefix | undefined {
  let start = offset;
  while (start > 0 && /\w/.test(text[start - 1]!)) start--;
  let end = offset;
  while (end < text.length && /\w/.test(text[end]!)) end++;
  if (text[start - 1] === '$') return { opener: '$', span: { start: start - 1, end } };
  if (text[start - 1] !== '{' || text[start - 2] !== '$') return undefined;
  return { opener: '${', span: { start: start - 2, end: text[end] === '}' ? end + 1 : end } };
}
