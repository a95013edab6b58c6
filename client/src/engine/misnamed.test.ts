import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOfMisnamed } from './misnamed.ts';

test('a file of another language that is only called like a Dockerfile', () => {
  assert.equal(languageOfMisnamed('/a/Dockerfile.ts', "import { from } from 'x';\n"), 'typescript');
  assert.equal(languageOfMisnamed('/a/dockerfile.go', 'package dockerfile\n'), 'go');
  assert.equal(
    languageOfMisnamed('C:\\a\\Dockerfile.py', '# a parser\nfrom x import y\n'.replace('from x import y', 'import re')),
    'python',
  );
  assert.equal(languageOfMisnamed('/Dockerfile.md', '# Dockerfile\n\nFrom version 2 on we use Alpine.\n'), 'markdown');
  assert.equal(languageOfMisnamed('/Dockerfile.md', '# Only a heading'), 'markdown');
  assert.equal(languageOfMisnamed('/Dockerfile.json', '{ "a": 1 }'), 'json');
});

test('a Dockerfile whose variant is called like a language stays one', () => {
  assert.equal(languageOfMisnamed('/Dockerfile.go', '# syntax=docker/dockerfile:1\nFROM golang\n'), undefined);
  assert.equal(languageOfMisnamed('/Dockerfile.py', '\ufeff\r\narg V=3\r\nFROM python:$V\r\n'), undefined);
  assert.equal(languageOfMisnamed('/Dockerfile.txt', 'FROM --platform=linux/amd64 debian AS x\n'), undefined);
  assert.equal(languageOfMisnamed('/Dockerfile.js', '{{ template "base" }}\n'), undefined);
});

test('names without a language’s ending, and files that say nothing yet', () => {
  for (const name of ['/Dockerfile', '/Dockerfile.dev', '/Dockerfile.alpine', '/x.dockerfile', '/my.ts']) {
    assert.equal(languageOfMisnamed(name, 'import x'), undefined, name);
  }
  assert.equal(languageOfMisnamed('/Dockerfile.go', '\n# todo\n'), undefined);
});
