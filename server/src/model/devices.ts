/** `RUN --device=…` (BuildKit instructions/commands_rundevice.go). */
import { nearest } from '../syntax/suggest.ts';
import { parseGoBool } from './goText.ts';
import { csvFields } from './mounts.ts';

export interface Device {
  readonly name: string;
  readonly required: boolean;
  /** BuildKit's wording; undefined when it takes the value. */
  readonly error: string | undefined;
}

/** Parses the value of one --device flag: a name, and `required`. */
export function parseDevice(text: string): Device {
  const csv = csvFields(text);
  if (csv.error) return { name: '', required: false, error: csv.error.message.replace('csv mounts', 'csv devices') };
  let name = '';
  let required = false;
  for (const { text: field } of csv.fields) {
    const equals = field.indexOf('=');
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? undefined : field.slice(equals + 1);
    const failed = (error: string): Device => ({ name, required, error });
    if (key === 'required') {
      const flag = value === undefined ? true : parseGoBool(value);
      if (flag === undefined) return failed(`invalid value for ${key}: ${value}`);
      required = flag;
    } else if (key === 'name' && value !== undefined) {
      if (name !== '') return failed(`device name already set to ${name}`);
      name = value;
    } else if (name === '') name = field;
    else if (value === undefined) return failed(`invalid field '${field}' must be a key=value pair`);
    else {
      const suggestion = nearest(key, ['name', 'required'], true);
      return failed(`unexpected key '${key}' in '${field}'${suggestion ? ` (did you mean ${suggestion}?)` : ''}`);
    }
  }
  return { name, required, error: undefined };
}
