# Node where the official image has it: /usr/local, user node with number 1000. The context holds node's own package from npm.
ARG DEBIAN
FROM debian:${DEBIAN}-slim AS package
COPY node /node
COPY npm /node/lib/node_modules/npm
COPY corepack /node/lib/node_modules/corepack
RUN cd /node && rm -f package.json *.md LICENSE && chmod 755 bin/node && mkdir -p etc \
 && ln -s ../lib/node_modules/npm/bin/npm-cli.js bin/npm && ln -s ../lib/node_modules/npm/bin/npx-cli.js bin/npx \
 && ln -s ../lib/node_modules/corepack/dist/corepack.js bin/corepack \
 && printf 'cafile=/usr/local/share/machine-ca.crt\nnodedir=/usr/local\nupdate-notifier=false\n' > etc/npmrc

FROM debian:${DEBIAN}-slim AS slim
COPY --from=package /node /usr/local
COPY --chmod=755 docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
RUN NODE_EXTRA_CA_CERTS=/usr/local/share/machine-ca.crt npm install -g --no-audit --no-fund yarn@1.22.22 && npm cache clean --force \
 && ln -s node /usr/local/bin/nodejs && rm -rf /tmp/* /root/.npm \
 && groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]

FROM buildpack-deps:${DEBIAN} AS full
COPY --from=slim /usr/local /usr/local
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
