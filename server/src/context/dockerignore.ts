/**
 * `.dockerignore` exactly as BuildKit reads it: moby/patternmatcher (v0.6.1, its `ignorefile` reader too) as tonistiigi/fsutil
 * uses it while it walks the context. Nothing here is gitignore: every pattern starts at the context's root, a leading slash means
 * nothing, trailing blanks go, and a pattern decides for everything below the folder it matches.
 *
 * Places are UTF-16 offsets into the text, lines are 0-based. Paths are relative to the context, with `/`, without `./`.
 */

import { cleanPath } from '../model/goText.ts';
import { trimmedBounds } from '../syntax/characters.ts';
import { matchGlob } from './goPath.ts';
import { compileGoRegexp } from './goRegexp.ts';

export interface IgnoreSpan {
  readonly start: number;
  readonly end: number;
}

export interface IgnoreLine {
  readonly kind: 'pattern' | 'comment' | 'blank';
  /** 0-based. */
  readonly line: number;
  /** The line without its line end (and, on the first line, without a byte-order mark). */
  readonly span: IgnoreSpan;
}

export interface IgnorePattern extends IgnoreLine {
  readonly kind: 'pattern';
  /** `!`: what matches is sent after all. As the matcher understands it: `/!x` is one too. */
  readonly negated: boolean;
  /** The pattern with its `!`, without blanks around it. */
  readonly patternSpan: IgnoreSpan;
  /** What follows the `!` that is written, blanks skipped. */
  readonly bodySpan: IgnoreSpan;
  /** As BuildKit's reader hands it on, with its `!`: cleaned, without a leading slash. The matcher cleans once more. */
  readonly cleaned: string;
  /** What is compared with paths, without the `!`. */
  readonly matched: string;
}

export type DockerignoreLine = IgnorePattern | (IgnoreLine & { readonly kind: 'comment' | 'blank' });

export interface DockerignoreProblem {
  readonly code: 'bad-pattern' | 'lone-negation' | 'line-too-long';
  readonly line: number;
  readonly span: IgnoreSpan;
  /** Go's own words, as BuildKit prints them. */
  readonly message: string;
}

export interface ParsedDockerignore {
  readonly text: string;
  readonly hasBom: boolean;
  /** Every line of the file in order; a last empty one when the text ends with a line end (or is empty). */
  readonly lines: readonly DockerignoreLine[];
  readonly patterns: readonly IgnorePattern[];
  /** What makes BuildKit refuse the file before it has seen a path. */
  readonly problems: readonly DockerignoreProblem[];
}

/** Reads the text. Never throws; the lines' spans and the line ends between them give the text back. */
export function parseDockerignore(text: string): ParsedDockerignore {
  const hasBom = text.startsWith('\ufeff');
  const lines: DockerignoreLine[] = [];
  const problems: DockerignoreProblem[] = [];
  let start = hasBom ? 1 : 0;
  for (let line = 0; ; line++) {
    const lineFeed = text.indexOf('\n', start);
    const contentEnd = lineFeed === -1 ? text.length : lineFeed;
    const end = contentEnd > start && text[contentEnd - 1] === '\r' ? contentEnd - 1 : contentEnd;
    const span = { start, end };
    const parsed = parseLine(text, line, span);
    lines.push(parsed);
    if (contentEnd - start > maximalLineBytes / 3 && byteLength(text, start, contentEnd) > maximalLineBytes) {
      problems.push({ code: 'line-too-long', line, span, message: 'bufio.Scanner: token too long' });
    }
    if (parsed.kind === 'pattern') {
      const problem = problemOf(parsed);
      if (problem) problems.push(problem);
    }
    if (lineFeed === -1) break;
    start = lineFeed + 1;
  }
  const patterns = lines.filter(line => line.kind === 'pattern');
  return { text, hasBom, lines, patterns, problems };
}

/** The same for a list of patterns that has already been read (`patternmatcher.New`): nothing but blanks is taken off. */
export function dockerignoreOfPatterns(list: readonly string[]): ParsedDockerignore {
  const patterns: IgnorePattern[] = [];
  list.forEach((raw, line) => {
    const trimmed = trimGoSpace(raw);
    if (trimmed === '') return;
    const span = { start: 0, end: 0 };
    patterns.push({ kind: 'pattern', line, span, patternSpan: span, bodySpan: span, ...understand(trimmed) });
  });
  const problems = patterns.flatMap(pattern => problemOf(pattern) ?? []);
  return { text: '', hasBom: false, lines: patterns, patterns, problems };
}

