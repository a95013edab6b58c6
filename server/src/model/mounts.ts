/**
 * `RUN --mount=…`: fields, defaults and errors as BuildKit's parseMount has them (instructions/commands_runmount.go). Spans are
 * offsets into the flag's value; see `flagValueOffset` in places.ts for the way to the file.
 */

import { remembered } from '../syntax/remembered.ts';
import { nearest } from '../syntax/suggest.ts';
import type { Span } from '../syntax/tree.ts';
import { parseGoBool, parseGoUint32, parseMemorySize, withSuggestion } from './goText.ts';

export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh';
export type MountSharing = 'shared' | 'private' | 'locked';

export const MOUNT_TYPES: readonly MountType[] = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'];
export const MOUNT_SHARING_MODES: readonly MountSharing[] = ['shared', 'private', 'locked'];

/** Every key that BuildKit knows, in its order. */
export const MOUNT_KEYS: readonly string[] =
  'type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env'.split(
    ' ',
  );

export interface MountField {
  /** Lower-cased. */
  readonly key: string;
  readonly keySpan: Span;
  /** As written, unexpanded; undefined when there is no `=`. */
  readonly value: string | undefined;
  readonly valueSpan: Span | undefined;
  readonly span: Span;
}

export interface MountError {
  /** BuildKit's wording. */
  readonly message: string;
  readonly span: Span;
  /** `instruction`: refused while the file is read; `build`: when the stage is built, with variables expanded. */
  readonly phase: 'instruction' | 'build';
}

export interface Mount {
  readonly text: string;
  readonly fields: readonly MountField[];
  /** `bind` when none is given. */
  readonly type: MountType;
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly id: string;
  readonly sharing: MountSharing | undefined;
  readonly required: boolean;
  readonly env: string | undefined;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly size: number | undefined;
  readonly error: MountError | undefined;
}

/** Expands a field's value; `undefined` as value: not known, so it is not judged. */
export type ExpandMountValue = (
  value: string,
) => { readonly ok: true; readonly value: string | undefined } | { readonly ok: false; readonly error: string };

type Draft = { -readonly [Key in keyof Mount]: Mount[Key] } & {
  automaticReadOnly: boolean;
  /** A field that may name the secret has a value that is not known. */
  secretUnknown: boolean;
};

/** Parses the value of one --mount flag. Without `expand` values are taken as they are. */
export function parseMount(text: string, expand?: ExpandMountValue): Mount {
  return expand ? readMount(text, expand) : plainMount(text);
}

const plainMount = remembered(text => readMount(text, value => ({ ok: true, value })));

function readMount(text: string, expand: ExpandMountValue): Mount {
  const csv = csvFields(text);
  const fields = csv.fields.map(field => splitField(field));
  const draft: Draft = { ...EMPTY, text, fields, automaticReadOnly: true, secretUnknown: false };
  const early = csv.error === undefined ? variableInFrom(fields) : csv.error;
  if (early !== undefined) draft.error = { ...early, phase: 'instruction' };
  for (const field of fields) {
    const message = applyField(draft, field, expand);
    if (message !== undefined) draft.error ??= { message, span: field.span, phase: 'build' };
    // Go on after an error: the rest of the mount is still worth knowing.
  }
  const conflict = conflictOf(draft);
  if (conflict !== undefined)
    draft.error ??= { message: conflict, span: { start: 0, end: text.length }, phase: 'build' };
  if (draft.automaticReadOnly) draft.readOnly = draft.type !== 'cache' && draft.type !== 'tmpfs';
  const { automaticReadOnly: _, secretUnknown: __, ...mount } = draft;
  return mount;
}

const EMPTY: Mount = {
  text: '',
  fields: [],
  type: 'bind',
  from: '',
  source: '',
  target: '',
  readOnly: true,
  id: '',
  sharing: undefined,
  required: false,
  env: undefined,
  mode: undefined,
  uid: undefined,
  gid: undefined,
  size: undefined,
  error: undefined,
};

/** Takes one field into the draft; the text of BuildKit's error, or undefined. */
function applyField(draft: Draft, field: MountField, expand: ExpandMountValue): string | undefined {
  const whole = draft.text.slice(field.span.start, field.span.end);
  if (field.value === undefined) return applyBareField(draft, field, whole);
  const { key } = field;
  const expanded = expand(field.value);
  if (!expanded.ok) return expanded.error;
  const { value } = expanded;
  if (!MOUNT_KEYS.includes(key)) {
    return withSuggestion(`unexpected key '${key}' in '${whole}'`, nearest(key, MOUNT_KEYS, true));
  }
  if (value === undefined) {
    draft.secretUnknown ||= SECRET_KEYS.includes(key);
    return undefined;
  }
  switch (key) {
    case 'type': {
      const type = MOUNT_TYPES.find(known => known === value.toLowerCase());
      if (type === undefined)
        return withSuggestion(`unsupported mount type "${value}"`, nearest(value, MOUNT_TYPES, true));
      draft.type = type;
      return undefined;
    }
    case 'from':
      draft.from = value;
      return undefined;
    case 'source':
    case 'src':
      draft.source = value;
      return undefined;
    case 'target':
    case 'dst':
    case 'destination':
      draft.target = value;
      return undefined;
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw': {
      const flag = parseGoBool(value);
      if (flag === undefined) return `invalid value for ${key}: ${value}`;
      draft.readOnly = key === 'readonly' || key === 'ro' ? flag : !flag;
      draft.automaticReadOnly = false;
      return undefined;
    }
    case 'required': {
      if (!takesRequired(draft.type)) return `unexpected key '${key}' for mount type '${draft.type}'`;
      const flag = parseGoBool(value);
      if (flag === undefined) return `invalid value for ${key}: ${value}`;
      draft.required = flag;
      return undefined;
    }
    case 'size':
      if (draft.type !== 'tmpfs') return `unexpected key '${key}' for mount type '${draft.type}'`;
      draft.size = parseMemorySize(value);
      return draft.size === undefined ? `invalid value for ${key}: ${value}` : undefined;
    case 'id':
      draft.id = value;
      return undefined;
    case 'sharing': {
      const sharing = MOUNT_SHARING_MODES.find(known => known === value.toLowerCase());
      if (sharing === undefined) {
        return withSuggestion(`unsupported sharing value "${value}"`, nearest(value, MOUNT_SHARING_MODES, true));
      }
      draft.sharing = sharing;
      return undefined;
    }
    case 'mode':
    case 'uid':
    case 'gid':
      draft[key] = parseGoUint32(value, key === 'mode' ? 8 : 10);
      return draft[key] === undefined ? `invalid value ${value} for ${key}` : undefined;
    default:
      draft.env = value;
      return undefined;
  }
}

