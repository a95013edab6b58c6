/** Call hierarchy of stages: a stage "calls" what it is built on and copies from. */
import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import type { Stage, StageUse } from '../model/stages.ts';
import { symbolAt } from './symbolAt.ts';
import { stageTitle } from './symbols.ts';

/** The stage under the cursor: its name, a use of it, or any line of it. */
export function prepareCallHierarchy(document: DockerfileDocument, offset: number): CallHierarchyItem[] {
  const named = symbolAt(document, offset)?.stage;
  const around = document.stages.findLast(stage => stage.span.start <= offset);
  const stage = named ?? around;
  return stage ? [itemOf(document, stage)] : [];
}

export function incomingCalls(document: DockerfileDocument, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const stage = stageOf(document, item);
  if (!stage) return [];
  return grouped(document.stageModel.usesOf(stage), use => use.user).map(([from, uses]) => ({
    from: itemOf(document, from),
    fromRanges: uses.map(use => document.lines.rangeOf(use.span)),
  }));
}

export function outgoingCalls(document: DockerfileDocument, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const stage = stageOf(document, item);
  if (!stage) return [];
  const uses = document.stageModel.uses.filter(use => use.user === stage && use.target !== undefined);
  return grouped(uses, use => use.target!).map(([to, places]) => ({
    to: itemOf(document, to),
    fromRanges: places.map(use => document.lines.rangeOf(use.span)),
  }));
}

function itemOf(document: DockerfileDocument, stage: Stage): CallHierarchyItem {
  return {
    name: stageTitle(stage),
    detail: `FROM ${stage.baseWord?.value ?? ''}`,
    kind: SymbolKind.Module,
    uri: document.uri,
    range: document.lines.rangeOf(stage.span),
    selectionRange: document.lines.rangeOf(stage.nameWord?.span ?? stage.from.keyword.span),
    data: stage.index,
  };
}

function stageOf(document: DockerfileDocument, item: CallHierarchyItem): Stage | undefined {
  return typeof item.data === 'number' ? document.stages[item.data] : undefined;
}

function grouped(uses: readonly StageUse[], by: (use: StageUse) => Stage): [Stage, StageUse[]][] {
  const groups = new Map<Stage, StageUse[]>();
  for (const use of uses) {
    const group = groups.get(by(use));
    if (group) group.push(use);
    else groups.set(by(use), [use]);
  }
  return [...groups];
}
