import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNote } from './find.ts';
import { markdownHeadings } from './teamMarkdown.ts';
import { parseTeamNotes, teamSectionsFor } from './teamNotes.ts';

/** Topics of a heading that stands alone in a file; '' for none. */
function topicsOf(heading: string): string {
  const { sections, unmatched } = parseTeamNotes(`${heading}\ntext\n`);
  assert.equal(sections.length + unmatched.length, 1, heading);
  return sections[0]?.topics.join(' ') ?? '';
}

const matches: readonly (readonly [string, string])[] = [
  // instructions
  ['### 3. RUN', 'instruction.RUN'],
  ['## RUN', 'instruction.RUN'],
  ['##RUN', 'instruction.RUN'],
  ['### `COPY`', 'instruction.COPY'],
  ['### **ENTRYPOINT**', 'instruction.ENTRYPOINT'],
  ['### 1) FROM', 'instruction.FROM'],
  ['#### 2.4.1 WORKDIR:', 'instruction.WORKDIR'],
  ['## Step 5: EXPOSE', 'instruction.EXPOSE'],
  ['## The COPY instruction', 'instruction.COPY'],
  ['## The copy instruction', 'instruction.COPY'],
  ['## RUN command', 'instruction.RUN'],
  ['### CMD - the default command', 'instruction.CMD'],
  ['### HEALTHCHECK (optional)', 'instruction.HEALTHCHECK'],
  ['### [USER](#user)', 'instruction.USER'],
  ['### 🐳 VOLUME', 'instruction.VOLUME'],
  ['### Entrypoint', 'instruction.ENTRYPOINT'],
  ['### `LABEL`: facts', 'instruction.LABEL'],
  ['### What is ONBUILD?', 'instruction.ONBUILD'],
  ['### Using ARG in our Dockerfiles', 'instruction.ARG'],
  // typing errors
  ['### ENTRYPONT', 'instruction.ENTRYPOINT'],
  ['### HEALTHCHEK', 'instruction.HEALTHCHECK'],
  ['### WORKDRI', 'instruction.WORKDIR'],
  ['### EXPSOE', 'instruction.EXPOSE'],
  ['### LABLE', 'instruction.LABEL'],
  ['### Docker Regestry', 'concept.registry'],
  ['### Docker Rigistry', 'concept.registry'],
  ['## Multi-stge builds', 'concept.multi-stage'],
  ['## Multi satge builds', 'concept.multi-stage'],
  ['## Docker Enigne', 'concept.docker-engine'],
  ['## Contianer', 'concept.container'],
  ['#### docker iamges: what is there', 'command.docker-images'],
  ['#### docker biuld', 'command.docker-build'],
  // concepts
  ['### Docker Registry', 'concept.registry'],
  ['## What is Docker?', 'concept.docker'],
  ['## What is a container?', 'concept.container'],
  ['## Containers', 'concept.container'],
  ['## Docker Hub', 'concept.docker-hub'],
  ['## .dockerignore', 'concept.dockerignore'],
  ['## The .dockerignore file', 'concept.dockerignore'],
  ['## Multistage builds', 'concept.multi-stage'],
  ['## Multi-stage Builds: why', 'concept.multi-stage'],
  ['## Build cache', 'concept.build-cache'],
  ['## Containers vs. VMs', 'concept.containers-versus-vms'],
  ['## Containers versus Virtual Machines', 'concept.containers-versus-vms'],
  ['## Working with volumes', 'concept.volumes'],
  ['## Docker Volumes', 'concept.volumes'],
  ['## Volumes', 'concept.volumes'],
  ['## 7. Docker Compose', 'concept.docker-compose'],
  ['## Docker Images', 'concept.image'],
  ['## Health checks', 'concept.healthcheck'],
  ['## Non-root', 'concept.non-root'],
  ['## Secrets', 'concept.secrets'],
  ['## Namespaces', 'concept.namespaces'],
  // commands
  ['#### docker ps -a: List all containers', 'command.docker-ps-a'],
  ['#### docker ps: List', 'command.docker-ps'],
  ['#### `docker exec -it CONTAINER sh`', 'command.docker-exec'],
  ['#### `docker run -d -p 8080:80 nginx`: start', 'command.docker-run'],
  ['#### $ docker pull nginx', 'command.docker-pull'],
  ['#### docker run -it <image>', 'command.docker-run'],
  ['#### sudo docker images', 'command.docker-images'],
  ['#### docker images', 'command.docker-images concept.image'],
  ['#### Docker Login', 'command.docker-login'],
  ['#### 4. docker rmi', 'command.docker-rmi'],
  // flags, mounts, directives, variables, labels
  ['### `--mount`', 'flag.RUN.--mount'],
  ['### RUN --mount', 'flag.RUN.--mount'],
  ['### COPY --from=build', 'flag.COPY.--from'],
  ['### --chown', 'flag.ADD.--chown flag.COPY.--chown'],
  ['### Cache mounts', 'mount.cache'],
  ['### `--mount=type=secret`', 'mount.secret'],
  ['### # syntax=docker/dockerfile:1', 'directive.syntax'],
  ['### TARGETPLATFORM', 'variable.TARGETPLATFORM'],
  ['### org.opencontainers.image.source', 'label.org.opencontainers.image.source'],
  // images and programs
  ['## node', 'image.node shell.node'],
  ['## node image', 'image.node'],
  ['## Node image', 'image.node'],
  ['## `nginx`', 'image.nginx shell.nginx'],
  ['## postgres:17', 'image.postgres'],
  ['## gcr.io/distroless', 'image.distroless'],
  ['## apt-get', 'shell.apt-get'],
  ['## apt-get install', 'shell.apt-get'],
  ['## npm ci', 'shell.npm'],
  ['## `set`', 'shell.set'],
  ['## pip', 'shell.pip'],
  // several at once
  ['## COPY vs ADD', 'instruction.COPY instruction.ADD'],
  ['## CMD vs ENTRYPOINT', 'concept.cmd-versus-entrypoint'],
  ['## CMD and ENTRYPOINT', 'concept.cmd-versus-entrypoint'],
  ['## ARG, ENV', 'instruction.ARG instruction.ENV'],
  ['## apt / apk', 'shell.apt shell.apk'],
  // among other words
  ['## Why we avoid `ADD` for archives', 'instruction.ADD'],
  ['### Q: How do I write a HEALTHCHECK?', 'instruction.HEALTHCHECK'],
  ['## Der USER-Befehl', 'instruction.USER'],
  ['## 端口 EXPOSE', 'instruction.EXPOSE'],
  ['## EXPOSE 8080', 'instruction.EXPOSE'],
  ['## LABELs we need', 'instruction.LABEL'],
  ['## Set ARG before FROM', 'instruction.ARG instruction.FROM'],
  // images of the team
  ['### `registry.corp.example/base/nginx`', 'image:registry.corp.example/base/nginx'],
  ['### registry.corp.example:5000/base/nginx:1.27', 'image:registry.corp.example:5000/base/nginx'],
  ['### `acme/base`', 'image:acme/base'],
  ['### Our acme/base image', 'image:acme/base'],
];

