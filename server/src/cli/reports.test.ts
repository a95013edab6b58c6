import assert from 'node:assert/strict';
import { test } from 'node:test';
import { XMLParser } from 'fast-xml-parser';
import { type Format, type ReportedFinding, report } from './reports.ts';

const finding: ReportedFinding = {
  file: 'a/Dockerfile',
  line: 2,
  column: 5,
  endLine: 2,
  endColumn: 8,
  code: 'DL3027',
  level: 'warning',
  message: 'it\u2019s <apt>, not "apt-get"',
  url: 'https://example.com/DL3027.md',
};
const atLine: ReportedFinding = { ...finding, line: 3, endLine: 3, column: 1, endColumn: 1, level: 'style' };
const shown = (format: Format, findings = [finding]) =>
  report(format, findings, { color: false, version: '1.0.0', files: ['a/Dockerfile', 'b'] });

test('the lines of tty and gnu', () => {
  assert.equal(shown('tty'), 'a/Dockerfile:2 DL3027 warning: it’s <apt>, not "apt-get"\n');
  assert.equal(shown('gnu'), 'drydock:a/Dockerfile:2: DL3027 warning: it’s <apt>, not "apt-get"\n');
  assert.equal(
    shown('github'),
    '::warning file=a/Dockerfile,line=2,endLine=2,col=5,endColumn=8,title=DL3027::it’s <apt>, not "apt-get"\n',
  );
});

test('json has hadolint’s six fields in its order', () => {
  assert.deepEqual(Object.keys(JSON.parse(shown('json'))[0]), ['code', 'column', 'file', 'level', 'line', 'message']);
});

test('checkstyle names every file and escapes', () => {
  assert.match(
    shown('checkstyle'),
    /<file name='a\/Dockerfile' ><error line='2' column='5' severity='warning' message='it’s &lt;apt&gt;/,
  );
  assert.match(shown('checkstyle'), /<file name='b' ><\/file><\/checkstyle>\n$/);
  assert.match(shown('checkstyle', [atLine]), /severity='info'/);
});

test('Code Climate’s engines end each issue with a NUL, GitLab takes a list with fingerprints', () => {
  const [issue, rest] = shown('codeclimate').split('\0');
  assert.equal(rest, '');
  const { location, severity, categories } = JSON.parse(issue!);
  assert.deepEqual(
    [location, severity, categories],
    [{ path: 'a/Dockerfile', lines: { begin: 2, end: 2 } }, 'major', ['Bug Risk']],
  );
  const [first, second] = JSON.parse(shown('gitlab_codeclimate', [finding, atLine]));
  assert.match(first.fingerprint, /^[0-9a-f]{32}$/);
  assert.notEqual(first.fingerprint, second.fingerprint);
});

test('sonarqube counts columns from 0 and has no empty range', () => {
  const { issues } = JSON.parse(shown('sonarqube', [finding, atLine]));
  assert.deepEqual(
    issues.map((issue: { primaryLocation: { textRange: unknown } }) => issue.primaryLocation.textRange),
    [
      { startLine: 2, endLine: 2, startColumn: 4, endColumn: 7 },
      { startLine: 3, endLine: 3, startColumn: 0, endColumn: 1 },
    ],
  );
  assert.deepEqual([issues[0].severity, issues[0].type, issues[1].severity], ['MAJOR', 'CODE_SMELL', 'INFO']);
});

test('sarif', () => {
  const { version, runs } = JSON.parse(shown('sarif', [atLine]));
  assert.equal(version, '2.1.0');
  assert.deepEqual([runs[0].defaultSourceLanguage, runs[0].results[0].level], ['dockerfile', 'note']);
});

test('codacy: one issue a line', () => {
  assert.equal(
    shown('codacy'),
    '{"filename":"a/Dockerfile","line":2,"message":"it’s <apt>, not \\"apt-get\\"","patternId":"DL3027"}\n',
  );
});

test('junit: a failure for each finding, and a case that passes for a file without one', () => {
  const document = new XMLParser({ ignoreAttributes: false, isArray: name => name === 'testcase' }).parse(
    shown('junit', [finding, atLine]),
  );
  const { testsuite } = document.testsuites;
  assert.deepEqual(
    testsuite.map((suite: Record<string, string>) => [suite['@_name'], suite['@_tests'], suite['@_failures']]),
    [
      ['a/Dockerfile', '2', '2'],
      ['b', '1', '0'],
    ],
  );
  const [first] = testsuite[0].testcase;
  assert.equal(first['@_name'], 'DL3027');
  assert.equal(first.failure['@_message'], 'it’s <apt>, not "apt-get"');
  assert.equal(testsuite[1].testcase[0].failure, undefined);
});
