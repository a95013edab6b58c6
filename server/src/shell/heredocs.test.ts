import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findHeredocs } from './heredocs.ts';

const show = (text: string) =>
  findHeredocs(text).map(heredoc => [
    text.slice(heredoc.at.start, heredoc.at.end),
    heredoc.name,
    heredoc.expand,
    text.slice(heredoc.bodyAt.start, heredoc.bodyAt.end),
    text.slice(heredoc.terminatorAt.start, heredoc.terminatorAt.end),
  ]);

test('plain, quoted, chomped, several', () => {
  assert.deepEqual(show('cat <<EOF > f\na\nb\nEOF\nls'), [['<<EOF', 'EOF', true, 'a\nb\n', 'EOF']]);
  assert.deepEqual(show("cat <<- 'E F' x\n\ta\n\tE F\n"), [["<<- 'E F'", 'E F', false, '\ta\n', '\tE F']]);
  assert.deepEqual(show('cat <<A 3<<\\B\n1\nA\n2\nB'), [
    ['<<A', 'A', true, '1\n', 'A'],
    ['<<\\B', 'B', false, '2\n', 'B'],
  ]);
});

test('inside substitutions', () => {
  assert.deepEqual(show('x "$(cat <<A\n1\nA\n)"').length, 1);
  assert.deepEqual(show('x `cat <<A\n1\nA\n`').length, 1);
});

test('what is none', () => {
  for (const text of [
    'echo "<<A"\nA',
    "echo '<<A'\nA",
    'x <<< A\nA',
    'y $((1<<A))\nA',
    '((x<<A))\nA',
    '# <<A\nA',
    '\\<<\\\nx',
    'x <<\nA',
    'echo "${x:-<<A}"\nA',
  ]) {
    assert.deepEqual(show(text), [], text);
  }
});

test('unterminated', () => {
  assert.deepEqual(show('cat <<A\nx'), [['<<A', 'A', true, 'x', '']]);
  assert.deepEqual(show('cat <<A'), [['<<A', 'A', true, '', '']]);
});
