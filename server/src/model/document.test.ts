import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDocument, type DockerfileDocument } from './document.ts';
import type { Resolved } from './variables.ts';

function at(document: DockerfileDocument, text: string): number {
  const offset = document.text.indexOf(text);
  assert.notEqual(offset, -1, text);
  return offset;
}

function shown(value: Resolved | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value.known ? value.value : `(${value.reason})`;
}

test('stages: names, bases, parents, uses', () => {
  const document = createDocument(`ARG BASE=build
FROM golang:1.25 AS Build
RUN true
FROM \${BASE} AS test
FROM scratch
COPY --from=BUILD /a /a
COPY --from=1 /b /b
COPY --from=busybox /c /c
RUN --mount=type=bind,from=test,target=/t true
`);
  const [build, testStage, last] = document.stages;
  assert.equal(build!.name, 'build');
  assert.equal(build!.nameWord!.value, 'Build');
  assert.deepEqual([build!.base.kind, testStage!.base.kind, last!.base.kind], ['image', 'stage', 'scratch']);
  assert.equal(testStage!.parent, build);
  const uses = document.stageModel.uses.map(use => [use.kind, use.text, use.target?.index, use.byIndex]);
  assert.deepEqual(uses, [
    ['FROM', 'golang:1.25', undefined, false],
    ['FROM', '${BASE}', 0, false],
    ['FROM', 'scratch', undefined, false],
    ['COPY', 'BUILD', 0, false],
    ['COPY', '1', 1, true],
    ['COPY', 'busybox', undefined, false],
    ['RUN', 'test', 1, false],
  ]);
  for (const use of document.stageModel.uses) assert.equal(document.text.slice(use.span.start, use.span.end), use.text);
  assert.equal(document.stageModel.usesOf(build!).length, 2);
  assert.equal(document.stageModel.reachable.size, 3);
  assert.equal(document.finalStage, last);
});

test('FROM compares names as they are written', () => {
  const document = createDocument('FROM alpine AS a\nFROM A\nFROM a AS b\n');
  assert.deepEqual(
    document.stages.map(stage => stage.base.kind),
    ['image', 'image', 'stage'],
  );
});

test('variables: scopes, order, inheritance', () => {
  const document = createDocument(`ARG V=1
FROM alpine:$V AS base
ARG V
ENV A=$V B=$A
ENV B=$A
ARG A=x
FROM base
RUN true
LABEL l=$A m=$B n=$V
`);
  const { variables } = document;
  const label = document.tree.instructions.at(-1)!;
  // A parent's ENV are part of the image: they win over its ARG of the same name.
  assert.equal(shown(variables.valueAt(label, 'A')), '1');
  assert.equal(shown(variables.valueAt(label, 'B')), '1');
  assert.equal(shown(variables.valueAt(label, 'V')), '1');
  const [first] = variables.uses;
  assert.equal(first!.name, 'V');
  assert.equal(first!.definition?.stage, undefined);
  const inEnv = variables.variableAt(at(document, '$A\nENV'))!.use!;
  assert.equal(inEnv.state, 'undefined', 'ENV sees nothing of its own line');
  const definition = variables.variableAt(at(document, 'V\nENV'))!.definition!;
  assert.notEqual(definition.takesFrom, undefined);
  assert.equal(variables.usesOf(definition).length, 2);
});

test('an ARG sees the ones before it on its line', () => {
  const document = createDocument('FROM alpine\nARG A=1 B=$A\nRUN true\n');
  assert.equal(shown(document.variables.valueAt(document.tree.instructions.at(-1)!, 'B')), '1');
});

test('what is not known stays unknown', () => {
  const document = createDocument('FROM registry.example.com/base\nENV A=$HOME B=x$A C=${X:-d}\nENV D=$A\nRUN true\n');
  const run = document.tree.instructions.at(-1)!;
  assert.equal(shown(document.variables.valueAt(run, 'A')), '(base-image)');
  assert.equal(shown(document.variables.valueAt(run, 'D')), '(base-image)');
  const letter = createDocument(document.text, { letter: true });
  assert.equal(shown(letter.variables.valueAt(letter.tree.instructions.at(-1)!, 'A')), '');
  assert.equal(shown(letter.variables.valueAt(letter.tree.instructions.at(-1)!, 'C')), 'd');
});

