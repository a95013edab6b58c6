/**
 * The lossless tree of a Dockerfile: what the text is, in BuildKit's terms, with the place of everything.
 *
 * All places are half-open spans of UTF-16 offsets into `text`; `lines` turns them into LSP positions.
 * Nothing is lost: the tokens of the tree (tokens.ts) tile the text, and printing them gives the file back byte for byte.
 * Source of the meaning: BuildKit frontend/dockerfile/parser (parser.go, line_parsers.go, split_command.go, directives.go).
 */
import type { LineIndex } from './lines.ts';

/** A half-open range of UTF-16 code units of the text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type EscapeToken = '\\' | '`';

/**
 * Something that BuildKit would refuse. `parser` errors come from BuildKit's line parser (it stops at the first one; we go
 * on), `instruction` errors from its typed instructions, `stage` errors from the order of instructions.
 */
export interface SyntaxProblem {
  readonly phase: 'parser' | 'instruction' | 'stage';
  /** BuildKit's own wording. */
  readonly message: string;
  /** The smallest text that is wrong. */
  readonly span: Span;
  /** 1-based lines as BuildKit reports them. */
  readonly startLine: number;
  readonly endLine: number;
  /** For tools: which kind of problem, kebab-case, stable ("unknown-flag"). */
  readonly code: string;
  /** BuildKit's "did you mean", where it has one. */
  readonly suggestion?: string;
}

