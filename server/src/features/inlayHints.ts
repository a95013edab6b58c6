/** Inlay hints: the value behind a variable in FROM and paths, what runs a heredoc, the number of an unnamed stage. Each can be switched off. */
import { type InlayHint, InlayHintKind } from 'vscode-languageserver-types';
import type { DockerfileDocument } from '../model/document.ts';
import { scriptsOf } from '../shell/script.ts';
import { shellsOf } from '../shell/shells.ts';
import type { Instruction, Span } from '../syntax/tree.ts';
import { expandWord } from '../syntax/words.ts';

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
    for (const word of wordsWithVariables(document)) {
      const value = resolved(document, word);
      if (value === undefined || value === '' || value.length > longestValue) continue;
      add(word.span.end, `= ${value}`, 'What stands here once variables are replaced', InlayHintKind.Parameter, false);
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

interface WordInPlace {
  readonly instruction: Instruction;
  readonly value: string;
  readonly span: Span;
}

/** Images, platforms, paths, ports, users, owners … in which BuildKit replaces variables; values of ENV and ARG say it themselves. */
function wordsWithVariables(document: DockerfileDocument): readonly WordInPlace[] {
  return document.effectiveInstructions.flatMap(instruction => {
    const words = shownWords.has(instruction.name) ? instruction.words : [];
    const own = instruction.name === 'FROM' ? words.slice(0, 1) : words;
    const flags = instruction.flags.filter(
      flag => ['platform', 'chown', 'chmod'].includes(flag.name) && flag.valueSpan,
    );
    return [
      ...own.map(word => ({ instruction, value: word.value, span: word.span })),
      ...flags.map(flag => ({ instruction, value: flag.value ?? '', span: flag.valueSpan! })),
    ].filter(word => word.value.includes('$'));
  });
}

const shownWords: ReadonlySet<string> = new Set([
  'FROM',
  'COPY',
  'ADD',
  'WORKDIR',
  'USER',
  'VOLUME',
  'EXPOSE',
  'STOPSIGNAL',
]);

/** The word with its variables replaced; undefined when one of them is not known, or nothing is replaced. */
function resolved(document: DockerfileDocument, { instruction, value }: WordInPlace): string | undefined {
  let known = true;
  const expansion = expandWord(
    value,
    name => {
      const found = document.variables.valueAt(instruction, name);
      if (found?.known) return found.value;
      known = known && found === undefined;
      return undefined;
    },
    { escape: document.tree.escape },
  );
  if (!known || !expansion.ok || expansion.value === value) return undefined;
  // A variable that nothing sets is another rule's business.
  const missing = expansion.references.some(
    reference => reference.operator === '' && document.variables.valueAt(instruction, reference.name) === undefined,
  );
  return missing ? undefined : expansion.value;
}
