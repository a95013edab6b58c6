import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contextCandidates, ignoreFilesOf, readBuilds, saysHowToBuild } from './which.ts';

const builds = (path: string, text: string): unknown =>
  readBuilds({ path, text }, '/ws').map(({ name, context, dockerfile, target, args }) => ({
    name,
    context,
    dockerfile,
    ...(target === undefined ? {} : { target }),
    ...(Object.keys(args).length > 0 ? { args } : {}),
  }));

test('Compose: short and long form, defaults, variables, merge keys', () => {
  const text = `
x-base: &base
  context: ./shared
services:
  a: { build: ./api }
  b:
    build: { context: .., dockerfile: docker/b.Dockerfile, target: prod, args: { V: 1, W: "$X" } }
  c: { build: { <<: *base, args: [K=v, EMPTY] } }
  d: { build: { context: "\${DIR:-web}" } }
  e: { build: "$UNKNOWN" }
  f: { build: https://example.org/x.git }
  g: { image: redis }
  h: { build: { context: ., dockerfile_inline: "FROM x" } }
`;
  assert.deepEqual(builds('/ws/app/compose.yaml', text), [
    { name: 'a', context: '/ws/app/api', dockerfile: '/ws/app/api/Dockerfile' },
    { name: 'b', context: '/ws', dockerfile: '/ws/docker/b.Dockerfile', target: 'prod', args: { V: '1' } },
    { name: 'c', context: '/ws/app/shared', dockerfile: '/ws/app/shared/Dockerfile', args: { K: 'v' } },
    { name: 'd', context: '/ws/app/web', dockerfile: '/ws/app/web/Dockerfile' },
  ]);
  assert.deepEqual(builds('/ws/compose.yaml', 'services: [a'), []);
  assert.deepEqual(builds('/ws/compose.override.yaml', 'services: { a: { build: { target: dev } } }'), []);
});

test('Bake in HCL: variables, inheritance, comments; what is computed is left out', () => {
  const text = `
# c
variable "DIR" { default = "web" }
variable "TAG" {}
group "default" { targets = ["a", "b"] }
target "base" {
  dockerfile = "docker/Dockerfile" // here
  args = { A = "1", "B" = TAG }
}
target "a" {
  inherits = ["base"]
  context = "./\${DIR}"
  args = { C = "x" }
  target = "prod"
}
/* target "no" { context = "no" } */
target "b" { context = DIR }
target "c" { context = notequal("", TAG) ? "x" : "y" }
target "d" { context = "https://example.org/a.git" }
target "e" { matrix = { x = ["1"] }
  name = "e-\${x}" }
target "f" {
  dockerfile-inline = <<EOT
FROM alpine
EOT
}
`;
  assert.deepEqual(builds('/ws/docker-bake.hcl', text), [
    { name: 'base', context: '/ws', dockerfile: '/ws/docker/Dockerfile', args: { A: '1' } },
    {
      name: 'a',
      context: '/ws/web',
      dockerfile: '/ws/web/docker/Dockerfile',
      target: 'prod',
      args: { A: '1', C: 'x' },
    },
    { name: 'b', context: '/ws/web', dockerfile: '/ws/web/Dockerfile' },
  ]);
});

test('Bake in JSON', () => {
  const text =
    '{ "variable": { "D": { "default": "x" } }, "target": { "a": { "context": "${D}", "args": { "N": 1 } } } }';
  assert.deepEqual(builds('/ws/docker-bake.json', text), [
    { name: 'a', context: '/ws/x', dockerfile: '/ws/x/Dockerfile', args: { N: '1' } },
  ]);
});

test('dev containers and tasks, with comments in the JSON', () => {
  const devcontainer = '{ // c\n "build": { "dockerfile": "../Dockerfile", "context": "..", }, }';
  assert.deepEqual(builds('/ws/.devcontainer/devcontainer.json', devcontainer), [
    { name: '', context: '/ws', dockerfile: '/ws/Dockerfile' },
  ]);
  assert.deepEqual(builds('/ws/.devcontainer.json', '{ "dockerFile": "dev.Dockerfile" }'), [
    { name: '', context: '/ws', dockerfile: '/ws/dev.Dockerfile' },
  ]);
  const tasks = `{ "tasks": [
    { "type": "docker-build", "label": "l", "dockerBuild": { "context": "\${workspaceFolder}/x", "dockerfile": "\${workspaceFolder}/d/Dockerfile" } },
    { "type": "shell" }, { "type": "docker-build", "dockerBuild": { "context": "\${input:c}" } } ] }`;
  assert.deepEqual(builds('/ws/.vscode/tasks.json', tasks), [
    { name: 'l', context: '/ws/x', dockerfile: '/ws/d/Dockerfile' },
  ]);
});

