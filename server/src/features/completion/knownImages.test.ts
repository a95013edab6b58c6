import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createDocument } from '../../model/document.ts';
import { ImageLookups } from '../../protocol/imageLookups.ts';
import { completions } from '../completion.ts';
import { isHeldWhileTyping } from './knownImages.ts';

function itemsAt(marked: string, lookups?: ImageLookups) {
  const offset = marked.indexOf('<|>');
  const document = createDocument(marked.replace('<|>', ''), { uri: 'file:///Dockerfile' });
  const items = completions(document, offset, {
    documentation: () => undefined,
    snippets: true,
    ...(lookups ? { images: lookups.known(true) } : {}),
  });
  return {
    items,
    labels: items.map(({ label }) => label),
    accept(label: string) {
      const item = items.find(candidate => candidate.label === label);
      assert.ok(item, `${label} is offered among ${items.map(one => one.label).join(' ')}`);
      const { range, newText } = item.textEdit as { range: ReturnType<typeof document.lines.rangeOf>; newText: string };
      const start = document.lines.offsetAt(range.start);
      return document.text.slice(0, start) + newText + document.text.slice(document.lines.offsetAt(range.end));
    },
  };
}

function lookups(abilities: unknown = { engine: true, registry: true }): ImageLookups {
  const made = new ImageLookups();
  made.setAbilities(abilities);
  return made;
}

const engineOffer = 'Show the images of this machine…';

describe('offers to ask', () => {
  test('the last entries, which leave the text as it is and name who is asked', () => {
    const at = itemsAt('FROM no<|>de AS x\n', lookups());
    assert.equal(at.accept(engineOffer), 'FROM node AS x\n');
    const offer = at.items.find(({ label }) => label === 'Look up the tags of no…');
    assert.deepEqual(
      [offer?.detail, offer?.command?.command, offer?.command?.arguments],
      ['asks docker.io', 'drydock.lookUpTags', ['file:///Dockerfile', 'docker.io/library/no']],
    );
    assert.ok(offer?.filterText?.startsWith('no '));
    assert.ok(at.items.every(({ sortText, label }) => (sortText ?? '') < '9' || /…$/.test(label)));
    assert.ok(isHeldWhileTyping(at.items));
  });

  test('behind the colon, in COPY --from and in mounts too', () => {
    assert.ok(itemsAt('FROM ghcr.io/acme/api:<|>', lookups()).labels.includes('Look up the tags of ghcr.io/acme/api…'));
    assert.ok(itemsAt('FROM a\nCOPY --from=<|> /x /y\n', lookups()).labels.includes(engineOffer));
    const mount = itemsAt('FROM a\nRUN --mount=type=bind,from=al<|>,target=/x ls\n', lookups());
    assert.equal(mount.accept('alpine'), 'FROM a\nRUN --mount=type=bind,from=alpine,target=/x ls\n');
  });

  test('none where the client cannot ask, where nothing is named, for scratch and variables, behind a digest', () => {
    assert.ok(itemsAt('FROM no<|>', lookups({})).labels.every(label => !label.endsWith('…')));
    assert.ok(itemsAt('FROM no<|>').labels.every(label => !label.endsWith('…')));
    const noTags = (marked: string) =>
      assert.ok(
        itemsAt(marked, lookups()).labels.every(label => !label.startsWith('Look up')),
        marked,
      );
    for (const marked of ['FROM <|>', 'FROM scratch<|>', 'FROM $A/b<|>', 'FROM No<|>']) noTags(marked);
    assert.deepEqual(itemsAt(`FROM a@sha256:<|>`, lookups()).labels, []);
    assert.ok(!itemsAt('FROM no<|>', lookups({ engine: false, registry: true })).labels.includes(engineOffer));
  });
});

describe('what was asked for', () => {
  const asked = lookups();
  asked.keepMachineImages([
    { name: 'node:20', detail: '193 MB' },
    { name: '127.0.0.1:5000/team/base:1.0', detail: '4 MB' },
  ]);
  asked.keepTags('docker.io/library/node', ['20', '22-slim', '22', 'sha256-aa.sig', 'latest']);

  test('the machine’s images stand before the curated ones, and there is no offer any more', () => {
    const at = itemsAt('FROM <|>', asked);
    assert.equal(at.accept('127.0.0.1:5000/team/base:1.0'), 'FROM 127.0.0.1:5000/team/base:1.0');
    assert.ok(!at.labels.includes(engineOffer));
    const sorted = [...at.items].sort((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    assert.deepEqual(
      sorted.slice(0, 3).map(({ label }) => label),
      ['scratch', 'node:20', '127.0.0.1:5000/team/base:1.0'],
    );
  });

  test('the colon of a port is no obstacle', () => {
    const at = itemsAt('FROM 127.0.0.1:50<|>', asked);
    assert.equal(at.accept('127.0.0.1:5000/team/base:1.0'), 'FROM 127.0.0.1:5000/team/base:1.0');
  });

  test('the registry’s tags take the place of the curated ones, by every spelling of the name', () => {
    for (const name of ['node', 'library/node', 'docker.io/node']) {
      const at = itemsAt(`FROM ${name}:<|> AS x`, asked);
      assert.deepEqual(at.labels, ['22', '22-slim', '20', 'latest']);
      assert.equal(at.accept('22-slim'), `FROM ${name}:22-slim AS x`);
    }
    assert.match(itemsAt('FROM node:<|>', asked).items[2]?.detail ?? '', /on this machine, 193 MB/);
  });

  test('a long list is cut, and asked for again while one types', () => {
    const many = lookups();
    many.keepTags(
      'docker.io/acme/big',
      Array.from({ length: 1000 }, (_, index) => `1.${index}`),
    );
    assert.equal(itemsAt('FROM acme/big:<|>', many).labels.filter(label => !label.endsWith('…')).length, 300);
    assert.ok(isHeldWhileTyping(itemsAt('FROM acme/big:<|>', many).items));
    assert.ok(itemsAt('FROM acme/big:1.7<|>', many).labels.includes('1.7'));
  });
});

test('digests are found by every spelling of the image', () => {
  const asked = lookups();
  asked.keepDigest('node', 'sha256:1');
  assert.equal(asked.digestOf('docker.io/library/node:latest'), 'sha256:1');
  assert.equal(asked.digestOf('node:20'), undefined);
  assert.equal(asked.digestOf('No de'), undefined);
});
