import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDockerignore, parseDockerignore } from '../../context/dockerignore.ts';
import { treeOf } from '../../context/tree.ts';
import { createDocument } from '../../model/document.ts';
import { ignoreLenses } from './codeLens.ts';
import { ignoreCompletions } from './completion.ts';
import { createDockerignore, createDockerignoreFor } from './create.ts';
import { ignoreActions, ignoreFindings } from './diagnostics.ts';
import { type IgnoreDocument, ignoreDocument } from './facts.ts';
import { ignoreHover } from './hover.ts';

const tree = treeOf([
  { path: 'package.json', bytes: 100 },
  { path: 'src/index.ts', bytes: 2000 },
  { path: 'src/index.test.ts', bytes: 3000 },
  { path: 'node_modules/a/a.js', bytes: 500_000 },
  { path: 'packages/p/node_modules/b/b.js', bytes: 400_000 },
  { path: 'docs/api/x.html', bytes: 10 },
  { path: 'dist/app.js', bytes: 9 },
  { path: 'we[ird].txt', bytes: 1 },
]);

const hover = (text: string, offset: number): string | undefined =>
  ignoreHover(ignoreDocument(text, tree), offset)?.markdown;
const found = (text: string): string[] =>
  ignoreFindings(ignoreDocument(text, tree)).map(
    ({ code, severity, span }) => `${severity} ${code} ${text.slice(span.start, span.end)}`,
  );

/** The text after the first fix of the finding with that code. */
function fixed(text: string, code: string): string {
  const finding = ignoreFindings(ignoreDocument(text, tree)).find(candidate => candidate.code === code);
  const fix = finding?.fixes[0];
  assert.ok(fix, `a fix for ${code}`);
  return text.slice(0, fix.span.start) + fix.newText + text.slice(fix.span.end);
}

test('hover says how much a line leaves out, and what is biggest', () => {
  assert.equal(
    hover('# c\n**/node_modules\n', 6),
    '**Leaves out: 2 files, 900 kB.**\n\n- `node_modules/` · 1 file, 500 kB\n- `packages/p/node_modules/` · 1 file, 400 kB\n\nIn every folder, and everything below what it matches.',
  );
  assert.equal(hover('# c\n**/node_modules\n', 1), undefined);
  assert.match(hover('*\n!src\n', 3)!, /^\*\*Sends after all: 2 files, 5 kB/);
  assert.match(hover('*.zip', 0)!, /Matches nothing/);
  assert.match(hover('[a', 0)!, /BuildKit refuses this line/);
  assert.match(ignoreHover(ignoreDocument('a', undefined), 0)!.markdown, /not known/);
});

test('what BuildKit refuses', () => {
  assert.deepEqual(found('a[\n!\n'), ['error bad-pattern a[', 'error lone-negation !']);
  assert.equal(fixed('x\\ \n', 'bad-pattern'), 'x \n');
  assert.equal(fixed('x\n!\ny', 'lone-negation'), 'x\ny');
});

test('what comes from gitignore', () => {
  assert.deepEqual(found('/src\n'), ['hint leading-slash /']);
  assert.equal(fixed('/src\n', 'leading-slash'), 'src\n');
  assert.deepEqual(found('  # c\n'), ['warning indented-comment # c']);
  assert.equal(fixed('  # c\n', 'indented-comment'), '# c\n');
  assert.equal(fixed('dist # made\r\n', 'inline-comment'), '# made\r\ndist\r\n');
  assert.equal(fixed('[!a]*\n', 'class-negation'), '[^a]*\n');
  assert.equal(fixed('!*.{js, ts}', 'braces'), '!*.js\n!*.ts');
  assert.deepEqual(found('node_modules\n'), ['info root-only node_modules']);
  assert.equal(fixed('node_modules\n', 'root-only'), '**/node_modules\n');
  assert.equal(fixed('.\n', 'root'), '*\n');
  assert.equal(fixed('../x\nsrc', 'outside'), 'src');
  assert.deepEqual(found('src**b\n'), ['info double-star **']);
});

test('lines that do nothing', () => {
  assert.deepEqual(found('*.zip\ndocs\ndocs/api\ndocs\n'), [
    'hint matches-nothing *.zip',
    'hint already docs/api',
    'hint duplicate docs',
  ]);
  assert.deepEqual(found('docs\n!docs\ndocs\n'), ['warning overridden docs', 'warning overridden !docs']);
  assert.deepEqual(found('src/*.test.ts\n!src/index.test.ts\n'), ['warning overridden src/*.test.ts']);
  assert.deepEqual(found('docs/*\n!docs\n'), ['info not-ignored !docs']);
  assert.equal(fixed('docs/*\n!docs\n', 'not-ignored'), 'docs/*\n!docs/**\n');
  assert.equal(fixed('docs\ndocs', 'duplicate'), 'docs');
});

