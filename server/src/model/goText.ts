/** Go's ways with text, where BuildKit's verdicts and wording depend on them (strconv, fmt, path). */

const ESCAPES: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

/** The text as `%q` prints it. */
export function goQuote(text: string): string {
  let out = '"';
  for (const character of text) out += ESCAPES[character] ?? quotedCharacter(character);
  return out + '"';
}

function quotedCharacter(character: string): string {
  if (/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character)) return character;
  const code = character.codePointAt(0)!;
  if (code < 0x80) return '\\x' + code.toString(16).padStart(2, '0');
  if (code < 0x10000) return '\\u' + code.toString(16).padStart(4, '0');
  return '\\U' + code.toString(16).padStart(8, '0');
}

/** strconv.ParseBool; undefined for an error. */
export function parseGoBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text)) return false;
  return undefined;
}

/** strconv.ParseUint(text, base, 32); undefined for an error. */
export function parseGoUint32(text: string, base: 8 | 10): number | undefined {
  if (!(base === 8 ? /^[0-7]+$/ : /^[0-9]+$/).test(text)) return undefined;
  const value = Number.parseInt(text, base);
  return value <= 0xffffffff ? value : undefined;
}

/** units.RAMInBytes: `64m`, `1.5 GiB`; undefined for an error. */
export function parseMemorySize(text: string): number | undefined {
  const match = /^([0-9.eE+_xXpP-]*[0-9.]) ?([a-z]*)$/i.exec(text);
  if (!match) return undefined;
  const size = Number(match[1]);
  if (!Number.isFinite(size) || size < 0) return undefined;
  const suffix = match[2]!.toLowerCase();
  if (suffix === '' || suffix === 'b') return Math.trunc(size);
  if (!/^[kmgtp](b|ib)?$/.test(suffix)) return undefined;
  return Math.trunc(size * 1024 ** ('kmgtp'.indexOf(suffix[0]!) + 1));
}

/** `path.Clean`, and on Linux `filepath.Clean`: the shortest name of the same path, by words alone. `''` becomes `'.'`. */
export function cleanPath(path: string): string {
  if (path === '') return '.';
  // Most are clean already: no empty name, no dots, no slash at the end.
  if (!/\/\/|(?:^|\/)\.\.?(?:\/|$)|.\/$/.test(path)) return path;
  const rooted = path.startsWith('/');
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') out.push(part);
    else if (out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else if (!rooted) out.push('..');
  }
  const joined = out.join('/');
  if (rooted) return '/' + joined;
  return joined === '' ? '.' : joined;
}

/** path.Join: empty parts are left out, the rest is cleaned. */
export function joinPath(...parts: readonly string[]): string {
  const used = parts.filter(part => part !== '');
  return used.length === 0 ? '' : cleanPath(used.join('/'));
}

/** path.Base. */
export function basePath(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** `message (did you mean X?)`, or the message alone (util/suggest). */
export function withSuggestion(message: string, suggestion: string | undefined): string {
  return suggestion === undefined ? message : `${message} (did you mean ${suggestion}?)`;
}
