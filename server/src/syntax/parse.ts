/**
 * Text → tree. Total (every text has a tree), linear, and with BuildKit's meaning: where BuildKit's parser would stop at an error
 * (frontend/dockerfile/parser/parser.go), the problem is noted and reading goes on at the next instruction.
 */
import { parseArguments } from './arguments.ts';
import { isArgumentBlank, isGoSpace, trimmedBounds } from './characters.ts';
import { readFlags } from './flags.ts';
import { type HeredocHeader, heredocHeaders } from './heredocs.ts';
import { LineIndex } from './lines.ts';
import { spanOf } from './logical.ts';
import type {
  Comment,
  Directive,
  DockerfileTree,
  EscapeToken,
  Heredoc,
  Instruction,
  InstructionName,
  Item,
  LogicalLine,
  Span,
  SyntaxProblem,
} from './tree.ts';

export const instructionNames: readonly InstructionName[] = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
];

const knownNames: ReadonlySet<string> = new Set(instructionNames);

/** BuildKit reads lines through a buffer of 64 KiB: a longer physical line is an error. */
const longestLine = 65_535;

/** Parses any text into a tree; never throws. Cost grows linearly with the text. */
export function parse(text: string): DockerfileTree {
  return new Parser(text).run();
}

/** A physical line: `[start, end)` without its line end. */
interface PhysicalLine {
  readonly start: number;
  readonly end: number;
}

/** An instruction while it is being read. */
type Draft = { -readonly [Member in keyof Omit<Instruction, 'trigger'>]: Instruction[Member] } & {
  trigger: Draft | undefined;
};

const none: readonly never[] = [];

class Parser {
  private readonly lines: LineIndex;
  private readonly lineCount: number;
  private readonly items: Item[] = [];
  private readonly directives: Directive[] = [];
  private readonly instructions: Instruction[] = [];
  private readonly comments: Comment[] = [];
  private readonly problems: SyntaxProblem[] = [];
  private readonly directiveNames = new Set<string>();
  private directivesDone = false;
  private escape: EscapeToken = '\\';
  /** Index of the next physical line to read. */
  private line = 0;
  /** BuildKit's PrevComment. */
  private leading: Comment[] = [];
  private terminators: Map<string, number[]> | undefined;
  private tabbedTerminators: Map<string, number[]> | undefined;

  constructor(private readonly text: string) {
    this.lines = new LineIndex(text);
    this.lineCount = text.length > this.lines.starts.at(-1)! ? this.lines.count : this.lines.count - 1;
  }

  run(): DockerfileTree {
    while (this.line < this.lineCount) this.readItem();
    if (this.instructions.length === 0) {
      this.problems.push({
        phase: 'parser',
        code: 'no-instructions',
        message: 'file with no instructions',
        span: { start: this.text.length, end: this.text.length },
        startLine: this.lineCount,
        endLine: this.lineCount,
      });
    }
    for (const instruction of this.instructions) this.problems.push(...instruction.problems);
    this.checkLineLengths();
    this.problems.sort((a, b) => a.startLine - b.startLine || a.span.start - b.span.start);
    const firstEnd = this.text.indexOf('\n');
    return {
      text: this.text,
      lines: this.lines,
      hasBom: this.text.charCodeAt(0) === 0xfeff,
      eol: firstEnd > 0 && this.text[firstEnd - 1] === '\r' ? '\r\n' : '\n',
      escape: this.escape,
      items: this.items,
      directives: this.directives,
      instructions: this.instructions,
      comments: this.comments,
      problems: this.problems,
    };
  }

  /** The line without its line end; of the first line, without a byte-order mark. All trailing `\r` belong to the line end. */
  private physical(index: number): PhysicalLine {
    let start = this.lines.starts[index]!;
    if (index === 0 && this.text.charCodeAt(0) === 0xfeff) start = 1;
    const next = this.lines.starts[index + 1];
    let end = next === undefined ? this.text.length : next - 1;
    while (end > start && this.text.charCodeAt(end - 1) === 0x0d) end--;
    return { start, end };
  }

  private readItem(): void {
    const { start, end } = this.physical(this.line);
    let content = start;
    while (content < end && isGoSpace(this.text.charCodeAt(content))) content++;
    const isComment = this.text[content] === '#' && content < end;
    if (!this.directivesDone && this.readDirective(content, end)) {
      this.line++;
      return;
    }
    if (isComment) {
      const comment = this.commentAt(start, content, end, undefined);
      if (comment.description === '') this.leading = [];
      else this.leading.push(comment);
      this.comments.push(comment);
      this.items.push(comment);
      this.line++;
      return;
    }
    if (content === end) {
      this.readBlank(start, end);
      this.line++;
      return;
    }
    const instruction = this.readInstruction(content, end);
    this.instructions.push(instruction);
    this.items.push(instruction);
    this.leading = [];
  }

