import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  commandFlagNote,
  commandNote,
  dockerCommandNote,
  findNote,
  flagNote,
  imageNote,
  instructionNote,
  labelNote,
  mountOptionNote,
  searchNotes,
  shortFlags,
  subcommandNote,
  tagNotes,
  variableNote,
} from './find.ts';

test('notes are found by what stands in a Dockerfile', () => {
  assert.equal(instructionNote('run')?.id, 'instruction.RUN');
  assert.equal(flagNote('RUN', 'mount')?.id, 'flag.RUN.--mount');
  assert.equal(flagNote('copy', '--chown')?.id, 'flag.COPY.--chown');
  assert.equal(flagNote('RUN', 'chown'), undefined);
  assert.equal(findNote('instruction.NOPE'), undefined);
  assert.equal(mountOptionNote('cache', 'dst')?.item.names[0], 'target');
  assert.equal(mountOptionNote('tmpfs', 'sharing'), undefined);
  assert.equal(labelNote('org.opencontainers.image.source')?.kind, 'label');
});

test('programs are found by name, alias and path, with their subcommands and flags', () => {
  assert.equal(commandNote('pip3')?.id, 'shell.pip');
  assert.equal(commandNote('/usr/bin/curl')?.id, 'shell.curl');
  assert.equal(commandNote('./gradlew')?.id, 'shell.gradle');
  assert.equal(commandNote('no-such-program'), undefined);
  assert.match(subcommandNote('apt-get', 'update')?.item.markdown ?? '', /same `RUN`/);
  assert.equal(subcommandNote('apt-get', 'ubdate'), undefined);
  assert.match(
    commandFlagNote('apt-get', '--no-install-recommends', 'install')?.item.markdown ?? '',
    /strictly needed/,
  );
  assert.match(commandFlagNote('npm', '--omit=dev')?.item.markdown ?? '', /production/);
  assert.equal(commandFlagNote('npm', '--no-such-flag'), undefined);
  assert.equal(commandFlagNote('make', '-j4')?.item.names[0], '-j');
  assert.equal(commandFlagNote('cmake', '-DCMAKE_BUILD_TYPE=Release')?.item.names[0], '-D');
  assert.equal(commandFlagNote('java', '--version')?.item.markdown, 'Prints the version.');
  assert.deepEqual(shortFlags('-qO-'), ['-q', '-O']);
  assert.deepEqual(shortFlags('-fsSL'), ['-f', '-s', '-S', '-L']);
  assert.deepEqual(shortFlags('--fail'), []);
  assert.deepEqual(shortFlags('-f'), []);
});

test('images are found in every spelling of their repository', () => {
  for (const name of ['node', 'library/node', 'docker.io/library/node', 'index.docker.io/library/node']) {
    assert.equal(imageNote(name)?.id, 'image.node', name);
  }
  assert.equal(imageNote('public.ecr.aws/docker/library/python')?.id, 'image.python');
  assert.equal(imageNote('arm64v8/debian')?.id, 'image.debian');
  assert.equal(imageNote('gcr.io/distroless/static-debian13')?.id, 'image.distroless');
  assert.equal(imageNote('example.com/node'), undefined);
  assert.equal(imageNote('someone/node'), undefined);
});

test('the variants of a tag are told apart', () => {
  const names = (tag: string): readonly string[] => tagNotes(tag).map(note => note.id);
  assert.deepEqual(names('3.14-slim-trixie'), ['tag.slim', 'tag.trixie']);
  assert.deepEqual(names('1.27-alpine3.24'), ['tag.alpine']);
  assert.deepEqual(names('latest'), ['tag.latest']);
  assert.deepEqual(names('1.2.3'), []);
});

test('variables are told apart by case, as in a build', () => {
  assert.equal(variableNote('TARGETARCH')?.id, 'variable.TARGETARCH');
  assert.equal(variableNote('http_proxy')?.id, 'variable.HTTP_PROXY');
  assert.equal(variableNote('targetarch'), undefined);
});

test('docker commands are found as they are typed', () => {
  assert.equal(dockerCommandNote('docker ps -a')?.id, 'command.docker-ps-a');
  assert.equal(dockerCommandNote('docker  ps')?.id, 'command.docker-ps');
  assert.equal(dockerCommandNote('docker image ls')?.id, 'command.docker-images');
});

test('a search ranks what is named so before what mentions it', () => {
  const first = (query: string): string | undefined => searchNotes(query)[0]?.note.id;
  assert.equal(first('run'), 'instruction.RUN');
  assert.equal(first('COPY --from'), 'flag.COPY.--from');
  assert.equal(first('cmd vs entrypoint'), 'concept.cmd-versus-entrypoint');
  assert.equal(first('multi stage'), 'concept.multi-stage');
  assert.equal(first('dockerignore'), 'concept.dockerignore');
  assert.equal(first('virtual machine'), 'concept.containers-versus-vms');
  assert.equal(first('docker ps -a'), 'command.docker-ps-a');
  assert.equal(first('cgroups'), 'concept.cgroups');
  assert.equal(first('docker group'), 'concept.installing-docker');
  assert.equal(first('apt'), 'shell.apt');
  assert.deepEqual(searchNotes('zzzz'), []);
  assert.ok(searchNotes('').length > 400);
});

test('everything that the lists of concepts ask for is found by its usual name', () => {
  const names = [
    'container',
    'image',
    'layer',
    'Dockerfile',
    'build context',
    'Docker Engine',
    'docker client',
    'registry',
    'Docker Hub',
    'Compose',
    'Docker Desktop',
    'namespaces',
    'cgroups',
    'CMD versus ENTRYPOINT',
    'multi-stage builds',
    'build cache',
    'small base images',
    '.dockerignore',
    'install docker',
    'signals',
    'exec form',
    'heredocs',
    'secrets',
    'non-root',
    'health check',
    'PID 1',
    'tini',
  ];
  for (const name of names) assert.ok((searchNotes(name)[0]?.score ?? 0) >= 200, name);
  const commands = '--version pull build run ps stop start restart exec rm images rmi login tag push'.split(' ');
  for (const command of commands) assert.ok(dockerCommandNote(`docker ${command}`), command);
});
