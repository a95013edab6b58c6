/** Haskell: the executable that cabal or stack installs, on the bare system of the builder's release. */
import { resolvePath } from '../analysis.ts';
import { optionValue } from '../effects/effect.ts';
import { packageName, runtimePackagesOf } from '../packages.ts';
import { type Ecosystem, refuse, runsOf, type Situation } from '../situation.ts';
import { planCompiled } from './compiled.ts';

export const haskell: Ecosystem = {
  name: 'haskell',
  matches: situation =>
    situation.facts.image.family === 'haskell' || runsOf(situation, 'stack', 'cabal', 'ghc').length > 0,
  plan: situation => {
    if (runsOf(situation, 'stack', 'cabal', 'ghc').length === 0)
      return refuse('no-build', 'No RUN builds a program.', 'Install it with `cabal install --install-method=copy`.');
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
      packages: runtimeLibraries(situation),
      doubts: [],
      buildFolders: ['/root', '/opt'],
      heavyBuild: true,
      // A plain system with GHC from apt has none unless they are installed.
      builderHasCertificates: situation.facts.image.family === 'haskell',
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

/**
 * What each Haskell program loads besides libc: GMP for Integer, libnuma for the run-time system, which GHC's own builds for Debian and
 * the distributions' GHC are made with (the official image has libnuma-dev for that, docker-haskell#81). The distributions' GHC also
 * takes their libffi, where GHC's own builds bring theirs.
 */
function runtimeLibraries({ facts }: Situation): { readonly name: string; readonly why: string }[] {
  const { distro, family } = facts.image;
  const alpine = distro.kind === 'alpine';
  const names = alpine ? ['gmp'] : ['libgmp10', 'libnuma1'];
  const installed = facts.runs.flatMap(run => run.effect.packages ?? []).map(packageName);
  if (
    family !== 'haskell' &&
    installed.some(name => /^(?:ghc|haskell-(?:stack|platform)|cabal-install|cabal|stack)$/.test(name))
  ) {
    names.push(...(alpine ? ['libffi', 'numactl'] : (runtimePackagesOf('libffi-dev', distro) ?? ['libffi-dev'])));
  }
  return names.map(name => ({ name, why: 'Haskell programs load it' }));
}
