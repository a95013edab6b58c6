import { lines, testConversions } from '../harness.ts';

testConversions('Elixir', [
  {
    name: 'elixir: a release on the system of the builder',
    dockerfile: lines(
      'FROM hexpm/elixir:1.16.0-erlang-26.2-debian-bookworm-20240101',
      'WORKDIR /app',
      'COPY . .',
      'ENV MIX_ENV=prod',
      'RUN mix do deps.get, release',
      'CMD ["_build/prod/rel/demo/bin/demo", "start"]',
    ),
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'ENV LANG=C.UTF-8',
      'ENV MIX_ENV=prod',
      'RUN apt-get update \\',
      '    && apt-get install -y --no-install-recommends \\',
      '    ca-certificates \\',
      '    libncurses6 \\',
      '    libssl3 \\',
      '    && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["_build/prod/rel/demo/bin/demo", "start"]',
    ),
  },
  {
    name: 'of a context that is known only the release comes along',
    dockerfile: lines(
      'FROM hexpm/elixir:1.18.3-erlang-27.3.4-debian-trixie-20250811',
      'ENV MIX_ENV=prod',
      'WORKDIR /app',
      'COPY . .',
      'RUN mix release',
      'CMD ["_build/prod/rel/harbour/bin/harbour", "start"]',
    ),
    files: { 'mix.exs': 'defmodule Harbour.MixProject do\nend\n', 'lib/harbour.ex': 'defmodule Harbour do\nend\n' },
    verdict: 'safe',
    has: [
      'COPY --from=build /app/_build/prod/rel/harbour /app/_build/prod/rel/harbour',
      /^ {4}ca-certificates \\\n {4}libncurses6 \\\n {4}libssl3t64 /m,
    ],
  },
]);
