/**
 * `npm run cases -- shellcheck FILE`: the findings of scripts (recorded from native ShellCheck) against those of the program that we
 * ship, through the product's own preparation, client and mapping. Where the Dockerfile is at hand, also what is prepared from it and
 * the places in it.
 */
import { join } from 'node:path';
import { startShellcheckProcess } from '../../server/src/adapter/shellcheckHost.node.ts';
import type { Script } from '../../server/src/shell/script.ts';
import { plainMap } from '../../server/src/shell/scriptMap.ts';
import {
  createShellcheckClient,
  type RawFinding,
  type ShellcheckShell,
} from '../../server/src/shell/shellcheck/client.ts';
import { mapFindings, type ShellcheckFinding } from '../../server/src/shell/shellcheck/map.ts';
import { type PreparedScript, prepareScript, prepareScripts } from '../../server/src/shell/shellcheck/prepare.ts';
import { LineIndex } from '../../server/src/syntax/lines.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import type { DockerfileTree, Span } from '../../server/src/syntax/tree.ts';
import { loadShellForTests } from '../support/shellWasm.ts';
import type { CaseResult } from './result.ts';

export interface ShellcheckRecord {
  readonly id: string;
  readonly corpusId: string;
  readonly instructionLine: number;
  readonly shell: ShellcheckShell;
  readonly kind: 'line' | 'heredoc';
  readonly onbuild: boolean;
  readonly env: readonly string[];
  readonly script: string;
  readonly findings: readonly ExpectedFinding[];
}

interface ExpectedFinding {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly doc?: readonly number[];
  readonly fix?: readonly { line: number; column: number; endLine: number; endColumn: number; text: string }[];
}

/** `dockerfiles`: the corpus by id; records whose file is not in it are compared without the places in the file. */
export async function runShellcheckCases(
  records: readonly ShellcheckRecord[],
  dockerfiles: ReadonlyMap<string, string> = new Map(),
  root = process.env['DRYDOCK_ROOT'] ?? process.cwd(),
): Promise<CaseResult> {
  await loadShellForTests(root);
  const client = createShellcheckClient({
    start: () => startShellcheckProcess(join(root, 'shellcheck', 'host.mjs')),
    skipPlain: true,
    later: (milliseconds, run) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
    onUnavailable: reason => console.error(`ShellCheck cannot run: ${reason}`),
  });
  const disagreements: { id: string; expected: unknown; came: unknown }[] = [];
  let withFile = 0;
  let withoutFile = 0;
  try {
    for (const record of records) {
      const differ = (expected: unknown, came: unknown) => disagreements.push({ id: record.id, expected, came });
      const prepared = prepareRecord(record);
      const [result] = await client.check(record.id, [prepared.request]);
      if (result?.kind !== 'findings') {
        differ(record.findings.map(shortOf), result?.kind);
        continue;
      }
      const expected = sorted(record.findings.map(shortOf));
      const came = sorted(
        mapFindings(prepared, result.findings).map(finding => shortOfOurs(finding, prepared.script.text)),
      );
      if (JSON.stringify(expected) !== JSON.stringify(came)) {
        differ(expected, came);
        continue;
      }
      const text = dockerfiles.get(record.corpusId);
      if (text === undefined) {
        withoutFile++;
        continue;
      }
      withFile++;
      const problem = compareInFile(record, prepared, result.findings, parse(text));
      if (problem) differ(problem.expected, problem.came);
    }
  } finally {
    client.stop();
  }
  return {
    total: records.length,
    disagreements,
    report: [`${withFile} compared in their Dockerfile too, ${withoutFile} without it`],
  };
}

function prepareRecord(record: ShellcheckRecord): PreparedScript {
  const script: Script = {
    kind: record.kind,
    text: record.script,
    map: plainMap(0, record.script.length),
    interpreter: record.shell,
    span: { start: 0, end: record.script.length },
    instruction: parse('RUN x').instructions[0]!,
    runs: 'RUN',
  };
  return prepareScript(script, record.shell, new Set(record.env));
}