test('references have exact places: nested, in flags, mounts, JSON, heredocs, over lines', () => {
  const document = createDocument(
    [
      'FROM alpine',
      'COPY --chown="$U:${G:-$H}" a\\',
      '${B} x',
      'COPY ["$J", "/"]',
      'RUN --mount=type=cache,target=$T/x true',
      'COPY <<-EOF /f',
      "\t'$I' \\$N",
      'EOF',
      'LABEL q=\'$Q\' r="$R" s=\\$S',
      '',
    ].join('\n'),
  );
  const names = document.variables.uses.map(use => {
    assert.equal(document.text.slice(use.nameSpan.start, use.nameSpan.end), use.name);
    assert.equal(document.text[use.span.start], '$');
    return use.name;
  });
  assert.deepEqual(names, ['U', 'G', 'H', 'B', 'J', 'T', 'I', 'R']);
  const nested = document.variables.uses[2]!;
  assert.equal(nested.depth, 1);
  assert.equal(document.variables.variableAt(nested.span.start + 1)!.use, nested);
});

test('values that grow without end are cut off', () => {
  const lines = Array.from({ length: 200 }, (_, index) => `ENV V${index + 1}=$V${index}$V${index}`);
  const document = createDocument(`FROM alpine\nENV V0=0123456789\n${lines.join('\n')}\nRUN true\n`);
  assert.equal(shown(document.variables.valueAt(document.tree.instructions.at(-1)!, 'V200')), '(too-long)');
});

test('configuration follows the chain of stages', () => {
  const document = createDocument(`FROM alpine AS base
WORKDIR /app
USER app
CMD ["base"]
EXPOSE 80 443/udp
LABEL a=1
SHELL ["/bin/ash", "-c"]
FROM base
WORKDIR src
ENTRYPOINT serve
EXPOSE 90-91
VOLUME /data
HEALTHCHECK CMD true
STOPSIGNAL SIGINT
`);
  const config = document.configOf(document.finalStage!);
  assert.equal(shown(config.workdir.value), '/app/src');
  assert.equal(shown(config.user?.value), 'app');
  assert.equal(config.cmd, undefined, "an ENTRYPOINT drops the parent's CMD");
  assert.deepEqual(config.entrypoint?.value, { form: 'shell', argv: ['/bin/ash', '-c', 'serve'] });
  const exposed = config.exposed.map(each => each.value);
  // BuildKit sorts the words of an EXPOSE.
  assert.deepEqual(exposed, ['443/udp', '80/tcp', '90/tcp', '91/tcp']);
  const volumes = config.volumes.map(each => each.value);
  assert.deepEqual(volumes, ['/data']);
  assert.equal(shown(config.labels.get('a')?.value), '1');
  assert.equal(shown(config.stopSignal?.value), 'SIGINT');
  assert.equal(config.baseKnown, true);
  const workdir = document.tree.instructions.find(each => each.name === 'WORKDIR' && each.args[0] === 'src')!;
  assert.equal(shown(document.stateAt(workdir)!.workdir.value), '/app');
  assert.deepEqual(document.stateAt(workdir)!.shell.value, ['/bin/ash', '-c']);
});

test('known images bring their configuration', () => {
  const document = createDocument('FROM nginx:1.29-alpine\nFROM node:22\n');
  const nginx = document.configOf(document.stages[0]!);
  assert.equal(nginx.exposed[0]!.value, '80/tcp');
  assert.equal(shown(nginx.stopSignal?.value), 'SIGQUIT');
  const node = document.configOf(document.stages[1]!);
  assert.deepEqual(node.cmd?.value.argv, ['node']);
});

test('triggers of ONBUILD are done in the stage built on it', () => {
  const document = createDocument(
    'FROM alpine AS a\nONBUILD WORKDIR /x\nONBUILD ENV E=1\nFROM a\nRUN echo\nLABEL l=$E\n',
  );
  assert.equal(shown(document.configOf(document.stages[0]!).workdir.value), '/');
  assert.equal(shown(document.configOf(document.stages[1]!).workdir.value), '/x');
  assert.equal(document.variables.uses.at(-1)!.state, 'defined');
});

test('instructionAt finds continuations and heredocs', () => {
  const document = createDocument('FROM alpine\nRUN a \\\n # c\n b\nRUN <<E\nx\nE\n\n');
  assert.equal(document.instructionAt(at(document, '# c'))!.startLine, 2);
  assert.equal(document.instructionAt(at(document, 'x\nE'))!.startLine, 5);
  assert.equal(document.instructionAt(document.text.length), undefined);
});

test('any text has a model', () => {
  const texts = ['', '\n', 'FROM', 'FROM\nFROM', 'RUN', 'COPY --from', 'FROM $', 'ARG', 'FROM a AS', 'ONBUILD', '${'];
  for (const text of texts) {
    const document = createDocument(text);
    assert.doesNotThrow(() => {
      document.variables.variableAt(0);
      for (const stage of document.stages) document.configOf(stage);
    }, text);
  }
});