for (const [heading, topics] of matches) test(`matches: ${heading}`, () => assert.equal(topicsOf(heading), topics));

const nearMisses = [
  '## Run',
  '## Running the tests',
  '## Copy the files to the server',
  '## Add a user',
  '## From zero to hero',
  '## User guide',
  '## Users',
  '## Label printer',
  '## Maintainers',
  '## MAINTAINERS',
  '## Maintainer',
  '## Exposed',
  '## Posts',
  '## Contained',
  '## Register',
  '## Composed',
  '## Docker Composer',
  '## Test',
  '## Make',
  '## Install',
  '## Set up',
  '## Source',
  '## Go',
  '## Service',
  '## Environment',
  '## Shell scripts',
  '## Building from scratch',
  '## Node exporter',
  '## Our registry of births',
  '## Imagine',
  '## Imagination',
  '## Lawyer',
  '## Single page',
  '## Ports of Europe',
  '## Volume discount',
  '## Moving from `apt-get` to `dnf`',
  '## docker build arguments explained at length',
  '## docker paint',
  '## Kubernetes',
  '## Deployment',
  '## Prerequisites',
  '## Table of contents',
  '## License',
  '## CI',
  '## FORM',
  '## RUNS',
  '## ENVY',
  '## CDM',
  '## LEVEL',
  '## ADDED',
  '## TODO',
  '## FAQ',
  '## HOW TO RUN THE TESTS',
  '## Order: FROM, ARG, ENV, RUN',
  '## $USER in scripts',
  '## docs/notes.md',
  '## src/app',
  '## and/or',
];

for (const heading of nearMisses) test(`does not match: ${heading}`, () => assert.equal(topicsOf(heading), ''));

test('in a list of instructions the case does not matter', () => {
  const names = ['From', 'Run', 'Copy', 'Cmd', 'Env'];
  const text = names.map(name => `### ${name}\nabout ${name}\n`).join('\n');
  assert.deepEqual(
    parseTeamNotes(text).sections.map(section => section.topics.join()),
    names.map(name => `instruction.${name.toUpperCase()}`),
  );
});

