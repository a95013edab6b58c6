/**
 * The named thing under the cursor (a stage, a variable, a heredoc's delimiter) with every place that names it. Definition, references,
 * highlights, rename and linked editing all stand on this.
 */

import type { DockerfileDocument } from '../model/document.ts';
import type { Stage } from '../model/stages.ts';
import type { VariableDefinition } from '../model/variables.ts';
import { scriptsOf } from '../shell/script.ts';
import { fileSpanOf } from '../shell/scriptMap.ts';
import type { Heredoc, Instruction, Span } from '../syntax/tree.ts';
import { holds } from './place.ts';

export interface SymbolPlace {
  /** The name's own characters. */
  readonly span: Span;
  readonly role: 'definition' | 'use';
}

export interface NamedSymbol {
  readonly kind: 'stage' | 'variable' | 'heredoc';
  readonly name: string;
  /** The name under the cursor. */
  readonly span: Span;
  /** In the order of the file, each once. */
  readonly places: readonly SymbolPlace[];
  /** Where "go to definition" goes from the cursor. */
  readonly target: Span | undefined;
  readonly stage?: Stage;
  /** Heredocs: the others of the same instruction. */
  readonly heredoc?: Heredoc;
}

/** The symbol whose name holds the offset; an end counts as inside. */
export function symbolAt(document: DockerfileDocument, offset: number): NamedSymbol | undefined {
  return stageAt(document, offset) ?? variableSymbolAt(document, offset) ?? heredocAt(document, offset);
}

// ---- stages ------------------------------------------------------------------------------------------------------------

function stageAt(document: DockerfileDocument, offset: number): NamedSymbol | undefined {
  const { stages, stageModel } = document;
  const defined = stages.find(stage => stage.nameWord && holds(stage.nameWord.span, offset));
  const used = defined ? undefined : stageModel.uses.find(use => use.target !== undefined && holds(use.span, offset));
  const stage = defined ?? used?.target;
  if (!stage) return undefined;
  const span = defined?.nameWord?.span ?? used!.span;
  const places: SymbolPlace[] = [];
  if (stage.nameWord) places.push({ span: stage.nameWord.span, role: 'definition' });
  for (const use of stageModel.usesOf(stage)) places.push({ span: use.span, role: 'use' });
  return {
    kind: 'stage',
    name: stage.name ?? String(stage.index),
    span,
    places: sorted(places),
    target: stage.nameWord?.span ?? stage.from.keyword.span,
    stage,
  };
}

// ---- variables -----------------------------------------------------------------------------------------------------------

function variableSymbolAt(document: DockerfileDocument, offset: number): NamedSymbol | undefined {
  const { variables } = document;
  const found = variables.variableAt(offset);
  const shellUse = found ? undefined : shellUses(document).find(use => holds(use.span, offset));
  const definition = found?.definition ?? found?.use?.definition ?? shellUse?.definition;
  const name = found?.definition?.name ?? found?.use?.name ?? shellUse?.name;
  if (name === undefined) return undefined;
  const span = found?.definition?.nameSpan ?? found?.use?.nameSpan ?? shellUse!.span;
  const group = definition ? definitionsConnectedTo(document, definition) : new Set<VariableDefinition>();
  const places: SymbolPlace[] = [];
  for (const member of group) places.push({ span: member.nameSpan, role: 'definition' });
  for (const use of variables.uses) {
    const same = use.definition ? group.has(use.definition) : group.size === 0 && use.name === name;
    if (same && use.name === name) places.push({ span: use.nameSpan, role: 'use' });
  }
  for (const use of shellUses(document)) {
    if (use.name === name && use.definition && group.has(use.definition)) places.push({ span: use.span, role: 'use' });
  }
  if (places.length === 0) places.push({ span, role: 'use' });
  return { kind: 'variable', name, span, places: sorted(places), target: definition?.nameSpan };
}

/**
 * All definitions of the name that stand for one variable: an ARG before the first FROM and the ARGs that take it over, and every
 * ARG and ENV of the name in stages built on each other.
 */
