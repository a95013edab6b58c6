/**
 * `npm run cases -- refactor FILE`: every refactoring that is offered at any instruction (and for selections from each FROM on) is made.
 * The result parses, has no new error, keeps every comment, and leaves alone what it does not touch; what can be undone by a refactoring
 * comes back to the same meaning.
 */
import { createDocument, type DockerfileDocument } from '../../server/src/model/document.ts';
import { refactoringsAt } from '../../server/src/refactor/all.ts';
import { applyEdits, checkEdit, errorCount, meaningOf } from '../../server/src/refactor/gate.ts';
import {
  commandMeaning,
  isRefusal,
  type Refactoring,
  type RefactoringContext,
} from '../../server/src/refactor/refactoring.ts';
import { commandsIn } from '../../server/src/shell/commands.ts';
import { isShellReady } from '../../server/src/shell/parser.ts';
import { shellAt } from '../../server/src/shell/shells.ts';
import type { Span } from '../../server/src/syntax/tree.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

/** The refactoring that undoes one. */
const inverses: Readonly<Record<string, string>> = {
  'run-to-heredoc': 'heredoc-to-run',
  'heredoc-to-run': 'run-to-heredoc',
  'shell-to-exec': 'exec-to-shell',
  'exec-to-shell': 'shell-to-exec',
  'extract-version-argument': 'inline-version-argument',
};

const context: RefactoringContext = { digestOf: () => `sha256:${'0123456789abcdef'.repeat(4)}` };

export async function runRefactorCases(
  records: readonly { readonly id: string; readonly dockerfile: string }[],
): Promise<CaseResult> {
  if (!isShellReady()) await loadShellForTests();
  const disagreements: Disagreement[] = [];
  const made = new Map<string, number>();
  const refused = new Map<string, number>();
  const zeros = { threw: 0, broken: 0, 'comments lost': 0, 'others changed': 0, 'other way back': 0 };
  let back = 0;
  for (const { id, dockerfile } of records) {
    const document = createDocument(dockerfile);
    for (const span of placesOf(document)) {
      try {
        for (const offer of refactoringsAt(document, span, context)) {
          if (isRefusal(offer)) {
            add(refused, `${offer.id}: ${offer.reason.replace(/\d+/g, 'N').slice(0, 90)}`);
            continue;
          }
          add(made, `${offer.id} (${offer.safety})`);
          const problem = problemOf(document, offer);
          if (problem) {
            zeros[problem.zero]++;
            disagreements.push({ id: `${id}:${offer.id}`, expected: problem.zero, came: problem.text });
          }
        }
      } catch (error) {
        zeros.threw++;
        disagreements.push({ id, expected: 'an answer', came: error instanceof Error ? error.stack : String(error) });
      }
    }
  }
  return resultOf(records.length, disagreements.filter(first()), [
    ...table('made, by refactoring', made),
    ...table('refused, by reason', refused),
    `${back} came back`,
    ...Object.entries(zeros).map(([what, count]) => `${what}: ${count}`),
  ]);

  function problemOf(
    document: DockerfileDocument,
    offer: Refactoring,
  ): { readonly zero: keyof typeof zeros; readonly text: string } | undefined {
    const text = applyEdits(document.text, offer.edits);
    const after = createDocument(text);
    if (errorCount(after.tree) > errorCount(document.tree)) return { zero: 'broken', text };
    // In a heredoc a comment goes on as a comment of the script.
    for (const comment of document.tree.comments) {
      if (!text.includes(document.text.slice(comment.span.start, comment.span.end).trim())) {
        return { zero: 'comments lost', text };
      }
    }
    const { touches: instructions, edits } = offer;
    const verdict = checkEdit({ before: document.tree, edits, claims: { instructions, comments: 'any' } });
    if (!verdict.ok) return { zero: 'others changed', text: `${verdict.reason}\n${text}` };
    const inverse = inverses[offer.id];
    if (inverse === undefined) return undefined;
    const [start] = offer.edits.map(({ span }) => span.start).sort((a, b) => a - b);
    const way = refactoringsAt(after, { start: start!, end: start! }).find(({ id }) => id === inverse);
    if (way === undefined || isRefusal(way)) {
      // A comment in a place where the other form has none, or a global ARG of the same name.
      add(refused, `(no way back) ${offer.id}: ${way === undefined ? 'not offered' : way.reason}`);
      return undefined;
    }
    back++;
    const returned = createDocument(applyEdits(text, way.edits));
    return meaningsOf(returned) === meaningsOf(document) ? undefined : { zero: 'other way back', text: returned.text };
  }
}

/** What the instructions mean; RUN by the commands, so that blanks and a `set -e` of the heredoc do not count. */
function meaningsOf(document: DockerfileDocument): string {
  return JSON.stringify(
    document.tree.instructions.map(instruction => {
      if (instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT' || instruction.name === 'HEALTHCHECK') {
        const text = instruction.args.join(' ').replace(/["']/g, '').replace(/\s+/g, ' ').trim();
        return [instruction.name, instruction.json, instruction.flags.map(flag => flag.text), text];
      }
      if (instruction.name !== 'RUN') return meaningOf(instruction);
      const commands = commandsIn(instruction, shellAt(document.tree, instruction)) ?? [];
      if (commands.length === 0) return meaningOf(instruction);
      return [
        instruction.json,
        instruction.flags.map(({ text }) => text),
        commands
          .map(commandMeaning)
          .map(text => text.replaceAll('"set -ex"', ''))
          .filter(text => !/^\["command",\[\],\[\["set"/.test(text)),
      ];
    }),
  );
}

function placesOf(document: DockerfileDocument): Span[] {
  const places = document.tree.instructions.map(({ span }) => ({ start: span.start, end: span.start }));
  for (const { instructions } of document.stages) {
    const [first] = instructions;
    for (const last of instructions.slice(1, -1)) places.push({ start: first!.span.start, end: last.span.end });
  }
  return places;
}

function first(): (disagreement: Disagreement) => boolean {
  const seen = new Set<string>();
  return ({ id }) => {
    const file = id.split(':')[0]!;
    return seen.has(file) ? false : Boolean(seen.add(file));
  };
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function table(title: string, counts: ReadonlyMap<string, number>): string[] {
  const rows = [...counts].sort((a, b) => b[1] - a[1]);
  return [`${title}:`, ...rows.map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`)];
}