test('actions carry the edit', () => {
  const actions = ignoreActions(ignoreDocument('/src\n', tree), 'file:///x/.dockerignore', { start: 0, end: 0 });
  assert.equal(actions[0]?.title, 'Remove the “/”');
  assert.equal(actions[0]?.edit?.changes?.['file:///x/.dockerignore']?.[0]?.newText, '');
});

test('completion offers what lies there, the biggest first, escaped', () => {
  const labels = (text: string, offset = text.length): string[] =>
    [...ignoreCompletions(ignoreDocument(text, tree), offset)]
      .sort((one, other) => (one.sortText! < other.sortText! ? -1 : 1))
      .map(item => item.label);
  assert.deepEqual(labels('').slice(0, 3), ['node_modules', 'packages', 'src']);
  assert.ok(labels('').includes('we\\[ird\\].txt'));
  assert.ok(labels('').includes('**/node_modules'));
  assert.deepEqual(labels('!src/'), ['src/index.test.ts', 'src/index.ts']);
  assert.deepEqual(labels('# x'), []);
  assert.ok(!labels('docs\n').includes('docs'));
  const [item] = ignoreCompletions(ignoreDocument('  sr  ', tree), 4).filter(({ label }) => label === 'src');
  assert.deepEqual(item?.textEdit, {
    range: { start: { line: 0, character: 2 }, end: { line: 0, character: 4 } },
    newText: 'src',
  });
});

test('the lens sums up the context', () => {
  const document: IgnoreDocument = ignoreDocument('**/node_modules', tree);
  assert.equal(
    ignoreLenses(document, 'u', '')[0]?.command?.title,
    'Build context: 6 files, 5.1 kB can be sent · 2 files, 900 kB left out',
  );
});

test('a new file leaves out what the image makes itself, and nothing that is copied by name', () => {
  const text = createDockerignore('node', tree);
  const ignore = compileDockerignore(parseDockerignore(text));
  assert.deepEqual(ignore.problems, []);
  assert.equal(ignore.matches('packages/p/node_modules/b/b.js'), true);
  assert.equal(ignore.matches('dist/app.js'), true);
  assert.equal(ignore.matches('package.json'), false);
  const prebuilt = createDocument('FROM node\nCOPY package.json ./\nRUN npm ci\nCOPY dist ./dist\n');
  const kept = compileDockerignore(parseDockerignore(createDockerignoreFor(prebuilt, tree)));
  assert.equal(kept.matches('dist/app.js'), false);
  assert.equal(kept.matches('node_modules/a/a.js'), true);
  const copiesModules = createDocument('FROM node\nCOPY . .\nCMD ["node", "dist/app.js"]\n');
  const all = compileDockerignore(parseDockerignore(createDockerignoreFor(copiesModules, tree)));
  assert.equal(all.matches('node_modules/a/a.js'), false);
  assert.equal(all.matches('dist/app.js'), false);
});

/** What of the files is left out by the advised file. */
function leftOut(dockerfile: string, files: readonly string[]): readonly string[] {
  const context = treeOf(files);
  const ignore = compileDockerignore(parseDockerignore(createDockerignoreFor(createDocument(dockerfile), context)));
  assert.deepEqual(ignore.problems, []);
  return files.filter(file => ignore.matches(file));
}

test('build results are left out where they lie beside a manifest, not where a source folder has the name', () => {
  const java = ['pom.xml', 'target/a.jar', 'src/main/java/com/x/build/Tool.java', 'src/main/java/com/x/target/T.java'];
  assert.deepEqual(leftOut('FROM maven:3\nCOPY . .\nRUN mvn -B package\n', java), ['target/a.jar']);
  const modules = ['pom.xml', 'api/pom.xml', 'api/target/a.jar', 'api/src/main/java/target/T.java'];
  assert.deepEqual(leftOut('FROM maven:3\nCOPY . .\nRUN mvn -B package\n', modules), ['api/target/a.jar']);
  const web = ['package.json', 'dist/a.js', 'public/vendor/bootstrap/dist/b.css', 'node_modules/a/dist/c.js'];
  assert.deepEqual(leftOut('FROM node\nCOPY . .\nRUN npm ci && npm run build\n', web), [
    'dist/a.js',
    'node_modules/a/dist/c.js',
  ]);
  const rails = ['Gemfile', 'a.csproj', 'bin/x.dll', 'other/bin/rails', 'tmp/cache/x', 'tmp/pids/.keep', 'log/.keep'];
  assert.deepEqual(leftOut('FROM ruby\nCOPY . .\nRUN bundle install && dotnet build\n', rails), [
    'bin/x.dll',
    'tmp/cache/x',
  ]);
  const php = ['composer.json', 'vendor/a/b.php', 'public/vendor/telescope/app.js'];
  assert.deepEqual(leftOut('FROM php\nCOPY . .\nRUN composer install\n', php), ['vendor/a/b.php']);
});

