/**
 * What stands behind keyword and flags, as each instruction's parser reads it (BuildKit parser/line_parsers.go and the dispatch
 * table of parser.go).
 */
import { isArgumentBlank, isGoSpace } from './characters.ts';
import { readJsonArray } from './json.ts';
import { spanOf } from './logical.ts';
import type { EscapeToken, LogicalLine, Pair, Span, SyntaxProblem, Word } from './tree.ts';

export interface ParsedArguments {
  readonly args: readonly string[];
  readonly words: readonly Word[];
  readonly pairs: readonly Pair[];
  readonly json: boolean;
  readonly problem: Pick<SyntaxProblem, 'code' | 'message' | 'span'> | undefined;
}

/** Reads `logical.text[start, end)`, trimmed, as the arguments of the instruction `name`. ONBUILD is read by the parser itself. */
export function parseArguments(
  name: string,
  logical: LogicalLine,
  start: number,
  end: number,
  escape: EscapeToken,
): ParsedArguments {
  const line = new Line(logical, start, end);
  switch (name) {
    case 'ADD':
    case 'COPY':
    case 'VOLUME':
      return jsonOr(line, () => whitespaceDelimited(line));
    case 'CMD':
    case 'ENTRYPOINT':
    case 'RUN':
    case 'SHELL':
      return jsonOr(line, () => wholeText(line));
    case 'EXPOSE':
    case 'FROM':
      return whitespaceDelimited(line);
    case 'MAINTAINER':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return wholeText(line);
    case 'ARG':
      return declarations(line, escape);
    case 'ENV':
    case 'LABEL':
      return keyValues(name, line, escape);
    case 'HEALTHCHECK':
      return healthcheck(line);
    case 'ONBUILD':
      return nothing;
    default:
      // parseIgnore: an unknown instruction keeps no arguments, but its node has one empty value.
      return { ...nothing, args: [''] };
  }
}

const nothing: ParsedArguments = { args: [], words: [], pairs: [], json: false, problem: undefined };

/** A part of a logical line. */
class Line {
  readonly text: string;

  constructor(
    readonly logical: LogicalLine,
    readonly start: number,
    readonly end: number,
  ) {
    this.text = logical.text;
  }

  get empty(): boolean {
    return this.start >= this.end;
  }

  word(start: number, end: number, value = this.text.slice(start, end)): Word {
    return { value, span: this.span(start, end), at: { start, end } };
  }

  /** The file span; an empty one stands right behind the character before it. */
  span(start: number, end: number): Span {
    if (start < end || start === 0) return spanOf(this.logical, start, end);
    const before = spanOf(this.logical, start - 1, start).end;
    return { start: before, end: before };
  }
}

function ofWords(words: readonly Word[]): ParsedArguments {
  return { ...nothing, args: words.map(word => word.value), words };
}

function wholeText(line: Line): ParsedArguments {
  return line.empty ? nothing : ofWords([line.word(line.start, line.end)]);
}

function whitespaceDelimited(line: Line): ParsedArguments {
  if (line.empty) return nothing;
  const words: Word[] = [];
  for (let at = line.start; at < line.end; ) {
    let end = at;
    while (end < line.end && !isArgumentBlank(line.text.charCodeAt(end))) end++;
    words.push(line.word(at, end));
    at = end;
    while (at < line.end && isArgumentBlank(line.text.charCodeAt(at))) at++;
  }
  return ofWords(words);
}

/** The exec form when it is a JSON array of strings; other arrays are an error, anything else falls back. */
function jsonOr(line: Line, otherwise: () => ParsedArguments): ParsedArguments {
  if (line.empty) return otherwise();
  const array = readJsonArray(line.text, line.start, line.end);
  if (array === 'not-json') return otherwise();
  if (array === 'not-strings') {
    const message = 'when using JSON array syntax, arrays must be comprised of strings only';
    return { ...otherwise(), problem: { code: 'json-not-strings', message, span: line.span(line.start, line.end) } };
  }
  const words = array.map(item => line.word(item.start, item.end, item.value));
  return { ...ofWords(words), json: true };
}

/** `CMD command…` or NONE (or anything else: an error of the instruction phase). */
function healthcheck(line: Line): ParsedArguments {
  if (line.empty) return nothing;
  // BuildKit looks at bytes here, so only ASCII blanks count.
  const isBlank = (at: number): boolean => line.text.charCodeAt(at) < 0x80 && isGoSpace(line.text.charCodeAt(at));
  let typeEnd = line.start;
  while (typeEnd < line.end && !isBlank(typeEnd)) typeEnd++;
  let next = typeEnd;
  while (next < line.end && isBlank(next)) next++;
  const type = line.word(line.start, typeEnd);
  const rest = new Line(line.logical, next, line.end);
  const command = jsonOr(rest, () => wholeText(rest));
  return { ...command, args: [type.value, ...command.args], words: [type, ...command.words] };
}

