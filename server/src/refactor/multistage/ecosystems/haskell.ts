/** Haskell: the executable that cabal or stack installs, on the bare system of the builder's release. */
import { resolvePath } from '../analysis.ts';
import { optionValue } from '../effects/effect.ts';
import { type Ecosystem, refuse, runsOf, type Situation } from '../situation.ts';
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
      binFolder: installFolder(situation),
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

/**
 * Where `cabal install` and `stack install` put programs: as their options say, else stack's own folder. Cabal's own one depends on
 * its version (`~/.cabal/bin`, `~/.local/bin`), so only a start by path finds it there. A link that cabal makes is followed by COPY.
 */
function installFolder(situation: Situation): string {
  for (const run of runsOf(situation, 'cabal', 'stack')) {
    const folder = optionValue(run.words.slice(1), ['--installdir', '--local-bin-path']);
    if (folder !== undefined && !folder.includes('$'))
      return resolvePath(run.cwd, folder.replace(/^~(?=\/|$)/, '/root'));
  }
  return runsOf(situation, 'cabal').length > 0 ? '/root/.cabal/bin' : '/root/.local/bin';
}
