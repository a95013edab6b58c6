/** Haskell: the executable that cabal or stack installs, on the bare system of the builder's release. */
import { type Ecosystem, refuse, runsOf } from '../situation.ts';
import { planCompiled } from './compiled.ts';

export const haskell: Ecosystem = {
  name: 'haskell',
  matches: situation => situation.facts.image.family === 'haskell' || runsOf(situation, 'stack', 'cabal').length > 0,
  plan: situation => {
    if (runsOf(situation, 'stack', 'cabal', 'ghc').length === 0)
      return refuse('no-build', 'No RUN builds a program.', 'Install it with `cabal install --install-method=copy`.');
    const { distro } = situation.facts.image;
    return planCompiled(situation, {
      ecosystem: 'haskell',
      isSource: path =>
        /\.(?:hs|cabal|lhs|project|lock|freeze)$/.test(path) ||
        /^(?:stack\.yaml|package\.yaml|dist|dist-newstyle|\.stack-work|src|app|test)(?:\/|$)/.test(path),
      sourceEndings: /\.l?hs$/,
      opensFiles: /readFile|withFile|openFile|staticApp|static\(|getDataFileName|doesFileExist|templateDir/,
      connects: /./,
      usesZones: /TimeZone/,
      binFolder: runsOf(situation, 'cabal').length > 0 ? '/root/.cabal/bin' : '/root/.local/bin',
      isStatic: false,
      packages:
        distro.kind === 'alpine'
          ? [{ name: 'gmp', why: 'Haskell programs load it' }]
          : [{ name: 'libgmp10', why: 'Haskell programs load it' }],
      doubts: [],
      buildFolders: ['/root', '/opt'],
      heavyBuild: true,
      builderHasCertificates: true,
    });
  },
};
