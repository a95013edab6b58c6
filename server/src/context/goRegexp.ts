/**
 * The part of Go's `regexp` (RE2) that moby/patternmatcher can reach, run as an automaton: linear in text and pattern, so that no
 * ignore file can hang the server as a backtracking engine could.
 *
 * patternmatcher escapes `.+()$` only (its table for `{`, `|` and `}` overflows a byte), and passes classes and backslashes on.
 * So alternation, `{n,m}`, `\d`, `\pL`, `\Q…\E` and POSIX classes do work in a .dockerignore; the only
 * group is the one that stands for `**` (`foldersSource` below).
 * Source: Go src/regexp/syntax/parse.go with the flags of `regexp.Compile` (Perl).
 */

/** True when the expression is found anywhere in the text (it anchors itself). */
export type GoRegexp = (text: string) => boolean;

/** undefined where Go's compiler gives an error. `source` must come from `translateGlob` of dockerignore.ts: other groups are not known. */
export function compileGoRegexp(source: string): GoRegexp | undefined {
  const alternatives = parseAlternatives(source);
  if (!alternatives) return undefined;
  const programs = alternatives.map(compileSequence);
  return programs.length === 1 ? programs[0]! : text => programs.some(program => program(text));
}

type CharacterSet = (point: number) => boolean;

type Item =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'set'; readonly has: CharacterSet; readonly min: number; readonly max: number }
  /** `foldersSource` */
  | { readonly kind: 'folders' }
  | { readonly kind: 'assertion'; readonly holds: (text: string, at: number) => boolean; readonly isStart: boolean };

const foldersSource = '(.*/)?';

// ---- running -------------------------------------------------------------------------------------------------------------

function compileSequence(items: readonly Item[]): GoRegexp {
  const anchored = items[0]?.kind === 'assertion' && items[0].isStart;
  return text => {
    // `positions`: where the text matched so far may end, ascending.
    let positions: number[] = anchored ? [0] : Array.from({ length: text.length + 1 }, (_, at) => at);
    for (const item of items) {
      positions = step(item, positions, text);
      if (positions.length === 0) return false;
    }
    return true;
  };
}

function step(item: Item, positions: number[], text: string): number[] {
  switch (item.kind) {
    case 'literal':
      return positions.filter(at => text.startsWith(item.text, at)).map(at => at + item.text.length);
    case 'assertion':
      return positions.filter(at => item.holds(text, at));
    case 'folders':
      return stepOverFolders(positions, text);
    case 'set':
      return stepOverSet(item, positions, text);
  }
}

function stepOverFolders(positions: number[], text: string): number[] {
  const reached = new Set(positions);
  let from = -1;
  for (const start of positions) {
    // `.` does not match a line feed; a start that an earlier one has swept over adds nothing.
    for (let at = Math.max(start, from); at < text.length && text[at] !== '\n'; at++) {
      if (text[at] === '/') reached.add(at + 1);
      from = at + 1;
    }
  }
  return [...reached].sort((one, other) => one - other);
}

function stepOverSet(
  item: { readonly has: CharacterSet; readonly min: number; readonly max: number },
  positions: number[],
  text: string,
): number[] {
  let current = positions;
  for (let count = 0; count < item.min; count++) {
    current = stepOnce(item.has, current, text);
    if (current.length === 0) return current;
  }
  if (item.max === item.min) return current;
  if (item.max === Infinity) return sweep(item.has, current, text);
  const reached = new Set(current);
  for (let count = item.min; count < item.max && current.length > 0; count++) {
    current = stepOnce(item.has, current, text);
    for (const at of current) reached.add(at);
  }
  return [...reached].sort((one, other) => one - other);
}

function stepOnce(has: CharacterSet, positions: readonly number[], text: string): number[] {
  const next: number[] = [];
  for (const at of positions) {
    const point = text.codePointAt(at);
    if (point !== undefined && has(point)) next.push(at + (point > 0xffff ? 2 : 1));
  }
  return next;
}

