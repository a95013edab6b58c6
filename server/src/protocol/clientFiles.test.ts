import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Connection } from 'vscode-languageserver';
import { filesBelow } from '../context/tree.ts';
import type { Runtime } from '../runtime.ts';
import { BuildContexts } from './buildContexts.ts';
import { withClientFiles } from './clientFiles.ts';
import { conversionContext } from './convert.ts';
import { HadolintConfigs } from './hadolintConfigs.ts';
import { TeamNotesService } from './teamNotesService.ts';

const root = 'vscode-vfs://github/acme/shop';

/** A client whose workspace holds these files; `asked` are its requests. */
function clientOf(files: Readonly<Record<string, string>>, asked: string[] = []): Pick<Connection, 'sendRequest'> {
  const answer = async (method: string, { uri }: { readonly uri: string }) => {
    asked.push(`${method.replace('drydock/read', '')} ${uri.slice(root.length)}`);
    const path = decodeURIComponent(uri.slice(root.length + 1));
    if (method === 'drydock/readText') return files[path] === undefined ? null : { text: files[path] };
    const prefix = path === '' ? '' : `${path}/`;
    const names = new Map<string, { name: string; type: 'file' | 'directory'; size?: number }>();
    for (const [file, text] of Object.entries(files)) {
      if (!file.startsWith(prefix)) continue;
      const [name = '', ...rest] = file.slice(prefix.length).split('/');
      names.set(name, rest.length > 0 ? { name, type: 'directory' } : { name, type: 'file', size: text.length });
    }
    return names.size === 0 ? null : { entries: [...names.values()] };
  };
  return { sendRequest: answer as unknown as Connection['sendRequest'] };
}

const nothing: Runtime = { files: undefined, loadWasm: async () => new Uint8Array(), now: () => 0 };

const shop = {
  'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      dockerfile: web/Dockerfile\n',
  '.dockerignore': 'docs\n',
  '.hadolint.yaml': 'ignored: [DL3008]\n',
  'package.json': '{}',
  'my file.txt': 'x',
  'web/Dockerfile': 'FROM a\n',
  'docs/docker.md': '# Ours\n\n## RUN\n\nWe pin everything.\n',
};

function contextsOf(runtime: Runtime): BuildContexts {
  const contexts = new BuildContexts(runtime, () => undefined);
  contexts.workspaceFolders = [root];
  return contexts;
}

describe('a workspace that only the client can read', () => {
  const dockerfile = `${root}/web/Dockerfile`;

  test('has a build context with sizes and an ignore file, and a request for each folder', async () => {
    const asked: string[] = [];
    const contexts = contextsOf(withClientFiles(nothing, clientOf(shop, asked)));
    const snapshot = await contexts.read(dockerfile);
    assert.ok(snapshot);
    assert.deepEqual([snapshot.folder, snapshot.isDeclared, snapshot.ignoreText], [root, true, 'docs\n']);
    assert.ok([...filesBelow(snapshot.tree.root)].some(({ path, bytes }) => path === 'package.json' && bytes === 2));
    assert.ok(snapshot.tree.complete);
    const texts = asked.filter(request => request.startsWith('Text'));
    assert.deepEqual(texts.sort(), ['Text /.dockerignore', 'Text /compose.yaml', 'Text /web/Dockerfile.dockerignore']);
    assert.equal((await contexts.info(dockerfile)).from, 'compose');
  });

  test('has team notes', async () => {
    const log: string[] = [];
    const notes = new TeamNotesService(
      withClientFiles(nothing, clientOf(shop)),
      () => [root],
      message => log.push(message),
    );
    await notes.use(['docs/*.md']);
    assert.match(notes.blocksFor(['instruction.RUN']).join('\n'), /We pin everything/);
    assert.match(log.join('\n'), /"Ours"/);
  });

  test('has texts for the conversion and a configuration of hadolint, which come later and are told', async () => {
    const runtime = withClientFiles(nothing, clientOf(shop));
    let told = 0;
    runtime.laterTexts?.onNews(() => told++);
    const context = conversionContext(runtime, await contextsOf(runtime).read(dockerfile));
    assert.equal(context?.read('package.json'), undefined);
    assert.equal(await runtime.laterTexts?.settle(), true);
    assert.equal(context?.read('package.json'), '{}');
    assert.equal(await runtime.laterTexts?.settle(), false);
    assert.equal(told, 1);
    assert.equal(context?.read('docs/docker.md'), undefined, 'it is not in the context');

    let now = 0;
    const configs = new HadolintConfigs({ ...runtime, now: () => now });
    assert.equal(configs.of(dockerfile), undefined);
    await runtime.laterTexts?.settle();
    now = 1000;
    assert.ok(configs.of(dockerfile));
    runtime.laterTexts?.forget([`${root}/.hadolint.yaml`]);
    now = 2000;
    assert.equal(configs.of(dockerfile), undefined, 'it is asked for again');
  });
});

