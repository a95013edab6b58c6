import { lines, testConversions } from '../harness.ts';

testConversions('static sites', [
  {
    name: 'static site: nginx on the port of the static server',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build',
      'EXPOSE 3000',
      'CMD ["npx", "serve", "-s", "dist"]',
    ),
    files: { 'package.json': '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"5"}}', 'index.html': '' },
    verdict: 'safe',
    final: lines(
      'FROM nginx:stable',
      'COPY --from=build /app/dist /usr/share/nginx/html',
      "RUN printf 'server {\\n    listen 3000;\\n    root /usr/share/nginx/html;\\n    absolute_redirect off;\\n    location / { try_files $uri $uri/ /index.html; }\\n}\\n' > /etc/nginx/conf.d/default.conf",
      'WORKDIR /app',
      'EXPOSE 3000',
    ),
  },
  {
    name: 'static site: replacing a development server is a question',
    dockerfile: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["npm", "start"]'),
    files: {
      'package.json':
        '{"scripts":{"start":"react-scripts start","build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}',
    },
    verdict: 'ask serve',
  },
  {
    name: 'static site: the answer can be to keep it',
    dockerfile: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD ["npm", "start"]'),
    files: {
      'package.json':
        '{"scripts":{"start":"react-scripts start","build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}',
    },
    answers: { serve: 'keep' },
    verdict: 'refuse development-server',
  },
  {
    name: 'front end: a server with a proxy is not replaced without asking',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build && npm install -g http-server',
      'CMD ["http-server", "dist", "-P", "http://api:3000"]',
    ),
    files: { 'package.json': '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"5"}}' },
    verdict: 'ask serve',
  },
  {
    name: 'front end: a server with settings of its own is not replaced without asking',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build && npm install -g serve',
      'CMD ["serve", "-s", "dist", "-l", "3000"]',
    ),
    files: {
      'package.json': '{"scripts":{"build":"vite build"},"devDependencies":{"vite":"5"}}',
      'public/serve.json': '{"redirects":[]}',
    },
    verdict: 'ask serve',
  },
  {
    name: 'static site: a server that is told no folder serves the one it stands in',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build',
      'EXPOSE 5173',
      'CMD ["npm", "run", "serve"]',
    ),
    files: {
      'package.json':
        '{"scripts":{"build":"vite build","serve":"cd dist && http-server -p 5173"},"devDependencies":{"vite":"5"}}',
    },
    verdict: 'safe',
    has: ['COPY --from=build /app/dist /usr/share/nginx/html'],
  },
  {
    name: 'static site: what is run before the server may change the site, so Node serves it as before',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm run build && npm install -g serve',
      'CMD ["sh", "-c", "npx react-inject-env set && serve -s build"]',
    ),
    files: { 'package.json': '{"scripts":{"build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}' },
    verdict: 'safe',
    has: ['FROM node:20-slim', 'RUN npm install -g serve'],
  },
  {
    name: 'static site: a site that is built when the container starts needs the tools of the build',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci && npm install -g serve',
      'CMD npm run build && serve -s build',
    ),
    files: { 'package.json': '{"scripts":{"build":"react-scripts build"},"dependencies":{"react-scripts":"5"}}' },
    verdict: 'refuse development-server',
  },
  {
    name: 'static site: a build by the tool itself is one',
    dockerfile: lines(
      'FROM node:20',
      'WORKDIR /app',
      'COPY . .',
      'RUN npm ci',
      'RUN npx vite build',
      'CMD ["npx", "serve", "-s", "dist"]',
    ),
    files: { 'package.json': '{"devDependencies":{"vite":"5","serve":"14"}}' },
    verdict: 'safe',
  },
  {
    name: 'static site: a build and its preview at the start',
    dockerfile: lines('FROM node:20', 'WORKDIR /app', 'COPY . .', 'RUN npm ci', 'CMD npm run build && npm run preview'),
    files: {
      'package.json': '{"scripts":{"build":"vite build","preview":"vite preview"},"devDependencies":{"vite":"5"}}',
    },
    verdict: 'refuse development-server',
  },
]);
