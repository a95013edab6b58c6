/**
 * The harness of rule fixtures: rules/<Id>.md, Markdown with Dockerfiles and, below the lines, carets for what is expected. It does
 * not trust the rules: see `checkBlock`. The form of the file is described in README.md.
 */
import { createDocument, type DockerfileDocument } from '../model/document.ts';
import { applyEdits, hasOverlap, sortedEdits } from '../syntax/edit.ts';
import { instructionProblems } from '../syntax/instructions.ts';
import type { Instruction } from '../syntax/tree.ts';
import type { BuildContext, Fix, Rule, RuleOptions } from './rule.ts';
import { type LintFinding, lint } from './run.ts';

/** A Dockerfile of a fixture with its expectations. */
export interface FixtureBlock {
  /** The nearest heading above. */
  readonly title: string;
  readonly options: BlockOptions;
  /** Carets taken out; `\n` line ends. */
  readonly text: string;
  readonly expected: readonly string[];
  /** What the preferred fixes make of it in the end. */
  readonly fixed: string | undefined;
  /** Lines of the fixture file, 0-based: the fence, the closing fence, and the same of the fixed block. */
  readonly from: number;
  readonly to: number;
}

export interface BlockOptions {
  readonly letter?: boolean;
  /** Patterns of .dockerignore. */
  readonly dockerignore?: readonly string[];
  readonly files?: readonly string[];
  readonly rule?: RuleOptions;
}

export interface HarnessResult {
  /** Sentences; empty when all is well. */
  readonly problems: readonly string[];
  /** The fixture with what was found instead of what was expected. */
  readonly updated: string;
}

export type MakeBuildContext = (options: BlockOptions) => BuildContext | undefined;

const CARETS = /^( *)(\^+)(?:\.\.\+(\d+):(\d+))? (error|warning|info|hint) [\w-]+\/[\w-]+: /;
const MOST_PASSES = 10;

/** Runs every block of a rule's fixture. */
export function checkFixture(rule: Rule, fixture: string, makeContext: MakeBuildContext = plainContext): HarnessResult {
  const problems: string[] = [];
  const lines = fixture.replace(/\r\n/g, '\n').split('\n');
  const blocks = readBlocks(lines);
  const updated: string[] = [];
  let next = 0;
  let withFix = 0;
  let found = 0;
  const seen = new Set<string>();
  for (const block of blocks) {
    const key = JSON.stringify([block.text, block.options]);
    if (seen.has(key))
      problems.push(`${rule.meta.id}: "${block.title}": the same Dockerfile stands twice in the fixture`);
    seen.add(key);
    const result = checkBlock(rule, block, makeContext);
    problems.push(...result.problems.map(problem => `${rule.meta.id}: "${block.title}": ${problem}`));
    found += result.findings;
    withFix += result.fixable;
    updated.push(...lines.slice(next, block.from), ...result.shown);
    next = block.to + 1;
  }
  updated.push(...lines.slice(next));
  if (!blocks.some(block => block.expected.length === 0)) problems.push(`${rule.meta.id}: no block without a finding`);
  if (found === 0) problems.push(`${rule.meta.id}: no block with a finding`);
  problems.push(...declarationProblems(rule, found, withFix));
  return { problems, updated: updated.join('\n') };
}

/** The Dockerfile blocks of a fixture file. */
export function readBlocks(lines: readonly string[]): FixtureBlock[] {
  const blocks: FixtureBlock[] = [];
  let title = '';
  for (let at = 0; at < lines.length; at++) {
    const heading = /^#+ (.*)$/.exec(lines[at]!);
    if (heading) title = heading[1]!;
    const fence = /^```dockerfile( .*)?$/.exec(lines[at]!);
    if (!fence || fence[1]?.trim() === 'fixed') continue;
    const close = lines.indexOf('```', at + 1);
    if (close === -1) break;
    const body = lines.slice(at + 1, close);
    let to = close;
    let fixed: string | undefined;
    const following = lines.findIndex((line, index) => index > close && line !== '');
    if (following !== -1 && lines[following] === '```dockerfile fixed') {
      to = lines.indexOf('```', following + 1);
      fixed = lines
        .slice(following + 1, to)
        .map(line => line + '\n')
        .join('');
    }
    const kept = body.filter(line => !CARETS.test(line));
    blocks.push({
      title,
      options: readOptions(fence[1] ?? ''),
      text: kept.map(line => line + '\n').join(''),
      expected: caretsWithLines(body),
      fixed,
      from: at,
      to,
    });
    at = to;
  }
  return blocks;
}

/** Carets of the body, each with the line it stands under: `2  ^^^ warning …`. */
function caretsWithLines(body: readonly string[]): string[] {
  let line = 0;
  return body.flatMap(text => {
    if (CARETS.test(text)) return [`${line}${text}`];
    line++;
    return [];
  });
}