export interface CompiledDockerignore {
  /** Why BuildKit would refuse to build: nothing matches then. Includes patterns whose translation to a regular expression fails. */
  readonly problems: readonly DockerignoreProblem[];
  /** True when a line with `!` counts. */
  readonly hasNegations: boolean;
  /** True when the path is not sent: BuildKit's walk, which asks from the outermost folder inwards. */
  matches(path: string): boolean;
  /** The 0-based line that decided about the path; undefined when no line did, or when the file is refused. */
  decidingLine(path: string): number | undefined;
  /** The same question without a walk (`MatchesOrParentMatches`): what the check of COPY's sources asks. Differs in rare cases with `!`. */
  matchesOrParent(path: string): boolean;
  /** What Go answers about the path, with its error: a broken regular expression is only found when a path gets that far. */
  evaluate(path: string): IgnoreVerdict;
  /** The 0-based lines whose patterns match the path itself or a folder above it, whatever the other lines say. */
  linesMatching(path: string): number[];
  /** Of the lines asked for: those whose pattern matches this very path, without the folders above it. */
  linesMatchingItself(path: string, lines: { has(line: number): boolean }): number[];
}

export interface IgnoreVerdict {
  readonly ignored: boolean;
  /** 0-based. */
  readonly line?: number | undefined;
  readonly error?: string;
}

export interface CompileOptions {
  /** Leave out the lines that BuildKit refuses, to say something useful about the others. */
  readonly withoutBadLines?: boolean;
}

/** Makes the matcher. It remembers what it found out about folders, so keep it for a whole tree. */
export function compileDockerignore(parsed: ParsedDockerignore, options: CompileOptions = {}): CompiledDockerignore {
  const badLines = new Set(parsed.problems.map(problem => problem.line));
  let matchers = parsed.patterns.filter(pattern => !badLines.has(pattern.line)).map(compilePattern);
  const regexpProblems = matchers.flatMap(matcher => (matcher.test ? [] : [badPattern(matcher.pattern)]));
  if (options.withoutBadLines) matchers = matchers.filter(matcher => matcher.test);
  const refused = options.withoutBadLines ? undefined : parsed.problems[0]?.message;
  const walk = walker(matchers);

  function evaluate(path: string): IgnoreVerdict {
    if (refused !== undefined) return { ignored: false, error: refused };
    return walk(path);
  }
  return {
    problems: [...parsed.problems, ...regexpProblems].sort((one, other) => one.line - other.line),
    hasNegations: matchers.some(matcher => matcher.negated),
    evaluate,
    matches: path => evaluate(path).ignored,
    decidingLine: path => evaluate(path).line,
    matchesOrParent: path => refused === undefined && matchesOrParent(matchers, path),
    linesMatching: path =>
      matchers.flatMap(matcher =>
        [path, ...ancestors(path)].some(each => matcher.test?.(each)) ? [matcher.pattern.line] : [],
      ),
    linesMatchingItself: (path, lines) =>
      matchers
        .filter(matcher => lines.has(matcher.pattern.line) && matcher.test?.(path))
        .map(matcher => matcher.pattern.line),
  };
}

// ---- reading ------------------------------------------------------------------------------------------------------------------

/** bufio.Scanner gives up when a line and its end fill its buffer of 64 KiB. */
const maximalLineBytes = 64 * 1024 - 1;

function byteLength(text: string, start: number, end: number): number {
  let bytes = 0;
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair counts two of the four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}

function parseLine(text: string, line: number, span: IgnoreSpan): DockerignoreLine {
  if (text[span.start] === '#' && span.end > span.start) return { kind: 'comment', line, span };
  const patternSpan = trimmedBounds(text, span.start, span.end);
  if (patternSpan.start === patternSpan.end) return { kind: 'blank', line, span };
  const written = text[patternSpan.start] === '!';
  const bodySpan = written ? trimmedBounds(text, patternSpan.start + 1, patternSpan.end) : patternSpan;
  let body = text.slice(bodySpan.start, bodySpan.end);
  if (body !== '') body = cleanPath(body);
  if (body.length > 1 && body.startsWith('/')) body = body.slice(1);
  return { kind: 'pattern', line, span, patternSpan, bodySpan, ...understand(written ? '!' + body : body) };
}

