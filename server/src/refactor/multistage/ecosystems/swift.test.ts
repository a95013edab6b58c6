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
  },
]);