test('the best candidate comes first, the own folder last', () => {
  const files = [
    {
      path: '/ws/.devcontainer/devcontainer.json',
      text: '{"build":{"dockerfile":"../docker/Dockerfile","context":"../dev"}}',
    },
    {
      path: '/ws/docker/docker-compose.prod.yml',
      text: 'services: {p: {build: {context: ., dockerfile: Dockerfile}}}',
    },
    { path: '/ws/compose.yaml', text: 'services: {a: {build: {context: ., dockerfile: docker/Dockerfile}}}' },
  ];
  const candidates = contextCandidates('/ws/docker/Dockerfile', files, { chosen: '/ws/chosen' });
  assert.deepEqual(
    candidates.map(({ from, folder }) => [from, folder]),
    [
      ['chosen', '/ws/chosen'],
      ['compose', '/ws'],
      ['compose', '/ws/docker'],
      ['devcontainer', '/ws/dev'],
      ['ownFolder', '/ws/docker'],
    ],
  );
  assert.equal(candidates[1]?.reason, 'Service “a” in compose.yaml builds it with this context.');
  assert.deepEqual(ignoreFilesOf('/ws/docker/Dockerfile', '/ws'), [
    '/ws/docker/Dockerfile.dockerignore',
    '/ws/.dockerignore',
  ]);
  assert.equal(saysHowToBuild('/ws/docker-compose.dev.yml'), true);
  assert.equal(saysHowToBuild('/ws/tasks.json'), false);
});

test('broken files say nothing', () => {
  for (const path of [
    '/a/compose.yml',
    '/a/docker-bake.hcl',
    '/a/docker-bake.json',
    '/a/.vscode/tasks.json',
    '/a/devcontainer.json',
  ]) {
    for (const text of [
      '',
      '{',
      '"',
      'target "a" {',
      'services:\n  a:\n    build: [1]',
      'target "a" { context = "',
      '[1,2]',
      'null',
    ]) {
      assert.doesNotThrow(() => readBuilds({ path, text }));
    }
  }
});

test('odd files say nothing: they do not throw, loop or take for ever', () => {
  const names = [
    'docker-bake.hcl',
    'docker-bake.json',
    'compose.yaml',
    '.devcontainer/devcontainer.json',
    '.vscode/tasks.json',
  ];
  const odd = [
    ...[
      '',
      'null',
      '[]',
      '3',
      '"x"',
      '\ufeff{',
      '{"target":null}',
      'services: 5',
      '{"tasks":[null,3,{"type":"docker-build"}]}',
    ],
    ...['{', '[', '- ', '"', '/*', '${', 'a: '].map(piece => piece.repeat(5_000)),
    'a: &a [*a, *a]\n',
    '{"target":{"__proto__":{"context":"z"},"a":{"inherits":["a","b"]},"b":{"inherits":["a"]}}}',
    // Each target inherits from two: without a memory that is 2^60 steps.
    Array.from({ length: 60 }, (_, i) => `target "t${i}" { inherits = ["t${i + 1}", "t${i + 2}"] }`).join('\n'),
  ];
  for (const name of names) {
    for (const text of odd) assert.ok(Array.isArray(readBuilds({ path: `/w/${name}`, text }, '/w')), name);
  }
});

test('every beginning of a file is read without a throw; folders of another system are no context', () => {
  const text =
    'services:\n  a: &a\n    build: ./x\n  b:\n    <<: *a\n    build:\n      context: ${CTX:-.}\n      dockerfile: ../D\n  c:\n    build: "C:\\\\win"\n  d:\n    build: null\n';
  for (let end = 0; end <= text.length; end++) readBuilds({ path: '/w/compose.yaml', text: text.slice(0, end) });
  assert.deepEqual(
    readBuilds({ path: '/w/compose.yaml', text }).map(({ name, context, dockerfile }) => [name, context, dockerfile]),
    [
      ['a', '/w/x', '/w/x/Dockerfile'],
      ['b', '/w', '/D'],
    ],
  );
});