function readOptions(info: string): BlockOptions {
  const options: { -readonly [Key in keyof BlockOptions]: BlockOptions[Key] } = {};
  for (const word of info.trim().split(/\s+/)) {
    if (word === 'letter') options.letter = true;
    const [name, value = ''] = word.split(/=(.*)/s);
    if (name === 'dockerignore') options.dockerignore = value.split(',');
    if (name === 'files') options.files = value.split(',');
    if (name === 'options') options.rule = JSON.parse(value) as RuleOptions;
  }
  return options;
}

function plainContext(options: BlockOptions): BuildContext | undefined {
  if (options.files === undefined && options.dockerignore === undefined) return undefined;
  const patterns = options.dockerignore ?? [];
  return {
    hasDockerignore: options.dockerignore !== undefined,
    dockerignorePatterns: patterns,
    isIgnored: path => patterns.includes(path),
    files: options.files,
  };
}

/** Set equality of findings, spans in the text, CRLF twin, and for every fix: what `fixProblems` says. */
function checkBlock(
  rule: Rule,
  block: FixtureBlock,
  makeContext: MakeBuildContext,
): { problems: string[]; shown: string[]; findings: number; fixable: number } {
  const problems: string[] = [];
  const run = (text: string): { document: DockerfileDocument; findings: readonly LintFinding[] } => {
    const document = createDocument(text, { letter: block.options.letter ?? false });
    const result = lint(document, {
      ...block.options.rule,
      letter: block.options.letter ?? false,
      rules: [rule],
      severities: rule.meta.severity === 'off' || rule.meta.experimental ? { [rule.meta.id]: 'info' } : {},
      buildContext: makeContext(block.options),
    });
    for (const failure of result.failures)
      problems.push(`the rule threw: ${String((failure.error as Error)?.stack ?? failure.error)}`);
    return { document, findings: result.findings };
  };
  const { document, findings } = run(block.text);
  for (const finding of findings) {
    if (finding.span.start < 0 || finding.span.end > block.text.length || finding.span.start > finding.span.end) {
      problems.push(`a finding outside the text: ${JSON.stringify(finding.span)}`);
    }
    const template = rule.meta.messages[finding.messageId] ?? '';
    const unfilled = [...template.matchAll(/\{(\w+)\}/g)].filter(([, name]) => !(name! in finding.data));
    if (unfilled.length > 0) problems.push(`unfilled message: ${finding.message}`);
  }
  const carets = findings.map(finding => caretsOf(document, finding));
  const fixedText = fixAll(run, block.text, problems);
  const shown = showBlock(block, carets, fixedText !== block.text ? fixedText : undefined);
  if (JSON.stringify([...carets].sort()) !== JSON.stringify([...block.expected].sort())) {
    problems.push(`other findings than expected; found:\n${shown.join('\n')}`);
  } else if ((fixedText === block.text ? undefined : fixedText) !== block.fixed) {
    problems.push(`the fixes make something else than expected:\n${shown.join('\n')}`);
  }
  const crlf = run(block.text.replaceAll('\n', '\r\n'));
  const crlfCarets = crlf.findings.map(finding => caretsOf(crlf.document, finding));
  if (JSON.stringify(crlfCarets) !== JSON.stringify(carets)) {
    problems.push(`with CRLF line ends other findings:\n${crlfCarets.join('\n')}`);
  }
  const crlfFixed = fixAll(run, block.text.replaceAll('\n', '\r\n'), problems);
  if (crlfFixed.replaceAll('\r\n', '\n').includes('\r') || /(^|[^\r])\n/.test(crlfFixed)) {
    problems.push(`with CRLF line ends the fixes leave other line ends: ${JSON.stringify(crlfFixed)}`);
  } else if (crlfFixed.replaceAll('\r\n', '\n') !== fixedText) {
    problems.push('with CRLF line ends the fixes make something else');
  }
  for (const finding of findings) {
    for (const fix of finding.fixes) problems.push(...fixProblems(rule, run, document, findings, finding, fix));
  }
  return {
    problems: [...new Set(problems)],
    shown,
    findings: findings.length,
    fixable: findings.filter(finding => finding.fixes.length > 0).length,
  };
}

type Run = (text: string) => { document: DockerfileDocument; findings: readonly LintFinding[] };

