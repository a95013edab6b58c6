import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDockerignore, parseDockerignore } from './dockerignore.ts';
import { applyFileChanges, type ContextFiles, walkContext } from './files.ts';
import { contextMap, withExcluded } from './map.ts';
import { matchSource, type SourceOptions } from './sources.ts';
import { contextSummary, idleLines } from './summary.ts';
import { type ContextTree, entryAt, removePath, setFile, sortedPaths, treeOf } from './tree.ts';

const ignoring = (text: string): ReturnType<typeof compileDockerignore> => compileDockerignore(parseDockerignore(text));

/** A file system in memory: path → bytes, `-> target` for a link, a folder for everything above. */
function memoryFiles(contents: Record<string, number | string>): ContextFiles & { reads: string[] } {
  const reads: string[] = [];
  return {
    reads,
    async readDirectory(uri) {
      const folder = decodeURIComponent(uri.slice('mem:/root'.length)).replace(/^\//, '');
      reads.push(folder);
      if (contents[folder + '/.unreadable'] !== undefined) throw new Error('EACCES');
      const prefix = folder === '' ? '' : folder + '/';
      const found = new Map<string, 'file' | 'directory' | 'symlink'>();
      for (const [path, value] of Object.entries(contents)) {
        if (!path.startsWith(prefix)) continue;
        const [name, ...rest] = path.slice(prefix.length).split('/');
        const type = rest.length > 0 ? 'directory' : typeof value === 'string' ? 'symlink' : 'file';
        found.set(name!, type);
      }
      if (found.size === 0 && folder !== '') throw new Error('ENOENT');
      return Array.from(found, ([name, type]) => ({ name, type }));
    },
    async stat(uri) {
      const value = contents[decodeURIComponent(uri.slice('mem:/root/'.length))];
      if (typeof value !== 'number') throw new Error('ENOENT');
      return { size: value };
    },
  };
}

test('a walk finds files, sizes and links, and does not follow the links', async () => {
  const files = memoryFiles({ 'a.txt': 3, 'src/b c#.ts': 5, 'src/loop': '-> ..', 'node_modules/x/i.js': 7 });
  const tree = await walkContext(files, 'mem:/root');
  assert.deepEqual(sortedPaths(tree), ['a.txt', 'node_modules/x/i.js', 'src/b c#.ts', 'src/loop']);
  assert.equal(tree.bytes, 15);
  assert.equal(tree.complete, true);
  assert.deepEqual(entryAt(tree, 'src/loop'), { kind: 'file', bytes: 0, isLink: true });
  assert.equal(entryAt(tree, 'src/loop/x').kind, 'beyond');
  assert.deepEqual(files.reads, ['', 'src', 'node_modules', 'node_modules/x']);
});

test('a walk stops at its limit and when it is cancelled, and says so', async () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`d${index % 10}/f${index}`, 1]));
  const limited = await walkContext(memoryFiles(many), 'mem:/root', { limit: 200 });
  assert.equal(limited.complete, false);
  assert.ok(limited.fileCount <= 200);
  let asked = 0;
  const cancelled = await walkContext(memoryFiles(many), 'mem:/root', { isCancelled: () => ++asked > 3 });
  assert.equal(cancelled.complete, false);
  const unreadable = await walkContext(memoryFiles({ 'x/.unreadable': 0, y: 1 }), 'mem:/root');
  assert.equal(unreadable.complete, false);
  assert.equal(entryAt(unreadable, 'x/z').kind, 'beyond');
});

test('changes that a watcher saw', async () => {
  const contents: Record<string, number | string> = { 'a.txt': 3, 'src/b.ts': 5 };
  const files = memoryFiles(contents);
  const tree = await walkContext(files, 'mem:/root');
  delete contents['a.txt'];
  contents['src/b.ts'] = 50;
  contents['new/deep/c.ts'] = 1;
  contents['new/deep/d.ts'] = 1;
  await applyFileChanges(
    tree,
    [
      { kind: 'deleted', path: 'a.txt' },
      { kind: 'changed', path: 'src/b.ts' },
      { kind: 'created', path: 'new/deep/c.ts' },
      { kind: 'created', path: 'gone.txt' },
    ],
    files,
    'mem:/root',
  );
  assert.deepEqual(sortedPaths(tree), ['new/deep/c.ts', 'new/deep/d.ts', 'src/b.ts']);
  assert.equal(tree.bytes, 52);
  assert.equal(tree.fileCount, 3);
  await applyFileChanges(tree, [{ kind: 'deleted', path: 'new' }], files, 'mem:/root');
  assert.deepEqual([tree.fileCount, tree.bytes], [1, 50]);
});

const project: ContextTree = treeOf([
  { path: 'Dockerfile', bytes: 10 },
  { path: 'package.json', bytes: 20 },
  { path: 'package-lock.json', bytes: 300 },
  { path: 'src/index.ts', bytes: 40 },
  { path: 'src/lib/util.ts', bytes: 50 },
  { path: 'src/lib/util.test.ts', bytes: 60 },
  { path: 'node_modules/a/index.js', bytes: 1000 },
  { path: 'node_modules/b/index.js', bytes: 2000 },
  { path: '.env', bytes: 5 },
  'empty/',
]);