test('without trust, or where the client refuses, nothing is known', async () => {
  const asked: string[] = [];
  const runtime = withClientFiles(nothing, clientOf(shop, asked));
  const contexts = contextsOf(runtime);
  contexts.trusted = false;
  assert.equal(await contexts.read(`${root}/web/Dockerfile`), undefined);
  assert.deepEqual(asked, []);
  const refusing = contextsOf(withClientFiles(nothing, clientOf({})));
  assert.equal(await refusing.read(`${root}/web/Dockerfile`), undefined);
  assert.equal(refusing.peek(`${root}/web/Dockerfile`), undefined);
  assert.deepEqual(await refusing.info(`${root}/web/Dockerfile`), { from: 'none' });
});

test('documents without a folder are not asked for; beside Node, files are its own', async () => {
  const asked: string[] = [];
  const own: Runtime = {
    ...nothing,
    files: {
      readFile: async () => new TextEncoder().encode('own'),
      readDirectory: async () => [],
      stat: async () => ({ type: 'file', size: 3 }),
    },
    readTextSync: () => 'own',
  };
  const runtime = withClientFiles(own, clientOf(shop, asked));
  const { files } = runtime;
  for (const uri of ['untitled:Untitled-1', 'git:/x?y', 'untitled://x/y'])
    assert.equal(files?.reads?.(uri), false, uri);
  assert.equal(new TextDecoder().decode(await files?.readFile('file:///x')), 'own');
  assert.equal(runtime.readTextSync?.('file:///x'), 'own');
  assert.deepEqual(asked, []);
  assert.equal(new TextDecoder().decode(await files?.readFile(`${root}/package.json`)), '{}');
});

test('what was asked is taken back when the server stops, or nobody has the Dockerfile open any more', async () => {
  const waiting: (() => void)[] = [];
  const slow: Pick<Connection, 'sendRequest'> = {
    sendRequest: ((
      method: string,
      params: { readonly uri: string },
      token: { onCancellationRequested: Connection['onExit'] },
    ) =>
      new Promise(resolve => {
        const answer = () =>
          resolve((clientOf(shop).sendRequest as (a: string, b: unknown) => unknown)(method, params));
        waiting.push(answer);
        token.onCancellationRequested(() => resolve(null));
      })) as unknown as Connection['sendRequest'],
  };
  const runtime = withClientFiles(nothing, slow);
  const stopped = runtime.files?.readDirectory(root);
  runtime.stop?.();
  await assert.rejects(stopped!, /cannot be read/);

  const contexts = contextsOf(runtime);
  const dockerfile = `${root}/web/Dockerfile`;
  contexts.choose(dockerfile, root);
  const first = contexts.read(dockerfile);
  // The two ignore files, one after the other, then the root.
  for (let request = 1; request <= 3; request++) {
    while (waiting.length <= request) await Promise.resolve();
    if (request < 3) waiting[request]!();
  }
  contexts.close(dockerfile);
  waiting[3]!();
  assert.equal((await first)?.tree.complete, false);
  assert.equal(
    [...filesBelow((await first)!.tree.root)].some(({ path }) => path.startsWith('docs/')),
    false,
  );
});
