import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { createDocument } from '../model/document.ts';
import { semanticTokens, tokenModifiers, tokenTypes } from './semanticTokens.ts';

await loadShellForTests();

const shown = (text: string): string[] => {
  const data = semanticTokens(createDocument(text));
  const lines = text.split('\n');
  const found: string[] = [];
  let line = 0;
  let character = 0;
  for (let index = 0; index < data.length; index += 5) {
    line += data[index]!;
    character = data[index] === 0 ? character + data[index + 1]! : data[index + 1]!;
    found.push(`${tokenTypes[data[index + 3]!]} ${lines[line]!.slice(character, character + data[index + 2]!)}`);
  }
  return found;
};

test('heredocs of interpreters that are no shell', () => {
  assert.deepEqual(shown('FROM a\nRUN <<EOF\n#!/usr/bin/env python3\nimport os\nprint("$HOME")\nEOF\n').slice(2), [
    'keyword RUN',
    'operator EOF',
    'comment #!/usr/bin/env python3',
    'keyword import',
    'function print',
    'string "$HOME"',
    'operator EOF',
  ]);
  const inShell = shown("FROM a\nRUN node <<'E' && echo done\nconst a = 1; // b\nE\n");
  for (const token of ['keyword const', 'number 1', 'comment // b', 'function node', 'function echo'])
    assert.ok(inShell.includes(token), `${token}: ${inShell.join(', ')}`);
});

test('SHELL names another language', () => {
  const found = shown('FROM a\nSHELL ["pwsh", "-Command"]\nRUN if ($x) { "y" } \\\n  else { 3 }\n');
  for (const token of ['keyword if', 'variable $x', 'string "y"', 'keyword else', 'number 3'])
    assert.ok(found.includes(token), `${token}: ${found.join(', ')}`);
});

test('keywords of a Dockerfile are told from those of a script, and have the scope of the grammar', () => {
  const data = semanticTokens(
    createDocument('FROM a AS b\nRUN <<E\n#!/usr/bin/env python3\nimport os\nE\nHEALTHCHECK NONE\n'),
  );
  const bit = 1 << tokenModifiers.indexOf('instruction');
  const marked: boolean[] = [];
  for (let index = 0; index < data.length; index += 5)
    if (tokenTypes[data[index + 3]!] === 'keyword') marked.push((data[index + 4]! & bit) !== 0);
  // FROM, AS, RUN, import, HEALTHCHECK, NONE
  assert.deepEqual(marked, [true, true, true, false, true, true]);
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
  assert.deepEqual(contributes.semanticTokenScopes[0].scopes, {
    'keyword.instruction': ['keyword.other.special-method.dockerfile'],
  });
  const grammar = readFileSync('syntaxes/dockerfile.tmLanguage.json', 'utf8');
  assert.ok(grammar.includes('"keyword.other.special-method.dockerfile"'));
});
