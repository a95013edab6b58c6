import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../test/support/shellWasm.ts';
import { contextOf, offersAt } from './refactorings.testing.ts';

before(() => loadShellForTests());

const npm = 'FROM node:20\nWORKDIR /app\nCOPY . .\n# dependencies\nRUN<|> npm ci && npm run build\nCMD ["node", "."]\n';

describe('split the install from the sources', () => {
  test('proved by the files of the context: safe', () => {
    const context = contextOf({ 'package.json': '{"dependencies":{"a":"^1"}}', 'package-lock.json': '{}', 'a.js': '' });
    const made = offersAt(npm, context).get('split-install');
    assert.equal(
      made?.text,
      'FROM node:20\nWORKDIR /app\nCOPY package.json package-lock.json ./\n# dependencies\nRUN npm ci\nCOPY . .\nRUN npm run build\nCMD ["node", "."]\n',
    );
    assert.equal(made?.safety, 'safe');
  });

  test('without the files it is unsafe', () => {
    const made = offersAt('FROM python:3\nWORKDIR /a\nCOPY . .\nRUN<|> pip install -r requirements.txt').get(
      'split-install',
    );
    assert.equal(made?.safety, 'unsafe');
    assert.equal(
      made?.text,
      'FROM python:3\nWORKDIR /a\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCOPY . .\n',
    );
  });

  for (const [what, files, reason] of [
    ['a hook', { 'package.json': '{"scripts":{"postinstall":"x"}}', 'package-lock.json': '' }, /postinstall/],
    ['a path', { 'package.json': '{"dependencies":{"a":"file:../a"}}', 'package-lock.json': '' }, /paths/],
    ['workspaces', { 'package.json': '{"workspaces":["a"]}', 'package-lock.json': '' }, /workspaces/],
    ['node_modules', { 'package.json': '{}', 'package-lock.json': '', 'node_modules/a/b': '' }, /node_modules/],
    ['no lock file', { 'package.json': '{}' }, /package-lock\.json is not/],
    ['broken JSON', { 'package.json': '{', 'package-lock.json': '' }, /no JSON/],
  ] as const) {
    test(`refused: ${what}`, () => {
      assert.match(offersAt(npm, contextOf(files)).get('split-install')?.reason ?? '', reason);
    });
  }

  const managers: readonly (readonly [string, Readonly<Record<string, string>>, string, 'safe' | 'unsafe'])[] = [
    ['npm install', { 'package.json': '{}', 'package-lock.json': '' }, 'package.json package-lock.json', 'unsafe'],
    ['yarn install --frozen-lockfile', { 'package.json': '{}', 'yarn.lock': '' }, 'package.json yarn.lock', 'safe'],
    ['pnpm i --frozen-lockfile', { 'package.json': '{}', 'pnpm-lock.yaml': '' }, 'package.json pnpm-lock.yaml', 'safe'],
    ['pip install -r r.txt', { 'r.txt': 'flask==1\n' }, 'r.txt', 'safe'],
    ['poetry install --no-root', { 'pyproject.toml': '', 'poetry.lock': '' }, 'pyproject.toml poetry.lock', 'safe'],
    ['bundle install', { Gemfile: 'gem "rails"', 'Gemfile.lock': '' }, 'Gemfile Gemfile.lock', 'unsafe'],
    ['go mod download', { 'go.mod': 'module x', 'go.sum': '' }, 'go.mod go.sum', 'safe'],
    [
      'composer install --no-scripts --no-autoloader',
      { 'composer.json': '{}', 'composer.lock': '' },
      'composer.json composer.lock',
      'safe',
    ],
    ['mvn -B dependency:go-offline', { 'pom.xml': '<project/>' }, 'pom.xml', 'safe'],
    ['gradle dependencies --no-daemon', { 'build.gradle': '' }, 'build.gradle', 'unsafe'],
    ['dotnet restore', { 'a.csproj': '<Project/>', 'b.cs': '' }, 'a.csproj', 'safe'],
    ['dotnet restore a.csproj', { 'a.csproj': '<Project/>' }, 'a.csproj', 'safe'],
  ];
  for (const [install, files, manifests, safety] of managers) {
    test(install, () => {
      const made = offersAt(`FROM x\nWORKDIR /a\nCOPY . .\nRUN<|> ${install}\n`, contextOf(files)).get('split-install');
      assert.equal(made?.text, `FROM x\nWORKDIR /a\nCOPY ${manifests} ./\nRUN ${install}\nCOPY . .\n`);
      assert.equal(made?.safety, safety);
    });
  }

  test('cargo: says why not; other orders: silence', () => {
    assert.match(
      offersAt('FROM rust\nCOPY . .\nRUN<|> cargo build\n').get('split-install')?.reason ?? '',
      /Cargo\.toml/,
    );
    assert.equal(offersAt('FROM x\nCOPY . /b\nRUN<|> npm ci\n').has('split-install'), false);
    assert.equal(offersAt('FROM x\nCOPY . .\nRUN<|> npm ci --prefix a\n').has('split-install'), false);
    assert.equal(offersAt('FROM x\nCOPY --chown=a . .\nRUN<|> npm ci\n').has('split-install'), false);
  });
});
