/** Whole instructions that completion offers behind a keyword: what people write most, in the form we advise. */
import written from '../../../../snippets/dockerfile.json' with { type: 'json' };
import type { InstructionName } from '../../syntax/tree.ts';

export interface InstructionSnippet {
  /** What is told apart in the list: "apt-get install". */
  readonly label: string;
  readonly detail: string;
  /** In snippet syntax, beginning with the keyword in upper case. */
  readonly body: string;
}

export const instructionSnippets: Readonly<Partial<Record<InstructionName, readonly InstructionSnippet[]>>> = {
  ADD: [
    {
      label: 'URL with checksum',
      detail: 'Download a file and verify it',
      body: 'ADD --checksum=sha256:${1:digest} ${2:https://example.com/file} ${3:/usr/local/bin/}',
    },
  ],
  ARG: [{ label: 'NAME=default', detail: 'A build argument', body: 'ARG ${1:NAME}=${2:default}' }],
  CMD: [
    {
      label: '["program"]',
      detail: 'Exec form: signals reach the program',
      body: 'CMD ["${1:program}", "${2:argument}"]',
    },
  ],
  COPY: [
    { label: 'from the build context', detail: 'Copy files into the image', body: 'COPY ${1:source} ${2:destination}' },
    {
      label: '--from=stage',
      detail: 'Copy files from another stage',
      body: 'COPY --from=${1:build} ${2:/app} ${3:/app}',
    },
    {
      label: 'heredoc',
      detail: 'Write a small file',
      body: 'COPY <<EOF ${1:/etc/app.conf}\n${2:content}\nEOF',
    },
  ],
  ENTRYPOINT: [{ label: '["program"]', detail: 'Exec form', body: 'ENTRYPOINT ["${1:program}"]' }],
  ENV: [{ label: 'NAME=value', detail: 'An environment variable', body: 'ENV ${1:NAME}=${2:value}' }],
  EXPOSE: [{ label: 'port', detail: 'The port that the program listens on', body: 'EXPOSE ${1:8080}' }],
  FROM: [{ label: 'image AS stage', detail: 'A named stage', body: 'FROM ${1:image}:${2:tag} AS ${3:build}' }],
  HEALTHCHECK: [
    {
      label: 'CMD',
      detail: 'How to tell that the container is healthy',
      body: 'HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \\\\\n  CMD ${1:curl -fsS http://localhost:8080/health} || exit 1',
    },
  ],
  LABEL: [
    {
      label: 'OCI annotations',
      detail: 'Who made it, where its source is',
      body: 'LABEL org.opencontainers.image.title="${1:name}" \\\\\n      org.opencontainers.image.source="${2:https://example.com/repository}" \\\\\n      org.opencontainers.image.licenses="${3:MIT}"',
    },
  ],
  RUN: [
    {
      label: 'apt-get install',
      detail: 'Debian and Ubuntu packages, lists removed in the same layer',
      body: 'RUN apt-get update \\\\\n    && apt-get install -y --no-install-recommends \\\\\n        ${1:package} \\\\\n    && rm -rf /var/lib/apt/lists/*',
    },
    { label: 'apk add', detail: 'Alpine packages', body: 'RUN apk add --no-cache ${1:package}' },
    {
      label: '--mount=type=cache',
      detail: 'Keep a package cache between builds',
      body: 'RUN --mount=type=cache,target=${1:/root/.cache} \\\\\n    ${2:command}',
    },
    {
      label: '--mount=type=secret',
      detail: 'Use a secret without leaving it in the image',
      body: 'RUN --mount=type=secret,id=${1:token},env=${2:TOKEN} \\\\\n    ${3:command}',
    },
    { label: 'heredoc', detail: 'A script of several lines', body: 'RUN <<EOF\nset -e\n${1:command}\nEOF' },
    {
      label: 'add a user',
      detail: 'A system user without a login (Debian, Ubuntu)',
      body: 'RUN groupadd --system ${1:app} \\\\\n    && useradd --system --gid ${1:app} --no-create-home ${1:app}',
    },
  ],
  SHELL: [
    {
      label: 'bash with pipefail',
      detail: 'A failing pipe fails the build',
      body: 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]',
    },
  ],
  STOPSIGNAL: [{ label: 'SIGTERM', detail: 'How the container is asked to stop', body: 'STOPSIGNAL ${1:SIGTERM}' }],
  USER: [{ label: 'user', detail: 'Run as somebody else than root', body: 'USER ${1:app}' }],
  VOLUME: [{ label: '["/path"]', detail: 'A place for data', body: 'VOLUME ["${1:/data}"]' }],
  WORKDIR: [{ label: '/app', detail: 'The folder for what follows', body: 'WORKDIR ${1:/app}' }],
};

export interface FileSnippet {
  /** What is typed, and shown in the list. */
  readonly prefix: string;
  /** All that it is found by. */
  readonly filter: string;
  readonly description: string;
  readonly body: string;
  readonly brings: 'stage' | 'syntax' | 'instructions';
}

/** Those of snippets/dockerfile.json. They are offered here, because an editor's own snippets would come up in the middle of a flag too. */
export const fileSnippets: readonly FileSnippet[] = Object.values(written).map(({ prefix, description, body }) => {
  const text = body.join('\n').replace(/\n?\$0$/, '');
  return {
    prefix: prefix[0]!,
    filter: prefix.join(' '),
    description,
    body: text,
    brings: /^FROM /m.test(text) ? 'stage' : text.startsWith('# syntax=') ? 'syntax' : 'instructions',
  };
});

/** The text of a snippet as it is accepted without filling anything in. */
export function withoutPlaceholders(body: string): string {
  let text = body;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/(?<!\\)\$\{\d+:((?:[^{}\\]|\\.)*)\}/g, '$1');
  }
  return text.replace(/(?<!\\)\$\d+/g, '').replace(/\\([\\$}])/g, '$1');
}