/** What `patternmatcher.New` makes of a line of the reader: it trims and cleans once more, `!` included. */
function understand(cleaned: string): { negated: boolean; cleaned: string; matched: string } {
  const pattern = cleanPath(trimGoSpace(cleaned));
  const negated = pattern.startsWith('!');
  return { negated, cleaned, matched: negated ? pattern.slice(1) : pattern };
}

function problemOf(pattern: IgnorePattern): DockerignoreProblem | undefined {
  if (pattern.negated && pattern.matched === '') {
    const { line, patternSpan } = pattern;
    return { code: 'lone-negation', line, span: patternSpan, message: 'illegal exclusion pattern: "!"' };
  }
  return matchGlob(pattern.matched, '.') === 'bad pattern' ? badPattern(pattern) : undefined;
}

function badPattern(pattern: IgnorePattern): DockerignoreProblem {
  return { code: 'bad-pattern', line: pattern.line, span: pattern.bodySpan, message: 'syntax error in pattern' };
}

function trimGoSpace(text: string): string {
  const { start, end } = trimmedBounds(text, 0, text.length);
  return text.slice(start, end);
}

// ---- matching -------------------------------------------------------------------------------------------------------------------

interface Matcher {
  readonly pattern: IgnorePattern;
  readonly negated: boolean;
  /** undefined when Go's regular expression compiler refuses the translation. */
  readonly test: ((path: string) => boolean) | undefined;
}

function compilePattern(pattern: IgnorePattern): Matcher {
  return { pattern, negated: pattern.negated, test: compileGlob(pattern.matched) };
}

/** patternmatcher's `compile` and `match` for one pattern. */
export function compileGlob(pattern: string): ((path: string) => boolean) | undefined {
  const { type, source } = translateGlob(pattern);
  switch (type) {
    case 'exact':
      return path => path === pattern;
    case 'prefix': {
      const prefix = pattern.slice(0, -2);
      return path => path.startsWith(prefix);
    }
    case 'suffix':
      return suffixTest(pattern);
    case 'regexp':
      return simpleTest(pattern) ?? withLiteralEnds(pattern, compileGoRegexp(source));
  }
}

