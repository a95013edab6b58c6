import { lines, testConversions } from './harness.ts';

testConversions('package files', [
  {
    name: 'a package file is fetched and installed again, as nobody knows what is in it',
    dockerfile: lines(
      'FROM node:22',
      'RUN wget -q -O /tmp/chrome.deb https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb \\',
      '    && apt-get update && apt-get install -y /tmp/chrome.deb && rm /tmp/chrome.deb',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm install',
      'CMD ["node", "shot.js"]',
    ),
    files: { 'package.json': '{"dependencies":{"puppeteer-core":"23"}}', 'shot.js': '' },
    verdict: 'ask unproven',
    final: lines(
      'FROM node:22-slim',
      'COPY --from=build /app /app',
      'RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates wget && rm -rf /var/lib/apt/lists/*',
      'RUN wget -q -O /tmp/chrome.deb https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb \\',
      '    && apt-get update && apt-get install -y /tmp/chrome.deb && rm /tmp/chrome.deb',
      'WORKDIR /app',
      'CMD ["node", "shot.js"]',
    ),
  },
  {
    name: 'a package file of the project is not there in the final stage',
    dockerfile: lines(
      'FROM node:22',
      'WORKDIR /app',
      'COPY . .',
      'RUN dpkg -i driver.deb && npm install',
      'CMD ["node", "shot.js"]',
    ),
    files: { 'package.json': '{}', 'shot.js': '', 'driver.deb': '' },
    verdict: 'ask unproven',
    lacks: ['dpkg'],
  },
]);
