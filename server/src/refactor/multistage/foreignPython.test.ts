import { lines, testConversions } from './harness.ts';

testConversions('Python on other images', [
  {
    name: 'packages that pip installs on an image of Node come along',
    dockerfile: lines(
      'FROM node:22-bookworm',
      'RUN apt-get update && apt-get install -y python3 python3-pip',
      'WORKDIR /app',
      'COPY . .',
      'RUN pip3 install --break-system-packages yt-dlp==2024.8.6 && npm install',
      'CMD ["node", "server.js"]',
    ),
    files: {
      'package.json': '{}',
      'server.js': 'require("child_process").execFile("python3", ["tide.py"])',
      'tide.py': '',
    },
    verdict: 'ask unproven',
    has: [
      /install -y (?:--no-install-recommends )?python3 /,
      'COPY --from=build /usr/local/lib/python3.11 /usr/local/lib/python3.11',
      'COPY --from=build /usr/local/bin/yt-dlp /usr/local/bin/yt-dlp',
    ],
  },
]);
