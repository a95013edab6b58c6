/** The JUnit form of a report: a suite for each file, a failed case for each finding. Pure. */
import type { ReportedFinding } from './reports.ts';
import { xml } from './xml.ts';

/** The whole document. A file without a finding has one case that passes, so that it is seen to have been checked. */
export function junit(findings: readonly ReportedFinding[], files: readonly string[]): string {
  const suites = files.map(file =>
    suite(
      file,
      findings.filter(finding => finding.file === file),
    ),
  );
  const count = `tests='${suites.reduce((sum, { tests }) => sum + tests, 0)}' failures='${findings.length}'`;
  return `<?xml version='1.0' encoding='UTF-8'?><testsuites name='drydock' ${count}>${suites.map(({ text }) => text).join('')}</testsuites>\n`;
}

function suite(file: string, findings: readonly ReportedFinding[]): { readonly tests: number; readonly text: string } {
  const tests = Math.max(1, findings.length);
  const cases = findings.length === 0 ? testCase('drydock', file, '') : findings.map(failedCase).join('');
  return {
    tests,
    text: `<testsuite name='${xml(file)}' tests='${tests}' failures='${findings.length}' errors='0'>${cases}</testsuite>`,
  };
}

function failedCase({ file, line, column, code, level, message }: ReportedFinding): string {
  const place = `${file}:${line}:${column}`;
  const failure = `<failure type='${level}' message='${xml(message)}'>${xml(`${place} ${code} ${level}: ${message}`)}</failure>`;
  return testCase(code, `${file}:${line}`, failure);
}

function testCase(name: string, place: string, content: string): string {
  return `<testcase name='${xml(name)}' classname='${xml(place)}'>${content}</testcase>`;
}