function sweep(has: CharacterSet, positions: readonly number[], text: string): number[] {
  const reached: number[] = [];
  let last = -1;
  for (const start of positions) {
    let at = start;
    while (at > last) {
      reached.push(at);
      last = at;
      const point = text.codePointAt(at);
      if (point === undefined || !has(point)) break;
      at += point > 0xffff ? 2 : 1;
    }
  }
  return reached;
}

// ---- reading -------------------------------------------------------------------------------------------------------------

function parseAlternatives(source: string): Item[][] | undefined {
  const alternatives: Item[][] = [[]];
  let afterRepeat = false;
  let at = 0;
  while (at < source.length) {
    const items = alternatives[alternatives.length - 1]!;
    const character = source[at]!;
    let isRepeat = false;
    if (character === '|') {
      alternatives.push([]);
      at++;
    } else if (source.startsWith(foldersSource, at)) {
      items.push({ kind: 'folders' });
      at += foldersSource.length;
      isRepeat = true;
    } else if (character === '^') {
      items.push(startAssertion);
      at++;
    } else if (character === '$') {
      items.push(endAssertion);
      at++;
    } else if (character === '.') {
      items.push(one(point => point !== 10));
      at++;
    } else if (character === '[') {
      const parsed = parseClass(source, at);
      if (!parsed) return undefined;
      items.push(one(parsed.has));
      at = parsed.end;
    } else if (character === '*') {
      if (afterRepeat || !repeat(items, 0, Infinity)) return undefined;
      at++;
      isRepeat = true;
    } else if (character === '{') {
      const counts = parseCounts(source, at);
      if (!counts) {
        items.push({ kind: 'literal', text: '{' });
        at++;
      } else {
        const { min, max } = counts;
        if (min > 1000 || (max !== Infinity && (max > 1000 || min > max))) return undefined;
        if (afterRepeat || !repeat(items, min, max)) return undefined;
        at = counts.end;
        isRepeat = true;
      }
    } else if (character === '\\') {
      const parsed = parseBackslash(source, at);
      if (!parsed) return undefined;
      items.push(...parsed.items);
      at = parsed.end;
    } else {
      const text = String.fromCodePoint(source.codePointAt(at)!);
      items.push({ kind: 'literal', text });
      at += text.length;
    }
    afterRepeat = isRepeat;
  }
  return alternatives.map(joinLiterals);
}

const startAssertion: Item = { kind: 'assertion', holds: (_text, at) => at === 0, isStart: true };
const endAssertion: Item = { kind: 'assertion', holds: (text, at) => at === text.length, isStart: false };

function one(has: CharacterSet): Item {
  return { kind: 'set', has, min: 1, max: 1 };
}

/** Repeats the last item (literals are still one character each). False when there is nothing to repeat. */
function repeat(items: Item[], min: number, max: number): boolean {
  const last = items.pop();
  if (!last) return false;
  if (last.kind === 'assertion') {
    if (min > 0) items.push(last);
  } else if (last.kind === 'set') {
    items.push({ kind: 'set', has: last.has, min, max });
  } else if (last.kind === 'literal') {
    const wanted = last.text.codePointAt(0)!;
    items.push({ kind: 'set', has: point => point === wanted, min, max });
  }
  // An assertion that may be left out must still count as something repeatable, so an empty literal stands for it.
  if (last.kind === 'assertion' && min === 0) items.push({ kind: 'literal', text: '' });
  return true;
}

function joinLiterals(items: readonly Item[]): Item[] {
  const joined: Item[] = [];
  for (const item of items) {
    const last = joined[joined.length - 1];
    if (item.kind === 'literal' && last?.kind === 'literal') {
      joined[joined.length - 1] = { kind: 'literal', text: last.text + item.text };
    } else joined.push(item);
  }
  return joined;
}