test('sections end at the next topic; deeper headings and examples belong to them', () => {
  const text = [
    '# Our Docker handbook',
    'Welcome.',
    '',
    '### 3. RUN',
    'Join commands.',
    '',
    '#### Good to know',
    'More.',
    '### Example',
    '```dockerfile',
    '# CMD',
    '## not a heading',
    'RUN true',
    '```',
    '---',
    '#### docker ps -a: List all containers',
    '| a | b |',
    '| - | - |',
    '| 1 | 2 |',
    '## Contact',
    'Ann.',
    '## node',
    'Use `node:24-slim`.',
  ].join('\n');
  const { sections, unmatched } = parseTeamNotes(text);
  assert.deepEqual(
    sections.map(({ topics, line, level, anchor }) => ({ topic: topics[0], line, level, anchor })),
    [
      { topic: 'instruction.RUN', line: 3, level: 3, anchor: '3-run' },
      { topic: 'command.docker-ps-a', line: 15, level: 4, anchor: 'docker-ps--a-list-all-containers' },
      { topic: 'image.node', line: 21, level: 2, anchor: 'node' },
    ],
  );
  assert.equal(
    sections[0]!.markdown,
    'Join commands.\n\n#### Good to know\nMore.\n### Example\n```dockerfile\n# CMD\n## not a heading\nRUN true\n```',
  );
  assert.equal(sections[1]!.markdown, '| a | b |\n| - | - |\n| 1 | 2 |');
  assert.deepEqual(
    unmatched.map(({ heading, line }) => `${line} ${heading}`),
    ['0 Our Docker handbook', '19 Contact'],
  );
});

test('headings in both styles, with CRLF, front matter, comments and a byte-order mark', () => {
  const text =
    '\uFEFF---\r\ntitle: x\r\n---\r\nRUN\r\n===\r\nA\r\n\r\n<!--\r\n## COPY\r\n-->\r\n\r\nDocker Hub\r\n----\r\nB\r\n';
  const { sections } = parseTeamNotes(text);
  assert.deepEqual(
    sections.map(section => [section.topics[0], section.level, section.line]),
    [
      ['instruction.RUN', 1, 3],
      ['concept.docker-hub', 2, 11],
    ],
  );
});

test('anchors are GitHub’s, and unique', () => {
  const anchors = markdownHeadings(['# A & B: `c_d`', '# A & B: c_d', '## Über *uns*']).map(heading => heading.anchor);
  assert.deepEqual(anchors, ['a--b-c_d', 'a--b-c_d-1', 'über-uns']);
});

test('long sections are cut at a line, and code is closed', () => {
  const text = `## RUN\n\`\`\`sh\n${'echo 12345678901234567890\n'.repeat(1000)}\`\`\`\n`;
  const section = parseTeamNotes(text).sections[0]!;
  assert.ok(section.truncated);
  assert.ok(section.markdown.length < 4100);
  assert.match(section.markdown, /\n```\n\n…$/);
});

test('sections of several files are merged, those mainly about the topic first', () => {
  const files = [
    { uri: 'a.md', notes: parseTeamNotes('## COPY vs ADD\nboth\n## RUN\n') },
    { uri: 'b.md', notes: parseTeamNotes('## ADD\nadd\n') },
  ];
  assert.deepEqual(
    teamSectionsFor(files, 'instruction.ADD').map(({ uri, section }) => `${uri} ${section.markdown}`),
    ['b.md add', 'a.md both'],
  );
  assert.deepEqual(teamSectionsFor(files, 'instruction.RUN'), []);
});

test('every topic exists, and any text is survived', () => {
  const pieces = [
    '#',
    '##',
    ' ',
    '\n',
    '`',
    '```',
    '*',
    'RUN',
    'docker',
    '[',
    ']',
    '(',
    '<!--',
    '-->',
    '---',
    '\r',
    '|',
    '1.',
    'é',
    '😀',
    ':',
    'node',
  ];
  let seed = 7;
  const next = (): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff);
  for (let round = 0; round < 500; round++) {
    const text = Array.from({ length: 40 }, () => pieces[next() % pieces.length]).join('');
    for (const section of parseTeamNotes(text).sections) {
      for (const topic of section.topics) assert.ok(findNote(topic) || topic.startsWith('image:'), topic);
    }
  }
  assert.deepEqual(parseTeamNotes(''), { sections: [], unmatched: [] });
});
