import { lines, testConversions } from '../harness.ts';

testConversions('Bun', [
  {
    name: 'bun: the slim image of the same version',
    dockerfile: lines(
      'FROM oven/bun:1.2',
      'WORKDIR /app',
      'COPY . .',
      'RUN bun install',
      'CMD ["bun", "run", "index.ts"]',
    ),
    files: { 'package.json': '{}', 'index.ts': '' },
    verdict: 'safe',
    final: lines(
      'FROM oven/bun:1.2-slim',
      'COPY --from=build /app /app',
      'WORKDIR /app',
      'CMD ["bun", "run", "index.ts"]',
    ),
  },
  {
    name: 'bun: a compiled program leaves Bun behind; the files that it may read come along',
    dockerfile: lines(
      'FROM oven/bun:1',
      'WORKDIR /app',
      'COPY package.json ./',
      'RUN bun install',
      'COPY . .',
      'RUN bun build ./cli.ts --compile --outfile gulls',
      'CMD ["./gulls"]',
    ),
    files: { 'package.json': '{}', 'cli.ts': 'console.log(await Bun.file("birds.txt").text())', 'birds.txt': 'gull' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /app/gulls /app/gulls',
      'COPY --from=build /app/birds.txt /app/birds.txt',
      'WORKDIR /app',
      'CMD ["./gulls"]',
    ),
  },
  {
    name: 'bun: a compiled program that PATH finds leaves Bun behind too',
    dockerfile: lines(
      'FROM oven/bun:1',
      'WORKDIR /app',
      'COPY . .',
      'RUN bun build ./cli.ts --compile --outfile=/usr/local/bin/gulls',
      'CMD ["gulls"]',
    ),
    files: { 'cli.ts': '' },
    verdict: 'safe',
    final: lines(
      'FROM debian:bookworm-slim',
      'COPY --from=build /usr/local/bin/gulls /usr/local/bin/gulls',
      'WORKDIR /app',
      'CMD ["gulls"]',
    ),
  },
  {
    name: 'bun: the user of Bun’s image is only there',
    dockerfile: lines(
      'FROM oven/bun:1',
      'WORKDIR /app',
      'COPY . .',
      'RUN bun build ./cli.ts --compile --outfile gulls',
      'USER bun',
      'CMD ["./gulls"]',
    ),
    files: { 'cli.ts': '' },
    verdict: 'safe',
    has: ['FROM oven/bun:1-slim', 'USER bun'],
  },
]);