/** `{n}`, `{n,}`, `{n,m}`; anything else is a literal brace. */
function parseCounts(source: string, at: number): { min: number; max: number; end: number } | undefined {
  const match = /^\{(0|[1-9][0-9]*)(,(0|[1-9][0-9]*)?)?\}/.exec(source.slice(at, at + 64));
  if (!match) return undefined;
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : match[3] === undefined ? Infinity : Number(match[3]);
  return { min, max, end: at + match[0].length };
}

function parseBackslash(source: string, at: number): { items: Item[]; end: number } | undefined {
  const next = source[at + 1];
  switch (next) {
    case undefined:
    case 'C':
      return undefined;
    case 'A':
      return { items: [startAssertion], end: at + 2 };
    case 'z':
      return { items: [endAssertion], end: at + 2 };
    case 'b':
      return { items: [{ kind: 'assertion', holds: isWordBoundary, isStart: false }], end: at + 2 };
    case 'B':
      return {
        items: [{ kind: 'assertion', holds: (text, place) => !isWordBoundary(text, place), isStart: false }],
        end: at + 2,
      };
    case 'Q': {
      const close = source.indexOf('\\E', at + 2);
      const quoted = source.slice(at + 2, close === -1 ? source.length : close);
      return {
        items: [...quoted].map(text => ({ kind: 'literal', text })),
        end: close === -1 ? source.length : close + 2,
      };
    }
  }
  const group = parseGroupEscape(source, at);
  if (group === 'bad') return undefined;
  if (group) return { items: [one(group.has)], end: group.end };
  const escape = parseEscape(source, at);
  if (!escape) return undefined;
  // Go takes surrogates for characters; no text has them.
  return { items: [{ kind: 'literal', text: String.fromCodePoint(escape.point) }], end: escape.end };
}

function isWordBoundary(text: string, at: number): boolean {
  return isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at));
}

function isWord(point: number): boolean {
  return isDigit(point) || isLetter(point) || point === 95;
}

function isDigit(point: number): boolean {
  return point >= 48 && point <= 57;
}

function isLetter(point: number): boolean {
  return (point >= 65 && point <= 90) || (point >= 97 && point <= 122);
}

/** `\d`, `\pL`, `\p{Greek}` and their negations; undefined when it is no such escape. */
function parseGroupEscape(source: string, at: number): { has: CharacterSet; end: number } | 'bad' | undefined {
  if (source[at] !== '\\') return undefined;
  const letter = source[at + 1];
  const perl = letter === undefined ? undefined : perlClasses[letter];
  if (perl) return { has: perl, end: at + 2 };
  if (letter !== 'p' && letter !== 'P') return undefined;
  const first = source.codePointAt(at + 2);
  if (first === undefined) return 'bad';
  let name = String.fromCodePoint(first);
  let end = at + 2 + name.length;
  if (name === '{') {
    const close = source.indexOf('}', at);
    if (close === -1) return 'bad';
    name = source.slice(at + 3, close);
    end = close + 1;
  }
  let negated = letter === 'P';
  if (name.startsWith('^')) {
    negated = !negated;
    name = name.slice(1);
  }
  const has = unicodeClass(name);
  if (!has) return 'bad';
  return { has: negated ? not(has) : has, end };
}

function not(has: CharacterSet): CharacterSet {
  return point => !has(point);
}

const isSpace: CharacterSet = point => point === 9 || point === 10 || point === 12 || point === 13 || point === 32;

const perlClasses: Readonly<Record<string, CharacterSet>> = {
  d: isDigit,
  D: not(isDigit),
  s: isSpace,
  S: not(isSpace),
  w: isWord,
  W: not(isWord),
};

function unicodeClass(name: string): CharacterSet | undefined {
  if (name === 'Any') return () => true;
  if (!/^[A-Za-z_]+$/.test(name)) return undefined;
  for (const property of ['General_Category', 'Script']) {
    try {
      const pattern = new RegExp(`^\\p{${property}=${name}}$`, 'u');
      return point => pattern.test(String.fromCodePoint(point));
    } catch {
      // Not the name of such a property.
    }
  }
  return undefined;
}

