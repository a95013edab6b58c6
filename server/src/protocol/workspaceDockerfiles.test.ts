import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Runtime } from '../runtime.ts';
import { WorkspaceDockerfiles } from './workspaceDockerfiles.ts';

/** A file system of these texts, by path below file:///w. */
function workspace(texts: Record<string, string>): { files: WorkspaceDockerfiles; texts: Map<string, string> } {
  const all = new Map(Object.entries(texts));
  const runtime = {
    files: {
      async readFile(uri: string) {
        const text = all.get(uri.slice('file:///w/'.length));
        if (text === undefined) throw new Error('gone');
        return new TextEncoder().encode(text);
      },
      async readDirectory(uri: string) {
        const folder = uri === 'file:///w' ? '' : `${uri.slice('file:///w/'.length)}/`;
        const names = new Map<string, 'file' | 'directory'>();
        for (const path of all.keys()) {
          if (!path.startsWith(folder)) continue;
          const [name, ...rest] = path.slice(folder.length).split('/');
          names.set(name!, rest.length > 0 ? 'directory' : 'file');
        }
        return [...names].map(([name, type]) => ({ name, type }));
      },
      stat: async () => ({ type: 'file' as const, size: 1 }),
    },
  } as unknown as Runtime;
  return { files: new WorkspaceDockerfiles(runtime, () => ['file:///w']), texts: all };
}

const nothingOpen = () => false;
const addresses = async (files: WorkspaceDockerfiles) => (await files.closed(nothingOpen)).map(({ uri }) => uri);

test('Dockerfiles of all folders are found, by any of their names, without what tools put there', async () => {
  const { files } = workspace({
    Dockerfile: 'FROM a',
    'web/Dockerfile.dev': 'FROM b',
    'web/app.dockerfile': 'FROM c',
    'web/.dockerignore': '*',
    'web/Dockerfile.dockerignore': '*',
    'node_modules/x/Dockerfile': 'FROM d',
    'main.go': '',
  });
  assert.deepEqual(await addresses(files), [
    'file:///w/Dockerfile',
    'file:///w/web/Dockerfile.dev',
    'file:///w/web/app.dockerfile',
  ]);
  const open = await files.closed(uri => uri === 'file:///w/Dockerfile');
  assert.equal(open.length, 2);
});

test('the watcher keeps the list true', async () => {
  const { files, texts } = workspace({ Dockerfile: 'FROM a', 'b/Dockerfile': 'FROM b' });
  assert.equal((await addresses(files)).length, 2);
  texts.set('Dockerfile', 'FROM changed AS x');
  texts.set('c.dockerfile', 'FROM c');
  texts.delete('b/Dockerfile');
  await files.filesChanged([
    { uri: 'file:///w/Dockerfile', type: 2 },
    { uri: 'file:///w/c.dockerfile', type: 1 },
    { uri: 'file:///w/b/Dockerfile', type: 3 },
  ]);
  const found = await files.closed(nothingOpen);
  assert.deepEqual(
    found.map(({ text }) => text),
    ['FROM changed AS x', 'FROM c'],
  );
  texts.set('new/Dockerfile', 'FROM new');
  await files.filesChanged([{ uri: 'file:///w/new', type: 1 }]);
  assert.equal((await addresses(files)).length, 3);
});
