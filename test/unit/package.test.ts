import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { listFiles, PackageManager } from '@vscode/vsce';

const root = process.env['DRYDOCK_ROOT'] ?? '.';
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const forUsers = [
  /^(?:package\.json|README\.md|CHANGELOG\.md|LICENSE|icon\.png)$/,
  /^dist\/(?:extension|extension\.browser|server|server\.browser|languageServer|cli)\.js$/,
  /^dist\/[a-z-]+\.wasm$/,
  /^(?:snippets|syntaxes)\/[^/]+\.json$/,
  /^shellcheck\//,
];

test('the package holds what users need and nothing else', async () => {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const others = files.filter(file => !forUsers.some(pattern => pattern.test(file)));
  assert.deepEqual(others, []);
  for (const file of ['package.json', 'LICENSE', manifest.icon, 'snippets/dockerignore.json'])
    assert.ok(files.includes(file), file);
  assert.ok(!files.some(file => /\.(?:ts|map|md\.txt)$/.test(file)));
});

test('everything the manifest names is in the package', async () => {
  const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
  const { contributes } = manifest;
  const named = [
    ...contributes.snippets.map((entry: { path: string }) => entry.path),
    ...(contributes.grammars ?? []).map((entry: { path: string }) => entry.path),
    ...contributes.languages.flatMap((entry: { configuration?: string }) => entry.configuration ?? []),
    manifest.icon,
    manifest.main,
    manifest.browser,
    ...Object.values(manifest.bin as Record<string, string>),
  ].map(path => path.replace(/^\.\//, ''));
  // What the build makes is only there after it; the source of the others is the repository.
  for (const path of named)
    if (!path.startsWith('dist/') || existsSync(join(root, path))) assert.ok(files.includes(path), path);
});

test('every command of a menu is declared, and every declared command has a title and the category', () => {
  const { commands, menus } = manifest.contributes;
  const declared = new Set(commands.map((entry: { command: string }) => entry.command));
  for (const [menu, entries] of Object.entries(menus as Record<string, { command: string }[]>)) {
    for (const { command } of entries) assert.ok(declared.has(command), `${menu}: ${command}`);
  }
  for (const entry of commands) assert.ok(entry.title && entry.category === 'Drydock', entry.command);
});

test('every declared command has its function', () => {
  const sources = ['client/src/extension.ts', 'client/src/views/noteDocuments.ts']
    .map(file => readFileSync(join(root, file), 'utf8'))
    .join('');
  for (const { command } of manifest.contributes.commands) assert.ok(sources.includes(`'${command}'`), command);
});

test('every setting has a description and a scope, and programs are not chosen by a workspace', () => {
  const sections = manifest.contributes.configuration as { properties: Record<string, Record<string, unknown>> }[];
  for (const [name, setting] of sections.flatMap(section => Object.entries(section.properties))) {
    assert.match(name, /^drydock\.[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)*$/);
    assert.ok(setting['description'] ?? setting['markdownDescription'], name);
    assert.ok(setting['scope'], name);
  }
  const engine = sections.map(section => section.properties['drydock.engine']).find(Boolean);
  assert.equal(engine?.['scope'], 'machine');
});

test('the problem matchers know the three forms of a failed step', () => {
  const matchers = manifest.contributes.problemMatchers as { name: string; pattern: { regexp: string }[] }[];
  const output = (before: number) => [
    'Dockerfile.dev:3',
    '--------------------',
    ...Array.from({ length: before }, (_, index) => (index === 0 ? '   1 |' : '   2 |     FROM debian')),
    '   3 | >>> RUN false && >>> x',
    '--------------------',
  ];
  for (const [before, matcher] of matchers.entries()) {
    for (const [index, line] of matcher.pattern.entries()) {
      assert.match(output(before)[index] ?? '', new RegExp(line.regexp), matcher.name);
    }
  }
});

test('the packages that the product is built on are there', () => {
  const all = { ...manifest.dependencies, ...manifest.devDependencies };
  for (const name of [
    'vscode-languageclient',
    'vscode-languageserver',
    'dockerfile-language-service',
    'esbuild',
    '@vscode/test-electron',
  ])
    assert.ok(all[name], name);
});
