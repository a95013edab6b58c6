/** The variables that can be used at an instruction: global ARGs in FROM, ARG and ENV of the stage and of what it is built on elsewhere. */
import type { DockerfileDocument } from '../../model/document.ts';
import { PREDEFINED_PLATFORM_ARGUMENTS, PREDEFINED_PROXY_ARGUMENTS } from '../../model/globals.ts';
import { baseEnvironment } from '../../model/imageFacts.ts';
import type { Stage } from '../../model/stages.ts';
import type { Instruction } from '../../syntax/tree.ts';

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
