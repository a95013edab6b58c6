/**
 * Light tokens for scripts that are no shell: the bodies of `RUN <<EOF` with `#!/usr/bin/env python3`, of `python3 <<EOF`, or of a RUN
 * under `SHELL ["pwsh", …]`. Only what colours need: comments, strings, keywords, numbers, variables with a sigil, names that are
 * called. One table of languages, one scanner: total on any text, each character is looked at once.
 */
import type { Interpreter } from './script.ts';

export interface ScriptToken {
  /** Half-open, UTF-16, in the text. */
  readonly start: number;
  readonly end: number;
  readonly type: 'comment' | 'string' | 'keyword' | 'number' | 'variable' | 'function';
}

/** The tokens in the order of the text, not overlapping; undefined for a language that is not known here. */
export function tokensOfScript(interpreter: Interpreter, text: string): readonly ScriptToken[] | undefined {
  const language = languages.get(interpreter);
  return language && new Scanner(text, language).run();
}

interface Language {
  readonly keywords: ReadonlySet<string>;
  readonly ignoresCase?: boolean;
  readonly lineComments: readonly string[];
  /** Opening and closing text; with `atLineStart` both count only there, and the closing one takes its line with it. */
  readonly blockComments?: readonly (readonly [open: string, close: string, atLineStart?: 'atLineStart'])[];
  /** The longest first. */
  readonly strings: readonly StringForm[];
  /** Letters that may stand right before a string: r"…", f"…". */
  readonly stringPrefix?: RegExp;
  /** A variable, with its sigil. Sticky. */
  readonly variable?: RegExp;
  /** `/…/` where no value stands before it. */
  readonly regularExpressions?: boolean;
}

interface StringForm {
  readonly open: string;
  readonly close: string;
  /** What takes the meaning from the character behind it; empty where nothing does. */
  readonly escape: string;
  readonly multiline: boolean;
}

const word = /[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y;
const number = /0[xX][\da-fA-F_]+n?|0[bB][01_]+n?|0[oO][0-7_]+n?|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?n?/y;

class Scanner {
  private readonly tokens: ScriptToken[] = [];
  private at = 0;
  /** No `/…/` begins before this place: the line was searched in vain. */
  private noExpressionBefore = 0;
  /** Behind a value `/` divides. */
  private afterValue = false;

  constructor(
    private readonly text: string,
    private readonly language: Language,
  ) {}

  run(): readonly ScriptToken[] {
    const { text } = this;
    while (this.at < text.length) {
      const character = text[this.at]!;
      if (character === '\n') {
        this.afterValue = false;
        this.at++;
      } else if (character === ' ' || character === '\t' || character === '\r') this.at++;
      else if (!this.comment() && !this.string() && !this.variable() && !this.word() && !this.number()) {
        if (character !== '/' || !this.expression()) {
          this.afterValue = character === ')' || character === ']' || character === '}';
          this.at++;
        }
      }
    }
    return this.tokens;
  }

  private comment(): boolean {
    const { text, at } = this;
    const startsLine = at === 0 || text[at - 1] === '\n';
    for (const [open, close, atLineStart] of this.language.blockComments ?? []) {
      if (!text.startsWith(open, at) || (atLineStart && !startsLine)) continue;
      const found = text.indexOf(atLineStart ? `\n${close}` : close, at + open.length);
      if (found === -1) return this.take('comment', text.length);
      return this.take('comment', atLineStart ? this.lineEnd(found + 1) : found + close.length);
    }
    if (!this.language.lineComments.some(mark => text.startsWith(mark, at))) return false;
    return this.take('comment', this.lineEnd(at));
  }

  private string(): boolean {
    const form = this.language.strings.find(({ open }) => this.text.startsWith(open, this.at));
    return form !== undefined && this.stringFrom(form, this.at + form.open.length);
  }

  private stringFrom({ close, escape, multiline }: StringForm, from: number): boolean {
    const { text } = this;
    let at = from;
    for (; at < text.length; at++) {
      if (text.startsWith(close, at)) {
        this.afterValue = true;
        return this.take('string', at + close.length);
      }
      if (text[at] === '\n' && !multiline) break;
      if (text[at] === escape && at + 1 < text.length) at++;
    }
    // It has no end: on its line, or in the text.
    return this.take('string', Math.min(at, text.length));
  }

  private variable(): boolean {
    const end = this.matchEnd(this.language.variable);
    if (end === undefined) return false;
    this.afterValue = true;
    return this.take('variable', end);
  }

  private word(): boolean {
    const { text, language } = this;
    const end = this.matchEnd(word);
    if (end === undefined) return false;
    const name = text.slice(this.at, end);
    if (language.stringPrefix?.test(name)) {
      const form = language.strings.find(({ open }) => text.startsWith(open, end));
      // In a raw string the backslash is one, and yet it keeps a quote from being the end.
      if (form) return this.stringFrom(form, end + form.open.length);
    }
    // `x.class` and `$x->end` are names.
    const isMember = text[this.at - 1] === '.' || text.startsWith('->', this.at - 2);
    if (!isMember && language.keywords.has(language.ignoresCase ? name.toLowerCase() : name)) {
      this.afterValue = false;
      return this.take('keyword', end);
    }
    this.afterValue = true;
    if (text[end] === '(') return this.take('function', end);
    this.at = end;
    return true;
  }

  private number(): boolean {
    const end = this.matchEnd(number);
    if (end === undefined) return false;
    this.afterValue = true;
    return this.take('number', end);
  }

  private expression(): boolean {
    const { text, at } = this;
    if (!this.language.regularExpressions || this.afterValue || at < this.noExpressionBefore) return false;
    let inClass = false;
    for (let end = at + 1; end < text.length && text[end] !== '\n'; end++) {
      if (text[end] === '\\') end++;
      else if (text[end] === '[') inClass = true;
      else if (text[end] === ']') inClass = false;
      else if (text[end] === '/' && !inClass) {
        this.afterValue = true;
        while (end + 1 < text.length && /[a-z]/.test(text[end + 1]!)) end++;
        return this.take('string', end + 1);
      }
    }
    this.noExpressionBefore = this.lineEnd(at);
    return false;
  }

  private matchEnd(pattern: RegExp | undefined): number | undefined {
    if (!pattern) return undefined;
    pattern.lastIndex = this.at;
    return pattern.test(this.text) ? pattern.lastIndex : undefined;
  }

  private lineEnd(from: number): number {
    const found = this.text.indexOf('\n', from);
    return found === -1 ? this.text.length : found;
  }

  private take(type: ScriptToken['type'], end: number): true {
    this.tokens.push({ start: this.at, end, type });
    this.at = end;
    return true;
  }
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/));
const quoted = (mark: string, multiline: boolean, escape = '\\'): StringForm => ({
  open: mark,
  close: mark,
  escape,
  multiline,
});

