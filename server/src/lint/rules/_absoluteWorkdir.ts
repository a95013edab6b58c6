/** The fix of a relative WORKDIR: the whole path, where the folder above it is known. Shared by WorkdirRelativePath and DL3000. */
import { nextWorkdir } from '../../model/config.ts';
import type { DockerfileDocument } from '../../model/document.ts';
import type { Instruction } from '../../syntax/tree.ts';
import type { Fix } from '../rule.ts';

/**
 * Safe where the file itself says which folder is above (or the image is empty). What is known of a base image may differ from tag to tag.
 * A path with a variable, a quote or an escape is left alone.
 */
export function absoluteWorkdir(document: DockerfileDocument, instruction: Instruction): readonly Fix[] {
  // The trigger of an ONBUILD runs in a stage that is not in this file.
  if (document.tree.instructions[instruction.index] !== instruction) return [];
  const state = document.stateAt(instruction);
  const { rest } = instruction;
  if (state === undefined || state.windows || rest === undefined || !/^[\w./-]+$/.test(rest.value)) return [];
  const after = nextWorkdir(state.workdir.value, { known: true, value: rest.value }, false);
  if (!after.known || !/^\/[\w./-]*$/.test(after.value)) return [];
  const isScratch = document.stageModel.stageOf(instruction)?.base.kind === 'scratch';
  return [
    {
      title: `Write WORKDIR ${after.value}`,
      safety: state.workdir.by !== undefined || isScratch ? 'safe' : 'unsafe',
      edits: [{ span: rest.span, newText: after.value }],
      touches: [instruction.index],
    },
  ];
}
