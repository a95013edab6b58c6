/**
 * Targets of a docker-bake file: JSON, and as much of HCL as names folders. Strings, lists, maps, `${VARIABLE}` with the variable's
 * default, and `inherits` are understood; functions, conditions, `for` and matrices are not, and what depends on them is left out.
 * Source of the meaning: docker/buildx, bake reference. A context is relative to where the command is run, which is taken to be the
 * folder of the file.
 */

import { type BuildDefinition, folderOf, isRemote, resolvePath, type WorkspaceFile } from './definitions.ts';
import { parseJson } from './editorFiles.ts';
import { isObject, scalarText } from './values.ts';

/** The targets that build a Dockerfile from a local folder. Never throws. */
export function readBake(file: WorkspaceFile): readonly BuildDefinition[] {
  const targets = file.path.endsWith('.json') ? targetsOfJson(file.text) : targetsOfHcl(file.text);
  const folder = folderOf(file.path);
  const known = new Map<string, Target>();
  return Array.from(targets.keys()).flatMap((name): BuildDefinition[] => {
    const target = resolved(name, targets, known);
    if (target.has('dockerfile-inline') || target.has('matrix')) return [];
    const context = target.has('context') ? target.get('context') : '.';
    const dockerfile = target.has('dockerfile') ? target.get('dockerfile') : 'Dockerfile';
    if (typeof context !== 'string' || typeof dockerfile !== 'string' || isRemote(context) || isRemote(dockerfile)) {
      return [];
    }
    const contextFolder = resolvePath(folder, context);
    const stage = target.get('target');
    return [
      {
        from: 'bake',
        file: file.path,
        name,
        context: contextFolder,
        dockerfile: resolvePath(contextFolder, dockerfile),
        target: typeof stage === 'string' ? stage : undefined,
        args: textsOf(target.get('args')),
      },
    ];
  });
}

/** undefined: not known to us. */
type Value = string | readonly Value[] | ReadonlyMap<string, Value> | undefined;
type Target = ReadonlyMap<string, Value>;

function textsOf(value: Value): Readonly<Record<string, string>> {
  if (!(value instanceof Map)) return {};
  const texts: [string, string][] = [];
  for (const [key, item] of value) if (typeof item === 'string') texts.push([key, item]);
  return Object.fromEntries(texts);
}

/** The target with what it inherits: later parents win over earlier ones, itself over all. Each is computed once; a circle ends it. */
function resolved(name: string, targets: ReadonlyMap<string, Target>, known: Map<string, Target>): Target {
  const own = targets.get(name);
  if (!own) return new Map();
  const before = known.get(name);
  if (before) return before;
  known.set(name, new Map());
  const merged = new Map<string, Value>();
  const parents = own.get('inherits');
  for (const parent of Array.isArray(parents) ? parents : []) {
    if (typeof parent !== 'string') continue;
    for (const [key, value] of resolved(parent, targets, known)) merged.set(key, joined(merged.get(key), value));
  }
  for (const [key, value] of own) if (key !== 'inherits') merged.set(key, joined(merged.get(key), value));
  known.set(name, merged);
  return merged;
}

/** Maps (args) are merged, anything else is replaced. */
function joined(before: Value, after: Value): Value {
  return before instanceof Map && after instanceof Map ? new Map([...before, ...after]) : after;
}

function targetsOfJson(text: string): ReadonlyMap<string, Target> {
  const root = parseJson(text);
  if (!isObject(root) || !isObject(root['target'])) return new Map();
  const variables = new Map<string, Value>();
  if (isObject(root['variable'])) {
    for (const [name, variable] of Object.entries(root['variable'])) {
      variables.set(name, isObject(variable) ? scalarText(variable['default']) : undefined);
    }
  }
  const convert = (value: unknown): Value => {
    if (Array.isArray(value)) return value.map(convert);
    if (isObject(value)) return new Map(Object.entries(value).map(([key, item]) => [key, convert(item)]));
    const scalar = scalarText(value);
    return scalar === undefined ? undefined : expandTemplate(scalar, variables);
  };
  return new Map(
    Object.entries(root['target']).flatMap(([name, target]) => {
      const converted = convert(target);
      return converted instanceof Map ? [[name, converted] as const] : [];
    }),
  );
}

/** `${NAME}` by its value; undefined for anything else between the braces. */
function expandTemplate(text: string, variables: ReadonlyMap<string, Value>): string | undefined {
  if (text.includes('%{')) return undefined;
  let known = true;
  const result = text.replace(/\$\$\{|\$\{([^}]*)\}/g, (whole, expression: string | undefined) => {
    if (expression === undefined) return whole.slice(1);
    const value = variables.get(expression.trim());
    if (typeof value !== 'string') known = false;
    return typeof value === 'string' ? value : '';
  });
  return known ? result : undefined;
}

// ---- HCL ------------------------------------------------------------------------------------------------------------------------

type Token = { readonly kind: 'name' | 'string' | 'heredoc' | 'sign'; readonly text: string };

/** Strings keep their templates: their escapes are resolved, `${…}` is not. An unterminated string ends the list. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at]!;
    if (/\s/.test(character)) {
      at++;
    } else if (character === '#' || text.startsWith('//', at)) {
      at = endOrLength(text, '\n', at);
    } else if (text.startsWith('/*', at)) {
      at = endOrLength(text, '*/', at + 2) + 2;
    } else if (character === '"') {
      const string = readString(text, at + 1);
      if (!string) break;
      tokens.push({ kind: 'string', text: string.value });
      at = string.end;
    } else if (text.startsWith('<<', at)) {
      const opening = /^<<-?([A-Za-z_][\w-]*)[^\n]*\n/.exec(text.slice(at, at + 200));
      if (!opening) break;
      const close = new RegExp(`^[ \\t]*${opening[1]}[ \\t]*\\r?$`, 'm').exec(text.slice(at + opening[0].length));
      if (!close) break;
      const start = at + opening[0].length;
      tokens.push({ kind: 'heredoc', text: text.slice(start, start + close.index) });
      at = start + close.index + close[0].length;
    } else {
      const name = /^[A-Za-z_][\w-]*/.exec(text.slice(at, at + 200));
      tokens.push({ kind: name ? 'name' : 'sign', text: name?.[0] ?? character });
      at += name?.[0].length ?? 1;
    }
  }
  return tokens;
}

