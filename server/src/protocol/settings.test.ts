import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultSettings, readSettings } from './settings.ts';

interface Property {
  readonly type: string;
  readonly default: unknown;
  readonly enum?: readonly string[];
  readonly items?: { readonly type: string };
  readonly additionalProperties?: { readonly enum?: readonly string[] };
}

const root = process.env['DRYDOCK_ROOT'] ?? process.cwd();
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const properties: Readonly<Record<string, Property>> = Object.assign(
  {},
  ...manifest.contributes.configuration.map((group: { properties: object }) => group.properties),
);

/** What only the client reads. */
const ofTheClient = /^drydock\.(?:engine|trace|build\.|run\.|push\.|tag\.|login\.)/;

/** The values of the settings that are unions of words: TypeScript's types are gone when the test runs. */
const words: Readonly<Record<string, readonly string[]>> = {
  'drydock.lint.shellcheck': ['bundled', 'path', 'off'],
  'drydock.format.keywordCase': ['upper', 'lower', 'keep'],
};

/** `{ a: { b: 1 } }` → `[['drydock.a.b', 1]]`; arrays and open records are values. */
function flatten(value: object, prefix = 'drydock'): [key: string, value: unknown][] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const isGroup =
      typeof inner === 'object' && inner !== null && !Array.isArray(inner) && Object.keys(inner).length > 0;
    return isGroup ? flatten(inner, `${prefix}.${key}`) : [[`${prefix}.${key}`, inner] as [string, unknown]];
  });
}

test('every setting that the server reads stands in package.json, with the same default, and the other way round', () => {
  const known = Object.fromEntries(flatten(defaultSettings));
  const offered = Object.entries(properties).filter(([key]) => !ofTheClient.test(key));
  assert.deepEqual(offered.map(([key]) => key).sort(), Object.keys(known).sort());
  for (const [key, property] of offered) assert.deepEqual(property.default, known[key], key);
});

test('types and words of package.json are those that the server understands', () => {
  for (const [key, value] of flatten(defaultSettings)) {
    const property = properties[key]!;
    assert.equal(property.type, Array.isArray(value) ? 'array' : typeof value, key);
    assert.deepEqual(property.enum, words[key], key);
  }
  assert.equal(properties['drydock.notes.files']?.items?.type, 'string');
  assert.deepEqual(properties['drydock.lint.rules']?.additionalProperties?.enum, [
    'error',
    'warning',
    'info',
    'hint',
    'off',
  ]);
});

test('every property has a default and says what it does', () => {
  for (const [key, property] of Object.entries(properties)) {
    const { description, markdownDescription } = property as { description?: string; markdownDescription?: string };
    assert.notEqual(property.default, undefined, key);
    assert.match(description ?? markdownDescription ?? '', /\.$/, key);
  }
});

test('settings that name programs wait until the workspace is trusted', () => {
  const restricted: readonly string[] = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  for (const key of ['drydock.engine', 'drydock.lint.shellcheck', 'drydock.lint.shellcheckPath'])
    assert.ok(restricted.includes(key), key);
  for (const key of restricted) assert.ok(properties[key], key);
});

test('a value of the wrong type counts as missing, the rest of the settings stays', () => {
  const read = readSettings({ lint: { enabled: 'no', rules: { DL3008: 'error' } }, notes: { files: ['a.md', 7] } });
  assert.equal(read.lint.enabled, true);
  assert.deepEqual(read.lint.rules, { DL3008: 'error' });
  assert.deepEqual(read.notes.files, ['a.md']);
  assert.deepEqual(readSettings(null), defaultSettings);
});
