import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '../../syntax/parse.ts';
import { carriedFindings } from './carryOver.ts';
import type { ShellcheckFileFinding } from './check.ts';

/** A finding on each `$x`, as ShellCheck would have made it of that text. */
function found(text: string): ShellcheckFileFinding[] {
  const { instructions } = parse(text);
  return [...text.matchAll(/\$\w+/g)].map(({ index, 0: word }) => {
    const span = { start: index, end: index + word.length };
    const instruction = instructions.find(one => one.span.start <= span.start && span.end <= one.span.end)!;
    return { code: 'SC2086', severity: 'info', message: '', span, at: span, fix: [{ span, text: '' }], instruction };
  });
}

/** The words that stay marked when one text becomes the other, with the line that they stand in then. */
function kept(before: string, after: string, isWaiting: (line: number) => boolean = () => true): string[] {
  const tree = parse(after);
  const waiting = new Set(tree.instructions.filter(one => isWaiting(one.startLine)));
  return carriedFindings({ text: before, findings: found(before) }, tree, waiting).map(({ span, instruction, fix }) => {
    assert.equal(fix, undefined);
    assert.ok(tree.instructions.includes(instruction));
    return `${instruction.startLine} ${after.slice(span.start, span.end)}`;
  });
}

const before = 'FROM a\nRUN echo $a $b $c\nRUN ls $d\n';

test('what lies before and behind the edit stays, moved', () => {
  assert.deepEqual(kept(before, before.replace('$b', '$bb')), ['2 $a', '2 $c', '3 $d']);
  assert.deepEqual(kept(before, before.replace('RUN echo', 'RUN now echo')), ['2 $a', '2 $b', '2 $c', '3 $d']);
  assert.deepEqual(kept(before, `# hi\n${before}`), ['3 $a', '3 $b', '3 $c', '4 $d']);
});

test('what was deleted, or is no longer in an instruction that waits, is gone', () => {
  assert.deepEqual(kept(before, 'FROM a\nRUN ls $d\n'), ['2 $d']);
  assert.deepEqual(
    kept(before, before.replace('$b', '$bb'), line => line === 2),
    ['2 $a', '2 $c'],
  );
  assert.deepEqual(kept(before, before.replace('RUN ls', '# RUN ls')), ['2 $a', '2 $b', '2 $c']);
  assert.deepEqual(kept(before, ''), []);
});

test('a word at the cursor is not marked while it grows', () => {
  assert.deepEqual(kept('FROM a\nRUN ls $d', 'FROM a\nRUN ls $dir'), []);
  assert.deepEqual(kept('FROM a\nRUN ls $d', 'FROM a\nRUN ls $d '), []);
});
