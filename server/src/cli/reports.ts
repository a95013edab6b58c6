/** The output formats of `drydock lint`: hadolint's, and GitHub's annotations. Pure. */
import { junit } from './junit.ts';
import { xml } from './xml.ts';

export type Level = 'error' | 'warning' | 'info' | 'style';

export interface ReportedFinding {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly code: string;
  readonly level: Level;
  readonly message: string;
  /** The page of the rule; undefined for syntax errors. */
  readonly url: string | undefined;
}

export const formats = [
  ...([
    'tty',
    'json',
    'checkstyle',
    'codeclimate',
    'gitlab_codeclimate',
    'gnu',
    'codacy',
    'sarif',
    'sonarqube',
    'junit',
    'github',
  ] as const),
];
export type Format = (typeof formats)[number];

/** The programs that read these take any exit code but 0 for a failure of the linter, so that findings are no failure; as in hadolint. */
const neverFailing: ReadonlySet<Format> = new Set(['codeclimate', 'codacy']);

/** Whether findings in that format make the exit code 1. */
export function canFail(format: Format): boolean {
  return !neverFailing.has(format);
}

export interface ReportOptions {
  readonly color: boolean;
  readonly version: string;
  /** All files that were looked at, those without a finding too. */
  readonly files: readonly string[];
}

/** The whole report of the format, with its line end. */
export function report(format: Format, findings: readonly ReportedFinding[], options: ReportOptions): string {
  switch (format) {
    case 'tty':
      return findings.map(finding => ttyLine(finding, options.color)).join('');
    case 'json':
      return `${JSON.stringify(findings.map(jsonFinding))}\n`;
    case 'checkstyle':
      return checkstyle(findings, options.files);
    case 'codeclimate':
      // Code Climate's engines separate their issues by a NUL.
      return findings.map(finding => `${JSON.stringify(codeClimate(finding))}\0`).join('');
    case 'gitlab_codeclimate':
      return `${JSON.stringify(findings.map(finding => ({ ...codeClimate(finding), fingerprint: fingerprint(finding) })))}\n`;
    case 'gnu':
      // As hadolint writes it: the program in front (the GNU coding standards allow it), no column, the code before the level.
      return findings
        .map(({ file, line, code, level, message }) => `drydock:${file}:${line}: ${code} ${level}: ${message}\n`)
        .join('');
    case 'codacy':
      return findings.map(finding => `${JSON.stringify(codacyIssue(finding))}\n`).join('');
    case 'sarif':
      return `${JSON.stringify(sarif(findings, options.version))}\n`;
    case 'sonarqube':
      return `${JSON.stringify({ issues: findings.map(sonarIssue) })}\n`;
    case 'junit':
      return junit(findings, options.files);
    case 'github':
      return findings.map(githubCommand).join('');
  }
}

const colors: Readonly<Record<Level, string>> = { error: '31', warning: '33', info: '32', style: '36' };

function ttyLine({ file, line, code, level, message }: ReportedFinding, color: boolean): string {
  const shown = color ? `\u001b[1;${colors[level]}m${level}\u001b[0m` : level;
  return `${file}:${line} ${code} ${shown}: ${message}\n`;
}

function jsonFinding({ file, line, column, code, level, message }: ReportedFinding) {
  return { code, column, file, level, line, message };
}

function checkstyle(findings: readonly ReportedFinding[], files: readonly string[]): string {
  const parts = files.map(file => {
    const errors = findings
      .filter(finding => finding.file === file)
      .map(({ line, column, code, level, message }) => {
        const severity = level === 'style' ? 'info' : level;
        return `<error line='${line}' column='${column}' severity='${severity}' message='${xml(message)}' source='${xml(code)}' />`;
      });
    return `<file name='${xml(file)}' >${errors.join('')}</file>`;
  });
  return `<?xml version='1.0' encoding='UTF-8'?><checkstyle version='4.3'>${parts.join('')}</checkstyle>\n`;
}

const climateSeverities: Readonly<Record<Level, string>> = {
  error: 'blocker',
  warning: 'major',
  info: 'info',
  style: 'minor',
};

function codeClimate({ file, line, endLine, code, level, message }: ReportedFinding) {
  return {
    type: 'issue',
    check_name: code,
    description: message,
    categories: ['Bug Risk'],
    location: { path: file, lines: { begin: line, end: endLine } },
    severity: climateSeverities[level],
  };
}

function codacyIssue({ file, line, code, message }: ReportedFinding) {
  return { filename: file, line, message, patternId: code };
}

/** Stays the same while the finding does: FNV-1a, twice with different starts. */
function fingerprint({ file, line, code, message }: ReportedFinding): string {
  const text = `${file}\n${line}\n${code}\n${message}`;
  const half = (start: number) => {
    let hash = start;
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  };
  return half(0x811c9dc5) + half(0x01234567) + half(0x2545f491) + half(0x6c078965);
}

function sarif(findings: readonly ReportedFinding[], version: string) {
  const codes = [...new Map(findings.map(({ code, url }) => [code, url]))].sort(([a], [b]) => (a < b ? -1 : 1));
  const levels: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'note', style: 'note' };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        defaultSourceLanguage: 'dockerfile',
        tool: {
          driver: {
            name: 'Drydock',
            version,
            informationUri: 'https://github.com/drydock/drydock',
            rules: codes.map(([id, helpUri]) => ({ id, ...(helpUri ? { helpUri } : {}) })),
          },
        },
        results: findings.map(({ file, line, column, endLine, endColumn, code, level, message }) => ({
          ruleId: code,
          ruleIndex: codes.findIndex(([id]) => id === code),
          level: levels[level],
          message: { text: message },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: file.replaceAll('\\', '/') },
                region: { startLine: line, startColumn: column, endLine, endColumn, sourceLanguage: 'dockerfile' },
              },
            },
          ],
        })),
      },
    ],
  };
}

function sonarIssue({ file, line, column, endLine, endColumn, code, level, message }: ReportedFinding) {
  const severities: Readonly<Record<Level, string>> = {
    error: 'CRITICAL',
    warning: 'MAJOR',
    info: 'MINOR',
    style: 'INFO',
  };
  // Sonar wants 0-based columns and no empty range.
  const isEmpty = line === endLine && endColumn <= column;
  return {
    engineId: 'Drydock',
    ruleId: code,
    severity: severities[level],
    type: level === 'error' ? 'BUG' : 'CODE_SMELL',
    primaryLocation: {
      message,
      filePath: file,
      textRange: isEmpty
        ? { startLine: line, endLine: line, startColumn: column - 1, endColumn: column }
        : { startLine: line, endLine, startColumn: column - 1, endColumn: endColumn - 1 },
    },
  };
}

function githubCommand({ file, line, column, endLine, endColumn, code, level, message }: ReportedFinding): string {
  const kind = level === 'error' ? 'error' : level === 'warning' ? 'warning' : 'notice';
  const place = line === endLine ? `,col=${column},endColumn=${endColumn}` : '';
  const property = (text: string) => commandText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${kind} file=${property(file)},line=${line},endLine=${endLine}${place},title=${property(code)}::${commandText(message)}\n`;
}

function commandText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
