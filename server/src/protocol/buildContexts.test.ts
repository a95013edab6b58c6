import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectoryEntry, Runtime } from '../runtime.ts';
import { BuildContexts } from './buildContexts.ts';

const uri = 'file:///w/Dockerfile';

function runtimeWith(readDirectory: (uri: string) => Promise<readonly DirectoryEntry[]>): Runtime {
  return {
    files: {
      readDirectory,
      readFile: () => Promise.reject(new Error('not there')),
      stat: async () => ({ type: 'file', size: 1 }),
    },
    loadWasm: () => Promise.reject(new Error('not needed')),
    now: () => 0,
  };
}

const file = (name: string): DirectoryEntry => ({ name, type: 'file' });
const folder = (name: string): DirectoryEntry => ({ name, type: 'directory' });

test('nobody waits for a folder: what is not read yet is not known, and news come when it is', async () => {
  let release = (): void => {};
  const released = new Promise<void>(resolve => {
    release = resolve;
  });
  let tell = (): void => {};
  const news = new Promise<void>(resolve => {
    tell = resolve;
  });
  const contexts = new BuildContexts(
    runtimeWith(async () => {
      await released;
      return [file('a')];
    }),
    () => tell(),
  );
  contexts.workspaceFolders = ['file:///w'];
  assert.equal(contexts.peek(uri), undefined);
  assert.equal(contexts.peek(uri), undefined);
  release();
  await news;
  assert.deepEqual([...(contexts.peek(uri)?.tree.root.files.keys() ?? [])], ['a']);
});

test('a hundred thousand files: the walk ends at its limit, lets others work, and says that it is not all', async () => {
  let pauses = 0;
  const contexts = new BuildContexts(
    runtimeWith(async folder =>
      folder === 'file:///w'
        ? Array.from({ length: 600 }, (_, index) => ({ name: `d${index}`, type: 'directory' as const }))
        : Array.from({ length: 200 }, (_, index) => file(`f${index}`)),
    ),
    () => {},
  );
  contexts.workspaceFolders = ['file:///w'];
  const reading = contexts.read(uri);
  const others = setInterval(() => pauses++, 0);
  const snapshot = await reading;
  clearInterval(others);
  assert.equal(snapshot?.tree.complete, false);
  assert.ok(snapshot.tree.fileCount <= 100_000 && snapshot.tree.fileCount > 90_000);
  assert.ok(pauses > 10, `${pauses} turns of others`);
});

test('links are not followed; what cannot be read is said', async () => {
  let listed = 0;
  const contexts = new BuildContexts(
    runtimeWith(async folder => {
      listed++;
      if (folder.endsWith('/secret')) throw new Error('EACCES');
      return [
        { name: 'loop', type: 'symlink' },
        ...(folder === 'file:///w' ? [{ name: 'secret', type: 'directory' as const }] : []),
      ];
    }),
    () => {},
  );
  contexts.workspaceFolders = ['file:///w'];
  const snapshot = await contexts.read(uri);
  assert.equal(snapshot?.tree.complete, false);
  assert.equal(snapshot.tree.root.folders.get('secret')?.state, 'unreadable');
  assert.deepEqual([...(snapshot.tree.root.links ?? [])], ['loop']);
  assert.ok(listed < 10);
});

test('git’s ignore files say whose a .env is: all from the repository’s folder down to it, and nothing outside of a repository', async () => {
  const texts = new Map([
    ['file:///w/r/.git/info/exclude', 'private/\n'],
    ['file:///w/r/.gitignore', '.env\n'],
    ['file:///w/r/my%20app/web/.gitignore', '!.env\n'],
  ]);
  const folders = new Map([
    ['file:///w/r/my%20app', [file('.env'), folder('web'), folder('private'), folder('node_modules')]],
    ['file:///w/r/my%20app/web', [file('.env')]],
    ['file:///w/r/my%20app/private', [file('.env')]],
  ]);
  let hasGit = true;
  const runtime: Runtime = {
    ...runtimeWith(async name => folders.get(name) ?? []),
    files: {
      readDirectory: async name => folders.get(name) ?? [],
      readFile: async name => {
        const text = texts.get(name);
        if (text === undefined) throw new Error('not there');
        return new TextEncoder().encode(text);
      },
      stat: async name => {
        if (!hasGit || name !== 'file:///w/r/.git') throw new Error('not there');
        return { type: 'directory', size: 0 };
      },
    },
  };
  const contexts = new BuildContexts(runtime, () => {});
  contexts.workspaceFolders = ['file:///w/r/my%20app'];
  const dockerfile = 'file:///w/r/my%20app/Dockerfile';
  const ignored = async () => {
    const { isGitIgnored } = (await contexts.read(dockerfile)) ?? {};
    return isGitIgnored && ['.env', 'web/.env', 'private/.env'].filter(path => isGitIgnored(path));
  };
  assert.deepEqual(await ignored(), ['.env', 'private/.env']);
  texts.set('file:///w/r/.gitignore', '# nothing\n');
  await contexts.filesChanged([{ uri: 'file:///w/r/.gitignore', kind: 'changed' }]);
  assert.deepEqual(await ignored(), ['private/.env']);
  hasGit = false;
  await contexts.filesChanged([{ uri: 'file:///w/r/.gitignore', kind: 'changed' }]);
  assert.equal(await ignored(), undefined);
});
