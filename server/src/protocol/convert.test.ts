import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileDockerignore, parseDockerignore } from '../context/dockerignore.ts';
import { type ContextTree, folderAt, treeOf } from '../context/tree.ts';
import type { Runtime } from '../runtime.ts';
import type { BuildContextSnapshot } from './buildContexts.ts';
import { conversionContext } from './convert.ts';

const runtime: Runtime = {
  files: undefined,
  readTextSync: uri => uri,
  loadWasm: () => Promise.reject(new Error('not needed')),
  now: () => 0,
};

function pathsOf(tree: ContextTree, ignoreText?: string): readonly string[] | undefined {
  const ignore = ignoreText === undefined ? undefined : compileDockerignore(parseDockerignore(ignoreText));
  const snapshot: BuildContextSnapshot = {
    ...{ folder: 'file:///w', tree, ignore, ignoreText, ignoreUri: undefined, isDeclared: false, builds: [] },
  };
  return conversionContext(runtime, snapshot)?.files.map(({ path }) => path);
}

test('the files that are sent, and only those can be read', () => {
  const tree = treeOf(['a.js', 'b.log']);
  assert.deepEqual(pathsOf(tree), ['a.js', 'b.log']);
  assert.deepEqual(pathsOf(tree, '*.log'), ['a.js']);
  assert.deepEqual(pathsOf(tree, '*.log'), ['a.js']);
});

test('half a list is none: a folder that was not read may hold anything, unless it is left out', () => {
  const tree = treeOf(['a.js', 'src/b.js', 'node_modules/x/y.js']);
  folderAt(tree, 'src')!.state = 'unread';
  tree.complete = false;
  assert.equal(pathsOf(tree), undefined);
  assert.deepEqual(pathsOf(tree, 'src\nnode_modules'), ['a.js']);
  assert.equal(pathsOf(tree, 'src\n!src/b.js'), undefined);
});

test('of installed packages it is enough that they are there', () => {
  const tree = treeOf(['a.js', 'node_modules/']);
  folderAt(tree, 'node_modules')!.state = 'unread';
  tree.complete = false;
  assert.deepEqual(pathsOf(tree), ['a.js', 'node_modules/(not read)']);
});
