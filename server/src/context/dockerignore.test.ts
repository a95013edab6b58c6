import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runDockerignoreCases } from '../../../test/cases/dockerignore.ts';
import { compileDockerignore, dockerignoreOfPatterns, parseDockerignore } from './dockerignore.ts';

const recorded = join(process.env['DRYDOCK_ROOT']!, '../shared/cases/dockerignore.jsonl');

test('every recorded answer of moby/patternmatcher', { skip: !existsSync(recorded) && 'no ../shared here' }, () => {
  const records = readFileSync(recorded, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
  assert.deepEqual(runDockerignoreCases(records).disagreements, []);
});

test('the lines tile the text, line ends and byte-order mark apart', () => {
  const text = '\ufeff# note\r\n\r\n  !  keep/me/  \r\n*.log\n\tlast';
  const parsed = parseDockerignore(text);
  assert.deepEqual(
    parsed.lines.map(line => [line.kind, text.slice(line.span.start, line.span.end)]),
    [
      ['comment', '# note'],
      ['blank', ''],
      ['pattern', '  !  keep/me/  '],
      ['pattern', '*.log'],
      ['pattern', '\tlast'],
    ],
  );
  const [keep] = parsed.patterns;
  assert.equal(text.slice(keep!.patternSpan.start, keep!.patternSpan.end), '!  keep/me/');
  assert.equal(text.slice(keep!.bodySpan.start, keep!.bodySpan.end), 'keep/me/');
  assert.equal(keep!.cleaned, '!keep/me');
  assert.equal(keep!.negated, true);
});

test('what gitignore users do not expect', () => {
  const ignores = (file: string, path: string): boolean => compileDockerignore(parseDockerignore(file)).matches(path);
  assert.equal(ignores('node_modules', 'packages/a/node_modules/x.js'), false);
  assert.equal(ignores('/node_modules/', 'node_modules/x.js'), true);
  assert.equal(ignores('docs\n!docs/README.md', 'docs/README.md'), false);
  assert.equal(ignores('  # no comment', '# no comment'), true);
  assert.equal(ignores('a ', 'a'), true);
  assert.equal(ignores('/!x\nx', '!x'), false);
  assert.equal(ignores('!../../x', 'x'), true);
});

test('braces and bars reach the regular expression, because the escape table has eight bytes', () => {
  const ignores = (file: string, path: string): boolean => compileDockerignore(parseDockerignore(file)).matches(path);
  assert.equal(ignores('a{2}*', 'aab'), true);
  assert.equal(ignores('a|b*', 'xb'), true);
  assert.equal(ignores('a|b', 'a|b'), true);
  assert.equal(ignores('\\d*', '7up'), true);
  assert.equal(ignores('*[[:upper:]]\\]', 'xY]'), true);
});

test('the line that decides', () => {
  const compiled = compileDockerignore(parseDockerignore('# all\n*\n!src\nsrc/**/*.test.ts\n!src/keep.test.ts\n'));
  const lineOf = (path: string): number | undefined => compiled.decidingLine(path);
  assert.equal(lineOf('README.md'), 1);
  assert.equal(lineOf('src/a.ts'), 2);
  assert.equal(lineOf('src/x/a.test.ts'), 3);
  assert.equal(lineOf('src/keep.test.ts'), 4);
  assert.deepEqual(compiled.linesMatching('src/keep.test.ts'), [1, 2, 3, 4]);
});

test('what makes BuildKit refuse the file', () => {
  const problems = (file: string): unknown =>
    compileDockerignore(parseDockerignore(file)).problems.map(({ code, line }) => [code, line]);
  assert.deepEqual(problems('ok\n[a\n!\n'), [
    ['bad-pattern', 1],
    ['lone-negation', 2],
  ]);
  assert.deepEqual(problems('[z-a]'), [['bad-pattern', 0]]);
  assert.deepEqual(problems('a\n' + 'x'.repeat(65536)), [['line-too-long', 1]]);
  assert.deepEqual(problems('a\n' + 'x'.repeat(65535)), []);
  assert.deepEqual(problems('é'.repeat(40000)), [['line-too-long', 0]]);
  const lenient = compileDockerignore(parseDockerignore('a\n[z-a]\nb'), { withoutBadLines: true });
  assert.equal(lenient.matches('b'), true);
});

test('the folders above a path that is not clean are those of filepath.Dir', () => {
  const ignores = (pattern: string, path: string): boolean =>
    compileDockerignore(dockerignoreOfPatterns([pattern])).matchesOrParent(path);
  assert.equal(ignores('bin', './bin/tool'), true);
  assert.equal(ignores('bin', './bin'), false);
  assert.equal(ignores('/', '/a'), true);
  assert.equal(ignores('*', '/a'), true);
  assert.equal(ignores('a', '/a'), false);
  assert.equal(ignores('a', 'b//../a/c'), true);
});

test('a pattern made to hang a backtracking engine is answered', () => {
  const compiled = compileDockerignore(parseDockerignore('**/a/'.repeat(30) + '**/b*c' + '*a'.repeat(30) + 'z'));
  assert.equal(compiled.matches('a/'.repeat(400) + 'b' + 'a'.repeat(400)), false);
});
