import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gitIgnores } from './gitignore.ts';

const ignored = (text: string, path: string): boolean => gitIgnores(path, [{ folder: '', text }]);

test('a name counts at any depth, a path from its folder', () => {
  assert.equal(ignored('.env\n', '.env'), true);
  assert.equal(ignored('.env\n', 'web/app/.env'), true);
  assert.equal(ignored('/.env\n', 'web/.env'), false);
  assert.equal(ignored('web/.env\n', 'web/.env'), true);
  assert.equal(ignored('web/.env\n', 'a/web/.env'), false);
  assert.equal(ignored('.env\n', '.env.local'), false);
});

test('stars, question marks and brackets', () => {
  assert.equal(ignored('.env*\n', '.env.local'), true);
  assert.equal(ignored('*.env\n', '.env'), true);
  assert.equal(ignored('**/.env\n', '.env'), true);
  assert.equal(ignored('**/.env\n', 'a/b/.env'), true);
  assert.equal(ignored('a/**\n', 'a/b/.env'), true);
  assert.equal(ignored('a/**/.env\n', 'a/.env'), true);
  assert.equal(ignored('a/*/.env\n', 'a/b/c/.env'), false);
  assert.equal(ignored('.en?\n', '.env'), true);
  assert.equal(ignored('.[a-f]nv\n', '.env'), true);
  assert.equal(ignored('.[!e]nv\n', '.env'), false);
  assert.equal(ignored('.[z-a]nv\n', '.env'), false);
});

test('the last word counts, but nothing comes back from an ignored folder', () => {
  assert.equal(ignored('.env*\n!.env\n', '.env'), false);
  assert.equal(ignored('!.env\n.env*\n', '.env'), true);
  assert.equal(ignored('web/\n!web/.env\n', 'web/.env'), true);
  assert.equal(ignored('.env/\n', '.env'), false);
  assert.equal(ignored('*\n!.env\n', '.env'), false);
});

test('comments, blanks, escapes and line ends', () => {
  assert.equal(ignored('# .env\r\n.env  \r\n', '.env'), true);
  assert.equal(ignored('#.env\n', '#.env'), false);
  assert.equal(ignored('\\#.env\n', '#.env'), true);
  assert.equal(ignored('a(b)+.env\n', 'a(b)+.env'), true);
  assert.equal(ignored('', '.env'), false);
});

test('the inner file overrules the outer one, and speaks of its folder only', () => {
  const files = [
    { folder: 'web', text: '!.env\n' },
    { folder: '', text: '.env\n' },
  ];
  assert.equal(gitIgnores('web/.env', files), false);
  assert.equal(gitIgnores('.env', files), true);
  assert.equal(gitIgnores('webapp/.env', files), true);
});
