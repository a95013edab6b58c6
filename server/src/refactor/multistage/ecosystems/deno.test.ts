import { lines, testConversions } from '../harness.ts';

testConversions('Deno', [
  {
    name: 'deno runs the sources: no benefit',
    dockerfile: lines(
      'FROM denoland/deno:2.0.0',
      'WORKDIR /app',
      'COPY . .',
      'RUN deno cache main.ts',
      'CMD ["deno", "run", "main.ts"]',
    ),
    verdict: 'refuse no-benefit',
  },
  {
    name: 'a compiled program leaves the image, which has no certificates to copy',
    dockerfile: lines(
      'FROM denoland/deno:2.1.4',
      'WORKDIR /app',
      'COPY . .',
      'RUN deno compile --allow-net --output server main.ts',
      'ENTRYPOINT ["./server"]',
    ),
    files: { 'main.ts': 'Deno.serve(() => fetch("https://example.org"));\n' },
    verdict: 'safe',
    has: ['COPY --from=build /app/server /app/server'],
    lacks: ['ca-certificates'],
  },
]);
