/** Code lenses on stages: who uses a stage. Their command shows the references. */
import type { CodeLens } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';

/** One lens for each stage of a file with several. */
export function codeLenses(document: DockerfileDocument): CodeLens[] {
  if (document.stages.length < 2) return [];
  return document.stages.map(stage => {
    const range = document.lines.rangeOf(stage.from.span);
    const uses = document.stageModel.usesOf(stage);
    const users = new Set(uses.map(use => use.user));
    const locations = uses.map(use => ({ uri: document.uri, range: document.lines.rangeOf(use.span) }));
    const title =
      uses.length === 0
        ? stage === document.finalStage
          ? 'final stage: this is the image'
          : 'not used by the final stage'
        : `used by ${users.size === 1 ? '1 stage' : `${users.size} stages`} (${uses.length === 1 ? '1 place' : `${uses.length} places`})`;
    if (locations.length === 0) return { range, command: { title, command: '' } };
    return {
      range,
      command: { title, command: 'drydock.showReferences', arguments: [document.uri, range.start, locations] },
    };
  });
}