test('a summary says what is sent, what is not, and which line decided', () => {
  const summary = contextSummary(project, ignoring('node_modules\n**/*.test.ts\n.env\n'));
  assert.deepEqual(summary.sent, { files: 5, bytes: 420 });
  assert.deepEqual(summary.ignored, { files: 4, bytes: 3065 });
  assert.equal(summary.biggest[0]?.path, 'package-lock.json');
  assert.deepEqual(summary.lines.get(0), {
    files: 2,
    bytes: 3000,
    examples: [{ path: 'node_modules', isFolder: true, files: 2, bytes: 3000 }],
  });
  assert.equal(summary.folders[0]?.name, 'node_modules');
  const whitelist = contextSummary(project, ignoring('*\n!src\n!package*.json'));
  assert.deepEqual(whitelist.sent, { files: 5, bytes: 470 });
  assert.deepEqual(whitelist.lines.get(1)?.files, 3);
});

test('lines that decide nothing, and why', () => {
  const parsed = parseDockerignore('node_modules\n*.log\nsrc/l*\n!src/lib\nnode_modules/a\n!Dockerfile\nempty\n');
  const compiled = compileDockerignore(parsed);
  const idle = idleLines(project, compiled, parsed.patterns, contextSummary(project, compiled));
  assert.deepEqual([...idle].map(([line, why]) => [line, why.reason]).sort(), [
    [1, 'matches-nothing'],
    [2, 'overridden'],
    [4, 'already'],
    [5, 'not-ignored'],
  ]);
});

test('what a source of COPY stands for', () => {
  const match = (source: string, ignore?: string, options?: SourceOptions): unknown[] => {
    const found = matchSource(source, project, ignore === undefined ? undefined : ignoring(ignore), options);
    return [found.verdict, found.files, found.bytes, found.fails];
  };
  assert.deepEqual(match('.'), ['found', 9, 3485, false]);
  assert.deepEqual(match('./', 'node_modules'), ['found', 7, 485, false]);
  assert.deepEqual(match('package*.json'), ['found', 2, 320, false]);
  assert.deepEqual(match('../../package.json'), ['found', 1, 20, false]);
  assert.deepEqual(match('/src/'), ['found', 3, 150, false]);
  assert.deepEqual(match('src/*'), ['found', 3, 150, false]);
  assert.deepEqual(match('*/lib'), ['found', 2, 110, false]);
  assert.deepEqual(match('src/*/*.test.ts'), ['found', 1, 60, false]);
  assert.deepEqual(match('src', '**/*.ts'), ['ignored', 0, 0, false]);
  assert.deepEqual(match('src', 'src'), ['ignored', 0, 0, true]);
  assert.deepEqual(match('.env', '.env'), ['ignored', 0, 0, true]);
  assert.deepEqual(match('empty'), ['empty', 0, 0, false]);
  assert.deepEqual(match('nope/*.txt'), ['missing', 0, 0, true]);
  assert.deepEqual(match('*.nope'), ['missing', 0, 0, false]);
  assert.deepEqual(match('src', undefined, { excludes: ['**/*.test.ts'] }), ['found', 2, 90, false]);
  assert.deepEqual(match('src/./**/*.ts', undefined, { parents: true }), ['found', 3, 150, false]);
  assert.deepEqual(match('src/lib/util.ts', undefined, { parents: true }), ['found', 1, 50, false]);
});

test('a missing source has neighbours', () => {
  const names = (source: string): readonly string[] => matchSource(source, project, undefined).nearest;
  assert.deepEqual(names('packge.json'), ['package.json']);
  assert.deepEqual(names('dockerfile'), ['Dockerfile']);
  assert.deepEqual(names('util.ts'), ['src/lib/util.ts']);
  assert.deepEqual(names('scr/lib'), ['src/lib']);
});

test('nothing is called missing in a tree that is not complete', () => {
  const tree = treeOf(['a']);
  tree.complete = false;
  assert.equal(matchSource('b', tree, undefined).verdict, 'unknown');
});

test('the map shows what is sent and what is not, and a click leaves a part out', () => {
  const map = contextMap(project, ignoring('node_modules'), { width: 3 });
  assert.deepEqual([map.files, map.bytes, map.ignoredFiles, map.ignoredBytes], [7, 485, 2, 3000]);
  assert.deepEqual(
    map.children.map(child => [child.name, child.bytes, child.ignoredBytes]),
    [
      ['node_modules', 0, 3000],
      ['package-lock.json', 300, 0],
      ['src', 150, 0],
      ['4 more', 35, 0],
    ],
  );
  assert.equal(withExcluded('node_modules', 'src/lib', project), 'node_modules\nsrc/lib\n');
  assert.equal(withExcluded('a\r\n', '.env', project), 'a\r\n.env\r\n');
  assert.equal(withExcluded('src\n', 'src/lib', project), 'src\n');
  assert.equal(withExcluded('', 'nope', project), undefined);
  assert.equal(withExcluded('[', 'src', project), undefined);
  for (const name of ['a*b', '#x', '!x', 'a[b]', '{a}', 'a|b', '^a', 'x\\y', ' x', 'ü?']) {
    const tree = treeOf([name, 'other']);
    const text = withExcluded('', name, tree);
    assert.equal(text !== undefined && ignoring(text).matches(name) && !ignoring(text).matches('other'), true, name);
  }
});

test('an answer is kept until the tree or the ignore file is another one', () => {
  const context = treeOf([{ path: 'src/a.js', bytes: 1 }]);
  const first = matchSource('src', context, undefined);
  assert.equal(matchSource('src', context, undefined), first);
  assert.equal(matchSource('src', context, undefined, { excludes: ['*.js'] }).files, 0);
  assert.equal(matchSource('src', context, compileDockerignore(parseDockerignore('src'))).files, 0);
  setFile(context, 'src/b.js', 2);
  assert.equal(matchSource('src', context, undefined).files, 2);
  removePath(context, 'src/a.js');
  assert.equal(matchSource('src', context, undefined).bytes, 2);
});
