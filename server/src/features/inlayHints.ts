/** Inlay hints: the value behind a variable in FROM and paths, what runs a heredoc, the number of an unnamed stage. Each can be switched off. */
import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { scriptsOf } from '../shell/script.ts';
import { shellsOf } from '../shell/shells.ts';
import type { Span } from '../syntax/tree.ts';

export interface InlayHintOptions {
  readonly variables: boolean;
  readonly heredocs: boolean;
  readonly stages: boolean;
}

/** Longer values would push the code aside. */
const longestValue = 40;

/** The hints whose place lies in the span. */
export function inlayHints(document: DockerfileDocument, span: Span, options: InlayHintOptions): InlayHint[] {
  const hints: InlayHint[] = [];
  const inside = (offset: number): boolean => offset >= span.start && offset <= span.end;
  const add = (offset: number, label: string, tooltip: string, kind: InlayHintKind, before: boolean): void => {
    if (!inside(offset)) return;
    hints.push({
      position: document.lines.positionAt(offset),
      label,
      tooltip,
      kind,
      ...(before ? { paddingRight: true } : { paddingLeft: true }),
    });
  };
  if (options.variables) {
    for (const use of document.variables.uses) {
      if (!['base', 'platform', 'word', 'port', 'flag'].includes(use.role) || use.depth > 0) continue;
      if (!use.value?.known || use.value.value === '' || use.value.value.length > longestValue) continue;
      add(use.span.end, `= ${use.value.value}`, `Value of ${use.name} here`, InlayHintKind.Parameter, false);
    }
  }
  if (options.stages && document.stages.length > 1) {
    for (const stage of document.stages) {
      if (stage.nameWord || stage === document.finalStage) continue;
      add(stage.from.span.end, `stage ${stage.index}`, 'COPY --from takes this number', InlayHintKind.Type, false);
    }
  }
  if (options.heredocs) {
    const shells = shellsOf(document.tree);
    for (const instruction of document.tree.instructions) {
      if (instruction.heredocs.length === 0 || !inside(instruction.span.start)) continue;
      const target = instruction.trigger ?? instruction;
      for (const script of scriptsOf(target, shells[instruction.index])) {
        if (script.kind !== 'heredoc') continue;
        const heredoc = instruction.heredocs.find(
          candidate =>
            script.span.start >= candidate.contentSpan.start && script.span.start <= candidate.contentSpan.end,
        );
        if (heredoc) {
          add(heredoc.operatorSpan.end, script.interpreter, 'What runs this text', InlayHintKind.Type, false);
        }
      }
    }
  }
  return hints;
}
