import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tokensOfScript } from './otherLanguages.ts';

const shown = (interpreter: string, text: string): string[] =>
  (tokensOfScript(interpreter, text) ?? []).map(({ start, end, type }) => `${type} ${text.slice(start, end)}`);

test('Python', () => {
  const text = 'import os # why\nprint(f"a\\"{x}", 0x1f, \'b)\ndef f(self):\n  """doc\n  more"""\n  return r.class';
  assert.deepEqual(shown('python', text), [
    'keyword import',
    'comment # why',
    'function print',
    'string f"a\\"{x}"',
    'number 0x1f',
    "string 'b)",
    'keyword def',
    'function f',
    'string """doc\n  more"""',
    'keyword return',
  ]);
});

test('JavaScript: a slash divides behind a value and begins an expression elsewhere', () => {
  const text = "const a = b / 2 / c; // x\nif (/[/]'\\/x/gi.test(`l\n${a}`)) return a.if;\n/* c */ new X()";
  assert.deepEqual(shown('node', text), [
    'keyword const',
    'number 2',
    'comment // x',
    'keyword if',
    "string /[/]'\\/x/gi",
    'function test',
    'string `l\n${a}`',
    'keyword return',
    'comment /* c */',
    'keyword new',
    'function X',
  ]);
});

test('Ruby, Perl, PHP, Lua, PowerShell, R', () => {
  assert.deepEqual(shown('ruby', "=begin\nx\n=end\nputs @a + $stdout if 'x' # y"), [
    'comment =begin\nx\n=end',
    'variable @a',
    'variable $stdout',
    'keyword if',
    "string 'x'",
    'comment # y',
  ]);
  assert.deepEqual(shown('perl', 'my @a = (1, $b{c}, $#a); # x'), [
    'keyword my',
    'variable @a',
    'number 1',
    'variable $b',
    'variable $#a',
    'comment # x',
  ]);
  assert.deepEqual(shown('php', '<?php ECHO $x->echo("a\\"b"); // y'), [
    'keyword ECHO',
    'variable $x',
    'function echo',
    'string "a\\"b"',
    'comment // y',
  ]);
  assert.deepEqual(shown('lua', '--[[ a\nb ]] local x = [[ y ]] -- z'), [
    'comment --[[ a\nb ]]',
    'keyword local',
    'string [[ y ]]',
    'comment -- z',
  ]);
  assert.deepEqual(shown('powershell', '<# a #> IF ($env:X) { "a`"b" } # c'), [
    'comment <# a #>',
    'keyword IF',
    'variable $env:X',
    'string "a`"b"',
    'comment # c',
  ]);
  assert.deepEqual(shown('Rscript', "if (TRUE) x <- c('a', 1.5e3)"), [
    'keyword if',
    'keyword TRUE',
    'function c',
    "string 'a'",
    'number 1.5e3',
  ]);
});

test('a language that is not known has no tokens; every text of a known one has an end', () => {
  assert.equal(tokensOfScript('sh', 'echo'), undefined);
  const text = '"""\'`/[\\$@{#<# =begin\n=pod\n/* --[[ [[ @" r"\n%x 0x 1e \ud83d\n';
  for (const interpreter of ['python', 'node', 'ruby', 'perl', 'php', 'lua', 'powershell', 'Rscript']) {
    for (let end = 0; end <= text.length; end++) {
      for (let start = 0; start <= end; start++) {
        let at = 0;
        for (const token of tokensOfScript(interpreter, text.slice(start, end))!) {
          assert.ok(token.start >= at && token.end > token.start && token.end <= end - start);
          at = token.end;
        }
      }
    }
  }
});
