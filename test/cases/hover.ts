/** `npm run cases -- hover FILE`: which share of the meaningful tokens of real files has a hover. */
import { hoverAt } from '../../server/src/features/hover.ts';
import { createDocument } from '../../server/src/model/document.ts';
import { tokensOf } from '../../server/src/syntax/tokens.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

/** What an answer is worth: 97 of 100 tokens. */
const wanted = 0.97;

/** Counts keywords, flags, arguments, directives and heredoc delimiters; a token of nothing but punctuation does not count. */
export async function runHoverCases(
  records: readonly { readonly id: string; readonly dockerfile: string }[],
): Promise<CaseResult> {
  await loadShellForTests();
  const counts = new Map<string, { total: number; answered: number; broad: number }>();
  const missing: string[] = [];
  const disagreements: Disagreement[] = [];
  for (const record of records) {
    const document = createDocument(record.dockerfile);
    let total = 0;
    let answered = 0;
    for (const token of tokensOf(document.tree)) {
      const text = document.text.slice(token.span.start, token.span.end);
      if (!['keyword', 'flag', 'argument', 'directive', 'heredoc-terminator'].includes(token.kind)) continue;
      if (!/[\p{L}\p{N}]/u.test(text) && !['&&', '||', '|', ';', '.', '/'].includes(text)) continue;
      const holder = token.instruction === undefined ? undefined : document.tree.instructions[token.instruction];
      // What BuildKit refuses as an instruction has no meaning to explain beyond that.
      if (holder && !holder.known && token.kind !== 'keyword') continue;
      total++;
      const answer = hoverAt(document, Math.floor((token.span.start + token.span.end) / 2));
      const instruction =
        token.instruction === undefined ? token.kind : document.tree.instructions[token.instruction]!.name;
      const key = `${instruction} ${token.kind}`;
      const count = counts.get(key) ?? { total: 0, answered: 0, broad: 0 };
      count.total++;
      if (answer?.blocks.some(block => block.trim() !== '')) {
        answered++;
        count.answered++;
        if (/^(Part of the|An (argument|option) of)/.test(answer.blocks[0]!)) count.broad++;
      } else if (missing.length < 40) missing.push(`${record.id} ${key}: ${text.slice(0, 60)}`);
      counts.set(key, count);
    }
    if (answered < total * wanted && total >= 20)
      disagreements.push({ id: record.id, expected: total, came: answered });
  }
  const all = [...counts.values()].reduce(
    (sum, one) => ({
      total: sum.total + one.total,
      answered: sum.answered + one.answered,
      broad: sum.broad + one.broad,
    }),
    { total: 0, answered: 0, broad: 0 },
  );
  const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  const rows = [...counts]
    .sort((a, b) => b[1].total - a[1].total)
    .slice(0, 30)
    .map(
      ([key, one]) =>
        `${key.padEnd(30)} ${String(one.total).padStart(7)} ${percent(one.answered, one.total).padStart(8)}  in general terms ${percent(one.broad, one.total)}`,
    );
  return resultOf(records.length, disagreements, [
    ...rows,
    ...missing.slice(0, 20).map(line => `no hover: ${line}`),
    `hover answers ${all.answered} of ${all.total} tokens (${percent(all.answered, all.total)}), ${percent(all.broad, all.total)} of them in general terms`,
  ]);
}
