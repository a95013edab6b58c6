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
      'RUN apt-get update && apt-get install -y --no-install-recommends libncurses6 libssl3 && rm -rf /var/lib/apt/lists/*',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["_build/prod/rel/demo/bin/demo", "start"]',
    ),
  },
]);
