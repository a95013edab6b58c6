/** `npm run cases -- format FILE`: the formatted text means the same, comments are kept, and formatting again changes nothing. */
import { formatText, sameInstruction } from '../../server/src/features/format/format.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

interface FormatRecord {
  readonly id: string;
  readonly dockerfile?: string;
  readonly input?: string;
}

export function runFormatCases(records: readonly FormatRecord[]): CaseResult {
  const disagreements: Disagreement[] = [];
  let changed = 0;
  for (const record of records) {
    const text = record.dockerfile ?? record.input ?? '';
    const formatted = formatText(text);
    if (formatted !== text) changed++;
    const wrong = difference(text, formatted);
    if (wrong !== undefined) disagreements.push({ id: record.id, expected: 'the same meaning', came: wrong });
    else if (formatText(formatted) !== formatted) {
      disagreements.push({ id: record.id, expected: formatted, came: formatText(formatted) });
    }
  }
  return resultOf(records.length, disagreements, [`${changed} of ${records.length} files change when formatted`]);
}

/** What formatting changed that it must not; undefined when nothing. */
function difference(before: string, after: string): string | undefined {
  const old = parse(before);
  const tree = parse(after);
  if (old.instructions.length !== tree.instructions.length) return 'another number of instructions';
  const index = old.instructions.findIndex((instruction, at) => !sameInstruction(instruction, tree.instructions[at]!));
  if (index !== -1) return `instruction ${index} differs: ${JSON.stringify(tree.instructions[index]!.args)}`;
  const comments = (list: typeof old): string => JSON.stringify(list.comments.map(comment => comment.text));
  if (comments(old) !== comments(tree)) return 'a comment differs';
  const directives = (list: typeof old): string =>
    JSON.stringify(list.directives.map(({ name, value }) => [name, value]));
  return directives(old) === directives(tree) ? undefined : 'a directive differs';
}