/** `# escape=` and its kin: only at the very top of the file. */
export interface Directive {
  readonly kind: 'directive';
  readonly span: Span; // the line without its line end
  readonly name: string; // lower case: syntax, escape, check
  readonly nameSpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/** A whole-line comment, at the top level or between the lines of a continued instruction. */
export interface Comment {
  readonly kind: 'comment';
  readonly span: Span; // from `#` to the end of the line, without the line end
  readonly text: string; // what follows the first `#`, trimmed
  /** What BuildKit keeps of it as a description (it cuts one character, so an indented comment keeps its `#`). */
  readonly description: string;
  /** The instruction whose continuation it stands in, or undefined at the top level. */
  readonly inside?: number;
}

/** A run of blank lines (or of a byte-order mark and blanks): nothing but white space. */
export interface Blank {
  readonly kind: 'blank';
  readonly span: Span;
}

export type Item = Directive | Comment | Blank | Instruction;

/**
 * An instruction's lines joined as BuildKit joins them: continuation characters, line ends, comment lines and blank lines taken
 * out, nothing else changed. `offsetAt` maps an index in `text` to the file.
 */
export interface LogicalLine {
  readonly text: string;
  /** Ascending by `at`: the characters from `text[at]` on stand at `offset` in the file, up to the next segment. */
  readonly segments: readonly { readonly at: number; readonly offset: number }[];
}

/** A piece of an instruction: its value as BuildKit holds it, and where it is written. */
export interface Word {
  /** As BuildKit's parser gives it: quotes, escapes and variables unprocessed (JSON strings decoded). */
  readonly value: string;
  /** Where it stands in the file; may span continuation lines. */
  readonly span: Span;
  /** Where it stands in the logical line. */
  readonly at: Span;
}

/** `--name=value`. BuildKit takes flags on every instruction and complains about the ones it does not know. */
export interface Flag {
  readonly name: string; // without `--`
  readonly nameSpan: Span; // with `--`
  /** undefined when there is no `=`. Quotes and escapes removed as BuildKit does. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined; // as written, with its quotes
  readonly span: Span;
  readonly at: Span;
  /** The whole flag as BuildKit holds it: `--name=value`. */
  readonly text: string;
}

export interface Heredoc {
  readonly name: string;
  readonly fileDescriptor: number;
  /** False when a part of the delimiter is quoted. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are removed. */
  readonly chomp: boolean;
  /** The lines between, as in the file (line ends included, tabs kept). */
  readonly content: string;
  /** `<<EOF` on the instruction's line. */
  readonly operatorSpan: Span;
  /** The delimiter word after `<<`/`<<-` and blanks, with its quotes. */
  readonly nameSpan: Span;
  readonly contentSpan: Span;
  /** The terminator line without its line end; empty at the end of the text when it is missing. */
  readonly terminatorSpan: Span;
  readonly terminated: boolean;
}

/** A name and its value in ENV, LABEL and ARG. */
export interface Pair {
  readonly key: string; // raw
  readonly keySpan: Span;
  /** undefined for `ARG NAME`. Raw: quotes kept. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
  /** `legacy`: `ENV key value`. */
  readonly form: 'equals' | 'legacy' | 'bare';
  readonly span: Span;
}

export type InstructionName =
  | 'ADD'
  | 'ARG'
  | 'CMD'
  | 'COPY'
  | 'ENTRYPOINT'
  | 'ENV'
  | 'EXPOSE'
  | 'FROM'
  | 'HEALTHCHECK'
  | 'LABEL'
  | 'MAINTAINER'
  | 'ONBUILD'
  | 'RUN'
  | 'SHELL'
  | 'STOPSIGNAL'
  | 'USER'
  | 'VOLUME'
  | 'WORKDIR';

export interface Instruction {
  readonly kind: 'instruction';
  /** Index in `tree.instructions`; for the trigger of an ONBUILD, that of the ONBUILD. */
  readonly index: number;
  /** From the keyword's first character to the end of the last line (or heredoc terminator), without its line end. */
  readonly span: Span;
  /** 1-based, as BuildKit counts: the last line holds the end of the heredocs. */
  readonly startLine: number;
  readonly endLine: number;
  /** The keyword upper-cased: 'RUN'. For an unknown one, whatever was written, upper-cased. */
  readonly name: InstructionName | (string & {});
  readonly known: boolean;
  /** The keyword as written. */
  readonly keyword: Word;
  readonly flags: readonly Flag[];
  /**
   * Everything after keyword and flags, trimmed; undefined when there is nothing. In the JSON form the text of the array.
   */
  readonly rest: Word | undefined;
  /** BuildKit's list of arguments (nodeArgs): for ENV/LABEL triples key, value, "=" or "". ONBUILD: the trigger's name and arguments. */
  readonly args: readonly string[];
  /**
   * The arguments as words with places. Shell form of RUN, CMD, ENTRYPOINT, SHELL: one word, the whole text. HEALTHCHECK: the type
   * (CMD, NONE), then its command like CMD. ENV, LABEL: see `pairs`. JSON form: one word per string (span with its quotes).
   */
  readonly words: readonly Word[];
  /** The exec form was written and is valid JSON. */
  readonly json: boolean;
  /** ENV, LABEL, ARG. */
  readonly pairs: readonly Pair[];
  readonly heredocs: readonly Heredoc[];
  /** The instruction after ONBUILD. Its positions are file positions too. */
  readonly trigger: Instruction | undefined;
  readonly logical: LogicalLine;
  /** Comment lines inside the continuation. */
  readonly comments: readonly Comment[];
  /** Comment lines directly above (BuildKit's PrevComment: a blank line does not cut, an empty `#` does; directives are left out). */
  readonly leading: readonly Comment[];
  /** Blank lines inside the continuation (NoEmptyContinuation). */
  readonly emptyLines: readonly Span[];
  /** The escape token at each line's end that continues it. */
  readonly continuations: readonly Span[];
  /** What BuildKit's parser refuses in this instruction; args and words are then a best effort. */
  readonly problems: readonly SyntaxProblem[];
}

export interface DockerfileTree {
  readonly text: string;
  readonly lines: LineIndex;
  readonly hasBom: boolean;
  /** The line end of the first line; '\n' when there is none. */
  readonly eol: '\n' | '\r\n';
  readonly escape: EscapeToken;
  readonly items: readonly Item[];
  readonly directives: readonly Directive[];
  readonly instructions: readonly Instruction[];
  /** All comments in the order of the file, those inside instructions too. */
  readonly comments: readonly Comment[];
  /** Problems of BuildKit's parser phase in the order of the file (those of the instructions included). */
  readonly problems: readonly SyntaxProblem[];
}
