import { lines, testConversions } from '../harness.ts';

testConversions('Swift', [
  {
    name: 'swift: the slim image of the same version',
    dockerfile: lines(
      'FROM swift:5.10',
      'WORKDIR /app',
      'COPY . .',
      'RUN swift build -c release',
      'CMD [".build/release/App"]',
    ),
    files: { 'Package.swift': '', 'Sources/App/main.swift': '', 'Public/a.css': '' },
    verdict: 'safe',
    has: ['FROM swift:5.10-slim', 'COPY --from=build /app/.build/release/App /app/.build/release/App'],
  },
  {
    name: 'swift: resources lie beside the executable, those of dependencies too',
    dockerfile: lines(
      'FROM swift:6.1-noble',
      'WORKDIR /app',
      'COPY . .',
      'RUN swift build -c release',
      'CMD [".build/release/App"]',
    ),
    files: {
      'Package.swift': '.executableTarget(name: "App", resources: [.process("Resources")])',
      'Sources/App/main.swift': '',
      'Sources/App/Resources/a.txt': 'a',
    },
    verdict: 'safe',
    has: ['FROM swift:6.1-noble-slim', 'COPY --from=build /app/.build/release /app/.build/release'],
  },
  {
    name: 'swift: on Debian there is no slim image',
    dockerfile: lines(
      'FROM swift:6.1-bookworm',
      'WORKDIR /app',
      'COPY . .',
      'RUN swift build',
      'CMD [".build/debug/App"]',
    ),
    files: { 'Package.swift': '', 'Sources/App/main.swift': '' },
    verdict: 'refuse no-runtime-image',
  },
]);
