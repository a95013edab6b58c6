import { lines, testConversions } from '../harness.ts';

const files = { 'knots.cabal': 'executable knots\n  main-is: Main.hs\n', 'app/Main.hs': 'main = putStrLn "bowline"\n' };
const dockerfile = (...build: readonly string[]) =>
  lines('FROM haskell:9.6-bookworm', 'WORKDIR /opt/knots', 'COPY . .', ...build);

testConversions('Haskell', [
  {
    name: 'cabal installs where its option says, and the program is started by its name',
    dockerfile: dockerfile('RUN cabal update', 'RUN cabal install --installdir=/usr/local/bin', 'CMD ["knots"]'),
    files,
    verdict: 'safe',
    has: [
      'COPY --from=build /usr/local/bin/knots /usr/local/bin/knots',
      /install -y --no-install-recommends libgmp10 libnuma1 &&/,
    ],
    lacks: ['PATH', 'dist-newstyle'],
  },
  {
    name: 'stack installs into the home folder',
    dockerfile: dockerfile('RUN stack install --system-ghc', 'CMD ["knots"]'),
    files,
    verdict: 'safe',
    has: ['COPY --from=build /root/.local/bin/knots /root/.local/bin/knots', /^ENV PATH=.*\/root\/\.local\/bin/m],
  },
  {
    name: 'cabal’s own folder depends on its version',
    dockerfile: dockerfile('RUN cabal install', 'CMD ["knots"]'),
    files,
    verdict: 'refuse no-artifact',
  },
  {
    name: 'GHC of the distribution takes its libffi',
    dockerfile: lines(
      'FROM debian:trixie',
      'RUN apt-get update && apt-get install -y --no-install-recommends ghc',
      'WORKDIR /app',
      'COPY Main.hs .',
      'RUN ghc -O2 Main.hs -o knots',
      'CMD ["./knots"]',
    ),
    files: { 'Main.hs': 'main = putStrLn "bowline"\n' },
    verdict: 'safe',
    has: ['COPY --from=build /app/knots /app/knots', /\s+libffi8 \\\n\s+libgmp10 \\\n\s+libnuma1 /],
    lacks: ['ca-certificates'],
  },
]);
