/** Small helpers for data that was read from files and may be anything. */

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string, or a number or truth value as text; undefined for anything else. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** `{ A: 1 }` or `['A=1']` as texts; names without a value are left out. */
export function stringMap(value: unknown): Readonly<Record<string, string>> {
  const entries: [string, string][] = [];
  if (Array.isArray(value)) {
    for (const item of value) {
      const equals = typeof item === 'string' ? item.indexOf('=') : -1;
      if (equals > 0) entries.push([item.slice(0, equals), item.slice(equals + 1)]);
    }
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      const text = scalarText(item);
      if (text !== undefined) entries.push([key, text]);
    }
  }
  return Object.fromEntries(entries);
}

/** Strings of a list; anything else in it is left out. */
export function stringList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

/**
 * Whether a text of JSON, YAML, TOML or HCL nests deeper than anybody writes. Readers go down by calling themselves; at the end of the stack
 * V8 ends the whole process where it would compile a regular expression, so that no `catch` helps.
 */
export function nestsTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b || code === 0x28) {
      if (++depth > deepest) return true;
    } else if ((code === 0x5d || code === 0x7d || code === 0x29) && depth > 0) depth--;
  }
  return /(?:[-?:][ \t]+){200}|^[ \t]{400}/m.test(text);
}

const deepest = 200;