  /** One blank item for each run of blank lines. */
  private readBlank(start: number, end: number): void {
    const last = this.items.at(-1);
    if (last?.kind === 'blank')
      this.items[this.items.length - 1] = { kind: 'blank', span: { start: last.span.start, end } };
    else this.items.push({ kind: 'blank', span: { start, end } });
  }

  private commentAt(lineStart: number, content: number, end: number, inside: number | undefined): Comment {
    const body = trimmedBounds(this.text, content + 1, end);
    const kept = trimmedBounds(this.text, Math.min(lineStart + 1, end), end);
    return {
      kind: 'comment',
      span: { start: content, end },
      text: this.text.slice(body.start, body.end),
      description: this.text.slice(kept.start, kept.end),
      ...(inside === undefined ? {} : { inside }),
    };
  }

  /**
   * directives.go: `# name = value` of a known name, nothing but directives before it. The first line that is not one, a blank or an
   * unknown name included, ends them for good. Returns whether the line is a directive.
   */
  private readDirective(content: number, end: number): boolean {
    const line = this.text.slice(content, end);
    // Go's \s is narrower than JavaScript's; only the blanks right behind the `#` are Unicode's.
    const match =
      /^(#[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*)([a-zA-Z][a-zA-Z0-9]*)([\t\n\f\r ]*=[\t\n\f\r ]*)([^\n]+?)[\t\n\f\r ]*$/.exec(
        line,
      );
    const name = match ? match[2]!.toLowerCase() : '';
    if (!match || (name !== 'syntax' && name !== 'escape' && name !== 'check')) {
      // A shebang may stand before the directives that only look at the file's head (syntax, check), as DetectSyntax has it.
      this.directivesDone = !(this.line === 0 && line.startsWith('#!'));
      if (!this.directivesDone) this.afterShebang = true;
      return false;
    }
    const nameStart = content + match[1]!.length;
    const valueStart = nameStart + name.length + match[3]!.length;
    const directive: Directive = {
      kind: 'directive',
      span: { start: content, end },
      name,
      nameSpan: { start: nameStart, end: nameStart + name.length },
      value: match[4]!,
      valueSpan: { start: valueStart, end: valueStart + match[4]!.length },
    };
    // Quirk: BuildKit counts this line only afterwards, so its message names the line before.
    const place = { startLine: this.line, endLine: this.line, phase: 'parser' } as const;
    if (this.directiveNames.has(name) && this.afterShebang) {
      this.directivesDone = true;
      return false;
    }
    if (this.directiveNames.has(name)) {
      const message = `only one ${name} parser directive can be used`;
      this.problems.push({ ...place, code: 'duplicate-directive', message, span: directive.span });
    } else if (name === 'escape' && this.afterShebang) {
      // After a shebang BuildKit's line parser no longer takes directives: this one has no effect.
      this.directivesDone = true;
      return false;
    } else if (name === 'escape') {
      if (match[4] === '`' || match[4] === '\\') this.escape = match[4];
      else {
        const message = `invalid escape token '${match[4]}' does not match \` or \\`;
        this.problems.push({ ...place, code: 'invalid-escape', message, span: directive.valueSpan });
      }
    }
    this.directiveNames.add(name);
    this.directives.push(directive);
    this.items.push(directive);
    return true;
  }

  private afterShebang = false;

  /**
   * Where the line's continuation character stands: the last thing before blanks and tabs, and not doubled
   * (parser.go, lineContinuationRegex). Undefined when the instruction ends here.
   */
  private continuationAt(start: number, end: number): number | undefined {
    let at = end;
    while (at > start && (this.text[at - 1] === ' ' || this.text[at - 1] === '\t')) at--;
    at--;
    if (at < start || this.text[at] !== this.escape) return undefined;
    if (at > start && this.text[at - 1] === this.escape) return undefined;
    return at;
  }

