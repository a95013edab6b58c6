/** Dockerfiles of any length that are the same in each run: stages as people write them, one after the other. */

const stage = (index: number): readonly string[] => {
  const previous = index === 0 ? undefined : `stage${index - 1}`;
  return [
    `FROM node:22-bookworm-slim AS stage${index}`,
    `ARG VERSION=1.${index}`,
    'ENV NODE_ENV=production PORT=3000',
    `LABEL org.opencontainers.image.title="part ${index}"`,
    `WORKDIR /srv/app${index}`,
    'RUN apt-get update && apt-get install -y --no-install-recommends \\\n    curl \\\n    git \\\n && rm -rf /var/lib/apt/lists/*',
    'COPY package.json package-lock.json ./',
    'RUN --mount=type=cache,target=/root/.npm npm ci',
    previous ? `COPY --from=${previous} /srv/app${index - 1}/dist ./previous` : 'COPY config ./config',
    'COPY --chown=node:node . .',
    `RUN npm run build -- --base="/v\${VERSION}/" && if [ -d dist ]; then echo "built \${VERSION}"; fi`,
    'RUN <<EOF\nset -e\necho "$NODE_ENV" > /tmp/mode\nnode --version\nEOF',
    'VOLUME ["/data"]',
    'USER node',
    'EXPOSE 3000/tcp 9229',
    'HEALTHCHECK --interval=30s CMD curl -f http://localhost:3000/ || exit 1',
    'CMD ["node", "dist/server.js"]',
  ];
};

/** A multi-stage Dockerfile of exactly so many instructions. */
export function dockerfileOf(instructions: number): string {
  const lines: string[] = [];
  for (let index = 0; lines.length < instructions; index++) lines.push(...stage(index));
  return `# syntax=docker/dockerfile:1\n${lines.slice(0, instructions).join('\n')}\n`;
}

/** A single-stage Node application of so many instructions: what the conversion takes. */
export function singleStageOf(instructions: number): string {
  const head = ['FROM node:20', 'WORKDIR /app', 'COPY package.json package-lock.json ./', 'RUN npm ci', 'COPY . .'];
  const tail = ['EXPOSE 3000', 'CMD ["node", "server.js"]'];
  const middle = Array.from({ length: instructions - head.length - tail.length }, (_, index) =>
    index % 2 === 0 ? `ENV SETTING_${index}=${index}` : `RUN echo step ${index} > /app/step${index}.txt`,
  );
  return `${[...head, ...middle, ...tail].join('\n')}\n`;
}