function fixProblems(
  rule: Rule,
  run: Run,
  document: DockerfileDocument,
  findings: readonly LintFinding[],
  finding: LintFinding,
  fix: Fix,
): string[] {
  const problems: string[] = [];
  const name = `fix "${fix.title}"`;
  if (!/^[A-Z]/.test(fix.title)) problems.push(`${name}: the title should begin with a capital`);
  if (fix.title.endsWith('.')) problems.push(`${name}: no full stop at the end`);
  if (fix.edits.length === 0) problems.push(`${name}: changes nothing`);
  if (hasOverlap(sortedEdits(fix.edits))) return [...problems, `${name}: edits overlap`];
  const after = run(applyEdits(document.text, fix.edits));
  const count = (list: readonly LintFinding[]) => list.filter(other => other.message === finding.message).length;
  const gone = count(after.findings) < count(findings) || after.findings.length < findings.length;
  if (rule.meta.fixable !== 'never' && !gone)
    problems.push(`${name}: the finding is still there:\n${after.document.text}`);
  if (errorsOf(after.document) > errorsOf(document))
    problems.push(`${name}: a new syntax error:\n${after.document.text}`);
  const comments = document.tree.comments.map(comment => comment.text);
  const commentsAfter = after.document.tree.comments.map(comment => comment.text);
  if (!isSubsequence(comments, commentsAfter)) problems.push(`${name}: a comment is lost`);
  const touched = new Set(fix.touches);
  const kept = document.tree.instructions.filter(instruction => !touched.has(instruction.index)).map(meaningOf);
  const all = after.document.tree.instructions.map(meaningOf);
  if (!isSubsequence(kept, all))
    problems.push(`${name}: changes an instruction that it does not touch:\n${after.document.text}`);
  return problems;
}

/** Applies preferred fixes, as many at a time as do not overlap, until none is left. */
function fixAll(run: Run, text: string, problems: string[]): string {
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const edits = run(text)
      .findings.flatMap(finding => finding.fixes.slice(0, 1))
      .map(fix => sortedEdits(fix.edits));
    const chosen: (typeof edits)[number][number][] = [];
    for (const group of edits) {
      if (!hasOverlap(sortedEdits([...chosen, ...group]))) chosen.push(...group);
    }
    if (chosen.length === 0) return text;
    const after = applyEdits(text, chosen);
    if (after === text) {
      problems.push('a fix changes nothing');
      return text;
    }
    text = after;
  }
  problems.push(`the fixes do not come to an end:\n${text}`);
  return text;
}

function declarationProblems(rule: Rule, found: number, withFix: number): string[] {
  const { id, fixable } = rule.meta;
  const { whyNoFix, fixElsewhere } = rule.meta;
  if ((fixable === 'never' && fixElsewhere === undefined) !== (whyNoFix !== undefined))
    return [`${id}: a rule without fixes says why (whyNoFix), another one does not`];
  if (fixable === 'never' && withFix > 0) return [`${id}: declared as not fixable, but has fixes`];
  if (fixable === 'always' && withFix < found)
    return [`${id}: declared as always fixable, but ${found - withFix} findings have no fix`];
  if (fixable === 'sometimes' && withFix === 0) return [`${id}: declared as fixable, but no finding has a fix`];
  return [];
}

function errorsOf(document: DockerfileDocument): number {
  return document.tree.problems.length + instructionProblems(document.tree).length;
}

/** What an instruction says, without its layout. */
export function meaningOf(instruction: Instruction): string {
  const flags = instruction.flags.map(flag => flag.text);
  const heredocs = instruction.heredocs.map(heredoc => [heredoc.name, heredoc.content]);
  return JSON.stringify([instruction.name, instruction.args, flags, heredocs, instruction.json]);
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let next = 0;
  for (const element of whole) {
    if (next < part.length && element === part[next]) next++;
  }
  return next === part.length;
}

/** The line of carets for a finding, with the 1-based number of the line it stands under in front. */
function caretsOf(document: DockerfileDocument, finding: LintFinding): string {
  const { start, end } = document.lines.rangeOf(finding.span);
  const line = start.line + 1;
  const single = start.line === end.line;
  const lineEnd = document.lines.lineEnd(start.line) - document.lines.starts[start.line]!;
  const width = Math.max(1, (single ? end.character : lineEnd) - start.character);
  const empty = single && end.character === start.character;
  const tail = single && !empty ? '' : `..+${end.line - start.line}:${end.character}`;
  const what = `${finding.severity} ${finding.ruleId}/${finding.messageId}: ${finding.message}`;
  return `${line}${' '.repeat(start.character)}${'^'.repeat(width)}${tail} ${what}`;
}

function showBlock(block: FixtureBlock, carets: readonly string[], fixed: string | undefined): string[] {
  const byLine = new Map<number, string[]>();
  for (const caret of carets) {
    const [, line, text] = /^(\d+)(.*)$/s.exec(caret)!;
    byLine.set(Number(line), [...(byLine.get(Number(line)) ?? []), text!]);
  }
  const body = block.text.split('\n').slice(0, -1);
  return [
    '```dockerfile' + infoOf(block.options),
    ...body.flatMap((line, index) => [line, ...(byLine.get(index + 1) ?? [])]),
    // An error at the end of the text stands behind the last line.
    ...(byLine.get(body.length + 1) ?? []),
    '```',
    ...(fixed === undefined ? [] : ['```dockerfile fixed', ...fixed.split('\n').slice(0, -1), '```']),
  ];
}

function infoOf(options: BlockOptions): string {
  return [
    options.letter ? ' letter' : '',
    options.dockerignore ? ` dockerignore=${options.dockerignore.join(',')}` : '',
    options.files ? ` files=${options.files.join(',')}` : '',
    options.rule ? ` options=${JSON.stringify(options.rule)}` : '',
  ].join('');
}
