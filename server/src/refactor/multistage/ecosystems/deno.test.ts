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
]);
