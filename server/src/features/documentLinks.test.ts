import assert from 'node:assert/strict';
import { test } from 'node:test';
import { treeOf } from '../context/tree.ts';
import { createDocument } from '../model/document.ts';
import { documentLinks, fileLinks, imagePage } from './documentLinks.ts';

const pages: readonly [string, string | undefined][] = [
  ['alpine', 'https://hub.docker.com/_/alpine'],
  ['alpine:3.20', 'https://hub.docker.com/_/alpine/tags?name=3.20'],
  ['bitnami/redis', 'https://hub.docker.com/r/bitnami/redis'],
  ['docker.io/library/node', 'https://hub.docker.com/_/node'],
  ['ghcr.io/astral-sh/uv:0.8', 'https://github.com/astral-sh/uv/pkgs/container/uv'],
  ['quay.io/keycloak/keycloak:26', 'https://quay.io/repository/keycloak/keycloak?tab=tags&tag=26'],
  ['mcr.microsoft.com/dotnet/sdk:9.0', 'https://mcr.microsoft.com/artifact/mar/dotnet/sdk/tag/9.0'],
  ['public.ecr.aws/docker/library/node', 'https://gallery.ecr.aws/docker/library/node'],
  ['registry.gitlab.com/group/project/image', 'https://gitlab.com/group/project/container_registry'],
  ['scratch', undefined],
  ['corp.example/base', undefined],
  ['UPPER', undefined],
];

for (const [image, page] of pages) test(`the page of ${image}`, () => assert.equal(imagePage(image), page));

test('links where an image or an address is named, none for stages, scratch and variables', () => {
  const document = createDocument(
    '# syntax=docker/dockerfile:1\nARG V\nFROM golang AS build\nFROM build AS test\nFROM scratch\nFROM x:$V\n' +
      'COPY --from=build a b\nCOPY --from=0 a b\nCOPY --from=nginx a b\nADD https://e.example/x.tgz $Y/z /x\n',
  );
  assert.deepEqual(
    documentLinks(document).map(({ range, target }) => `${range.start.line} ${target}`),
    [
      '0 https://hub.docker.com/r/docker/dockerfile/tags?name=1',
      '2 https://hub.docker.com/_/golang',
      '8 https://hub.docker.com/_/nginx',
      '9 https://e.example/x.tgz',
    ],
  );
});

test('a source of COPY leads to its file, a folder or pattern to none', () => {
  const document = createDocument('FROM a\nCOPY package.json src *.md my\\ file /x/\n');
  const links = fileLinks(document, {
    tree: treeOf(['package.json', 'src/a.ts', 'b.md', 'c.md']),
    ignore: undefined,
    folder: 'file:///w',
  });
  assert.deepEqual(
    links.map(link => link.target),
    ['file:///w/package.json'],
  );
});