/** ARG: names with or without a value. */
function declarations(line: Line, escape: EscapeToken): ParsedArguments {
  const words = splitQuotedWords(line.text, line.start, line.end, escape).map(word =>
    line.word(word.start, word.end, word.value),
  );
  return { ...ofWords(words), pairs: words.map(word => pairOf(line, word)) };
}

function pairOf(line: Line, word: Word): Pair {
  const equals = word.value.indexOf('=');
  if (equals === -1) {
    return {
      key: word.value,
      keySpan: word.span,
      value: undefined,
      valueSpan: undefined,
      form: 'bare',
      span: word.span,
    };
  }
  const { start, end } = word.at;
  return {
    key: word.value.slice(0, equals),
    keySpan: line.span(start, start + equals),
    value: word.value.slice(equals + 1),
    valueSpan: line.span(start + equals + 1, end),
    form: 'equals',
    span: word.span,
  };
}

/** ENV and LABEL: `key=value …`, or the old `key value` when the first word has no `=`. */
function keyValues(name: string, line: Line, escape: EscapeToken): ParsedArguments {
  const split = splitQuotedWords(line.text, line.start, line.end, escape);
  const first = split[0];
  if (!first) return nothing;
  if (!first.value.includes('=')) {
    let keyEnd = line.start;
    while (keyEnd < line.end && !isArgumentBlank(line.text.charCodeAt(keyEnd))) keyEnd++;
    const key = line.word(line.start, keyEnd);
    if (keyEnd === line.end) {
      const problem = { code: 'missing-value', message: `${name} must have two arguments`, span: key.span };
      const pair: Pair = {
        key: key.value,
        keySpan: key.span,
        value: undefined,
        valueSpan: undefined,
        form: 'bare',
        span: key.span,
      };
      return { ...ofWords([key]), pairs: [pair], problem };
    }
    let valueStart = keyEnd;
    while (isArgumentBlank(line.text.charCodeAt(valueStart))) valueStart++;
    const value = line.word(valueStart, line.end);
    const span = { start: key.span.start, end: value.span.end };
    const pair: Pair = {
      key: key.value,
      keySpan: key.span,
      value: value.value,
      valueSpan: value.span,
      form: 'legacy',
      span,
    };
    return { ...nothing, args: [key.value, value.value, ''], words: [key, value], pairs: [pair] };
  }
  const words = split.map(word => line.word(word.start, word.end, word.value));
  const pairs = words.map(word => pairOf(line, word));
  const wrong = words.find(word => !word.value.includes('='));
  const problem = wrong && {
    code: 'missing-equals',
    message: `Syntax error - can't find = in ${goQuote(wrong.value)}. Must be of the form: name=value`,
    span: wrong.span,
  };
  return { ...nothing, args: pairs.flatMap(pair => [pair.key, pair.value ?? '', '=']), words, pairs, problem };
}

/**
 * Words separated by white space, quotes and escapes kept (line_parsers.go, parseWords). An escape at the very end is dropped from the
 * value.
 */
export function splitQuotedWords(
  text: string,
  start: number,
  end: number,
  escape: EscapeToken,
): { readonly value: string; readonly start: number; readonly end: number }[] {
  const words: { value: string; start: number; end: number }[] = [];
  let at = start;
  while (at < end) {
    if (isGoSpace(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const wordStart = at;
    let quote = '';
    let droppedAtEnd = false;
    for (; at < end; at++) {
      const character = text[at]!;
      if (quote === '') {
        if (isGoSpace(text.charCodeAt(at))) break;
        if (character === '"' || character === "'") quote = character;
        else if (character === escape) {
          if (at + 1 === end) droppedAtEnd = true;
          else at++;
        }
      } else if (character === quote) quote = '';
      else if (character === escape && quote !== "'") {
        if (at + 1 === end) droppedAtEnd = true;
        else at++;
      }
    }
    at = Math.min(at, end);
    const value = text.slice(wordStart, droppedAtEnd ? at - 1 : at);
    // A word that is nothing but a dropped escape does not exist.
    if (value !== '') words.push({ value, start: wordStart, end: at });
  }
  return words;
}

/** Go's %q for what can stand in a message. */
function goQuote(text: string): string {
  return JSON.stringify(text);
}
