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
]);
