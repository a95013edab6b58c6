import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instructionProblems } from './instructions.ts';
import { parse } from './parse.ts';
import { print, tokensOf } from './tokens.ts';
import type { DockerfileTree, Instruction, Span } from './tree.ts';

const at = (tree: DockerfileTree, span: Span): string => tree.text.slice(span.start, span.end);
const names = (text: string): string[] => parse(text).instructions.map(instruction => instruction.name);
const only = (text: string): Instruction => parse(text).instructions[0]!;

test('continuations join as BuildKit joins them and map back to the file', () => {
  const text = 'RUN echo a\\\n  # a comment\n\n  b c\nUSER x';
  const tree = parse(text);
  const run = tree.instructions[0]!;
  assert.deepEqual(run.args, ['echo a  b c']);
  assert.deepEqual([run.startLine, run.endLine], [1, 4]);
  assert.equal(run.comments.length, 1);
  assert.equal(run.emptyLines.length, 1);
  assert.equal(at(tree, run.span), 'RUN echo a\\\n  # a comment\n\n  b c');
  assert.equal(at(tree, run.words[0]!.span), 'echo a\\\n  # a comment\n\n  b c');
});

test('two escape tokens at the end of a line are no continuation', () => {
  assert.deepEqual(names('COPY x c:\\\\\nRUN y'), ['COPY', 'RUN']);
});

test('the escape directive turns the continuation character; an unknown directive before it ends the directives', () => {
  assert.deepEqual(only('# escape=`\nRUN a `\n b').args, ['a  b']);
  assert.deepEqual(names('# foo=bar\n# escape=`\nRUN a `\nUSER b'), ['RUN', 'USER']);
});

test('directives: names in any case, values with blanks, a blank line ends them, BOM and CRLF do not matter', () => {
  const tree = parse(
    '\ufeff# Syntax = docker/dockerfile:1 \r\n#check=skip=all;error=true\r\n\r\n# escape=`\r\nFROM a\r\n',
  );
  assert.deepEqual(
    tree.directives.map(directive => [directive.name, directive.value, at(tree, directive.valueSpan)]),
    [
      ['syntax', 'docker/dockerfile:1', 'docker/dockerfile:1'],
      ['check', 'skip=all;error=true', 'skip=all;error=true'],
    ],
  );
  assert.equal(tree.escape, '\\');
  assert.equal(tree.eol, '\r\n');
  assert.equal(tree.hasBom, true);
});

const heredocs: readonly [string, readonly string[]][] = [
  ['RUN <<EOF\nls\nEOF\nUSER x', ['RUN', 'USER']],
  ['RUN << EOF\nls\nEOF\nUSER x', ['RUN', 'USER']],
  ['RUN cat 3<<EOF\nls\nEOF\nUSER x', ['RUN', 'USER']],
  ["RUN <<'one two'\nls\none two\nUSER x", ['RUN', 'USER']],
  ['RUN <<E"O"F\nls\nEOF\nUSER x', ['RUN', 'USER']],
  ['RUN <<-EOF\n\tls\n\tEOF\nUSER x', ['RUN', 'USER']],
  ['COPY <<A <<B /x/\n1\nA\n2\nB\nUSER x', ['COPY', 'USER']],
  ['ONBUILD RUN <<EOF\nls\nEOF\nUSER x', ['ONBUILD', 'USER']],
  // BuildKit issue 5778: a blank behind `<<-` makes it none.
  ['RUN <<- EOF\nEOF', ['RUN', 'EOF']],
  ['RUN echo "use <<EOF here" && ls\nUSER x', ['RUN', 'USER']],
  ["RUN echo it's <<EOF\nUSER x", ['RUN', 'USER']],
  ['RUN ["<<EOF"]\nUSER x', ['RUN', 'USER']],
  ['CMD cat <<EOF\nUSER x', ['CMD', 'USER']],
];
for (const [text, expected] of heredocs) {
  test(`heredocs where BuildKit sees them: ${JSON.stringify(text)}`, () => assert.deepEqual(names(text), expected));
}

test('a heredoc that is not closed yet is reported once and leaves the rest of the file alive', () => {
  const tree = parse('FROM a\nRUN <<EOF\nls\nUSER x\nEXPOSE 80\n');
  assert.deepEqual(
    tree.problems.map(problem => problem.message),
    ['unterminated heredoc'],
  );
  assert.deepEqual(
    tree.instructions.map(instruction => instruction.name),
    ['FROM', 'RUN', 'USER', 'EXPOSE'],
  );
});