/** A one-character escape: octal, hexadecimal, `\n` and its like, or punctuation. */
function parseEscape(source: string, at: number): { point: number; end: number } | undefined {
  const point = source.codePointAt(at + 1);
  if (point === undefined) return undefined;
  const character = String.fromCodePoint(point);
  const end = at + 1 + character.length;
  if (point < 0x80 && !isDigit(point) && !isLetter(point)) return { point, end };
  const octal = /^(?:[1-7][0-7]{1,2}|0[0-7]{0,2})/.exec(source.slice(at + 1, at + 4))?.[0];
  if (octal !== undefined) return { point: Number.parseInt(octal, 8), end: at + 1 + octal.length };
  if (character === 'x') {
    const hexadecimal = /^x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))/.exec(source.slice(at + 1));
    if (!hexadecimal) return undefined;
    const value = Number.parseInt((hexadecimal[1] ?? hexadecimal[2])!, 16);
    return value > 0x10ffff ? undefined : { point: value, end: at + 1 + hexadecimal[0].length };
  }
  const control = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[character];
  return control === undefined ? undefined : { point: control, end };
}

function parseClass(source: string, start: number): { has: CharacterSet; end: number } | undefined {
  let at = start + 1;
  const negated = source[at] === '^';
  if (negated) at++;
  const sets: CharacterSet[] = [];
  const ranges: [number, number][] = [];
  for (let first = true; source[at] !== ']' || first; first = false) {
    if (source[at] === '[' && source[at + 1] === ':') {
      const close = source.indexOf(':]', at + 2);
      if (close !== -1) {
        const name = source.slice(at + 2, close);
        const known = posixClass(name.replace(/^\^/, ''));
        if (!known) return undefined;
        sets.push(name.startsWith('^') ? not(known) : known);
        at = close + 2;
        continue;
      }
    }
    const group = parseGroupEscape(source, at);
    if (group === 'bad') return undefined;
    if (group) {
      sets.push(group.has);
      at = group.end;
      continue;
    }
    const low = classCharacter(source, at);
    if (!low) return undefined;
    at = low.end;
    let high = low;
    if (source[at] === '-' && at + 1 < source.length && source[at + 1] !== ']') {
      const other = classCharacter(source, at + 1);
      if (!other || other.point < low.point) return undefined;
      high = other;
      at = other.end;
    }
    ranges.push([low.point, high.point]);
  }
  const has: CharacterSet = point =>
    ranges.some(([low, high]) => low <= point && point <= high) || sets.some(set => set(point));
  return { has: negated ? not(has) : has, end: at + 1 };
}

function classCharacter(source: string, at: number): { point: number; end: number } | undefined {
  if (source[at] === '\\') return parseEscape(source, at);
  const point = source.codePointAt(at);
  return point === undefined ? undefined : { point, end: at + (point > 0xffff ? 2 : 1) };
}

function posixClass(name: string): CharacterSet | undefined {
  switch (name) {
    case 'alnum':
      return point => isDigit(point) || isLetter(point);
    case 'alpha':
      return isLetter;
    case 'ascii':
      return point => point < 128;
    case 'blank':
      return point => point === 9 || point === 32;
    case 'cntrl':
      return point => point < 32 || point === 127;
    case 'digit':
      return isDigit;
    case 'graph':
      return point => point > 32 && point < 127;
    case 'lower':
      return point => point >= 97 && point <= 122;
    case 'print':
      return point => point >= 32 && point < 127;
    case 'punct':
      return point => point > 32 && point < 127 && !isDigit(point) && !isLetter(point);
    case 'space':
      return point => isSpace(point) || point === 11;
    case 'upper':
      return point => point >= 65 && point <= 90;
    case 'word':
      return isWord;
    case 'xdigit':
      return point => isDigit(point) || (point >= 65 && point <= 70) || (point >= 97 && point <= 102);
    default:
      return undefined;
  }
}