  private readInstruction(content: number, firstEnd: number): Instruction {
    const index = this.instructions.length;
    const startLine = this.line + 1;
    const segments: { at: number; offset: number }[] = [];
    const pieces: string[] = [];
    let length = 0;
    const continuations: Span[] = [];
    const emptyLines: Span[] = [];
    const inner: Comment[] = [];
    const append = (start: number, end: number): void => {
      if (segments.length === 0 || end > start) segments.push({ at: length, offset: start });
      pieces.push(this.text.slice(start, end));
      length += end - start;
    };

    let start = content;
    let end = firstEnd;
    this.line++;
    let continuation = this.continuationAt(start, end);
    append(start, continuation ?? end);
    if (continuation !== undefined) continuations.push({ start: continuation, end: continuation + 1 });
    while (continuation !== undefined && this.line < this.lineCount) {
      ({ start, end } = this.physical(this.line++));
      let first = start;
      while (first < end && isGoSpace(this.text.charCodeAt(first))) first++;
      if (first < end && this.text[first] === '#') {
        const comment = this.commentAt(start, first, end, index);
        inner.push(comment);
        this.comments.push(comment);
        continue;
      }
      if (first === end) {
        emptyLines.push({ start, end });
        continue;
      }
      continuation = this.continuationAt(start, end);
      append(start, continuation ?? end);
      if (continuation !== undefined) continuations.push({ start: continuation, end: continuation + 1 });
    }
    // The joined text ends where the last segment ends; a place "at the end" then maps behind its last character.
    const logical: LogicalLine = { text: pieces.join(''), segments };
    const body = this.readNode(logical, 0, index);
    const headerLine = this.line;
    let problems = body.problems.map(problem => ({ ...problem, startLine, endLine: headerLine }));
    let heredocs: Heredoc[] = [];
    const holder = body.name === 'ONBUILD' ? body.trigger : body;
    if (
      holder &&
      problems.length === 0 &&
      canContainHeredoc(holder.name) &&
      !holder.json &&
      logical.text.includes('<<')
    ) {
      const headers = heredocHeaders(logical.text);
      if (typeof headers === 'string') {
        const span = spanOf(logical, 0, logical.text.length);
        problems = [
          { phase: 'parser', code: 'invalid-heredoc', message: headers, span, startLine, endLine: headerLine },
        ];
      } else {
        heredocs = headers.map(header => this.readHeredoc(header, logical));
        const open = heredocs.find(heredoc => !heredoc.terminated);
        if (open) {
          const message = 'unterminated heredoc';
          const span = open.operatorSpan;
          problems = [
            { phase: 'parser', code: 'unterminated-heredoc', message, span, startLine, endLine: this.lineCount },
          ];
        }
      }
    }
    const last = heredocs.at(-1);
    // Filled in place: copying an object of so many members took half of the time of parsing.
    body.span = { start: content, end: Math.max(last?.terminatorSpan.end ?? 0, this.physical(headerLine - 1).end) };
    body.startLine = startLine;
    body.endLine = this.line;
    body.heredocs = heredocs;
    body.comments = inner;
    body.leading = this.leading;
    body.emptyLines = emptyLines;
    body.continuations = continuations;
    body.problems = problems;
    const { trigger } = body;
    if (trigger) {
      // The trigger shares the lines of its ONBUILD, and its heredocs.
      trigger.startLine = startLine;
      trigger.endLine = this.line;
      trigger.heredocs = heredocs;
      trigger.span = { start: trigger.span.start, end: body.span.end };
    }
    return body as Instruction;
  }

  /** newNodeFromLine: keyword, flags, and the arguments as the instruction's own parser reads them. `from` is an index in the line. */
  private readNode(logical: LogicalLine, from: number, index: number): Draft {
    const { text } = logical;
    const bounds = trimmedBounds(text, from, text.length);
    let keywordEnd = bounds.start;
    while (keywordEnd < bounds.end && !isArgumentBlank(text.charCodeAt(keywordEnd))) keywordEnd++;
    let argumentStart = keywordEnd;
    while (argumentStart < bounds.end && isArgumentBlank(text.charCodeAt(argumentStart))) argumentStart++;
    const keyword = text.slice(bounds.start, keywordEnd);
    const name = keyword.toUpperCase();
    const { flags, restStart } = readFlags(logical, argumentStart, bounds.end, this.escape);
    const rest = trimmedBounds(text, restStart, bounds.end);
    const trigger = name === 'ONBUILD' && rest.start < rest.end ? this.readNode(logical, rest.start, index) : undefined;
    const parsed = trigger ? undefined : parseArguments(name, logical, rest.start, rest.end, this.escape);
    let problems: readonly SyntaxProblem[] = trigger?.problems ?? none;
    if (parsed?.problem) problems = [{ phase: 'parser', startLine: 0, endLine: 0, ...parsed.problem }];
    return {
      kind: 'instruction',
      index,
      span: spanOf(logical, bounds.start, bounds.end),
      startLine: 0,
      endLine: 0,
      name,
      known: knownNames.has(name),
      keyword: {
        value: keyword,
        span: spanOf(logical, bounds.start, keywordEnd),
        at: { start: bounds.start, end: keywordEnd },
      },
      flags,
      rest:
        rest.start < rest.end
          ? { value: text.slice(rest.start, rest.end), span: spanOf(logical, rest.start, rest.end), at: rest }
          : undefined,
      args: trigger ? [trigger.keyword.value, ...trigger.args] : parsed!.args,
      words: parsed?.words ?? none,
      json: parsed?.json ?? false,
      pairs: parsed?.pairs ?? none,
      heredocs: none,
      trigger,
      logical,
      comments: none,
      leading: none,
      emptyLines: none,
      continuations: none,
      problems,
    };
  }