const python: Language = {
  keywords: words(
    `and as assert async await break class continue def del elif else except False finally for from global if import in is lambda
    None nonlocal not or pass raise return True try while with yield`,
  ),
  lineComments: ['#'],
  strings: [quoted('"""', true), quoted("'''", true), quoted('"', false), quoted("'", false)],
  stringPrefix: /^(?:[rbuf]|br|rb|fr|rf)$/i,
};

const javascript: Language = {
  keywords: words(
    `as async await break case catch class const continue debugger default delete do else enum export extends false finally for from
    function if implements import in instanceof interface let new null of return static super switch this throw true try type typeof
    undefined var void while with yield`,
  ),
  lineComments: ['//', '#!'],
  blockComments: [['/*', '*/']],
  strings: [quoted('`', true), quoted('"', false), quoted("'", false)],
  regularExpressions: true,
};

const ruby: Language = {
  keywords: words(
    `alias and begin BEGIN break case class def defined do else elsif end END ensure false for if in module next nil not or redo
    rescue retry return self super then true undef unless until when while yield require require_relative`,
  ),
  lineComments: ['#'],
  blockComments: [['=begin', '=end', 'atLineStart']],
  strings: [quoted('"', true), quoted("'", true), quoted('`', true)],
  variable: /@@?[A-Za-z_]\w*|\$(?:[A-Za-z_]\w*|[0-9~*$?!@/\\;,.=:"<>&`'+-])/y,
  regularExpressions: true,
};

const perl: Language = {
  keywords: words(
    `and cmp default defined die do each else elsif eq eval exists for foreach ge given gt if keys last le local lt my ne next no not
    or our package print push redo require return say shift sub unless until use values wantarray when while x xor`,
  ),
  lineComments: ['#'],
  blockComments: [
    ['=pod', '=cut', 'atLineStart'],
    ['=head', '=cut', 'atLineStart'],
    ['=begin', '=cut', 'atLineStart'],
  ],
  strings: [quoted('"', true), quoted("'", true), quoted('`', true)],
  variable: /\$#?\{?\^?\w+\}?|\$[&`'+!@/\\,;.0-9_$<>()[\]-]|[@%][A-Za-z_]\w*/y,
  regularExpressions: true,
};

const php: Language = {
  keywords: words(
    `abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty enddeclare
    endfor endforeach endif endswitch endwhile enum exit extends false final finally fn for foreach function global goto if implements
    include include_once instanceof insteadof interface isset list match namespace new null or print private protected public readonly
    require require_once return static switch throw trait true try unset use var while xor yield`,
  ),
  ignoresCase: true,
  lineComments: ['//', '#'],
  blockComments: [['/*', '*/']],
  strings: [quoted('"', true), quoted("'", true), quoted('`', true)],
  variable: /\$[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y,
};

const lua: Language = {
  keywords: words(
    'and break do else elseif end false for function goto if in local nil not or repeat return then true until while',
  ),
  lineComments: ['--', '#!'],
  blockComments: [['--[[', ']]']],
  strings: [{ open: '[[', close: ']]', escape: '', multiline: true }, quoted('"', false), quoted("'", false)],
};

const powershell: Language = {
  keywords: words(
    `begin break catch class continue data do dynamicparam else elseif end enum exit filter finally for foreach from function if in
    param process return switch throw trap try until using while`,
  ),
  ignoresCase: true,
  lineComments: ['#'],
  blockComments: [['<#', '#>']],
  strings: [
    { open: '@"', close: '\n"@', escape: '', multiline: true },
    { open: "@'", close: "\n'@", escape: '', multiline: true },
    quoted('"', true, '`'),
    quoted("'", true, ''),
  ],
  variable: /\$(?:[A-Za-z_]\w*(?::[A-Za-z_]\w*)?|\{[^}\n]{0,100}\}|[$?^_])/y,
};

const r: Language = {
  keywords: words('break else FALSE for function if in Inf NA NaN next NULL repeat TRUE while'),
  lineComments: ['#'],
  strings: [quoted('"', true), quoted("'", true), quoted('`', true)],
};

/** By the name of the interpreter as script.ts gives it: without version and folder. */
const languages: ReadonlyMap<string, Language> = new Map([
  ['python', python],
  ['pypy', python],
  ['node', javascript],
  ['deno', javascript],
  ['bun', javascript],
  ['tsx', javascript],
  ['ts-node', javascript],
  ['ruby', ruby],
  ['perl', perl],
  ['php', php],
  ['lua', lua],
  ['luajit', lua],
  ['powershell', powershell],
  ['Rscript', r],
]);