test('what is installed or built here stays when the image does not do that itself', () => {
  const node = ['package.json', 'node_modules/a.js', 'dist/a.js'];
  assert.deepEqual(leftOut('FROM node\nCOPY . .\nRUN npm run build\n', node), ['dist/a.js']);
  assert.deepEqual(leftOut('FROM node\nCOPY . .\nRUN npm ci --omit=dev\n', node), ['node_modules/a.js']);
  assert.deepEqual(leftOut('FROM node\nCOPY . .\nRUN ./setup.sh\n', node), []);
  assert.deepEqual(leftOut('FROM node\nCOPY . .\nRUN yarn && tsc\n', node), ['node_modules/a.js', 'dist/a.js']);
  const prebuilt = ['pom.xml', 'Main.class', 'target/a.jar'];
  assert.deepEqual(leftOut('FROM openjdk:21\nCOPY . .\nCMD ["java", "Main"]\n', prebuilt), []);
  const php = ['composer.json', 'package.json', 'vendor/a.php', 'node_modules/b.js'];
  assert.deepEqual(leftOut('FROM php\nCOPY . .\nRUN composer install\n', php), ['vendor/a.php']);
});

test('secrets of this machine go, settings that a build reads stay', () => {
  const dockerfile = 'FROM node\nCOPY . .\nRUN npm ci && npm run build\n';
  const files = ['package.json', '.env', '.env.local', '.env.production.local', 'web/.env'];
  assert.deepEqual(leftOut(dockerfile, files), ['.env', '.env.local', '.env.production.local', 'web/.env']);
  // Defaults that the variants vary; with an example beside it, everybody's own.
  const variants = ['package.json', '.env', '.env.production', '.env.local', 'web/.env'];
  assert.deepEqual(leftOut(dockerfile, variants), ['.env.local', 'web/.env']);
  assert.deepEqual(leftOut(dockerfile, [...variants, '.env.example']), ['.env', '.env.local', 'web/.env']);
  assert.deepEqual(leftOut('FROM php\nCOPY . .\n', ['symfony.lock', '.env', '.env.test', '.env.test.local']), [
    '.env.test.local',
  ]);
});

test('git says whose a .env is: the project’s stays, and the text says why', () => {
  const dockerfile = createDocument('FROM node\nCOPY . .\nRUN npm ci && npm run build\n');
  const context = treeOf(['package.json', '.env', '.env.local', 'web/.env', 'api/.env', '.env.example']);
  const text = createDockerignoreFor(dockerfile, context, path => path === 'api/.env');
  const ignore = compileDockerignore(parseDockerignore(text));
  assert.deepEqual(
    ['.env', 'web/.env', 'api/.env', '.env.local'].filter(path => ignore.matches(path)),
    ['api/.env', '.env.local'],
  );
  assert.match(text, /^# \.env and web\/\.env are sent: git does not ignore them, so they are a part of the project$/m);
  assert.match(
    createDockerignoreFor(dockerfile, context, () => true),
    /^\*\*\/\.env$/m,
  );
});

test('lines for a framework come with it; templates of Dockerfiles stay', () => {
  const plain = createDockerignoreFor(createDocument('FROM node\nCOPY . .\nRUN npm ci && npm run build\n'), tree);
  assert.doesNotMatch(plain, /\.next|\.nuxt|svelte|turbo|pnpm|nyc|tsbuildinfo/);
  const files = [
    'package.json',
    'next.config.mjs',
    'tsconfig.json',
    '.next/a.js',
    'Dockerfile',
    'templates/Dockerfile',
  ];
  assert.deepEqual(leftOut('FROM node\nCOPY . .\nRUN npm ci && npm run build\n', files), ['.next/a.js', 'Dockerfile']);
});