/** What the product makes of the whole Dockerfile must be the recorded script, in the recorded shell, with the recorded places. */
function compareInFile(
  record: ShellcheckRecord,
  direct: PreparedScript,
  raw: readonly RawFinding[],
  tree: DockerfileTree,
): { readonly expected: unknown; readonly came: unknown } | undefined {
  const ofRecord = ({ script }: PreparedScript) =>
    tree.instructions[script.instruction.index]?.startLine === record.instructionLine &&
    script.text.trimEnd() === record.script.trimEnd();
  // The records take Windows' RUN lines for sh, as hadolint does. We leave them out, unless we are told the shell.
  const prepared =
    prepareScripts(tree).find(ofRecord) ??
    prepareScripts(tree, { shellAt: () => [`/bin/${record.shell}`, '-c'] }).find(ofRecord);
  if (!prepared) return { expected: record.script, came: 'no such script at that line of the file' };
  const [wanted, given] = [direct, prepared].map(({ request }) => ({
    shell: request.shell,
    exclude: request.exclude,
    lines: request.script.trimEnd().split('\n').sort(),
  }));
  if (JSON.stringify(wanted) !== JSON.stringify(given)) return { expected: wanted, came: given };
  const expected = sorted(
    record.findings.map(finding => [finding.code, ...(finding.doc ?? ['at the end of the script'])].join(' ')),
  );
  const end = prepared.script.text.length;
  const came = sorted(
    mapFindings(prepared, raw).map(finding => {
      const { line, character } = tree.lines.positionAt(finding.span.start);
      const last = tree.lines.positionAt(finding.span.end);
      const doc = [line + 1, character + 1, last.line + 1, last.character + 1];
      const isAtEnd = finding.at.start >= end && !prepared.script.text.endsWith('\n') && finding.code === 'SC1072';
      return [finding.code, ...(isAtEnd ? ['at the end of the script'] : doc)].join(' ');
    }),
  );
  return JSON.stringify(expected) === JSON.stringify(came) ? undefined : { expected, came };
}

function shortOf(finding: ExpectedFinding): string {
  const { code, level, line, column, endLine, endColumn, message } = finding;
  const fix = sorted(
    (finding.fix ?? []).map(edit => `${edit.line}:${edit.column}-${edit.endLine}:${edit.endColumn}=${edit.text}`),
  );
  return `${code} ${level} ${line}:${column}-${endLine}:${endColumn} ${message} ${fix.join(' ')}`;
}

/** Lines and columns as ShellCheck's json1 counts them: from 1, in code points. */
function shortOfOurs(finding: ShellcheckFinding, text: string): string {
  const lines = new LineIndex(`${text}${text.endsWith('\n') ? '' : '\n'}`);
  const place = (offset: number, isAfterEnd: boolean) => {
    if (isAfterEnd) return `${lines.count}:1`;
    const { line, character } = lines.positionAt(offset);
    return `${line + 1}:${[...lines.lineText(line).slice(0, character)].length + 1}`;
  };
  const atEnd = isBehindEverything(finding.at, text) && finding.code === 'SC1072';
  const where = `${place(finding.at.start, atEnd)}-${place(finding.at.end, atEnd)}`;
  // The script stands at offset 0 of its "file", so the places in the file are those in the script.
  const fix = sorted(
    (finding.fix ?? []).map(edit => `${place(edit.span.start, false)}-${place(edit.span.end, false)}=${edit.text}`),
  );
  return `${finding.code} ${finding.severity} ${where} ${finding.message} ${fix.join(' ')}`;
}

/** ShellCheck stopped at the line end that was put behind the script: there is no such place in it. */
function isBehindEverything(at: Span, text: string): boolean {
  return at.start >= text.length && !text.endsWith('\n');
}

function sorted(lines: readonly string[]): readonly string[] {
  return [...lines].sort();
}