/** Looks at the literal beginning and end of a pattern first, which is much cheaper than the automaton. */
function withLiteralEnds(
  pattern: string,
  exact: ((path: string) => boolean) | undefined,
): ((path: string) => boolean) | undefined {
  if (!exact || /[[\]\\{}|^\ufeff]/.test(pattern)) return exact;
  const [, prefix, wildcards, suffix] = /^([^*?]*)(.*[*?])([^*?]*)$/s.exec(pattern)!;
  const end = wildcards!.endsWith('**') ? suffix!.replace(/^\//, '') : suffix!;
  return path => path.endsWith(end) && path.startsWith(prefix!) && exact(path);
}

type GlobType = 'exact' | 'prefix' | 'suffix' | 'regexp';

/** The regular expression that patternmatcher writes for a pattern, and whether it needs it. */
function translateGlob(pattern: string): { type: GlobType; source: string } {
  // Go's text/scanner, which reads the pattern, drops a byte-order mark at its start.
  const points = [...(pattern.startsWith('\ufeff') ? pattern.slice(1) : pattern)];
  let type: GlobType = 'exact';
  let source = '^';
  let at = 0;
  for (let turn = 0; at < points.length; turn++) {
    const character = points[at++]!;
    if (character === '*' && points[at] === '*') {
      at++;
      if (points[at] === '/') at++;
      if (at < points.length) {
        source += '(.*/)?';
        type = 'regexp';
      } else if (type === 'exact') type = 'prefix';
      else {
        source += '.*';
        type = 'regexp';
      }
      if (turn === 0) type = 'suffix';
    } else if (character === '*') {
      source += '[^/]*';
      type = 'regexp';
    } else if (character === '?') {
      source += '[^/]';
      type = 'regexp';
    } else if ('.+()$'.includes(character)) {
      source += '\\' + character;
    } else if (character === '\\') {
      source += '\\';
      if (at < points.length) {
        source += points[at++]!;
        type = 'regexp';
      }
    } else {
      source += character;
      if (character === '[' || character === ']') type = 'regexp';
    }
  }
  return { type, source: source + '$' };
}

function suffixTest(pattern: string): (path: string) => boolean {
  if (pattern.startsWith('\ufeff')) {
    // Go cuts two bytes off the pattern, here out of the middle of the mark: its third byte has to stand before the rest.
    const rest = pattern.slice(1);
    return path => {
      if (!path.endsWith(rest)) return false;
      const before = path.charCodeAt(path.length - rest.length - 1);
      return before >= 0x80 && (before & 0x3f) === 0x3f;
    };
  }
  const suffix = pattern.slice(2);
  return path => path.endsWith(suffix) || (suffix[0] === '/' && path === suffix.slice(1));
}

/** The most common shapes without a regular expression: `*.log`, `a/b*c`, or `*.pyc` in any folder; undefined for any other. */
function simpleTest(pattern: string): ((path: string) => boolean) | undefined {
  const match = /^(\*\*\/)?([^*?[\]\\{}|^\ufeff]*)\*([^*?[\]\\{}|^\ufeff]*)$/.exec(pattern);
  if (!match) return undefined;
  const [, anywhere, prefix = '', suffix = ''] = match;
  const minimum = prefix.length + suffix.length;
  if (!anywhere) {
    return path =>
      path.length >= minimum &&
      path.endsWith(suffix) &&
      path.startsWith(prefix) &&
      !hasSlash(path, prefix.length, path.length - suffix.length);
  }
  // In the regular expression for `**` the dot stops at a line feed, so a name with one goes the long way.
  const exact = compileGoRegexp(translateGlob(pattern).source)!;
  if (prefix !== '' || suffix.includes('/')) {
    return path => path.length >= minimum && path.endsWith(suffix) && exact(path);
  }
  return path => path.endsWith(suffix) && (!path.includes('\n') || exact(path));
}

function hasSlash(path: string, start: number, end: number): boolean {
  const at = path.indexOf('/', start);
  return at !== -1 && at < end;
}

/** What is known of a folder: for each pattern whether it matched it or a folder above it. */
type FolderState = readonly boolean[] | { readonly error: string };

/** `MatchesUsingParentResults` from the root to the path, with a memory for folders. */
function walker(matchers: readonly Matcher[]): (path: string) => IgnoreVerdict {
  const folders = new Map<string, FolderState>();
  const unknown: readonly boolean[] = [];

  function stateOf(folder: string): FolderState {
    const known = folders.get(folder);
    if (known) return known;
    const slash = folder.lastIndexOf('/');
    const parent = slash === -1 ? unknown : stateOf(folder.slice(0, slash));
    const state: boolean[] = [];
    const verdict = decide(folder, parent, state);
    const result = verdict.error === undefined ? state : { error: verdict.error };
    folders.set(folder, result);
    return result;
  }

  /** Fills `state`, where it is given, for the paths below. */
  function decide(path: string, parent: FolderState, state: boolean[] | undefined): IgnoreVerdict {
    if ('error' in parent) return { ignored: false, error: parent.error };
    const atRoot = parent.length === 0;
    let ignored = false;
    let line: number | undefined;
    for (let index = 0; index < matchers.length; index++) {
      const matcher = matchers[index]!;
      let matched = !atRoot && parent[index]!;
      if (!matched) {
        if (matcher.negated !== ignored) {
          if (state) state[index] = false;
          continue;
        }
        if (!matcher.test) return { ignored: false, error: 'syntax error in pattern' };
        matched = matcher.test(path);
        if (!matched && atRoot && path.includes('/')) matched = ancestors(path).some(each => matcher.test!(each));
      }
      if (state) state[index] = matched;
      if (matched && ignored === matcher.negated) {
        ignored = !matcher.negated;
        line = matcher.pattern.line;
      }
    }
    return { ignored, line };
  }

  return path => {
    const slash = path.lastIndexOf('/');
    return decide(path, slash === -1 ? unknown : stateOf(path.slice(0, slash)), undefined);
  };
}

function matchesOrParent(matchers: readonly Matcher[], path: string): boolean {
  const above = ancestors(path);
  let ignored = false;
  for (const matcher of matchers) {
    if (matcher.negated !== ignored) continue;
    if (!matcher.test) return false;
    if (matcher.test(path) || above.some(folder => matcher.test!(folder))) ignored = !matcher.negated;
  }
  return ignored;
}

/** `a/b/c` → `a`, `a/b`. Of a path that is not clean Go takes `filepath.Dir`, which is: `./a/b` → `a`, and `/a` → the empty name and `/`. */
function ancestors(path: string): string[] {
  const folder = cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
  if (folder === '.') return [];
  const folders: string[] = [];
  for (let at = folder.indexOf('/'); at !== -1; at = folder.indexOf('/', at + 1)) folders.push(folder.slice(0, at));
  folders.push(folder);
  return folders;
}