function applyBareField(draft: Draft, field: MountField, whole: string): string | undefined {
  switch (field.key) {
    case 'readonly':
    case 'ro':
    case 'readwrite':
    case 'rw':
      draft.readOnly = field.key === 'readonly' || field.key === 'ro';
      draft.automaticReadOnly = false;
      return undefined;
    case 'required':
      if (!takesRequired(draft.type)) return `unexpected key '${field.key}' for mount type '${draft.type}'`;
      draft.required = true;
      return undefined;
    default:
      return `invalid field '${whole}' must be a key=value pair`;
  }
}

function takesRequired(type: MountType): boolean {
  return type === 'secret' || type === 'ssh';
}

function conflictOf(mount: Draft): string | undefined {
  const { type } = mount;
  if (type !== 'secret' && type !== 'ssh' && type !== 'cache') {
    for (const key of ['mode', 'uid', 'gid'] as const) {
      if (mount[key] !== undefined) return `${key} not allowed for "${type}" type mounts`;
    }
  }
  if (type === 'secret') {
    if (mount.from !== '') return 'secret mount should not have a from';
    if (mount.sharing !== undefined) return 'secret mount should not define sharing';
    if (mount.source === '' && mount.target === '' && mount.id === '' && !mount.secretUnknown) {
      return 'invalid secret mount. one of source, target required';
    }
    if (mount.source !== '' && mount.id !== '') return "both source and id can't be set";
  }
  if (mount.sharing !== undefined && type !== 'cache') return `invalid cache sharing set for ${type} mount`;
  return undefined;
}

const SECRET_KEYS: readonly string[] = ['source', 'src', 'target', 'dst', 'destination', 'id'];

/** Before the build, BuildKit looks at nothing but a variable in `from`. */
function variableInFrom(fields: readonly MountField[]): { message: string; span: Span } | undefined {
  for (const { key, value, span } of fields) {
    if (key !== 'from' || value === undefined) continue;
    const dollar = value.indexOf('$');
    if (dollar !== -1 && dollar !== value.length - 1) {
      return { message: "'from' doesn't support variable expansion, define alias stage instead", span };
    }
  }
  return undefined;
}

interface CsvField {
  readonly text: string;
  readonly span: Span;
}

function splitField(field: CsvField): MountField {
  const equals = field.text.indexOf('=');
  const { start, end } = field.span;
  const keyEnd = equals === -1 ? field.text.length : equals;
  return {
    key: field.text.slice(0, keyEnd).toLowerCase(),
    keySpan: { start, end: Math.min(start + keyEnd, end) },
    value: equals === -1 ? undefined : field.text.slice(equals + 1),
    valueSpan: equals === -1 ? undefined : { start: Math.min(start + equals + 1, end), end },
    span: field.span,
  };
}

/** The fields of one CSV line (tonistiigi/go-csvvalue); columns are 1-based. */
export function csvFields(line: string): CsvLine {
  return knownLines(line);
}

interface CsvLine {
  readonly fields: readonly CsvField[];
  readonly error: { readonly message: string; readonly span: Span } | undefined;
}

const knownLines = remembered(readCsv);

function readCsv(line: string): CsvLine {
  const fields: CsvField[] = [];
  const end = line.length - (/\r?\n$/.exec(line)?.[0].length ?? 0);
  const failure = (at: number, what: string) => {
    const message = `failed to parse csv mounts: parse error on line 1, column ${at + 1}: ${what}`;
    return {
      fields,
      error: { message, span: { start: Math.min(at, line.length), end: Math.min(at + 1, line.length) } },
    };
  };
  if (end === 0) return { fields, error: { message: 'failed to parse csv mounts: EOF', span: { start: 0, end: 0 } } };
  for (let at = 0; ; ) {
    if (line[at] !== '"') {
      const comma = line.indexOf(',', at);
      const stop = comma === -1 ? end : comma;
      const quote = line.indexOf('"', at);
      if (quote !== -1 && quote < stop) return failure(quote, 'bare " in non-quoted field');
      fields.push({ text: line.slice(at, stop), span: { start: at, end: stop } });
      if (comma === -1) return { fields, error: undefined };
      at = comma + 1;
      continue;
    }
    const start = at + 1;
    let text = '';
    let next = start;
    for (;;) {
      const quote = line.indexOf('"', next);
      if (quote === -1 || quote >= end) return failure(next, 'extraneous or missing " in quoted-field');
      text += line.slice(next, quote);
      if (line[quote + 1] === '"') {
        text += '"';
        next = quote + 2;
        continue;
      }
      fields.push({ text, span: { start, end: quote } });
      if (quote + 1 >= end) return { fields, error: undefined };
      if (line[quote + 1] !== ',') return failure(quote, 'extraneous or missing " in quoted-field');
      at = quote + 2;
      break;
    }
  }
}
