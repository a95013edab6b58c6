/** `npm run cases -- parse|words|roundtrip FILE`: BuildKit's parser and lexer, and the lossless tree. */

import { parseDevice } from '../../server/src/model/devices.ts';
import { parseMount } from '../../server/src/model/mounts.ts';
import { splitQuotedWords } from '../../server/src/syntax/arguments.ts';
import { instructionProblems } from '../../server/src/syntax/instructions.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import type { DockerfileTree, EscapeToken, Instruction, SyntaxProblem } from '../../server/src/syntax/tree.ts';
import { expandWord } from '../../server/src/syntax/words.ts';
import { type CaseResult, type Disagreement, resultOf } from './result.ts';

interface ParseRecord {
  readonly id: string;
  readonly dockerfile: string;
  readonly expect: {
    readonly ok: boolean;
    readonly errors?: readonly { readonly lines?: readonly number[]; readonly phase: string }[];
    readonly ast?: readonly Record<string, unknown>[];
    readonly stages?: readonly Record<string, unknown>[];
  };
}

/** Instructions, flags, arguments, JSON form, heredocs, lines, stages and errors, as BuildKit's parser says. */
export function runParseCases(records: readonly ParseRecord[]): CaseResult {
  const disagreements: Disagreement[] = [];
  for (const record of records) {
    const tree = parse(record.dockerfile);
    const came = record.expect.ok ? okAnswer(tree) : errorAnswer(tree);
    const expected = record.expect.ok ? okExpectation(record) : errorExpectation(record);
    const agrees = record.expect.ok ? same(came, expected) : errorAgrees(record, tree);
    if (!agrees) disagreements.push({ id: record.id, expected, came });
  }
  return resultOf(records.length, disagreements);
}

/** Everything that BuildKit refuses before it builds, those of the mounts included. */
function problemsOf(tree: DockerfileTree): readonly Pick<SyntaxProblem, 'message' | 'startLine'>[] {
  const mounts = tree.instructions.flatMap(instruction =>
    instruction.flags.flatMap(flag => {
      if (instruction.name !== 'RUN' || flag.value === undefined) return [];
      const mount = flag.name === 'mount' ? parseMount(flag.value).error : undefined;
      const device = flag.name === 'device' ? parseDevice(flag.value).error : undefined;
      const message = mount?.phase === 'instruction' ? mount.message : device;
      return message === undefined ? [] : [{ message, startLine: instruction.startLine }];
    }),
  );
  return [...tree.problems, ...instructionProblems(tree), ...mounts];
}

function okAnswer(tree: DockerfileTree): unknown {
  const problems = problemsOf(tree);
  if (problems.length > 0) return { error: problems[0]!.message };
  return { ast: tree.instructions.map(instruction => nodeOf(instruction)), stages: stagesOf(tree) };
}

function okExpectation(record: ParseRecord): unknown {
  return { ast: record.expect.ast?.map(pick), stages: record.expect.stages };
}

const keys = ['instruction', 'flags', 'args', 'json', 'heredocs', 'trigger', 'start', 'end'];

function pick(node: Record<string, unknown>): unknown {
  return Object.fromEntries(
    keys.flatMap(key => {
      if (node[key] === undefined) return [];
      return [[key, key === 'trigger' ? pick(node[key] as Record<string, unknown>) : node[key]]];
    }),
  );
}

/** The trigger of an ONBUILD is recorded as a node of its own, without lines and heredocs. */
function nodeOf(instruction: Instruction, isTrigger = false): Record<string, unknown> {
  return pick({
    instruction: instruction.keyword.value,
    flags: instruction.flags.length > 0 ? instruction.flags.map(flag => flag.text) : undefined,
    args: instruction.trigger ? [] : instruction.args,
    trigger: instruction.trigger ? nodeOf(instruction.trigger, true) : undefined,
    json: instruction.json || undefined,
    heredocs:
      instruction.heredocs.length > 0 && !isTrigger
        ? instruction.heredocs.map(heredoc => ({
            name: heredoc.name,
            ...(heredoc.fileDescriptor === 0 ? {} : { fd: heredoc.fileDescriptor }),
            expand: heredoc.expand,
            chomp: heredoc.chomp,
            content: heredoc.content,
          }))
        : undefined,
    ...(isTrigger ? {} : { start: instruction.startLine, end: instruction.endLine }),
  }) as Record<string, unknown>;
}

function stagesOf(tree: DockerfileTree): unknown {
  const froms = tree.instructions.filter(instruction => instruction.name === 'FROM');
  if (froms.length === 0) return undefined;
  return froms.map(from => ({
    Name: from.words[2]?.value.toLowerCase() ?? '',
    Base: from.args[0] ?? '',
    Platform: from.flags.find(flag => flag.name === 'platform')?.value ?? '',
    Start: from.startLine,
  }));
}

function errorAnswer(tree: DockerfileTree): unknown {
  return problemsOf(tree).map(problem => [problem.startLine, problem.message]);
}

function errorExpectation(record: ParseRecord): unknown {
  return record.expect.errors;
}

function errorAgrees(record: ParseRecord, tree: DockerfileTree): boolean {
  const problems = problemsOf(tree);
  const line = record.expect.errors?.[0]?.lines?.[0];
  return problems.length > 0 && (line === undefined || problems.some(problem => problem.startLine === line));
}

interface WordRecord {
  readonly id: string;
  readonly mode: 'word' | 'words' | 'parseWords';
  readonly word: string;
  readonly env: readonly string[];
  readonly escape: EscapeToken;
  readonly expect: string | readonly string[] | null;
  readonly error: boolean;
}

/** Word expansion as BuildKit's shell lexer does it. */
export function runWordCases(records: readonly WordRecord[]): CaseResult {
  const disagreements: Disagreement[] = [];
  for (const record of records) {
    const expected = record.error ? 'error' : record.expect;
    const came = wordAnswer(record);
    if (!same(came, expected)) disagreements.push({ id: record.id, expected, came });
  }
  return resultOf(records.length, disagreements);
}

function wordAnswer(record: WordRecord): unknown {
  if (record.mode === 'parseWords') {
    return splitQuotedWords(record.word, 0, record.word.length, record.escape).map(word => word.value);
  }
  const variables = new Map(record.env.map(entry => [entry.split('=', 1)[0]!, entry.slice(entry.indexOf('=') + 1)]));
  const result = expandWord(record.word, name => variables.get(name), { escape: record.escape });
  if (!result.ok) return 'error';
  return record.mode === 'word' ? result.value : result.words.map(word => word.value);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