  private readHeredoc(header: HeredocHeader, logical: LogicalLine): Heredoc {
    const contentStart = this.lines.starts[this.line] ?? this.text.length;
    const found = this.terminatorFrom(header, this.line);
    const common = {
      name: header.name,
      fileDescriptor: header.fileDescriptor,
      expand: header.expand,
      chomp: header.chomp,
      operatorSpan: spanOf(logical, header.at.start, header.at.end),
      nameSpan: spanOf(logical, header.nameAt.start, header.nameAt.end),
    };
    if (found !== undefined) {
      const terminator = this.physical(found);
      const contentEnd = this.lines.starts[found]!;
      this.line = found + 1;
      return {
        ...common,
        content: this.text.slice(contentStart, contentEnd),
        contentSpan: { start: contentStart, end: contentEnd },
        terminatorSpan: terminator,
        terminated: true,
      };
    }
    // Half-typed: BuildKit takes the rest of the file and gives up. We stop before the next line that begins like an instruction, so
    // that the rest of the file stays alive while the terminator is not written yet.
    let end = this.line;
    while (end < this.lineCount && !this.looksLikeInstruction(end)) end++;
    this.line = end;
    const contentEnd = this.lines.starts[end] ?? this.text.length;
    return {
      ...common,
      content: this.text.slice(contentStart, contentEnd),
      contentSpan: { start: contentStart, end: contentEnd },
      terminatorSpan: { start: contentEnd, end: contentEnd },
      terminated: false,
    };
  }

  private looksLikeInstruction(line: number): boolean {
    const { start, end } = this.physical(line);
    const word = /^[A-Z]+(?=[ \t])/.exec(this.text.slice(start, Math.min(end, start + 16)));
    return word !== null && knownNames.has(word[0]);
  }

  /** The first line at or after `from` that ends the heredoc. Lines are indexed by text once, so many heredocs stay linear. */
  private terminatorFrom(header: HeredocHeader, from: number): number | undefined {
    const index = header.chomp
      ? (this.tabbedTerminators ??= this.indexLines(true))
      : (this.terminators ??= this.indexLines(false));
    const candidates = index.get(header.name);
    if (!candidates) return undefined;
    let low = 0;
    let high = candidates.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (candidates[middle]! < from) low = middle + 1;
      else high = middle;
    }
    return candidates[low];
  }

  private indexLines(withoutTabs: boolean): Map<string, number[]> {
    const index = new Map<string, number[]>();
    for (let line = 0; line < this.lineCount; line++) {
      let { start, end } = this.physical(line);
      if (line === 0) start = this.lines.starts[0]!;
      if (withoutTabs) while (start < end && this.text[start] === '\t') start++;
      const text = this.text.slice(start, end);
      const known = index.get(text);
      if (known) known.push(line);
      else index.set(text, [line]);
    }
    return index;
  }

  private checkLineLengths(): void {
    if (this.text.length * 3 <= longestLine) return;
    for (let line = 0; line < this.lineCount; line++) {
      const { start, end } = this.physical(line);
      if ((end - start) * 3 <= longestLine) continue;
      const lineEnd = this.lines.starts[line + 1] ?? this.text.length;
      const text = this.text.slice(this.lines.starts[line]!, lineEnd).replace(/\n$/, '');
      if (byteLength(text) <= longestLine) continue;
      this.problems.push({
        phase: 'parser',
        code: 'line-too-long',
        message: `dockerfile line greater than max allowed size of ${longestLine}`,
        span: { start, end },
        startLine: line,
        endLine: line,
      });
    }
  }
}

/** Which instructions take heredocs (parser.go, heredocDirectives). */
function canContainHeredoc(name: string): boolean {
  return name === 'RUN' || name === 'COPY' || name === 'ADD';
}

/** The length in UTF-8. */
function byteLength(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x80) bytes += 1;
    else if (code < 0x800) bytes += 2;
    else if (code >= 0xd800 && code < 0xdc00) {
      bytes += 4;
      index++;
    } else bytes += 3;
  }
  return bytes;
}
