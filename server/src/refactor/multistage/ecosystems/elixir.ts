/** Elixir: a release, which holds Erlang, on the bare system of the builder's release. */
import { resolvePath } from '../analysis.ts';
import { type Ecosystem, lineOf, refuse, runsOf, startInstruction } from '../situation.ts';
import { planCompiled } from './compiled.ts';

export const elixir: Ecosystem = {
  name: 'elixir',
  matches: situation =>
    situation.facts.image.family === 'elixir' ||
    situation.facts.image.family === 'erlang' ||
    runsOf(situation, 'mix').length > 0,
  plan: situation => {
    const { facts } = situation;
    const main = situation.main;
    const released = runsOf(situation, 'mix').some(run =>
      run.words.some(word => /^(?:release|distillery\.release)$/.test(word)),
    );
    const path = main === undefined || !main.program.includes('/') ? undefined : resolvePath(main.cwd, main.program);
    if (!released || path === undefined) {
      return refuse(
        'no-release',
        'No release is built and started, so the program needs Elixir and mix to run.',
        'Add `RUN mix release` (MIX_ENV=prod) and start `_build/prod/rel/NAME/bin/NAME start`.',
        lineOf(startInstruction(facts)),
      );
    }
    const { image } = facts;
    let { distro } = image;
    const doubts = [];
    if (distro.release === '') {
      if (distro.kind === 'alpine')
        return refuse(
          'unknown-distribution',
          `It is not known which Alpine ${image.name} is built on.`,
          'Use a tag of hexpm/elixir, which names the release.',
          lineOf(facts.stage.from),
        );
      distro = { kind: 'debian', release: elixirRelease(image.tag) };
      doubts.push({
        obligation: 'O4' as const,
        code: 'unknown-distribution',
        message: `The tag of ${image.name} does not say which Debian it is built on; ${distro.release} is taken by its version.`,
        line: lineOf(facts.stage.from),
      });
    }
    const alpine = distro.kind === 'alpine';
    const ssl = distro.release === 'trixie' ? 'libssl3t64' : distro.release === 'bookworm' ? 'libssl3' : 'libssl1.1';
    // Erlang asks the system for the certificates of authorities (public_key:cacerts_get); the full images bring them.
    const names = alpine ? ['libstdc++', 'libgcc', 'openssl', 'ncurses-libs'] : ['ca-certificates', ssl, 'libncurses6'];
    return planCompiled(
      { ...situation, facts: { ...facts, image: { ...image, distro, moving: false } } },
      {
        ecosystem: 'elixir',
        isSource: file =>
          /^(?:lib|config|test|deps|_build|assets|priv|web|rel)\//.test(file) ||
          /\.(?:exs?|lock|eex|heex|erl)$/.test(file),
        sourceEndings: /^$/,
        opensFiles: /./,
        connects: /./,
        usesZones: /^$/,
        binFolder: '/root/.mix',
        isStatic: false,
        packages: names.map(name => ({
          name,
          why:
            name === 'ca-certificates'
              ? 'Erlang reads the certificates of authorities for TLS'
              : 'the Erlang in the release loads it',
        })),
        doubts,
        buildFolders: ['/root'],
        heavyBuild: false,
        builderHasCertificates: false,
        environment: [{ name: 'LANG', value: 'C.UTF-8', why: 'The image of Elixir sets it, and Erlang reads it.' }],
        wholeArtifactFolder: file => /^(.*)\/bin\/[^/]+$/.exec(file)?.[1],
      },
    );
  },
};

/** What the official image of a version was last built on. */
function elixirRelease(tag: string): string {
  const minor = Number(/^1\.(\d+)/.exec(tag)?.[1] ?? '99');
  if (minor <= 11) return 'buster';
  if (minor <= 14) return 'bullseye';
  if (minor <= 18) return 'bookworm';
  return 'trixie';
}