export function definitionsConnectedTo(
  document: DockerfileDocument,
  definition: VariableDefinition,
): ReadonlySet<VariableDefinition> {
  const sameName = document.variables.definitions.filter(candidate => candidate.name === definition.name);
  const root = (stage: Stage | undefined): Stage | undefined => {
    let at = stage;
    while (at?.parent) at = at.parent;
    return at;
  };
  const group = new Set([definition]);
  for (let size = 0; size !== group.size; ) {
    size = group.size;
    for (const candidate of sameName) {
      if (group.has(candidate)) continue;
      const connected = [...group].some(
        member =>
          member.takesFrom === candidate ||
          candidate.takesFrom === member ||
          // A build argument of the name reaches every ARG that declares it.
          (member.kind === 'ARG' && candidate.kind === 'ARG') ||
          (member.stage !== undefined && root(member.stage) === root(candidate.stage)),
      );
      if (connected) group.add(candidate);
    }
  }
  return group;
}

/** `$NAME` in the shell text of RUN, CMD, ENTRYPOINT, HEALTHCHECK: the shell expands it, with the value that ENV or ARG gave. */
export interface ShellUse {
  readonly name: string;
  /** The name without `$` and braces. */
  readonly span: Span;
  readonly instruction: Instruction;
  readonly definition: VariableDefinition | undefined;
}

const shellUseCache = new WeakMap<DockerfileDocument, readonly ShellUse[]>();

/** All of them, in the order of the file. */
export function shellUses(document: DockerfileDocument): readonly ShellUse[] {
  const known = shellUseCache.get(document);
  if (known) return known;
  const names = new Set(document.variables.definitions.map(definition => definition.name));
  const uses: ShellUse[] = [];
  if (names.size > 0) {
    for (const instruction of document.effectiveInstructions) {
      for (const script of scriptsOf(instruction)) {
        if (script.kind === 'exec' || !script.text.includes('$')) continue;
        for (const reference of referencesInShell(script.text)) {
          if (!names.has(reference.name)) continue;
          const span = fileSpanOf(script.map, reference.span.start, reference.span.end);
          const definition = document.variables.definitionAt(instruction, reference.name);
          uses.push({ name: reference.name, span, instruction, definition });
        }
      }
    }
  }
  shellUseCache.set(document, uses);
  return uses;
}

/** Names behind `$` and `${` outside single quotes. Quotes inside double quotes do not count. */
function referencesInShell(text: string): { readonly name: string; readonly span: Span }[] {
  const found: { name: string; span: Span }[] = [];
  let doubleQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '"') doubleQuoted = !doubleQuoted;
    else if (character === "'" && !doubleQuoted) {
      const end = text.indexOf("'", at + 1);
      if (end === -1) break;
      at = end;
    } else if (character === '$') {
      const match = /^\$(\{[#!]?)?([A-Za-z_]\w*)/.exec(text.slice(at, at + 256));
      if (!match) continue;
      const start = at + match[0].length - match[2]!.length;
      found.push({ name: match[2]!, span: { start, end: start + match[2]!.length } });
      at = start + match[2]!.length - 1;
    }
  }
  return found;
}

// ---- heredocs ------------------------------------------------------------------------------------------------------------

function heredocAt(document: DockerfileDocument, offset: number): NamedSymbol | undefined {
  const instruction = document.instructionAt(offset);
  for (const heredoc of instruction?.heredocs ?? []) {
    const written = document.text.slice(heredoc.nameSpan.start, heredoc.nameSpan.end);
    const inner = written.indexOf(heredoc.name);
    // Partly quoted delimiters (<<E"O"F) have no one place where the name stands.
    if (inner === -1) continue;
    const start = heredoc.nameSpan.start + inner;
    const opener = { start, end: start + heredoc.name.length };
    const terminator = { start: heredoc.terminatorSpan.end - heredoc.name.length, end: heredoc.terminatorSpan.end };
    const places: SymbolPlace[] = [{ span: opener, role: 'definition' }];
    if (heredoc.terminated) places.push({ span: terminator, role: 'use' });
    const span = places.map(place => place.span).find(place => holds(place, offset));
    if (!span) continue;
    return { kind: 'heredoc', name: heredoc.name, span, places, target: opener, heredoc };
  }
  return undefined;
}

function sorted(places: readonly SymbolPlace[]): readonly SymbolPlace[] {
  const byStart = new Map<number, SymbolPlace>();
  for (const place of places) if (!byStart.has(place.span.start)) byStart.set(place.span.start, place);
  return [...byStart.values()].sort((a, b) => a.span.start - b.span.start);
}