function endOrLength(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at;
}

function readString(text: string, start: number): { value: string; end: number } | undefined {
  let value = '';
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (depth === 0 && character === '"') return { value, end: at + 1 };
    if (character === '\n') return undefined;
    if (character === '\\' && depth === 0) {
      const next = text[++at];
      value += next === 'n' ? '\n' : next === 't' ? '\t' : (next ?? '');
      continue;
    }
    if ((character === '$' || character === '%') && text[at + 1] === '{' && text[at - 1] !== character) depth++;
    if (character === '}' && depth > 0) depth--;
    value += character;
  }
  return undefined;
}

function targetsOfHcl(text: string): ReadonlyMap<string, Target> {
  const tokens = tokensOf(text);
  const blocks = blocksOf(tokens);
  const variables = new Map<string, Value>();
  // Top-level attributes are variables too.
  for (const { type, label, body } of blocks) {
    if (type === 'variable' && label !== undefined) {
      const start = attributeStarts(tokens, body).get('default');
      variables.set(label, start === undefined ? undefined : valueAt(tokens, start, variables).value);
    }
  }
  const targets = new Map<string, Target>();
  for (const { type, label, body } of blocks) {
    if (type !== 'target' || label === undefined) continue;
    const target = new Map<string, Value>(targets.get(label) ?? []);
    for (const [name, start] of attributeStarts(tokens, body)) {
      target.set(name, valueAt(tokens, start, variables).value);
    }
    targets.set(label, target);
  }
  return targets;
}

interface Block {
  readonly type: string;
  readonly label: string | undefined;
  /** Indexes of the tokens between the braces. */
  readonly body: { readonly start: number; readonly end: number };
}

/** `type "label" { … }` at the top level. */
function blocksOf(tokens: readonly Token[]): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at]!;
    const second = tokens[at + 1];
    const hasLabel = second?.kind === 'string' || second?.kind === 'name';
    const brace = at + (hasLabel ? 2 : 1);
    if (token.kind !== 'name' || !isSign(tokens[brace], '{')) {
      at = isSign(token, '{') || isSign(token, '[') || isSign(token, '(') ? closing(tokens, at) + 1 : at + 1;
      continue;
    }
    const end = closing(tokens, brace);
    blocks.push({ type: token.text, label: hasLabel ? second.text : undefined, body: { start: brace + 1, end } });
    at = end + 1;
  }
  return blocks;
}

/** Where the value of each `name = value` of a body begins. */
function attributeStarts(tokens: readonly Token[], body: Block['body']): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (let at = body.start; at < body.end; at++) {
    const token = tokens[at]!;
    if (isSign(token, '{') || isSign(token, '[') || isSign(token, '(')) at = closing(tokens, at);
    else if (token.kind === 'name' && isSign(tokens[at + 1], '=') && !isSign(tokens[at + 2], '=')) {
      starts.set(token.text, at + 2);
    } else if (token.kind === 'name' && isSign(tokens[at + 1], '{')) starts.set(token.text, at + 1);
  }
  return starts;
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]!;
    if (token.kind !== 'sign') continue;
    if ('{[('.includes(token.text)) depth++;
    else if ('}])'.includes(token.text) && --depth === 0) return at;
  }
  return tokens.length;
}

/** A literal value; `value` is undefined for an expression that we do not compute. `end` is the index behind it. */
function valueAt(
  tokens: readonly Token[],
  at: number,
  variables: ReadonlyMap<string, Value>,
): { value: Value; end: number } {
  const token = tokens[at];
  if (!token) return { value: undefined, end: at };
  if (isSign(token, '[')) {
    const end = closing(tokens, at);
    const items: Value[] = [];
    for (let next = at + 1; next < end; ) {
      if (isSign(tokens[next], ',')) {
        next++;
        continue;
      }
      const item = valueAt(tokens, next, variables);
      if (item.end <= next || (item.end < end && !isSign(tokens[item.end], ',')))
        return { value: undefined, end: end + 1 };
      items.push(item.value);
      next = item.end;
    }
    return { value: items, end: end + 1 };
  }
  if (isSign(token, '{')) {
    const end = closing(tokens, at);
    const map = new Map<string, Value>();
    for (let next = at + 1; next < end; ) {
      const key = tokens[next]!;
      const separator = tokens[next + 1];
      if ((key.kind === 'name' || key.kind === 'string') && (isSign(separator, '=') || isSign(separator, ':'))) {
        const item = valueAt(tokens, next + 2, variables);
        map.set(key.text, item.value);
        next = Math.max(item.end, next + 3);
      } else next++;
    }
    return { value: map, end: end + 1 };
  }
  const next = tokens[at + 1];
  // An operator, a call or an index behind it makes it an expression.
  if (next?.kind === 'sign' && !'}],'.includes(next.text)) return { value: undefined, end: at + 1 };
  if (token.kind === 'string') return { value: expandTemplate(token.text, variables), end: at + 1 };
  if (token.kind === 'name') return { value: variables.get(token.text), end: at + 1 };
  return { value: undefined, end: at + 1 };
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}