test('flags: quotes, escapes, no value, `--` ends them', () => {
  const copy = only('COPY --chown="a b" --link --from=x\\ y -- --src /dst');
  assert.deepEqual(
    copy.flags.map(flag => [flag.name, flag.value]),
    [
      ['chown', 'a b'],
      ['link', undefined],
      ['from', 'x y'],
    ],
  );
  assert.deepEqual(copy.args, ['--src', '/dst']);
});

test('the exec form needs valid JSON of strings; other JSON is an error, anything else is the shell form', () => {
  assert.deepEqual(only('CMD ["a b", "\\u00e9"]').args, ['a b', 'é']);
  assert.equal(only('CMD ["a",]').json, false);
  assert.equal(only("CMD ['a']").json, false);
  assert.match(only('CMD ["a", 1]').problems[0]!.message, /arrays must be comprised of strings only/);
});

test('ENV: pairs with places, the legacy form, and a value that is missing', () => {
  const tree = parse('ENV a="x y" b=\\\n 1');
  const [env] = tree.instructions;
  assert.deepEqual(
    env!.pairs.map(pair => [pair.key, pair.value, pair.form]),
    [
      ['a', '"x y"', 'equals'],
      ['b', '', 'equals'],
      ['1', undefined, 'bare'],
    ],
  );
  assert.match(env!.problems[0]!.message, /can't find = in "1"/);
  assert.deepEqual(
    only('ENV key some  value').pairs.map(pair => [pair.key, pair.value, pair.form]),
    [['key', 'some  value', 'legacy']],
  );
  assert.equal(only('ENV key').problems[0]!.message, 'ENV must have two arguments');
});

test('ARG takes several names', () => {
  assert.deepEqual(
    only('ARG A=1 B C=2').pairs.map(pair => pair.key),
    ['A', 'B', 'C'],
  );
});

test('comments above: an empty one cuts them off, a blank line does not', () => {
  const tree = parse('# one\n#\n# two\n\n# three\nFROM a');
  assert.deepEqual(
    tree.instructions[0]!.leading.map(comment => comment.text),
    ['two', 'three'],
  );
});

test('instruction errors carry BuildKit’s wording and its suggestion', () => {
  const messages = (text: string): string[] => instructionProblems(parse(text)).map(problem => problem.message);
  assert.deepEqual(messages('FROM a\nRUNN ls'), ['unknown instruction: RUNN (did you mean RUN?)']);
  assert.deepEqual(messages('FROM a\nCOPY --form=x a b'), ['unknown flag: --form (did you mean from?)']);
  assert.deepEqual(messages('FROM a\nHEALTHCHECK --interval=1x CMD x'), ['time: unknown unit "x" in duration "1x"']);
  assert.deepEqual(messages('USER x'), ['no build stage in current context']);
});

const tricky = [
  '',
  '\n',
  '\\',
  '\\\n',
  '#',
  'RUN',
  'RUN \\',
  'RUN \\\n# c',
  '\ufeff',
  '\ufeffFROM a',
  'FROM a\r\nRUN b \\\r\n  c\r\n',
  'RUN <<EOF',
  'ONBUILD ONBUILD RUN x',
  'COPY --from',
  'ENV',
  'a\rb\rc',
  '\u00a0FROM a\u00a0',
  'ＲＵＮ x',
  'RUN 😀 <<😀\n😀\n',
];
for (const text of tricky) {
  test(`printing gives the text back, and every prefix too: ${JSON.stringify(text)}`, () => {
    for (let end = 0; end <= text.length; end++) {
      const tree = parse(text.slice(0, end));
      assert.equal(print(tree), text.slice(0, end));
      let last = 0;
      for (const { span } of tokensOf(tree)) {
        assert.equal(span.start, last);
        last = span.end;
      }
      assert.equal(last, end);
    }
  });
}

test('many unterminated heredocs stay linear: each looks its terminator up', () => {
  const text = Array.from({ length: 3000 }, (_, index) => `RUN <<E${index}`).join('\n');
  assert.equal(parse(text).instructions.length, 3000);
});
