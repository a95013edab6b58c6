/** Half-typed text: every prefix of a file that holds everything, and the file with a slip of the finger anywhere, gets an answer. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { createDocument } from '../../server/src/model/document.ts';
import { firstProblem } from '../cases/features.ts';
import { loadShellForTests } from '../support/shellWasm.ts';

before(() => loadShellForTests());

const everything = `# syntax=docker/dockerfile:1
# check=skip=StageNameCasing
ARG V=1 W
FROM --platform=$BUILDPLATFORM ghcr.io/acme/base:\${V:-2}@sha256:0123456789012345678901234567890123456789012345678901234567890123 AS build
ENV A="x \${V%.*}" B=$A
RUN --mount=type=cache,target=/root/.cache,sharing=locked --mount=type=secret,id=t,env=T \\
    # a comment
    apt-get update && apt-get install -y "curl" $(echo x) || exit 1

RUN <<-'EOF' bash
\tset -e
\techo "$HOME" | tee /x
\tEOF
COPY --from=build --chown=a:b <<A <<B /dst/
one $V
A
two
B
FROM build
ADD --checksum=sha256:aa https://example.com/x.tar.gz /x
HEALTHCHECK --interval=5s CMD ["curl", "-f", "http://localhost/"]
ONBUILD COPY ["a b", "/c"]
# hadolint ignore=DL3025
CMD node "server.js"
EXPOSE 80/tcp 8000-8010 $P
USER 1000:1000
VOLUME ["/data"]
STOPSIGNAL SIGQUIT
LABEL org.opencontainers.image.title="x" y=z
SHELL ["/bin/bash", "-c"]
WORKDIR /a/$B
MAINTAINER x
`;

for (const [name, text] of [
  ['LF', everything],
  ['CRLF', everything.replaceAll('\n', '\r\n')],
  ['escape', `# escape=\`\n${everything.replaceAll('\\\n', '`\n')}`],
] as const) {
  test(`every prefix has an answer (${name})`, () => {
    for (let end = 0; end <= text.length; end += 17) {
      const problem = firstProblem(createDocument(text.slice(0, end)), Math.max(1, Math.ceil(end / 6)));
      assert.equal(problem, undefined, `the first ${end} characters`);
    }
  });
}

for (const slip of [' ', ' = ', '=', '"', "'", '$', '{', '}', ',', '[', '\\\n', '#', '<<', '\n', '\u0000', '\ud83d']) {
  test(`a slip of the finger has an answer: ${JSON.stringify(slip)}`, () => {
    for (let at = 0; at <= everything.length; at += 29) {
      const problem = firstProblem(createDocument(everything.slice(0, at) + slip + everything.slice(at)), 900);
      assert.equal(problem, undefined, `at ${at}`);
    }
  });
}

test('a pair without a name ends', () => {
  for (const name of ['ARG', 'ENV', 'LABEL'])
    for (const pairs of ['X = 1', '=', '= 1', '=1', 'a= =b', '"" =', "''=''"])
      for (const text of [`${name} ${pairs}\nFROM a\n`, `FROM a\n${name} ${pairs}\nRUN echo $X\n`])
        assert.equal(firstProblem(createDocument(text), 1), undefined, text);
});
