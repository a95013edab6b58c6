import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { loadShellForTests } from '../../../../test/support/shellWasm.ts';
import { lines } from './harness.ts';
import { convertTest, finalStage, verdictOf } from './testSupport.ts';

before(() => loadShellForTests());

const goMain = 'package main\nimport "fmt"\nfunc main() { fmt.Println("x") }\n';

describe('convertToMultiStage', () => {
  test('a conversion is not converted again', () => {
    const files = { 'go.mod': 'module x\n', 'main.go': goMain };
    const dockerfile = lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o server .',
      'CMD ["./server"]',
    );
    const first = convertTest(dockerfile, files);
    assert.equal(verdictOf(convertTest(first.text!, files)), 'refuse already-multi-stage');
  });

  test('a text of any kind gives an answer', () => {
    for (const text of [
      '',
      '\ufeff',
      'FROM',
      'RUN x',
      'FROM a\nRUN <<E\n',
      'FROM $X\nCMD a',
      'FROM golang:1.22\nCMD [""]',
      'FROM node:20\nCOPY\nCMD ["node"]',
    ]) {
      assert.equal(convertTest(text).outcome, 'refuse', JSON.stringify(text));
    }
  });
});

describe('what moves and what stays', () => {
  const files = { 'go.mod': '', 'main.go': goMain };

  test('what stood apart by a blank line stands apart in the final stage', () => {
    const text = lines(
      'FROM golang:1.22',
      '',
      'WORKDIR /app',
      '',
      'COPY . .',
      '',
      'RUN go build -o app',
      '',
      'EXPOSE 80',
      'EXPOSE 81',
      '',
      'CMD ["./app"]',
    );
    assert.ok(
      convertTest(text, files).text!.endsWith(
        lines('COPY --from=build /app/app /app/app', 'WORKDIR /app', '', 'EXPOSE 80', 'EXPOSE 81', '', 'CMD ["./app"]'),
      ),
    );
  });

  test('comments go with their instruction, the blank lines between are not doubled', () => {
    const text = lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      '',
      '# what it is',
      'LABEL a=b',
      '',
      'COPY . .',
      'RUN go build -o app',
      '',
      '# the port',
      'EXPOSE 80',
      '# run it',
      'CMD ["./app"]',
    );
    assert.equal(
      convertTest(text, files).text,
      lines(
        'FROM golang:1.22 AS build',
        'WORKDIR /app',
        '',
        'COPY . .',
        'RUN go build -o app',
        '',
        '# What runs: the tools and files that only the build needs stay in the stage above.',
        'FROM debian:bookworm-slim',
        'COPY --from=build /app/app /app/app',
        'WORKDIR /app',
        '',
        '# what it is',
        'LABEL a=b',
        '',
        '# the port',
        'EXPOSE 80',
        '',
        '# run it',
        'CMD ["./app"]',
      ),
    );
  });

  test('arguments are declared again where the final stage reads them, builder-only variables are left out', () => {
    const text = lines(
      'ARG V=1.22',
      'FROM golang:${V}',
      'ARG VERSION=dev',
      'ARG OTHER',
      'ENV GOFLAGS=-v APP_VERSION=$VERSION CGO_ENABLED=0',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'LABEL v=$VERSION',
      'CMD ["./app"]',
    );
    const conversion = convertTest(text, files);
    assert.deepEqual(conversion.builderOnly, ['GOFLAGS', 'CGO_ENABLED']);
    assert.equal(
      finalStage(conversion),
      lines(
        'FROM debian:bookworm-slim',
        'ARG VERSION=dev',
        'ENV APP_VERSION=$VERSION',
        'COPY --from=build /app/app /app/app',
        'WORKDIR /app',
        'LABEL v=$VERSION',
        'CMD ["./app"]',
      ),
    );
  });

  test('a version argument is kept in the twin', () => {
    const text = lines(
      'ARG NODE=20',
      'FROM node:${NODE}',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci',
      'CMD ["node", "a.js"]',
    );
    assert.match(convertTest(text, { 'package.json': '{}', 'a.js': '' }).text!, /^FROM node:\$\{NODE\}-slim$/m);
  });

  test('lower-case keywords and the name of the stage are kept', () => {
    const text = lines(
      'from golang:1.22 as compile',
      'workdir /app',
      'copy . .',
      'run go build -o app',
      'cmd ["./app"]',
    );
    assert.equal(
      finalStage(convertTest(text, files)),
      lines('from debian:bookworm-slim', 'copy --from=compile /app/app /app/app', 'workdir /app', 'cmd ["./app"]'),
    );
  });

  test('users are made again, a trailing one moves', () => {
    const text = lines(
      'FROM golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'RUN groupadd -r a && useradd -r -g a a',
      'USER a',
      'VOLUME /data',
      'CMD ["./app"]',
    );
    assert.equal(
      finalStage(convertTest(text, files)),
      lines(
        'FROM debian:bookworm-slim',
        'COPY --from=build /app/app /app/app',
        'WORKDIR /app',
        'RUN groupadd -r a && useradd -r -g a a',
        'USER a',
        'VOLUME /data',
        'CMD ["./app"]',
      ),
    );
  });

  test('the platform is that of the build', () => {
    const text = lines(
      'FROM --platform=linux/amd64 golang:1.22',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'CMD ["./app"]',
    );
    assert.match(finalStage(convertTest(text, files)), /^FROM --platform=linux\/amd64 debian:bookworm-slim$/m);
  });

  test('variables of the base image that the command reads are set again', () => {
    const text = lines('FROM golang:1.22', 'WORKDIR /app', 'COPY . .', 'RUN go install .', 'CMD $GOPATH/bin/app');
    assert.match(finalStage(convertTest(text, files)), /^ENV GOPATH=\/go$/m);
  });

  test('SHELL is repeated for commands in shell form', () => {
    const text = lines(
      'FROM golang:1.22',
      'SHELL ["/bin/bash", "-c"]',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'CMD ./app',
    );
    assert.match(finalStage(convertTest(text, files)), /^SHELL \["\/bin\/bash", "-c"\]$/m);
  });

  test('an entry script is read: its interpreter and its programs come along', () => {
    const text = lines(
      'FROM golang:1.22-alpine3.20',
      'WORKDIR /app',
      'COPY . .',
      'RUN go build -o app',
      'COPY run.sh /usr/local/bin/',
      'RUN chmod +x /usr/local/bin/run.sh',
      'ENTRYPOINT ["run.sh"]',
      'CMD ["./app"]',
    );
    assert.equal(
      finalStage(convertTest(text, { ...files, 'run.sh': '#!/bin/bash\ncurl -s x\nexec "$@"\n' })),
      lines(
        'FROM alpine:3.20',
        'RUN apk add --no-cache bash curl',
        'COPY --from=build /app/app /app/app',
        'COPY --from=build /app/run.sh /app/run.sh',
        'WORKDIR /app',
        'COPY run.sh /usr/local/bin/',
        'RUN chmod +x /usr/local/bin/run.sh',
        'ENTRYPOINT ["run.sh"]',
        'CMD ["./app"]',
      ),
    );
  });

  test('what a RUN writes elsewhere is copied, unless it is thrown away again', () => {
    const text = lines(
      'FROM node:20',
      'RUN mkdir -p /opt/data && echo 1 > /opt/data/seed && curl -o /opt/x.tgz http://a/x.tgz && rm /opt/x.tgz',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci',
      'CMD ["node", "a.js"]',
    );
    const final = finalStage(convertTest(text, { 'package.json': '{}', 'a.js': '' }));
    assert.match(final, /^COPY --from=build \/opt\/data \/opt\/data$/m);
    assert.doesNotMatch(final, /x\.tgz/);
  });

  test('a path in ENV that a RUN filled is copied', () => {
    const text = lines(
      'FROM debian:bookworm',
      'ENV TOOL_HOME=/opt/tool',
      'RUN apt-get update && apt-get install -y gcc git',
      'RUN git clone https://a/tool /opt/tool && cd /opt/tool && make',
      'COPY main.c /src/',
      'RUN gcc -o /src/app /src/main.c',
      'CMD ["/src/app"]',
    );
    assert.match(
      finalStage(convertTest(text, { 'main.c': 'int main(){}' })),
      /^COPY --from=build \/opt\/tool \/opt\/tool$/m,
    );
  });

  test('a static server that runs as a user of its own is not replaced by nginx without a word', () => {
    const site = (...user: string[]) =>
      lines(
        'FROM node:20',
        'WORKDIR /app',
        'COPY . .',
        'RUN npm ci && npm run build',
        ...user,
        'CMD ["serve", "-s", "dist"]',
      );
    const files = { 'package.json': '{"scripts":{"build":"vite build"}}' };
    assert.equal(convertTest(site('USER root'), files).outcome, 'safe');
    assert.equal(convertTest(site('USER 1000:1000'), files).outcome, 'ask');
  });
});
